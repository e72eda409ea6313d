"""Inversion of the bidder's problem: for which costs each price is the best that a firm could bid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.response import Payoff

__all__ = ["CostBounds", "cost_bounds"]

Floats = npt.NDArray[np.float64]

_FLAT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class CostBounds:
    """Costs for which each price of a list is a best response."""

    lower: Floats
    """``[B]`` lowest such cost; 0 where nothing bounds it from below."""
    upper: Floats
    """``[B]`` highest such cost; never above the price itself."""
    shortfall: Floats
    """``[B]`` what a price earns less than the best mix of others with the same volume, over its income."""


def cost_bounds(prices: Floats, payoff: Payoff) -> CostBounds:
    """Return the costs at which a firm would bid each price rather than any other, or none.

    The payoff of a price is ``income - cost * volume``, so the prices that are best for some cost lie on
    the least concave majorant of income as a function of volume, and the cost is its slope: ``A'/Q'``. At
    a corner (an atom of bids, the edge of a gap) the slopes on both sides bound the cost. A price below
    the majorant is best for no cost; it gets the slope above it, so that the cost rises with the bid.

    Parameters
    ----------
    prices
        ``[B]`` price list, increasing.
    payoff
        What each price, and at the end staying out, is expected to be worth.

    Returns
    -------
    CostBounds
        In the unit of the prices.

    Notes
    -----
    First-order condition: Guerre, Perrigne and Vuong, Econometrica 68 (2000), 525-574, equation (3), with
    the expected volume in place of the chance to win. Majorant: Luo and Wan, Journal of Business & Economic
    Statistics 36 (2018), 173-180.
    """
    volume, income = payoff.volume, payoff.income
    corners = _majorant(volume, income)
    at, worth = volume[corners], income[corners]
    slopes = np.diff(worth) / np.diff(at) if len(corners) > 1 else np.zeros(0)
    # A price on a corner is bounded by both slopes beside it, one between two corners by the slope above it.
    beside = np.concatenate([[np.inf], slopes, [-np.inf]])
    near = _FLAT * max(float(at[-1] - at[0]), 1e-300)
    own = volume[:-1]
    before = np.searchsorted(at, own - near, side="left")
    after = np.searchsorted(at, own + near, side="right")
    corner = after > before
    upper = np.where(corner, beside[before], beside[np.minimum(before, len(slopes))])
    lower = np.where(corner, beside[np.minimum(after, len(slopes) + 1)], upper)
    best = np.interp(own, at, worth)
    missing = np.divide(best - income[:-1], best, out=np.zeros(len(own)), where=best > 0)
    return CostBounds(np.clip(lower, 0.0, prices), np.clip(upper, 0.0, prices), np.maximum(missing, 0.0))


def _majorant(volume: Floats, income: Floats) -> npt.NDArray[np.int64]:
    """Return the choices that are corners of the least concave majorant, by rising volume."""
    order = np.lexsort((-income, volume))
    hull: list[int] = []
    for one in order.tolist():
        if hull and volume[one] - volume[hull[-1]] <= _FLAT * max(float(volume.max()), 1e-300):
            continue
        while len(hull) > 1 and _turns_up(volume, income, hull[-2], hull[-1], one):
            hull.pop()
        hull.append(one)
    return np.array(hull, dtype=np.int64)


def _turns_up(volume: Floats, income: Floats, first: int, middle: int, last: int) -> bool:
    rise = (income[middle] - income[first]) * (volume[last] - volume[first])
    return bool(rise <= (income[last] - income[first]) * (volume[middle] - volume[first]))
