"""What makers expect of originators that do not think: the bids that the scenario states for them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.strategies.library import AnyStrategy
from simulator.bidding.strategies.originator_exit import OriginatorExit
from simulator.bidding.strategies.protocol import View
from simulator.firms.draws import cost_quantile
from simulator.firms.population import CLASSES
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Costs, Scenario
from simulator.tender.settings import Level, told_apart

__all__ = ["as_stated", "classes_as_stated"]

Floats = npt.NDArray[np.float64]

_ORIGINATOR = "originator"
_COSTS, _TASTES, _PIECES = 256, 200, 64
_CEILING = 1_000_000
_AT, _ABOVE = (0.999, 1.0), (1.01, 1.05)
"""Over the ceiling: where bids at it and bids above it are put, since a distribution has no heaps."""


def classes_as_stated(scenario: Scenario[AnyStrategy], clauses: Clauses) -> tuple[str, ...]:
    """Return the classes whose stated bids makers foresee: originators that mostly stay away.

    Parameters
    ----------
    scenario, clauses
        The tender. Where its rule book has no exact game, rivals are drawn, and all are taken to think.
    """
    return () if _foreseen(scenario, clauses) is None else (_ORIGINATOR,)


def _foreseen(scenario: Scenario[AnyStrategy], clauses: Clauses) -> OriginatorExit | None:
    """Return the rule of the originators that makers foresee, if they do."""
    rule = scenario.bidding.originator
    return rule if isinstance(rule, OriginatorExit) and not coverage(clauses).missing else None


def as_stated(scenario: Scenario[AnyStrategy], setting: Setting, level: Level) -> Setting:
    """Let makers expect originators to bid as the scenario says, where it gives them a rule of their own.

    Parameters
    ----------
    scenario
        The scenario.
    setting
        What the bidders of a variety know.
    level
        How dear it is to make, and how high its ceiling.
    """
    rule = _foreseen(scenario, setting.clauses)
    if rule is None or all(one.name == _ORIGINATOR for one in setting.classes):
        return setting
    law = _stated_law(rule, told_apart(scenario), level)
    return replace(setting, classes=tuple(_at_its_bid(one, law, setting.ceiling) for one in setting.classes))


def _at_its_bid(one: BidderClass, law: CostLaw, ceiling: int) -> BidderClass:
    if one.name != _ORIGINATOR:
        return one
    return BidderClass(one.name, one.number, CostLaw(law.points * ceiling, law.levels), stated=True)


@lru_cache(maxsize=256)
def _stated_law(rule: OriginatorExit, costs: Costs, level: Level) -> CostLaw:
    """Return the distribution of stated bids over the ceiling, in pieces that end where its heaps do."""
    over = np.sort(_spread(_stated_bids(rule, costs, level) / _CEILING))
    heaps = np.searchsorted(over, (_AT[0], _AT[1] + 1e-9)) / len(over)
    levels = np.unique(np.concatenate([np.linspace(0.0, 1.0, _PIECES + 1), heaps]))
    points = over[np.maximum(np.ceil(levels * len(over) - 1e-6).astype(np.int64) - 1, 0)]
    points += 1e-9 * np.arange(len(points)) * points[-1]
    return CostLaw(points, levels)


def _stated_bids(rule: OriginatorExit, costs: Costs, level: Level) -> Floats:
    """Let an originator of every cost and every taste quote."""
    standing, taste = (
        grid.ravel()[np.newaxis]
        for grid in np.meshgrid(
            (np.arange(_COSTS) + 0.5) / _COSTS, (np.arange(_TASTES) + 0.5) / _TASTES, indexing="ij"
        )
    )
    reference = _CEILING / level.ceiling
    cost = reference * cost_quantile(costs, CLASSES.index(_ORIGINATOR), level.common, standing)
    view = View(
        cost=np.rint(cost).astype(np.int64),
        ceiling=np.full(cost.shape, _CEILING, dtype=np.int64),
        reference=round(reference),
        taste=taste,
        bidders=1,
        places=1,
        guaranteed_cut=None,
        firms=("",) * cost.shape[1],
        variety="",
        standing=standing,
        position=np.array([[level.position]]),
        form="",
    )
    return rule.quote(view).bid.ravel().astype(np.float64)


def _spread(over: Floats) -> Floats:
    """Spread the heap of bids at the ceiling just below it, and bids above it beyond any price."""
    spread = over.copy()
    for heap, (low, high) in ((over == 1, _AT), (over > 1, _ABOVE)):
        spread[heap] = np.linspace(low, high, int(heap.sum()))
    return spread
