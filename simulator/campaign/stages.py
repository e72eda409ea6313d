"""Rounds of a campaign made ready: who bids where, when, and with which draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from simulator.bidding.strategies.library import AnyStrategy
from simulator.campaign.handover import with_beliefs
from simulator.campaign.participants import Games
from simulator.campaign.population import followed
from simulator.campaign.rings import rings_after
from simulator.errors import InputError
from simulator.firms.facts import draw_facts
from simulator.fund.feedback import answered, cost_factor
from simulator.rules.parameters import Clauses
from simulator.scenario.campaign import RoundPlan
from simulator.scenario.loyalty import with_evidence
from simulator.scenario.model import Scenario
from simulator.scenario.supply import Demand
from simulator.streams import stream_key
from simulator.supply.terms import DAYS_PER_MONTH, Terms
from simulator.tender.ready import Tender, reports_of, set_up, with_solved_bids
from simulator.tender.solving import Solving

__all__ = ["RoundInput", "Stage", "lay_out_rounds"]


@dataclass(frozen=True, slots=True)
class RoundInput:
    """What is known of a round before anything is drawn."""

    plan: RoundPlan
    day: date
    """Day on which bids are opened."""
    scenario: Scenario[AnyStrategy]
    clauses: Clauses
    folder: Path
    """Folder that the scenario's tables lie in."""
    terms: Terms | None
    """What the rule book says about contracts; none if they are not carried out."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One round made ready."""

    plan: RoundPlan
    day: date
    tender: Tender
    terms: Terms | None
    seed: int
    """Seed of what is drawn afresh in this round."""
    lasting: int
    """Seed of what the varieties keep from round to round: costs."""
    costs: float = 1.0
    """Unit costs over those of the first tender of the varieties."""
    games: Games = field(default_factory=Games)
    """Solved bids for those who are there, where some are barred or gone."""

    @property
    def follows(self) -> str | None:
        """Name of the round whose varieties are tendered again."""
        return self.plan.continues


def lay_out_rounds(
    inputs: Sequence[RoundInput], solving: Solving | None = None, *, solve: bool = True
) -> tuple[Stage, ...]:
    """Make every round of a campaign ready.

    The first round has the draws of the same scenario run by itself. Every later one has draws of its own,
    which belong to its name and not to its place; what it continues keeps its costs.

    Parameters
    ----------
    inputs
        The rounds in calendar order.
    solving
        How equilibrium bids are computed.
    solve
        Whether they are; without them nothing can be played.

    Raises
    ------
    InputError
        If the numbers of a round do not fit together.
    """
    stages: dict[str, Stage] = {}
    for number, written in enumerate(inputs):
        one = replace(written, scenario=_with_evidence(answered(written.scenario)))
        seed = one.scenario.run.seed
        own = seed if number == 0 else stream_key("campaign", one.plan.id, str(seed))
        before = None if one.plan.continues is None else stages[one.plan.continues]
        if before is None:
            tender = set_up(one.scenario, one.clauses, one.folder, solve=False)
            lasting, costs = own, 1.0
        else:
            tender, lasting = _continued(one, before), before.lasting
            paid = _terms_of_payment(one.scenario) / _terms_of_payment(before.tender.scenario)
            costs = before.costs * float(one.plan.costs.value) * paid
            tender = _with_experience(tender, one, before)
        if solve:
            tender = with_solved_bids(tender, solving)
            if before is not None:
                tender = with_beliefs(tender, before.tender, float(one.plan.beliefs.value))
        games = Games(solving)
        stages[one.plan.id] = Stage(one.plan, one.day, tender, one.terms, own, lasting, costs, games)
    return tuple(stages.values())


def _with_evidence(scenario: Scenario[AnyStrategy]) -> Scenario[AnyStrategy]:
    """Let evidence move prescribers before any round, so that shares pass on to the next one as they are."""
    supply = None if scenario.supply is None else with_evidence(scenario.supply, scenario.payoffs)
    return scenario if supply is scenario.supply else scenario.model_copy(update={"supply": supply})


def _terms_of_payment(scenario: Scenario[AnyStrategy]) -> float:
    """Return what terms of payment make of costs; costs last, terms are those of each round."""
    money = scenario.fund if scenario.supply is not None else None
    return 1.0 if money is None else cost_factor(money)


def _with_experience(tender: Tender, one: RoundInput, before: Stage) -> Tender:
    """Let hospitals begin nearer to where the contracts before have led them, and sign sooner."""
    supply, old = tender.scenario.supply, before.tender.scenario.supply
    if supply is None or old is None or one.terms is None or before.terms is None:
        return tender
    part = one.plan.experience.value
    months = (one.terms.start - before.terms.start).days / DAYS_PER_MONTH
    demand = supply.demand
    first = max(demand.first_share.value, min(_share_after(old.demand, months), demand.final_share.value))
    share = demand.first_share.value + part * (first - demand.first_share.value)
    wait = demand.signing_months.value * (1 - part)
    changed = demand.model_copy(
        update={
            "first_share": demand.first_share.model_copy(update={"value": share}),
            "signing_months": demand.signing_months.model_copy(update={"value": wait}),
        }
    )
    supply = supply.model_copy(update={"demand": changed})
    return replace(tender, scenario=tender.scenario.model_copy(update={"supply": supply}))


def _share_after(demand: Demand, months: float) -> Decimal:
    """Return the share of need that goes to winners after so many months without reminders."""
    final, first, constant = (
        float(one.value) for one in (demand.final_share, demand.first_share, demand.switching_months)
    )
    gap = (final - first) * (math.exp(-months / constant) if constant > 0 else 0.0)
    return Decimal(repr(round(final - gap, 9)))


def _continued(one: RoundInput, before: Stage) -> Tender:
    """Tender the varieties of an earlier round again: its firms and their costs, and who enters."""
    if one.scenario.ring is not None:
        raise InputError.one(
            f"round '{one.plan.id}' continues '{one.plan.continues}' and has a ring",
            mend="rings form among the firms of new varieties only: leave out that section; "
            "`ring: rotates` in the round lets the ring of the earlier one go on",
        )
    scenario = one.scenario.model_copy(update={"costs": before.tender.scenario.costs})
    tender = set_up(scenario, one.clauses, one.folder, solve=False)
    seed = scenario.run.seed
    entrants = followed(before.tender.entrants, one.plan, scenario.firms, tender.areas, seed)
    return replace(
        tender,
        entrants=entrants,
        bases=reports_of(tender, entrants),
        facts=tuple(draw_facts(each, scenario.facts, seed) for each in entrants),
        equilibria=(None,) * len(entrants),
        rings=rings_after(one.plan, before.tender),
    )
