"""What a firm's rivals know about its cost: a distribution in pieces, exact to integrate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["CostLaw", "from_quantiles", "uniform"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CostLaw:
    """Distribution of a unit cost: uniform within each piece, so that every integral below is exact."""

    points: Floats
    """``[M + 1]`` edges of the pieces, increasing, in the unit of the prices."""
    levels: Floats
    """``[M + 1]`` probability of a cost up to each edge, from 0 to 1."""

    def __post_init__(self) -> None:
        """Refuse anything that is not a distribution."""
        if len(self.points) != len(self.levels) or len(self.points) < 2:
            raise ValueError("a cost law needs as many levels as points, and at least two")
        if (np.diff(self.points) <= 0).any() or (np.diff(self.levels) < 0).any():
            raise ValueError("points of a cost law rise strictly, levels never fall")
        if self.levels[0] != 0 or abs(self.levels[-1] - 1) > 1e-12:
            raise ValueError("levels of a cost law go from 0 to 1")

    @property
    def low(self) -> float:
        """Lowest possible cost."""
        return float(self.points[0])

    @property
    def high(self) -> float:
        """Highest possible cost."""
        return float(self.points[-1])

    @property
    def mean(self) -> float:
        """Expected cost."""
        return float(self.partial_mean(self.points[-1:])[0])

    def cdf(self, cost: npt.ArrayLike) -> Floats:
        """Return the probability of a cost up to each of some values."""
        return np.interp(np.asarray(cost, dtype=np.float64), self.points, self.levels)

    def quantile(self, level: npt.ArrayLike) -> Floats:
        """Return the cost below which a share ``level`` of firms lies."""
        return np.interp(np.asarray(level, dtype=np.float64), self.levels, self.points)

    def refined(self, pieces: int) -> CostLaw:
        """Return the same distribution in at least a number of pieces."""
        each = -(-pieces // (len(self.points) - 1))
        at = np.arange(each * (len(self.points) - 1) + 1) / each
        before = np.arange(len(self.points))
        return CostLaw(np.interp(at, before, self.points), np.interp(at, before, self.levels))

    def partial_mean(self, cost: npt.ArrayLike) -> Floats:
        """Return the mean of the cost over firms up to each of some values, times their share."""
        at = np.clip(np.asarray(cost, dtype=np.float64), self.low, self.high)
        weight = np.diff(self.levels)
        whole = np.concatenate([[0.0], np.cumsum(weight * (self.points[1:] + self.points[:-1]) / 2)])
        piece = np.clip(np.searchsorted(self.points, at, side="right") - 1, 0, len(weight) - 1)
        left = self.points[piece]
        density = weight[piece] / np.diff(self.points)[piece]
        return np.asarray(whole[piece] + density * (at**2 - left**2) / 2)


def uniform(low: float, high: float) -> CostLaw:
    """Return costs spread evenly between two values."""
    return CostLaw(np.array([low, high], dtype=np.float64), np.array([0.0, 1.0]))


def from_quantiles(quantile: Callable[[Floats], Floats], pieces: int = 256, tail: float = 1e-4) -> CostLaw:
    """Return a distribution in pieces of equal probability, from its quantile function.

    Parameters
    ----------
    quantile
        Costs at given levels, strictly increasing.
    pieces
        Number of pieces.
    tail
        Level at which the two ends are cut off; the cut probability goes to the outermost pieces.
    """
    levels = np.linspace(0.0, 1.0, pieces + 1)
    points = quantile(np.clip(levels, tail, 1 - tail))
    return CostLaw(np.asarray(points, dtype=np.float64), levels)
