"""Everybody knows everybody's cost: price wars, and prices drawn at random where all win but ranks differ."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.optimize import elementwise
from scipy.special import betainc

from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = ["RankLottery", "price_with_losers"]


def price_with_losers(costs: npt.ArrayLike, awards: int, ceiling: float) -> float:
    """Return the price at which all winners sell when some firm must lose: the cost of the best loser.

    Parameters
    ----------
    costs
        ``[n]`` unit costs.
    awards
        Number of equal awards, fewer than firms.
    ceiling
        Highest valid bid.

    Returns
    -------
    float
        The ``(awards + 1)``-th lowest cost, or the ceiling if that is lower; with equal costs it is the cost.

    Raises
    ------
    ValueError
        If no firm loses, or too few firms can bid.

    Notes
    -----
    Bertrand competition with ties broken for the firms of lower cost (the usual convention; on a grid of
    prices the winners stay one step below).
    """
    known = np.sort(np.asarray(costs, dtype=np.float64))
    if not 0 < awards < len(known):
        raise ValueError(f"{awards} award(s) for {len(known)} firms: at least one firm must lose")
    if known[awards - 1] > ceiling:
        raise ValueError(f"fewer than {awards} firms have a cost up to the ceiling {ceiling}")
    return float(min(known[awards], ceiling))


@dataclass(frozen=True, slots=True)
class RankLottery:
    """Firms of one known cost that all win, with volumes by rank: each draws its price at random.

    A firm can ask the ceiling and be last, which it is sure of, or ask less for a better rank; in
    equilibrium all prices between are worth the same.

    Notes
    -----
    With ``F`` the distribution of a price, the expected volume at a price times its margin is the last
    volume times the margin at the ceiling: ``sum_j v_j C(n-1,j-1) F^(j-1) (1-F)^(n-j) (p - c) = v_n (r -
    c)``. Derived here in the manner of Varian, American Economic Review 70(4), 1980.
    """

    volumes: tuple[float, ...]
    """Volume by rank, never rising, the last below the first; as many ranks as firms."""
    cost: float = 0.0
    """Unit cost of all firms."""
    ceiling: float = 1.0
    """Highest valid bid."""

    def __post_init__(self) -> None:
        """Refuse what has another equilibrium."""
        falls = all(a >= b for a, b in pairwise(self.volumes))
        if len(self.volumes) < 2 or not falls or not 0 < self.volumes[-1] < self.volumes[0]:
            raise ValueError("volumes by rank must fall, end above 0, and be for two firms or more")
        if self.ceiling <= self.cost:
            raise ValueError(f"ceiling {self.ceiling} is not above the cost {self.cost}: nobody bids")

    @property
    def profit(self) -> float:
        """Expected profit of each firm."""
        return self.volumes[-1] * (self.ceiling - self.cost)

    @property
    def lowest_price(self) -> float:
        """Lowest price that is ever asked."""
        return self.cost + self.profit / self.volumes[0]

    @property
    def payment(self) -> float:
        """Expected payment for everything: its cost and the profits."""
        return self.cost * sum(self.volumes) + len(self.volumes) * self.profit

    def asks_less(self, price: npt.ArrayLike) -> Floats:
        """Return the probability that a firm asks less than each price.

        Parameters
        ----------
        price
            Prices, any shape.
        """
        at = np.clip(np.asarray(price, dtype=np.float64), self.lowest_price, self.ceiling)
        needed = self.profit / (at - self.cost)
        # A hair inside both ends, so that rounding leaves a root to be found.
        slack = 1e-12 * self.volumes[0]
        found = elementwise.find_root(
            lambda share, volume: self._volume(share) - volume,
            (np.zeros_like(at), np.ones_like(at)),
            args=(np.clip(needed, self.volumes[-1] + slack, self.volumes[0] - slack),),
        )
        share = np.where(at <= self.lowest_price, 0.0, np.where(at >= self.ceiling, 1.0, found.x))
        return np.asarray(share, dtype=np.float64)

    def price_at(self, level: npt.ArrayLike) -> Floats:
        """Return the price below which a firm's price lies with each probability (for drawing prices).

        Parameters
        ----------
        level
            Probabilities, any shape.
        """
        return np.asarray(self.cost + self.profit / self._volume(np.asarray(level, dtype=np.float64)))

    def _volume(self, share: Floats) -> Floats:
        """Return the expected volume where every rival asks less with this probability."""
        n = len(self.volumes)
        rank = np.arange(1, n)
        among = betainc(n - rank, rank, (1 - share)[..., None])
        steps = -np.diff(np.asarray(self.volumes))
        return np.asarray((among * steps).sum(axis=-1) + self.volumes[-1])
