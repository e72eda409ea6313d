"""One simulated round of a plan, and one variety of it, for whoever follows a single contract."""

from __future__ import annotations

from typing import NamedTuple

from simulator.errors import InputError, nearest
from simulator.fund.feedback import answered
from simulator.results.tables import RunLabel
from simulator.study.plan import Plan
from simulator.study.store import default_store
from simulator.supply.terms import Terms, terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["OneRound", "one_round"]


class OneRound(NamedTuple):
    """A simulated round, with the position of the variety that is followed."""

    tender: Tender
    block: Block
    terms: Terms
    at: int
    label: RunLabel


def one_round(plan: Plan, variety: str | None, replication: int) -> OneRound:
    """Play one replication of a plan that carries its contracts out.

    Parameters
    ----------
    plan
        The checked plan.
    variety
        The variety; the first one if not given.
    replication
        Which simulated round, from 0.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    record, rules = plan.scenario.record, plan.rules.record
    if not 0 <= replication < record.run.replications:
        raise InputError.one(
            f"there is no replication {replication}",
            mend=f"they count from 0 to {record.run.replications - 1}; --set run.replications=N for more",
        )
    if record.supply is None:
        raise ValueError("this plan does not carry contracts out")
    tender = set_up(answered(record), rules.clauses, plan.folder, Solving(default_store()))
    names = [entrants.variety.name for entrants in tender.entrants]
    if variety is not None and variety not in names:
        raise InputError.one(f"there is no variety '{variety}'", mend=nearest(variety, names))
    at = 0 if variety is None else names.index(variety)
    block = play_block(tender, replication, 1)
    return OneRound(tender, block, terms_of(rules, record.supply), at, RunLabel(record.id, rules.id))
