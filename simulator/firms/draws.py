"""Costs and ceilings of one block of replications, drawn by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtri

from simulator.firms.population import Entrants
from simulator.money import Ints
from simulator.scenario.model import Costs, Market
from simulator.streams import uniforms

__all__ = ["Drawn", "draw_variety"]

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
    medians = costs.median
    middle = logit(
        [float(m.value) for m in (medians.originator, medians.generic, medians.own_api, medians.newcomer)]
    )[entrants.kind]
    deviation = float(costs.spread_between_varieties.value) * _normal(shared[:, :1])
    deviation = deviation + float(costs.spread_between_bidders.value) * _normal(own[:, :, 0])
    cost = _ticks(reference * expit(middle[None, :] + deviation))
    spread, follows = float(market.ceiling_spread.value), float(market.ceiling_follows_cost.value)
    level = follows * _normal(shared[:, :1]) + (1 - follows**2) ** 0.5 * _normal(shared[:, 1:2])
    middle_ratio = float(market.ceiling_over_reference.value)
    ratio = (
        expit(logit(middle_ratio) + spread * level)
        if middle_ratio < 1
        else middle_ratio * np.exp(spread * level)
    )
    ceiling = np.broadcast_to(_ticks(reference * ratio), cost.shape)
    return Drawn(cost, ceiling, own[:, :, 1], (own[:, :, 2] * 2**32).astype(np.int64))


def _normal(uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(ndtri(np.clip(uniform, _SMALLEST, 1 - _SMALLEST)))


def _ticks(price: npt.NDArray[np.float64]) -> Ints:
    return np.maximum(np.floor(price + 0.5), 1).astype(np.int64)
