"""A variety of a tender as a game that is decided by simulating its award."""

from __future__ import annotations

import numpy as np

from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.sampled import SampledGame
from simulator.bidding.strategies.protocol import Quotes
from simulator.firms.draws import Drawn
from simulator.firms.population import CLASSES
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import UNKNOWN, AwardedLot, Lot
from simulator.rules.parameters import AnyOf, NoVolume
from simulator.tender.quoting import lay_out
from simulator.tender.ready import Tender
from simulator.tender.settings import Level, cost_law, line_marks, with_stakes

__all__ = ["has_payoff", "sampled_variety"]

_PRICES = 40


def has_payoff(tender: Tender) -> bool:
    """Tell whether the rule book promises a volume, without which bids are worth nothing."""
    return not isinstance(tender.clauses.volume, NoVolume)


def sampled_variety(tender: Tender, at: int, level: Level) -> tuple[SampledGame, tuple[int, ...]]:
    """Return a variety with its actual bidders as a game, and the prices that everybody should try.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    level
        How dear it is to make, and how high its ceiling.
    """
    entrants = tender.entrants[at]
    ceiling = max(round(entrants.variety.reference * level.ceiling), 1)
    lot = _template(tender, at, ceiling)
    present = np.unique(entrants.kind).tolist()
    kinds = np.searchsorted(present, entrants.kind).astype(np.int64)
    classes = tuple(_class(tender, at, kind, level, ceiling) for kind in present)
    marks = _marks(tender, lot, ceiling)
    low = 0.8 * min(one.costs.low for one in classes)
    even = np.rint(np.exp(np.linspace(np.log(max(low, 1)), np.log(ceiling), _PRICES))).astype(np.int64)
    prices = np.unique(np.concatenate([even, np.array(marks, dtype=np.int64)]))
    prices = prices[(prices >= max(low, 1)) & (prices <= ceiling)]

    def award(bids: Lot) -> AwardedLot:
        return award_round([bids], tender.clauses, tender.areas.units, whole_round=False)[0]

    return SampledGame(lot, kinds, classes, prices, award), marks


def _class(tender: Tender, at: int, kind: int, level: Level, ceiling: int) -> BidderClass:
    scenario, entrants = tender.scenario, tender.entrants[at]
    number = int((entrants.kind == kind).sum())
    bare = BidderClass(CLASSES[kind], number, cost_law(scenario, kind, level, ceiling / level.ceiling))
    return with_stakes(bare, scenario.payoffs, entrants.variety, ceiling, (ceiling / level.ceiling, 1))


def _template(tender: Tender, at: int, ceiling: int) -> Lot:
    shape = (1, len(tender.entrants[at].firms))
    zeros, none = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    drawn = Drawn(zeros, np.full(shape, ceiling, dtype=np.int64), none, zeros, none, np.zeros((1, 1)), none)
    return lay_out(tender, at, drawn, Quotes(np.full(shape, ceiling), np.ones(shape, dtype=np.bool_)))


def _marks(tender: Tender, lot: Lot, ceiling: int) -> tuple[int, ...]:
    """Return the ceiling, and every line with the tick above it."""
    lines = set(line_marks(tender.clauses, ceiling, lot.form))
    test = tender.clauses.price_test
    if isinstance(test, AnyOf) and test.tests.enquiry is not None:
        known: Ints = lot.enquiry[lot.enquiry != UNKNOWN]
        lines |= {int(price * test.tests.enquiry.times.value) for price in known.tolist()}
    for printed in (lot.class_a, lot.class_b):
        lines |= set(printed[printed != UNKNOWN].tolist())
    inside = {mark for line in lines for mark in (line, line + 1) if 1 <= mark <= ceiling}
    return tuple(sorted(inside | {ceiling}))
