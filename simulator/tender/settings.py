"""What the bidders of a variety know before they bid: cost levels, classes, and what is at stake for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.bidding.equilibrium.costs import CostLaw, from_quantiles
from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import years_for
from simulator.bidding.strategies.library import AnyStrategy
from simulator.firms.draws import ceiling_ratio, cost_quantile, generic_median
from simulator.firms.population import CLASSES, Entrants, Shorts, preferences
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.rules.lot import STATUSES
from simulator.rules.parameters import Clauses, QualityGate
from simulator.rules.places import places_for
from simulator.scenario.model import Costs, Scenario
from simulator.tender.pooling import MAKERS, expected_shares, mixture
from simulator.tender.stakes import Scale, with_stakes

__all__ = [
    "LEAST_SPREAD",
    "Bidders",
    "Level",
    "admitted_bids",
    "bidders_of",
    "ceiling_at",
    "cost_law",
    "levels_of",
    "makers_law",
    "nearly_equal_costs",
    "pooled_bidders",
    "setting_of",
    "told_apart",
    "variety_setting",
]

LEAST_SPREAD = Decimal("0.01")
"""Spread between bidders below which bids are solved as if costs differed by this much, about 1 %: with known
and equal costs firms bid at random, and who is a little cheaper takes the place of that chance."""

_PIECES = 64
_SIDE = 128
_NEAR = 400
_OUTERMOST = (0.01, 0.99)
_TASTES = 31


@dataclass(frozen=True, slots=True)
class Level:
    """How dear a variety is to make, and how high its ceiling."""

    common: float
    """Cost level, in standard deviations."""
    ceiling: float
    """Ceiling over the reference price."""
    position: float
    """Logarithm of the median generic cost over the ceiling."""


def levels_of(scenario: Scenario[AnyStrategy], count: int) -> tuple[Level, ...]:
    """Return cost levels that a variety may have, evenly from very cheap to very dear ones.

    Parameters
    ----------
    scenario
        The scenario.
    count
        Number of levels.
    """
    normal = ndtri((np.arange(_SIDE) + 0.5) / _SIDE)
    common, own = (grid.ravel() for grid in np.meshgrid(normal, normal))
    ratio = ceiling_ratio(scenario.market, common, own)
    position = np.log(generic_median(scenario.costs, common) / ratio)
    order = np.argsort(position, kind="stable")
    position, common = position[order], common[order]
    first, last = _OUTERMOST if count > 1 else (0.5, 0.5)
    lowest, highest = (float(np.quantile(position, share)) for share in (first, last))
    levels = []
    for middle in np.linspace(lowest, highest, count).tolist():
        near = np.searchsorted(position, middle) + np.arange(-_NEAR, _NEAR)
        typical = float(common[np.clip(near, 0, len(common) - 1)].mean())
        median = float(generic_median(scenario.costs, np.array(typical)))
        levels.append(Level(typical, median / float(np.exp(middle)), middle))
    return tuple(levels)


class Bidders(NamedTuple):
    """All that the game of a variety may depend on, its price level apart."""

    numbers: tuple[tuple[int, int], ...]
    """Class, by code, with the number of its bids that the quality gate admits."""
    form: str
    volume_class: str
    at_stake: Variety | None
    """The variety itself, where payoffs beside the award count with its need and its reference price."""


def bidders_of(entrants: Entrants, scenario: Scenario[AnyStrategy], clauses: Clauses) -> Bidders:
    """Return what a game may depend on of a variety.

    Parameters
    ----------
    entrants
        The bidders of the variety.
    scenario, clauses
        The tender.
    """
    kinds, counts = np.unique(entrants.kind[admitted_bids(entrants, clauses)], return_counts=True)
    numbers = tuple(zip(kinds.tolist(), counts.tolist(), strict=True))
    variety = entrants.variety
    at_stake = None if scenario.payoffs is None else replace(variety, name="")
    return Bidders(numbers, variety.form, variety.volume_class, at_stake)


def pooled_bidders(who: Bidders) -> Bidders:
    """Return bidders as rivals know them who cannot tell one kind of maker from another.

    Parameters
    ----------
    who
        The bidders.
    """
    makers = tuple(number for kind, number in who.numbers if CLASSES[kind] in MAKERS)
    apart = tuple(one for one in who.numbers if CLASSES[one[0]] not in MAKERS)
    together = ((CLASSES.index(MAKERS[0]), sum(makers)),) if makers else ()
    return who._replace(numbers=(*apart, *together))


def variety_setting(
    scenario: Scenario[AnyStrategy], clauses: Clauses, areas: Areas, entrants: Entrants, level: Level
) -> Setting:
    """Return what the bidders of a variety know about it when it is as dear as a level says.

    Parameters
    ----------
    scenario, clauses, areas
        The tender.
    entrants
        The bidders of the variety.
    level
        Cost level and ceiling.
    """
    who = bidders_of(entrants, scenario, clauses)
    return setting_of(scenario, clauses, areas, who, (level, ceiling_at(entrants.variety, level)))


def ceiling_at(variety: Variety, level: Level) -> int:
    """Return the ceiling of a variety, in 1/10,000 yuan, when it is as dear as a level says."""
    return max(round(variety.reference * level.ceiling), 1)


def setting_of(
    scenario: Scenario[AnyStrategy], clauses: Clauses, areas: Areas, who: Bidders, at: tuple[Level, int]
) -> Setting:
    """Return what some bidders know about a variety.

    Parameters
    ----------
    scenario, clauses, areas
        The tender.
    who
        The bidders.
    at
        Cost level, and the ceiling in the unit of the game.
    """
    level, ceiling = at
    scale = ceiling / level.ceiling
    bare = tuple(
        BidderClass(CLASSES[kind], number, cost_law(scenario, kind, level, scale))
        for kind, number in who.numbers
    )
    where = (areas.units, areas.weights)
    one = Setting(clauses, ceiling, who.form, who.volume_class, *where, bare, tastes_of(areas))
    variety = who.at_stake
    if variety is None:
        return one
    years = years_for(one, places_for(one.bidders, clauses.places))
    scale_of_game = Scale(ceiling, scale, years)
    at_stake = tuple(with_stakes(each, scenario, variety, scale_of_game) for each in bare)
    return replace(one, classes=at_stake)


def tastes_of(areas: Areas) -> Shorts:
    """Return ``[K, A]`` orders of preference among areas as firms have them, the same in every scenario.

    A bidder does not know which areas its rivals prefer, so that a game counts with what they may prefer.
    """
    return _tastes(_OfAreas((areas.codes, areas.weights.tobytes()), areas))


@dataclass(frozen=True, slots=True)
class _OfAreas:
    """Areas, known by what tastes depend on."""

    said: tuple[object, ...]
    areas: Areas = field(compare=False)


@lru_cache(maxsize=8)
def _tastes(of: _OfAreas) -> Shorts:
    return preferences("any variety", [f"taste {number}" for number in range(_TASTES)], of.areas, 0)


def admitted_bids(entrants: Entrants, clauses: Clauses) -> npt.NDArray[np.bool_]:
    """Return the bids that pass the quality gate, ``[n]``."""
    gate = clauses.quality
    if not isinstance(gate, QualityGate):
        return np.ones(len(entrants.firms), dtype=np.bool_)
    accepted = [STATUSES.index(status) for status in gate.accept.value]
    return np.isin(entrants.status, accepted)


def cost_law(scenario: Scenario[AnyStrategy], kind: int, level: Level, reference: float) -> CostLaw:
    """Return the costs of a class, as its rivals know them, spread by ``LEAST_SPREAD`` at least.

    Parameters
    ----------
    scenario
        The scenario.
    kind
        Class, by code.
    level
        How dear the variety is to make.
    reference
        Reference price on the scale of the game.
    """
    one = _law(told_apart(scenario), kind, level.common)
    return CostLaw(reference * one.points, one.levels)


def told_apart(scenario: Scenario[AnyStrategy]) -> Costs:
    """Return the costs of a scenario, spread by ``LEAST_SPREAD`` at least.

    Parameters
    ----------
    scenario
        The scenario.
    """
    costs = scenario.costs
    if not nearly_equal_costs(scenario):
        return costs
    spread = costs.spread_between_bidders.model_copy(update={"value": LEAST_SPREAD})
    return costs.model_copy(update={"spread_between_bidders": spread})


@lru_cache(maxsize=1024)
def _law(costs: Costs, kind: int, common: float) -> CostLaw:
    """Return costs over the reference price."""
    return from_quantiles(lambda share: cost_quantile(costs, kind, common, share), _PIECES)


def nearly_equal_costs(scenario: Scenario[AnyStrategy]) -> bool:
    """Tell whether costs within a class differ by less than games are solved with (``LEAST_SPREAD``).

    Parameters
    ----------
    scenario
        The scenario.
    """
    return scenario.costs.spread_between_bidders.value < LEAST_SPREAD


def makers_law(scenario: Scenario[AnyStrategy], level: Level, reference: float) -> CostLaw:
    """Return the costs of a maker whose class is not known.

    Parameters
    ----------
    scenario, level, reference
        As in :func:`cost_law`.
    """
    one = _mixed(told_apart(scenario), level.common, tuple(expected_shares(scenario.firms).tolist()))
    return CostLaw(reference * one.points, one.levels)


@lru_cache(maxsize=256)
def _mixed(costs: Costs, common: float, shares: tuple[float, ...]) -> CostLaw:
    laws = [_law(costs, CLASSES.index(name), common) for name in MAKERS]
    return mixture(laws, np.array(shares))
