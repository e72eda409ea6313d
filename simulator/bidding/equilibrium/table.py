"""Solved bids as a table: by cost level of the variety, class of firm, standing in the class, and whim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["SOLUTIONS", "BidTable", "ClassBids"]

SOLUTIONS = ("equilibrium", "quantal", "hierarchy")
"""What tables of bids may solve: the equilibrium, its version for firms that err, and for firms that think a
limited number of steps ahead."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ClassBids:
    """What firms of one class bid; steps are kept as they are, since bids leave gaps."""

    positions: Floats
    """``[L]`` logarithm of the median generic cost over the ceiling, increasing."""
    bids: Floats
    """``[L, Q, U]`` bid over the ceiling for firms at the middle of each of ``Q`` equal parts of the class,
    cheapest first, and of each of ``U`` equal parts of their whims; ``nan`` stays out."""
    line: float
    """Guaranteed line over the ceiling; 0 without one."""
    below_cost: bool = False
    """Whether something beside the award may make a price below cost worth its while."""

    def quote(self, position: Floats, standing: Floats, whim: Floats) -> Floats:
        """Return bids over the ceiling; ``nan`` stays out.

        Between two cost levels a bid is interpolated in ratio, unless one of them lies beyond the
        guaranteed line and the other does not: then the nearer level decides.

        Parameters
        ----------
        position
            ``[R, 1]`` logarithm of the median generic cost over the ceiling.
        standing
            ``[R, m]`` share of the class that is cheaper, from 0 to 1.
        whim
            ``[R, m]`` private uniforms, for firms that do not bid the same each time.
        """
        levels, parts, whims = self.bids.shape
        at = np.minimum((standing * parts).astype(np.int64), parts - 1)
        mood = np.minimum((whim * whims).astype(np.int64), whims - 1)
        place = np.broadcast_to(np.interp(position, self.positions, np.arange(levels)), standing.shape)
        low = np.minimum(np.floor(place).astype(np.int64), max(levels - 2, 0))
        high = np.minimum(low + 1, levels - 1)
        share = place - low
        left, right = self.bids[low, at, mood], self.bids[high, at, mood]
        nearest = np.where(share < 0.5, left, right)
        together = (left <= self.line) == (right <= self.line)
        with np.errstate(invalid="ignore"):
            between = np.exp((1 - share) * np.log(left) + share * np.log(right))
        return np.asarray(np.where(together & np.isfinite(between), between, nearest))


@dataclass(frozen=True, slots=True, eq=False)
class BidTable:
    """Equilibrium bids of a variety at several cost levels, with what is known about them."""

    solution: str
    """What the bids solve, one of ``SOLUTIONS``."""
    classes: dict[str, ClassBids]
    """Bids by class of firm."""
    exploitability: Floats
    """``[L]`` largest relative gain of any class at each level: exact on the game's own price list, or upper
    ends of 99 % intervals where rivals were drawn; of firms that err, what their errors cost them."""
    certified: bool
    """Whether every level was solved as closely as asked for."""
    left_out: tuple[str, ...]
    """Clauses that the game leaves out."""

    @property
    def nobody_bids(self) -> bool:
        """Whether there is a cost level at which all firms stay out."""
        bids = np.stack([np.isfinite(one.bids).any(axis=(1, 2)) for one in self.classes.values()])
        return bool((~bids.any(axis=0)).any())
