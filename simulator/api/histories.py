"""One contract of one simulated tender, followed from the bids to the last delivery or the last fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.study.plan import make_plan

if TYPE_CHECKING:
    from simulator.study.ledgers import Ledger
    from simulator.supply.reference import Behaviour
    from simulator.supply.trace import History

__all__ = ["history", "ledger"]


def history(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
    behaviour: Behaviour | None = None,
) -> History:
    """Follow the contract of one variety in one simulated round, from the bids to the last delivery.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without a section ``supply`` its defaults hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the events and monthly deliveries.
    behaviour
        What firms and hospitals do where they have a choice.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.results.files import write_parquet
    from simulator.study.contracts import history_table, trace_history
    from simulator.study.one_round import one_round

    plan = make_plan(scenario, sets)
    by_default = plan.scenario.record.supply is None
    if by_default:
        plan = make_plan(scenario, [*sets, "supply={}"])
    one = one_round(plan, variety, replication)
    found = trace_history(one.tender, one.block, one.terms, one.at, behaviour)
    found = replace(found, by_default=by_default)
    if out is not None:
        write_parquet(history_table(one.label, found), Path(out))
    return found


def ledger(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Ledger:
    """Follow the money of one variety in one simulated round: every posting, to the last fen.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without sections ``supply`` and ``fund`` their defaults
        hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the postings.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.study.ledgers import read_ledger

    return read_ledger(scenario, variety=variety, replication=replication, sets=sets, out=out)
