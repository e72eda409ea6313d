"""Costs spread evenly over a range: what rivals know about a firm in most closed forms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Floats", "Uniform"]

Floats = npt.NDArray[np.float64]

_SLACK = 1e-9
"""Costs may lie this share of the range outside it, for want of exact decimals."""


@dataclass(frozen=True, slots=True)
class Uniform:
    """Unit costs that are equally likely anywhere between two values."""

    low: float = 0.0
    """Lowest possible cost."""
    high: float = 1.0
    """Highest possible cost."""

    def __post_init__(self) -> None:
        """Refuse a range without width."""
        if not self.low < self.high:
            raise ValueError(f"costs from {self.low} to {self.high}: the lowest must be below the highest")

    @property
    def width(self) -> float:
        """Highest less lowest cost."""
        return self.high - self.low

    def level(self, cost: npt.ArrayLike) -> Floats:
        """Return the share of firms with a lower cost.

        Parameters
        ----------
        cost
            Costs within the range.

        Raises
        ------
        ValueError
            If a cost lies outside the range.
        """
        level = (np.asarray(cost, dtype=np.float64) - self.low) / self.width
        if np.any(level < -_SLACK) or np.any(level > 1 + _SLACK):
            raise ValueError(f"a cost lies outside its range from {self.low} to {self.high}")
        return np.asarray(np.clip(level, 0.0, 1.0))

    def at(self, level: npt.ArrayLike) -> Floats:
        """Return the cost below which a share ``level`` of firms lies (any number extends the line)."""
        return np.asarray(self.low + self.width * np.asarray(level, dtype=np.float64))
