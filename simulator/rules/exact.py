"""Exact comparisons of products and ratios of integers, over whole arrays."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.money import Ints, round_half_up
from simulator.rules.lot import Bools

__all__ = ["at_most", "fraction", "ratio_order", "round_product"]

_INT64_MAX = np.iinfo(np.int64).max


@lru_cache(maxsize=1024)
def fraction(value: Decimal) -> tuple[int, int]:
    """Write an exact decimal as numerator and denominator in lowest terms."""
    exact = Fraction(value)
    return exact.numerator, exact.denominator


def at_most(left: Ints, left_factor: Ints | int, right: Ints, right_factor: Ints | int) -> Bools:
    """Compare ``left * left_factor <= right * right_factor`` without overflow.

    Parameters
    ----------
    left, right, left_factor, right_factor
        Non-negative integers or arrays that broadcast.
    """
    bound = max(_largest(left) * _largest(left_factor), _largest(right) * _largest(right_factor))
    if bound <= _INT64_MAX:
        return np.asarray(left * left_factor <= right * right_factor, dtype=np.bool_)
    wide = [np.asarray(x).astype(object) for x in (left, left_factor, right, right_factor)]
    return np.asarray(wide[0] * wide[1] <= wide[2] * wide[3], dtype=np.bool_)


def round_product(values: Ints, numerator: Ints | int, denominator: Ints | int) -> Ints:
    """Round ``values * numerator / denominator`` to the nearest integer, halves up, without overflow.

    Parameters
    ----------
    values, numerator, denominator
        Non-negative integers or arrays that broadcast; the denominator is positive.
    """
    bound = 2 * _largest(values) * _largest(numerator) + _largest(denominator)
    if bound <= _INT64_MAX:
        return round_half_up(values * numerator, denominator)
    wide = [np.asarray(x).astype(object) for x in (values, numerator, denominator)]
    exact = (2 * wide[0] * wide[1] + wide[2]) // (2 * wide[2])
    return np.asarray(exact, dtype=np.int64)


def _largest(values: Ints | int) -> int:
    array = np.asarray(values)
    return int(array.max()) if array.size else 0


def ratio_order(numerator: Ints, denominator: Ints, last: Bools) -> npt.NDArray[np.intp]:
    """Sort ratios of positive integers from small to large, exactly, along the last axis.

    The ratio is expanded to more binary digits than two different ratios of such integers can share. Equal
    ratios keep their order.

    Parameters
    ----------
    numerator, denominator
        ``[R, N]`` integers below 2**52; the denominator is positive where ``last`` is false.
    last
        ``[R, N]`` entries that go behind all others.

    Returns
    -------
    numpy.ndarray
        ``[R, N]`` indices in sorted order.
    """
    under = np.maximum(denominator, 1)
    digits = [numerator // under]
    rest = numerator % under
    bits = _largest(under).bit_length()
    digit = 62 - bits
    for _ in range(-(-2 * bits // digit) + 1):
        shifted = rest << digit
        digits.append(shifted // under)
        rest = shifted % under
    return np.lexsort((*reversed(digits), last), axis=-1)
