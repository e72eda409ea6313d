"""Tenders between firms that look alike: how many, what each rank is given, what bids may cost."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from simulator.bidding.equilibrium.closed_forms.uniform import Uniform

__all__ = ["Outcome", "SymmetricTender", "equal_awards"]


@dataclass(frozen=True, slots=True)
class SymmetricTender:
    """A tender in which firms with independent costs from one range each name one price.

    The cheapest firm is given the first volume, the next the second, and so on; ties are drawn by lot. A firm
    whose cost is above the ceiling stays out, and the volume of a rank that nobody takes is not bought.
    """

    firms: int
    """Number of firms that know of the tender."""
    volumes: tuple[float, ...]
    """Volume by rank, never rising; ranks beyond the last get nothing."""
    costs: Uniform = field(default_factory=Uniform)
    """Range of the unit costs."""
    ceiling: float = math.inf
    """Highest valid bid."""

    def __post_init__(self) -> None:
        """Refuse tenders without an equilibrium of this kind."""
        if self.firms < 2:
            raise ValueError(f"{self.firms} firm(s): a tender needs at least 2")
        if not self.volumes or min(self.volumes) < 0 or self.volumes[0] <= 0:
            raise ValueError(f"volumes by rank {self.volumes}: the first must be above 0, none below")
        if any(a < b for a, b in pairwise(self.volumes)):
            raise ValueError(f"volumes by rank {self.volumes} rise; the cheaper firm must not get less")
        if self.ceiling <= self.costs.low:
            raise ValueError(f"ceiling {self.ceiling}: nobody can bid, the lowest cost is {self.costs.low}")
        if self.sure_volume > 0 and math.isinf(self.ceiling):
            raise ValueError("every firm is sure to win something, so bids have no limit; give a ceiling")

    @property
    def ranks(self) -> tuple[float, ...]:
        """Volume of each rank that can be taken."""
        return self.volumes[: self.firms]

    @property
    def sure_volume(self) -> float:
        """Volume that even the dearest of all firms is given; 0 where somebody must lose."""
        return self.volumes[self.firms - 1] if len(self.volumes) >= self.firms else 0.0

    @property
    def entry(self) -> float:
        """Share of firms whose cost is not above the ceiling."""
        return min(1.0, (self.ceiling - self.costs.low) / self.costs.width)

    @property
    def sure_margin(self) -> float:
        """Margin of the dearest firm that bids, in widths of the range of costs."""
        return max(0.0, (self.ceiling - self.costs.high) / self.costs.width) if self.sure_volume else 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to expect of a tender before costs are known."""

    payment: float
    """What the buyer pays for everything."""
    volume: float
    """Volume bought."""
    profit: float
    """Profit of one firm."""
    no_award: float
    """Probability that nobody bids."""

    @property
    def price(self) -> float:
        """Average price of a unit bought."""
        return self.payment / self.volume


def equal_awards(
    firms: int, awards: int, costs: Uniform | None = None, ceiling: float = math.inf
) -> SymmetricTender:
    """Describe a tender with awards of one unit each.

    Parameters
    ----------
    firms
        Number of firms.
    awards
        Number of awards.
    costs
        Range of the unit costs; by default from 0 to 1.
    ceiling
        Highest valid bid.
    """
    return SymmetricTender(firms, (1.0,) * awards, costs or Uniform(), ceiling)
