"""Sense checks that the parameters of learning rules share."""

from __future__ import annotations

import math

__all__ = ["between", "positive"]


def between(what: str, value: float, low: float, high: float) -> None:
    """Refuse a parameter outside its range.

    Raises
    ------
    ValueError
        If the value is not a number from ``low`` to ``high``, both included.
    """
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{what} is a number from {low:g} to {high:g}, not {value}")


def positive(what: str, value: float) -> None:
    """Refuse a parameter that is not above zero.

    Raises
    ------
    ValueError
        If the value is not a positive finite number.
    """
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{what} is a positive number, not {value}")
