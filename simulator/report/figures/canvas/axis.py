"""One axis: which values it spans, where its ticks stand and how they are written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["Axis", "round_values"]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MARGIN = 0.05


@dataclass(slots=True)
class Axis:
    """What has been drawn along one direction, and what was asked of it."""

    low: float = math.inf
    high: float = -math.inf
    fixed: tuple[float | None, float | None] = (None, None)
    """Ends that were asked for."""
    margin: float = _MARGIN
    floors: set[float] = field(default_factory=set)
    """Values beyond which no margin is left, such as the foot of bars."""
    at: Sequence[float] | None = None
    """Ticks that were asked for."""
    labels: Sequence[str] = ()
    size: float = 10.0
    """Of the tick labels, in points."""
    ticks: float = 3.5
    """Length of the ticks in points."""
    integer: bool = False
    most: int | None = None
    """Most steps between ticks."""
    label: str = ""
    label_size: float = 10.0
    grid: bool = False

    def spans(self, values: npt.ArrayLike) -> None:
        """Take values into the range."""
        known = np.asarray(values, dtype=np.float64).ravel()
        known = known[np.isfinite(known)]
        if known.size:
            self.low, self.high = min(self.low, float(known.min())), max(self.high, float(known.max()))

    def ends(self) -> tuple[float, float]:
        """Return the values at both ends."""
        low, high = (self.low, self.high) if self.low <= self.high else (0.0, 1.0)
        if low == high:
            reach = 0.05 * abs(low) or 0.05
            low, high = low - (0.0 if low in self.floors else reach), high + reach
        extra = self.margin * (high - low)
        low, high = (
            (low if low in self.floors else low - extra),
            (high if high in self.floors else high + extra),
        )
        start, end = self.fixed
        return (low if start is None else start), (high if end is None else end)

    def values(self, length: float, apart: float) -> tuple[list[float], list[str]]:
        """Return where ticks stand and what is written at them.

        Parameters
        ----------
        length
            Length of the axis in points.
        apart
            Points that a tick needs for itself.
        """
        low, high = sorted(self.ends())
        if self.at is not None:
            kept = [(at, text) for at, text in zip(self.at, self.labels, strict=True) if low <= at <= high]
            return [at for at, _ in kept], [text for _, text in kept]
        most = self.most or min(9, max(1, int(length / apart)))
        found = round_values(low, high, most, self.integer)
        return found, _written(found)


def round_values(low: float, high: float, most: int, integer: bool = False) -> list[float]:
    """Return round numbers at equal steps from ``low`` to ``high``, with at most ``most`` steps."""
    raw = (high - low) / most
    if integer:
        raw = max(raw, 1.0)
    scale = 10.0 ** math.floor(math.log10(raw))
    for step in (part * scale for part in _STEPS):
        if step >= raw * (1 - 1e-9) and not (integer and step % 1):
            break
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [at * step for at in range(first, last + 1)]


def _written(values: Sequence[float]) -> list[str]:
    """Write numbers with as many decimals as all of them need, and thousands apart where they are long."""
    decimals = next(
        (d for d in range(7) if all(abs(round(v, d) - v) <= 1e-9 * max(abs(v), 1e-6) for v in values)), 6
    )
    apart = "," if any(abs(value) >= 10_000 for value in values) else ""
    return [f"{value + 0.0:{apart}.{decimals}f}" for value in values]
