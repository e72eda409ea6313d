"""Exact numbers: decimals as fractions, rounding halves up, tables by number, splitting without loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

__all__ = ["TICKS", "exact", "look_up", "rounded", "split"]

T = TypeVar("T")

TICKS = 10_000


def exact(value: Decimal) -> Fraction:
    return Fraction(value)


def rounded(value: Fraction | int) -> int:
    """Nearest integer, halves up."""
    return math.floor(value + Fraction(1, 2))


def look_up(table: dict[int, T], number: int) -> T | None:
    """Value of the largest key that is not above the number."""
    below = [key for key in table if key <= number]
    return table[max(below)] if below else None


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to weights by largest remainder; without weights nobody gets anything.

    Equal remainders go to the larger weight, then to the one that comes first.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda k: (-remainders[k], -weights[k], k))
    for k in by_remainder[: amount - sum(parts)]:
        parts[k] += 1
    return parts
