"""A variety of a tender as a game that is decided by simulating its award."""

from __future__ import annotations

import numpy as np

from simulator.bidding.equilibrium.compiled import compiled_award
from simulator.bidding.equilibrium.lines import lowest_price, marks, price_list
from simulator.bidding.equilibrium.sampled import SampledGame
from simulator.bidding.strategies.protocol import Quotes
from simulator.firms.draws import Drawn
from simulator.firms.population import CLASSES
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import UNKNOWN, AwardedLot, Lot
from simulator.rules.parameters import AnyOf, Clauses, NoVolume
from simulator.tender.quoting import lay_out
from simulator.tender.ready import Tender
from simulator.tender.settings import Level, admitted_bids, variety_setting

__all__ = ["has_payoff", "sampled_variety"]

_PRICES = 40


def has_payoff(tender: Tender) -> bool:
    """Tell whether the rule book promises a volume, without which bids are worth nothing."""
    return not isinstance(tender.clauses.volume, NoVolume)


def sampled_variety(tender: Tender, at: int, level: Level) -> SampledGame:
    """Return a variety with its actual bidders as a game.

    Bids that the quality gate turns down belong to no class and stay at the ceiling.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    level
        How dear it is to make, and how high its ceiling.
    """
    entrants, clauses = tender.entrants[at], tender.clauses
    setting = variety_setting(tender.scenario, clauses, tender.areas, entrants, level)
    lot = _template(tender, at, setting.ceiling)
    admitted = admitted_bids(entrants, clauses)
    names = [one.name for one in setting.classes]
    own = [names.index(name) if name in names else -1 for name in CLASSES]
    kinds = np.where(admitted, np.array(own)[entrants.kind], -1)
    tried = np.array(sorted({*marks(setting), *_printed(clauses, lot, setting.ceiling)}), dtype=np.int64)
    prices = np.union1d(price_list(setting, lowest_price(setting), _PRICES), tried)

    def award(bids: Lot) -> AwardedLot:
        return award_round([bids], clauses, tender.areas.units, whole_round=False)[0]

    compiled = compiled_award(setting, lot)
    return SampledGame(lot, kinds, setting.classes, prices, award, tried, compiled)


def _template(tender: Tender, at: int, ceiling: int) -> Lot:
    shape = (1, len(tender.entrants[at].firms))
    zeros, none = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    drawn = Drawn(zeros, np.full(shape, ceiling, dtype=np.int64), none, zeros, none, np.zeros((1, 1)), none)
    return lay_out(tender, at, drawn, Quotes(np.full(shape, ceiling), np.ones(shape, dtype=np.bool_)))


def _printed(clauses: Clauses, lot: Lot, ceiling: int) -> set[int]:
    """Return the prices that are printed for single products, each with the tick above it."""
    test, lines = clauses.price_test, set[int]()
    if isinstance(test, AnyOf) and test.tests.enquiry is not None:
        known: Ints = lot.enquiry[lot.enquiry != UNKNOWN]
        lines |= {int(price * test.tests.enquiry.times.value) for price in known.tolist()}
    for printed in (lot.class_a, lot.class_b):
        lines |= set(printed[printed != UNKNOWN].tolist())
    return {mark for line in lines for mark in (line, line + 1) if 1 <= mark <= ceiling}
