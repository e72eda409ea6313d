"""Figures of campaigns that studies compare: stage by stage and over the whole, by replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulator.bidding.strategies.library import AnyStrategy
from simulator.campaign.carried import Carried as Course
from simulator.campaign.sequence import Played, play_campaign
from simulator.campaign.stages import RoundInput, Stage, lay_out_rounds
from simulator.results.bids import Floats
from simulator.results.campaign_money import Dated, budget_by_year, whole_campaign
from simulator.results.campaigns import (
    CampaignBlock,
    Figures,
    bans_table,
    round_contracts,
    round_figures,
    round_prices,
)
from simulator.results.contracts import ContractBlock, whole_tender
from simulator.results.course import course_figures
from simulator.results.money import MoneyBlock, amounts
from simulator.results.money_definitions import MONEY_METRICS
from simulator.rules.parameters import Clauses
from simulator.scenario.campaign import RoundPlan
from simulator.scenario.model import Scenario
from simulator.scenario.supply import Kind
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.contracts import Carried, Settling, settled
from simulator.study.figures import gains
from simulator.study.store import default_store
from simulator.study.welfare import count_welfare, without_volume
from simulator.supply.terms import Terms
from simulator.tender.ready import Tender
from simulator.tender.solving import Solving

__all__ = [
    "CampaignInputs",
    "Figured",
    "campaign_block",
    "campaign_inputs",
    "evaluate_campaign",
    "figured",
    "ready_stages",
]

_DAYS_PER_YEAR = 365.25


class _Round(NamedTuple):
    plan: str
    day: str
    scenario: str
    clauses: str
    folder: Path
    terms: Terms | None
    device: bool


class CampaignInputs(NamedTuple):
    """What a worker is sent of a campaign."""

    plan: str
    """Id of the plan, which covers the contents of tables too."""
    rounds: tuple[_Round, ...]
    discount: float
    block: int
    """Replications that are played at once."""


class Figured(NamedTuple):
    """Everything that is counted in a block of a campaign."""

    stages: tuple[Figures, ...]
    """By round, ``[R]`` by part and name."""
    whole: Mapping[str, Floats]
    """``[R]`` by name, over the whole campaign."""
    money: tuple[Dated, ...]
    """Money of the rounds in which it is followed."""


def campaign_inputs(plan: PlannedCampaign, name: str | None = None) -> CampaignInputs:
    """Return a campaign as plain data that a worker can be sent.

    Parameters
    ----------
    plan
        The checked plan.
    name
        What its id is to be; its own by default.
    """
    rounds = tuple(
        _Round(
            # What was changed is in the scenario already.
            one.plan.model_copy(update={"change": {}}).model_dump_json(by_alias=True),
            one.made.day.isoformat(),
            one.made.scenario.model_dump_json(by_alias=True),
            one.made.clauses.model_dump_json(by_alias=True),
            one.made.folder.resolve(),
            one.made.terms,
            one.rules.record.kind == "device",
        )
        for one in plan.rounds
    )
    run = plan.record.run
    return CampaignInputs(name or plan.id, rounds, float(plan.record.discount.value), run.block)


@lru_cache(maxsize=2)
def _stages(_plan: str, rounds: tuple[_Round, ...]) -> tuple[Stage, ...]:
    """Make the rounds ready once per process and plan."""
    made = [
        RoundInput(
            RoundPlan.model_validate_json(one.plan),
            date.fromisoformat(one.day),
            Scenario[AnyStrategy].model_validate_json(one.scenario),
            Clauses.model_validate_json(one.clauses),
            one.folder,
            one.terms,
        )
        for one in rounds
    ]
    return lay_out_rounds(made, Solving(default_store()))


def ready_stages(inputs: CampaignInputs) -> tuple[Stage, ...]:
    """Return the rounds of a campaign made ready, once per process for as long as it is the one at work."""
    return _stages(inputs.plan, inputs.rounds)


def evaluate_campaign(inputs: CampaignInputs, start: int, count: int) -> dict[str, Floats]:
    """Play some histories of a campaign and return every figure of each of them.

    Parameters
    ----------
    inputs
        The campaign as plain data.
    start, count
        First replication and number of replications; a replication does not depend on the others.

    Returns
    -------
    dict
        ``[count]`` values by name, NaN where undefined: ``STAGE.figure`` for each stage, ``campaign.figure``
        for the whole.
    """
    stages = ready_stages(inputs)
    parts = []
    for at in range(start, start + count, inputs.block):
        played, course = play_campaign(stages, at, min(inputs.block, start + count - at))
        parts.append(_named(inputs, figured(inputs, played, course)))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def campaign_block(inputs: CampaignInputs, campaign: str, start: int, count: int) -> CampaignBlock:
    """Play a block of histories and keep everything that the tables of a campaign are made of.

    Parameters
    ----------
    inputs
        The campaign as plain data.
    campaign
        Its id, as tables name it.
    start, count
        First replication and number of replications.
    """
    played, course = play_campaign(ready_stages(inputs), start, count)
    found = figured(inputs, played, course)
    return CampaignBlock(
        start=start,
        rounds=found.stages,
        prices=tuple(round_prices(one) for one in played),
        bans=bans_table(campaign, start, course.bans),
        whole=found.whole,
        budget=budget_by_year(found.money) if found.money else {},
    )


def _named(inputs: CampaignInputs, found: Figured) -> dict[str, Floats]:
    values: dict[str, Floats] = {}
    for one, figures in zip(ready_stages(inputs), found.stages, strict=True):
        for (_, name), value in figures.items():
            # Of two figures of one name the one of the contracts is the older.
            values.setdefault(f"{one.plan.id}.{name}", value)
    return values | {f"campaign.{name}": value for name, value in found.whole.items()}


def figured(inputs: CampaignInputs, played: Sequence[Played], course: Course) -> Figured:
    """Count everything that there is to count in a block of a campaign.

    Parameters
    ----------
    inputs
        The campaign as plain data.
    played, course
        Its rounds in calendar order, and what they leave.
    """
    counted = [round_contracts(one) for one in played]
    followed = [_settled(one) for one in played]
    stages = tuple(
        _round_figures(inputs, at, one, counted[at], followed[at]) for at, one in enumerate(played)
    )
    first = min((one.stage.terms.start for one in played if one.stage.terms is not None), default=None)
    money = tuple(
        Dated(one, (each.stage.terms.start - first).days / _DAYS_PER_YEAR)
        for each, one in zip(played, followed, strict=True)
        if one is not None and each.stage.terms is not None and first is not None
    )
    whole = dict(course_figures(played, course.bans))
    executed = [one for one in counted if one is not None]
    if executed:
        whole |= _contracts(executed)
    if money:
        whole |= whole_campaign(money, inputs.discount)
    return Figured(stages, whole, money)


def _contracts(counted: Sequence[ContractBlock]) -> dict[str, Floats]:
    """Compute figures of contracts as if all rounds were one tender."""
    names = counted[0].by_variety
    return whole_tender(
        {name: np.concatenate([one.by_variety[name] for one in counted], axis=1) for name in names}
    )


def _settled(one: Played) -> MoneyBlock | None:
    settle = None if one.stage.terms is None else Settling.of(one.stage.tender, one.stage.terms)
    if settle is None or not one.flows:
        return None
    every = enumerate(zip(_carried(one), one.flows, strict=True))
    done = [each._replace(settled=settle.variety(at, each.contracts, flows)) for at, (each, flows) in every]
    return settled(one.stage.tender, done)


def _carried(one: Played) -> list[Carried]:
    return [Carried(*each) for each in zip(one.contracts, one.outcomes, strict=True)]


def _round_figures(
    inputs: CampaignInputs, at: int, one: Played, counted: ContractBlock | None, money: MoneyBlock | None
) -> Figures:
    figures = round_figures(one, counted)
    if money is not None:
        found = {name: amounts(metric, money.by_variety)[0] for name, metric in MONEY_METRICS.items()}
        figures |= {("money", name): values for name, values in found.items()}
    tender = one.stage.tender
    if tender.scenario.welfare is not None:
        kind: Kind = "device" if inputs.rounds[at].device else "drug"
        done = _carried(one) if one.contracts else []
        counts = count_welfare(tender, one.block, kind, done, _loose(inputs.plan, inputs.rounds, at), money)
        figures |= {("welfare", name): values for name, values in gains(counts).items()}
    return figures


@lru_cache(maxsize=2)
def _loose(plan: str, rounds: tuple[_Round, ...], at: int) -> Tender | None:
    """Set the first round's firms up under the book without volume; later rounds have no such counterpart."""
    return without_volume(_stages(plan, rounds)[at].tender, rounds[at].folder) if at == 0 else None
