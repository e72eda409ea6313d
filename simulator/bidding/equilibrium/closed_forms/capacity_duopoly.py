"""Two firms that know each other's cost but cannot each supply everything: prices are drawn, not fixed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = ["CapacityDuopoly"]


@dataclass(frozen=True, slots=True)
class CapacityDuopoly:
    """Two firms with one unit cost, limited capacities, and demand for one unit up to a ceiling.

    The cheaper firm sells all it can, the other one the rest. If both together cannot serve more than the
    demand, both ask the ceiling; if the smaller one could serve it all, price falls to cost; in between
    each firm draws its price from a distribution that leaves the other indifferent.

    Notes
    -----
    Source: Levitan and Shubik, International Economic Review 13(1), 1972; Kreps and Scheinkman, Bell
    Journal of Economics 14(2), 1983, appendix; the distributions are those of the indifference conditions.
    """

    large: float
    """Capacity of the larger firm, in units of the demand."""
    small: float
    """Capacity of the smaller firm."""
    cost: float = 0.0
    """Unit cost of both."""
    ceiling: float = 1.0
    """Highest valid bid."""

    def __post_init__(self) -> None:
        """Refuse what is no tender."""
        if not 0 < self.small <= self.large:
            raise ValueError("capacities must be above 0, the larger one first")
        if self.ceiling <= self.cost:
            raise ValueError(f"ceiling {self.ceiling} is not above the cost {self.cost}: nobody bids")

    @property
    def _most(self) -> tuple[float, float]:
        """What each firm can sell at most."""
        return min(self.large, 1.0), min(self.small, 1.0)

    @property
    def profit(self) -> tuple[float, float]:
        """Expected profit of the larger and of the smaller firm."""
        most_large, most_small = self._most
        if self.large + self.small <= 1:
            room = self.ceiling - self.cost
            return room * most_large, room * most_small
        room = self.lowest_price - self.cost
        return room * most_large, room * most_small

    @property
    def lowest_price(self) -> float:
        """Lowest price that is ever asked."""
        if self.large + self.small <= 1:
            return self.ceiling
        most_large, most_small = self._most
        return self.cost + (self.ceiling - self.cost) * (1 - most_small) / most_large

    @property
    def atom_at_ceiling(self) -> float:
        """Probability that the larger firm asks exactly the ceiling."""
        most_large, most_small = self._most
        return 1.0 if self.large + self.small <= 1 else 1 - most_small / most_large

    @property
    def payment(self) -> float:
        """Expected payment for what is supplied: its cost and the profits."""
        return self.cost * min(1.0, self.large + self.small) + sum(self.profit)

    def asks_less_large(self, price: npt.ArrayLike) -> Floats:
        """Return the probability that the larger firm asks less than each price; an atom is at the ceiling.

        Parameters
        ----------
        price
            Prices, any shape.
        """
        most_large, most_small = self._most
        ratio = self._lowest_over(price)
        return self._mixed(price, most_small * (1 - ratio), most_large + most_small - 1)

    def asks_less_small(self, price: npt.ArrayLike) -> Floats:
        """Return the probability that the smaller firm asks less than each price.

        Parameters
        ----------
        price
            Prices, any shape.
        """
        most_large, most_small = self._most
        ratio = self._lowest_over(price)
        return self._mixed(price, most_large * (1 - ratio), most_large + most_small - 1)

    def _lowest_over(self, price: npt.ArrayLike) -> Floats:
        """Return lowest margin over margin."""
        margin = np.asarray(price, dtype=np.float64) - self.cost
        lowest = self.lowest_price - self.cost
        return np.divide(lowest, margin, out=np.ones_like(margin), where=margin > lowest)

    def _mixed(self, price: npt.ArrayLike, gain: Floats, excess: float) -> Floats:
        at = np.asarray(price, dtype=np.float64)
        if excess <= 0:
            return np.where(at > self.ceiling, 1.0, 0.0)
        return np.where(at > self.ceiling, 1.0, np.where(at < self.lowest_price, 0.0, gain / excess))
