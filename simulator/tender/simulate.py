"""One block of replications of a tender, from draws to awards."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.firms.draws import draw_variety
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot
from simulator.tender.quoting import lay_out, quote_bids
from simulator.tender.ready import Tender, set_up

__all__ = ["Block", "Tender", "play_block", "set_up"]


@dataclass(frozen=True, slots=True)
class Block:
    """Awards of a run of replications."""

    start: int
    awarded: tuple[AwardedLot, ...]
    costs: tuple[Ints, ...]
    """``[R, n]`` unit costs by variety, in 1/10,000 yuan."""


def play_block(tender: Tender, start: int, count: int) -> Block:
    """Simulate some replications of the tender.

    Parameters
    ----------
    tender
        The scenario made ready.
    start, count
        First replication and number of replications; the result of a replication does not depend on
        the block that it is in.
    """
    scenario = tender.scenario
    lots, costs = [], []
    for at, entrants in enumerate(tender.entrants):
        drawn = draw_variety(entrants, scenario.market, scenario.costs, scenario.run.seed, start, count)
        lots.append(lay_out(tender, at, drawn, quote_bids(tender, at, drawn)))
        costs.append(drawn.cost)
    awarded = award_round(lots, tender.clauses, tender.areas.units)
    return Block(start, awarded, tuple(costs))
