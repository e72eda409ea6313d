"""Equilibrium bids as a table: by cost level of the variety, class of firm, and standing within the class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["BidTable", "ClassBids"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ClassBids:
    """What firms of one class bid; steps are kept as they are, since bids leave gaps."""

    positions: Floats
    """``[L]`` logarithm of the median generic cost over the ceiling, increasing."""
    bids: Floats
    """``[L, Q]`` bid over the ceiling for firms at the middle of each of ``Q`` equal parts of the class,
    cheapest first; ``nan`` stays out."""
    line: float
    """Guaranteed line over the ceiling; 0 without one."""

    def quote(self, position: Floats, standing: Floats) -> Floats:
        """Return bids over the ceiling; ``nan`` stays out.

        Between two cost levels a bid is interpolated in ratio, unless one of them lies beyond the
        guaranteed line and the other does not: then the nearer level decides.

        Parameters
        ----------
        position
            ``[R, 1]`` logarithm of the median generic cost over the ceiling.
        standing
            ``[R, m]`` share of the class that is cheaper, from 0 to 1.
        """
        levels, parts = self.bids.shape
        at = np.minimum((standing * parts).astype(np.int64), parts - 1)
        place = np.broadcast_to(np.interp(position, self.positions, np.arange(levels)), standing.shape)
        low = np.minimum(np.floor(place).astype(np.int64), max(levels - 2, 0))
        high = np.minimum(low + 1, levels - 1)
        share = place - low
        left, right = self.bids[low, at], self.bids[high, at]
        nearest = np.where(share < 0.5, left, right)
        together = (left <= self.line) == (right <= self.line)
        with np.errstate(invalid="ignore"):
            between = np.exp((1 - share) * np.log(left) + share * np.log(right))
        return np.asarray(np.where(together & np.isfinite(between), between, nearest))


@dataclass(frozen=True, slots=True, eq=False)
class BidTable:
    """Equilibrium bids of a variety at several cost levels, with what is known about them."""

    classes: dict[str, ClassBids]
    """Bids by class of firm."""
    exploitability: Floats
    """``[L]`` largest relative gain of any class at each level: exact on the game's own price list, or upper
    ends of 99 % intervals where rivals were drawn."""
    left_out: tuple[str, ...]
    """Clauses that the game leaves out."""
    tolerance: float = float("inf")
    """Largest relative gain up to which the bids count as certified."""

    @property
    def certified(self) -> bool:
        """Whether no class gains more than the tolerance at any cost level."""
        return bool((self.exploitability <= self.tolerance).all())
