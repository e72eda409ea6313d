"""Exact money and volumes: prices in 1/10,000 yuan, one rounding, one way to split a remainder."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np
import numpy.typing as npt

__all__ = ["MAX_PRICE", "TICKS_PER_YUAN", "Ints", "format_price", "parse_price", "round_half_up", "split"]

TICKS_PER_YUAN = 10_000
"""A price is an integer number of 1/10,000 yuan, the tick in which tenders print comparable prices."""

MAX_PRICE = 300_000 * TICKS_PER_YUAN
"""Largest price accepted, so that products of two prices stay exact in 64 bits."""

Ints = npt.NDArray[np.int64]

_PLAIN = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", re.ASCII)


def parse_price(text: str) -> int:
    """Read a price in yuan as an exact number of ticks.

    Parameters
    ----------
    text
        A plain decimal such as ``0.1807``; at most four decimals.

    Returns
    -------
    int
        The price in 1/10,000 yuan.

    Raises
    ------
    ValueError
        If the text is no plain positive decimal, has more than four decimals, or is out of range.
    """
    cleaned = text.strip()
    try:
        Decimal(cleaned)
    except InvalidOperation:
        raise ValueError(f"'{cleaned}' is not a price in yuan, such as 12.5 or 0.1807") from None
    if not _PLAIN.fullmatch(cleaned):
        raise ValueError(f"'{cleaned}' is not a plain decimal price in yuan, such as 12.5 or 0.1807")
    ticks = Fraction(cleaned) * TICKS_PER_YUAN
    if ticks.denominator != 1:
        raise ValueError(f"{cleaned} yuan has more than four decimals; round it to 1/10,000 yuan")
    if not 0 < ticks <= MAX_PRICE:
        raise ValueError(f"{cleaned} yuan is outside 0.0001 to {MAX_PRICE // TICKS_PER_YUAN:,} yuan")
    return int(ticks)


def format_price(ticks: int) -> str:
    """Write a price in ticks as a decimal number of yuan without needless zeros (two at least)."""
    sign = "-" if ticks < 0 else ""
    whole, rest = divmod(abs(int(ticks)), TICKS_PER_YUAN)
    decimals = f"{rest:04d}".rstrip("0").ljust(2, "0")
    return f"{sign}{whole}.{decimals}"


def round_half_up(numerator: Ints | int, denominator: Ints | int) -> Ints:
    """Divide integers and round to the nearest one, halves up: the only rounding of prices and volumes.

    Parameters
    ----------
    numerator, denominator
        Integers or integer arrays that broadcast; the denominator is positive.

    Notes
    -----
    Published totals of round 7 fit this rule per region: at 50 % an odd regional base gains half a unit.
    """
    over: Ints = np.asarray(numerator, dtype=np.int64)
    under: Ints = np.asarray(denominator, dtype=np.int64)
    # Quotient and remainder first: doubling a large numerator could leave 64 bits.
    whole, rest = np.divmod(over, under)
    return np.asarray(whole + (2 * rest >= under), dtype=np.int64)


def split(total: int, weights: npt.ArrayLike) -> Ints:
    """Split an integer total by weights without losing a unit: the only splitting of remainders.

    Every part gets the floor of its exact share; left-over units go to the largest fractional
    parts, ties to the larger weight, then to the earlier position (largest-remainder method).

    Parameters
    ----------
    total
        Non-negative integer to split.
    weights
        Non-negative integers, not all zero.

    Raises
    ------
    ValueError
        If the total is negative, or the weights are no whole numbers, negative or all zero.
    """
    given = np.asarray(weights)
    if given.dtype.kind not in "iu":
        raise ValueError("split needs whole numbers as weights")
    parts = [int(weight) for weight in given]
    whole = sum(parts)
    if total < 0 or whole <= 0 or min(parts) < 0:
        raise ValueError("split needs a non-negative total and non-negative weights that are not all zero")
    floors = [total * w // whole for w in parts]
    left = total - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (-(total * parts[i] % whole), -parts[i], i))
    for i in order[:left]:
        floors[i] += 1
    return np.array(floors, dtype=np.int64)
