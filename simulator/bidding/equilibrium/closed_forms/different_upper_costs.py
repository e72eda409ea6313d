"""Two unequal firms with different highest costs, without a binding ceiling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import hyp1f1

from simulator.bidding.equilibrium.closed_forms.two_firms import Firm
from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform

__all__ = ["DifferentUpperCosts"]


@dataclass(frozen=True, slots=True)
class DifferentUpperCosts:
    """A dear and a cheap firm whose costs end at different values; see ``two_firms`` for the results.

    The cheap firm prices the dear one's worst costs out: no price above ``H``, halfway between the two
    highest costs, wins against it, and the dear firm bids its cost from there on.

    Notes
    -----
    With ``d`` half the difference of the highest costs, ``s = H - price``, ``x = d/s`` and the lowest price
    ``H - S``, the first-order conditions give ``(H-c1-s)(H-c2-s) = s^2`` and a Bernoulli equation with the
    solution ``1/(hi_i - c_i) = g(u)/(2s) + s e^(U-u) (1/(w_i S) - g(U)/(2 S^2))``, where ``w_i`` is the
    width of the range, ``u = x`` for the dear firm and ``-x`` for the cheap one, ``U`` is ``u`` at ``S``,
    and ``g(u) = 2 (e^-u - 1 + u)/u^2``, so that nothing cancels where ``d`` is small; ``d = 0`` is the
    common highest cost.
    Source: Kaplan and Zamir, Economic Theory 50(2), 2012, re-derived and mirrored for procurement.
    """

    dear: Uniform
    """Range of the cost of the first firm, whose highest cost is the higher one."""
    cheap: Uniform
    """Range of the cost of the second firm."""

    def __post_init__(self) -> None:
        """Refuse other families."""
        if self.dear.high < self.cheap.high:
            raise ValueError("name the firm with the higher highest cost first")
        if self.dear.low >= self.highest_price:
            raise ValueError(
                f"the dear firm's costs start at {self.dear.low}, at or above the highest serious price "
                f"{self.highest_price}: it can never win"
            )

    @property
    def costs(self) -> tuple[Uniform, Uniform]:
        """Ranges of the two costs."""
        return self.dear, self.cheap

    @property
    def highest_price(self) -> float:
        """Highest price that can win."""
        return (self.dear.high + self.cheap.high) / 2

    @property
    def entry(self) -> tuple[float, float]:
        """Highest cost with which each firm may still win."""
        return self.highest_price, self.cheap.high

    @property
    def stays_out(self) -> bool:
        """A firm that cannot win bids its cost all the same."""
        return False

    @property
    def _deepest(self) -> float:
        top = self.highest_price
        return (top - self.dear.low) * (top - self.cheap.low) / (self.dear.width + self.cheap.width)

    def price(self, path: Floats) -> Floats:
        """Return prices along the path."""
        return np.asarray(self.highest_price - self._deepest * path)

    def slope(self, path: Floats) -> Floats:
        """Return how fast prices fall along the path."""
        return np.full_like(path, self._deepest)

    def cost(self, firm: Firm, path: Floats) -> Floats:
        """Return the cost with which a firm bids each price along the path."""
        own, deepest = self.costs[firm], self._deepest
        half = (self.dear.high - self.cheap.high) / 2
        below = deepest * path
        x, end = half / below, half / deepest
        if firm == 0:
            rest = 1 / (own.width * deepest) - _dear(end) / (2 * deepest**2)
            return np.asarray(own.high - 1 / (_dear(x) / (2 * below) + below * np.exp(end - x) * rest))
        # Both terms grow like e^x; taken out, it cannot overflow.
        rest = np.exp(-end) / (own.width * deepest) - _cheap(end) / (2 * deepest**2)
        return np.asarray(own.high - np.exp(-x) / (_cheap(x) / (2 * below) + below * rest))


def _dear(x: Floats | float) -> Floats:
    """Return 2 (e^-x - 1 + x)/x^2."""
    at = np.maximum(x, 1.0)
    large = 2 * (np.exp(-at) - 1 + at) / at**2
    return np.asarray(np.where(x > 1, large, hyp1f1(1, 3, -np.minimum(x, 1.0))))


def _cheap(x: Floats | float) -> Floats:
    """Return 2 (e^x - 1 - x)/x^2 times e^-x."""
    at = np.maximum(x, 1.0)
    large = 2 * (1 - (1 + at) * np.exp(-at)) / at**2
    return np.asarray(np.where(x > 1, large, hyp1f1(2, 3, -np.minimum(x, 1.0))))
