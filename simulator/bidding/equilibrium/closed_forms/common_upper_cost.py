"""Two unequal firms with the same highest cost, with or without a ceiling below it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.bidding.equilibrium.closed_forms.two_firms import Firm
from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform

__all__ = ["CommonUpperCost"]


@dataclass(frozen=True, slots=True)
class CommonUpperCost:
    """Two firms whose costs end at one value but start at different ones; see ``two_firms`` for the results.

    Notes
    -----
    With ``z`` the common highest cost, ``a`` the widths of the ranges, ``s = z - price`` and ``m = z -
    ceiling`` (0 if the ceiling does not bind), the first-order conditions give ``(z-c1-s)(z-c2-s) = s^2 -
    m^2``; the lowest price is ``z - S`` with ``S = (a1 a2 + m^2)/(a1 + a2)`` and, with ``rho^2 = (s^2 -
    m^2)/(S^2 - m^2)``, ``1/(z - c_i) = rho/a_i + (S^2 - s^2)/((S^2 - m^2)(s + S rho))``. This is the
    published inverse bid in a form that never divides by ``m``; without a ceiling it is ``z - c_i = 2s/(1 +
    s^2 (1/a_i^2 - 1/a_j^2))``.
    Source: Griesmer, Levitan and Shubik, Naval Research Logistics Quarterly 14(4), 1967; Plum, International
    Journal of Game Theory 20(4), 1992; mirrored for procurement.
    """

    first: Uniform
    """Range of the first firm's cost."""
    second: Uniform
    """Range of the second firm's cost."""
    ceiling: float = math.inf
    """Highest valid bid."""

    def __post_init__(self) -> None:
        """Refuse other families."""
        if self.first.high != self.second.high:
            raise ValueError(
                f"highest costs {self.first.high} and {self.second.high} differ; see different_upper_costs"
            )
        if self.ceiling <= max(self.first.low, self.second.low):
            raise ValueError(f"ceiling {self.ceiling}: one of the firms can never bid")

    @property
    def costs(self) -> tuple[Uniform, Uniform]:
        """Ranges of the two costs."""
        return self.first, self.second

    @property
    def entry(self) -> tuple[float, float]:
        """Highest cost with which each firm may still win."""
        last = min(self.first.high, self.ceiling)
        return last, last

    @property
    def stays_out(self) -> bool:
        """Whether costs can be above the ceiling."""
        return self.ceiling < self.first.high

    @property
    def _room(self) -> float:
        return max(0.0, self.first.high - self.ceiling)

    @property
    def _deepest(self) -> float:
        widths = self.first.width, self.second.width
        return (widths[0] * widths[1] + self._room**2) / sum(widths)

    def _below(self, path: Floats) -> Floats:
        """Return how far prices lie below the highest cost; the path is ``rho`` of the notes."""
        return np.asarray(np.sqrt(self._room**2 + path**2 * (self._deepest**2 - self._room**2)))

    def price(self, path: Floats) -> Floats:
        """Return prices along the path."""
        return np.asarray(self.first.high - self._below(path))

    def slope(self, path: Floats) -> Floats:
        """Return how fast prices fall along the path."""
        return np.asarray(path * (self._deepest**2 - self._room**2) / self._below(path))

    def cost(self, firm: Firm, path: Floats) -> Floats:
        """Return the cost with which a firm bids each price along the path."""
        deepest, below = self._deepest, self._below(path)
        # S^2 - s^2 over S^2 - m^2 is 1 - rho^2.
        inverse = path / self.costs[firm].width + (1 - path**2) / (below + deepest * path)
        return np.asarray(self.first.high - 1 / inverse)
