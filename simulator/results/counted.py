"""A figure that is a sum of counts, or a ratio of two: what money and welfare have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Counted", "Worse"]

Worse = Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Counted:
    """Words of a figure in both languages, and the counts or amounts of which it is made."""

    name: str
    unit: str
    label_en: str
    label_zh: str
    says_en: str
    says_zh: str
    over: tuple[str, ...]
    """Counts that are added up above the line; a minus in front takes one away."""
    under: tuple[str, ...] = ()
    """The same below the line; none for a sum."""
    worse: Worse = "high"
    """Which end is bad: the expected shortfall is the mean of the worst twentieth."""
