"""Numbers as readers see them: shares in per cent, counts without needless decimals."""

from __future__ import annotations

import math

__all__ = ["MISSING", "number", "price", "span"]

MISSING = "–"
"""Stands where there is no number."""

_DECIMALS = {
    "share": 1,
    "count": 2,
    "ratio": 2,
    "index": 3,
    "months": 2,
    "days": 1,
    "units": 0,
    "10,000 units": 2,
    "million yuan": 1,
}
_LARGE = 1_000
"""Volumes from which on decimals tell nothing."""


def number(value: float, unit: str) -> str:
    """Write a figure in its unit, or a dash if it is undefined.

    Parameters
    ----------
    value
        The figure.
    unit
        ``share`` (shown in per cent), ``count``, ``ratio`` or ``index``.
    """
    if math.isnan(value):
        return MISSING
    return f"{_digits(value, unit)}%" if unit == "share" else _digits(value, unit)


def span(low: float, high: float, unit: str) -> str:
    """Write a range of figures, or a dash if it is undefined."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    both_whole = unit == "count" and all("." not in _digits(end, unit) for end in (low, high))
    ends = [f"{end:,.0f}" if both_whole else _digits(end, unit, keep=True) for end in (low, high)]
    return " – ".join(ends) + ("%" if unit == "share" else "")


def price(yuan: float) -> str:
    """Write a price in yuan with the decimals that tenders print: at least two, at most four."""
    if math.isnan(yuan):
        return MISSING
    whole, _, rest = f"{yuan:,.4f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(2, '0')}"


def _digits(value: float, unit: str, *, keep: bool = False) -> str:
    shown = value * 100 if unit == "share" else value
    whole = unit == "10,000 units" and abs(shown) >= _LARGE
    written = f"{shown:,.{0 if whole else _DECIMALS.get(unit, 2)}f}"
    if unit == "count" and not keep:
        written = written.removesuffix(".00")
    return written if any(digit in "123456789" for digit in written) else written.removeprefix("-")
