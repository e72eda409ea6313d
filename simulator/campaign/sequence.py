"""Rounds one after the other, state in, state out: the only loop over rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.campaign.bids import Tabled, table_bids
from simulator.campaign.carried import NEVER, Carried, Floats, Former, Standing
from simulator.campaign.figures import carried_figures
from simulator.campaign.handover import brought_along
from simulator.campaign.stages import Stage
from simulator.campaign.stores import HospitalStores, stores_after, stores_before
from simulator.campaign.violations import bans_of, lost_on
from simulator.fund.switching import avoiding_labels
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Bools
from simulator.supply.dealing import Dealer
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts, execute_with_flows
from simulator.supply.records import Contracts, Flows, Maker, Outcome
from simulator.tender.simulate import Block

__all__ = ["Played", "play_campaign", "play_round"]


@dataclass(frozen=True, slots=True)
class Played:
    """What one round brought in a block of replications."""

    stage: Stage
    block: Block
    tabled: tuple[Tabled, ...]
    contracts: tuple[Contracts, ...]
    """By variety; empty where contracts are not carried out."""
    outcomes: tuple[Outcome, ...]
    figures: Mapping[str, Floats]
    """``[R]`` by name, what was carried from round to round."""
    flows: tuple[Flows, ...] = ()
    """By variety, what was delivered when; empty where no money follows it."""


def play_campaign(stages: Sequence[Stage], start: int, count: int) -> tuple[tuple[Played, ...], Carried]:
    """Play every round of a campaign in calendar order.

    Parameters
    ----------
    stages
        The rounds made ready.
    start, count
        First replication and number of replications; a replication does not depend on the block it is in.
    """
    carried, played = Carried(), []
    for stage in stages:
        one, carried = play_round(stage, carried, start, count)
        played.append(one)
    return tuple(played), carried


def play_round(stage: Stage, carried: Carried, start: int, count: int) -> tuple[Played, Carried]:
    """Play one round with what earlier ones left, and say what it leaves.

    Parameters
    ----------
    stage
        The round made ready.
    carried
        What earlier rounds left.
    start, count
        First replication and number of replications.
    """
    tender = stage.tender
    tabled = tuple(table_bids(stage, at, carried, start, count) for at in range(len(tender.entrants)))
    awarded = award_round([one.lot for one in tabled], tender.clauses, tender.areas.units)
    block = Block(start, awarded, tuple(one.cost for one in tabled))
    before = [(one.standing, _stores(stage, at, carried)) for at, one in enumerate(tabled)]
    contracts, outcomes, flows = _carry_out(stage, block, count, before)
    bans = bans_of(stage, contracts, outcomes)
    former = tuple(_left(stage, tabled[at], awarded[at], at, outcomes) for at in range(len(awarded)))
    if outcomes:
        pairs = zip(former, contracts, outcomes, strict=True)
        former = tuple(replace(one, stores=stores_after(dealt, out)) for one, dealt, out in pairs)
    figures = carried_figures(stage, tabled, awarded, bans)
    after = Carried({**carried.former, stage.plan.id: former}, (*carried.bans, *bans))
    return Played(stage, block, tabled, contracts, outcomes, figures, flows), after


def _stores(stage: Stage, at: int, carried: Carried) -> HospitalStores | None:
    return None if stage.follows is None else carried.former[stage.follows][at].stores


def _carry_out(
    stage: Stage, block: Block, count: int, before: Sequence[tuple[Standing, HospitalStores | None]]
) -> tuple[tuple[Contracts, ...], tuple[Outcome, ...], tuple[Flows, ...]]:
    supply, tender = stage.tender.scenario.supply, stage.tender
    if supply is None or stage.terms is None:
        return (), (), ()
    longest = max(int(one.years.max(initial=0)) * 12 for one in block.awarded)
    rows = Rows(stage.seed, block.start, count)
    dealer = Dealer(supply, stage.terms, tender.areas, rows, max(longest, stage.terms.months, 12))
    fresh = tuple(
        avoiding_labels(
            dealer.deal(lot, cost, entrants, base), entrants, tender.scenario.fund, stage.terms.kind
        )
        for lot, cost, entrants, base in zip(
            block.awarded, block.costs, tender.entrants, tender.bases, strict=True
        )
    )
    part = float(stage.plan.handover.hospitals.value)
    dealt = tuple(
        stores_before(brought_along(one, standing, lot.won, cost, stage.plan.handover), stores, part)
        for one, (standing, stores), lot, cost in zip(fresh, before, block.awarded, block.costs, strict=True)
    )
    if tender.scenario.fund is None:
        return dealt, tuple(execute_contracts(one, engine=supply.engine) for one in dealt), ()
    followed = [execute_with_flows(one) for one in dealt]
    return dealt, tuple(one for one, _ in followed), tuple(flows for _, flows in followed)


def _left(stage: Stage, one: Tabled, awarded: AwardedLot, at: int, outcomes: Sequence[Outcome]) -> Former:
    """Write down how a variety ended."""
    entrants, won = stage.tender.entrants[at], awarded.won
    lost = np.full(won.shape, NEVER)
    if outcomes and stage.terms is not None:
        lost = lost_on(outcomes[at], stage.terms.start)
    ceiling = np.maximum(np.broadcast_to(awarded.lot.ceiling, won.shape), 1)
    count = won.sum(axis=1)
    stock, capacity = _left_behind(stage, one, won, outcomes[at] if outcomes else None)
    cut = np.where(won, 1 - awarded.price / ceiling, 0.0).sum(axis=1) / np.maximum(count, 1)
    return Former(
        variety=entrants.variety.name,
        form=entrants.variety.form,
        names=entrants.names,
        won=won,
        price=awarded.price,
        volume=awarded.volume,
        lost_on=lost,
        cut=np.where(count > 0, cut, np.nan),
        gone=one.gone,
        stock=stock,
        capacity=capacity,
    )


def _left_behind(stage: Stage, one: Tabled, won: Bools, outcome: Outcome | None) -> tuple[Floats, Floats]:
    """Return stocks and capacities after the contracts; what does not win stands idle and is scrapped."""
    left = (1 - float(stage.plan.handover.idle.value)) * one.standing.capacity
    if outcome is None:
        return np.zeros(won.shape), left
    makers = outcome.makers
    stock = np.where(won, makers[:, :, Maker.STOCK_END], 0.0)
    return stock, np.where(won, makers[:, :, Maker.CAPACITY_END], left)
