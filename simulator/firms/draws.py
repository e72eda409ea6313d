"""Costs and ceilings of one block of replications, drawn by name."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtri

from simulator.firms.population import Entrants
from simulator.money import Ints
from simulator.scenario.model import Costs, Market
from simulator.streams import uniforms

__all__ = ["Drawn", "ceiling_ratio", "class_medians", "cost_quantile", "draw_variety", "generic_median"]

Floats = npt.NDArray[np.float64]

_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Drawn:
    """What nature dealt to the bidders of one variety; prices in 1/10,000 yuan."""

    cost: Ints
    """``[R, n]`` unit cost."""
    ceiling: Ints
    """``[R, n]`` ceiling, the same for all bidders."""
    taste: npt.NDArray[np.float64]
    """``[R, n]`` uniform that a strategy may use."""
    draw: Ints
    """``[R, n]`` drawing of lots."""
    standing: npt.NDArray[np.float64]
    """``[R, n]`` share of the bidder's class that is cheaper, from 0 to 1."""
    position: npt.NDArray[np.float64]
    """``[R, 1]`` logarithm of the median generic cost over the ceiling."""
    cover: npt.NDArray[np.float64]
    """``[R, n]`` uniform that a ring may use."""

    def under(self, ceiling: Ints) -> Drawn:
        """Return the same bidders under another ``[R, n]`` ceiling, the same for all of them."""
        lower = np.log(self.ceiling[:, :1] / ceiling[:, :1])
        return replace(self, ceiling=ceiling, position=self.position + lower)


def draw_variety(
    entrants: Entrants, market: Market, costs: Costs, seed: int, start: int, count: int
) -> Drawn:
    """Draw costs and ceilings for a block of replications.

    Cost over reference price lies between 0 and 1, because somebody sold at the reference price before: its
    log-odds are normal. The median depends on the class of firm, one part of the deviation is shared by all
    bidders of the variety, the other is the bidder's own. The ceiling over the reference price is
    lognormal, or, where it lies below 1 as a former price does, logistic-normal like the costs.

    Parameters
    ----------
    entrants
        The bidders of the variety.
    market, costs
        Parts of the scenario.
    seed
        Master seed.
    start, count
        First replication and number of replications.
    """
    name, reference = entrants.variety.name, entrants.variety.reference
    shared = uniforms(seed, "variety", name, start=start, count=count)
    own = np.stack(
        [uniforms(seed, "bid", name, bidder, start=start, count=count) for bidder in entrants.names], axis=1
    )
    middle = class_medians(costs)[entrants.kind]
    common = _normal(shared[:, :1])
    deviation = float(costs.spread_between_varieties.value) * common
    deviation = deviation + float(costs.spread_between_bidders.value) * _normal(own[:, :, 0])
    cost = _ticks(reference * expit(middle[None, :] + deviation))
    ratio = ceiling_ratio(market, common, _normal(shared[:, 1:2]))
    ceiling = np.broadcast_to(_ticks(reference * ratio), cost.shape)
    position = np.log(generic_median(costs, common) / ratio)
    lots = (own[:, :, 2] * 2**32).astype(np.int64)
    return Drawn(cost, ceiling, own[:, :, 1], lots, own[:, :, 0], position, own[:, :, 3])


def class_medians(costs: Costs) -> Floats:
    """Return the log-odds of each class's median cost over the reference price, in the order of classes."""
    one = costs.median
    return np.asarray(
        logit([float(m.value) for m in (one.originator, one.generic, one.own_api, one.newcomer)])
    )


def generic_median(costs: Costs, common: Floats) -> Floats:
    """Return the median generic cost over the reference price in varieties that are dear by ``common``."""
    shift = float(costs.spread_between_varieties.value) * common
    return np.asarray(expit(class_medians(costs)[1] + shift))


def cost_quantile(costs: Costs, kind: int, common: float, level: Floats) -> Floats:
    """Return costs over the reference price of firms of one class, by share of firms that are cheaper.

    Parameters
    ----------
    costs
        Part of the scenario.
    kind
        Class, by code.
    common
        How dear the variety is for all, in standard deviations.
    level
        Shares of firms, from 0 to 1.
    """
    shift = float(costs.spread_between_varieties.value) * common
    own = float(costs.spread_between_bidders.value) * _normal(level)
    return np.asarray(expit(class_medians(costs)[kind] + shift + own))


def ceiling_ratio(market: Market, common: Floats, own: Floats) -> Floats:
    """Return the ceiling over the reference price.

    Parameters
    ----------
    market
        Part of the scenario.
    common, own
        Standard normal numbers: how dear the variety is for all, and what is the ceiling's alone.
    """
    spread, follows = float(market.ceiling_spread.value), float(market.ceiling_follows_cost.value)
    level = follows * common + (1 - follows**2) ** 0.5 * own
    middle = float(market.ceiling_over_reference.value)
    if middle < 1:
        return np.asarray(expit(logit(middle) + spread * level))
    return np.asarray(middle * np.exp(spread * level))


def _normal(uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(ndtri(np.clip(uniform, _SMALLEST, 1 - _SMALLEST)))


def _ticks(price: npt.NDArray[np.float64]) -> Ints:
    return np.maximum(np.floor(price + 0.5), 1).astype(np.int64)
