"""What a figure can be at all: intervals of its mean end there."""

from __future__ import annotations

import math

__all__ = ["possible_range", "within"]

_RATES = frozenset(
    {
        "winners_below_cost",
        "product_win_rate",
        "firm_win_rate",
        "originator_win_rate",
        "winners_named",
        "winners_named_by_chance",
        "fill_rate",
        "shortage",
        "by_backup",
        "by_others",
        "bridged",
        "by_invited",
        "by_outside",
        "late_deliveries",
        "awards_lost",
        "defaults",
        "few_able",
        "failed_assessments",
        "no_merit",
        "excluded",
        "exits",
        "losers_past",
        "worst_region",
        "worst_fifth",
        "gini_regions",
        "supplier_change",
        "winners_share",
        "incumbent_win_rate",
        "winners_new",
    }
)
"""Shares of a whole: from 0 to 1."""
_CUTS = ("mean_cut", "max_cut")
"""Cuts of a price: a price cannot fall by more than all of it, but may rise."""
_FROM_ZERO = frozenset({"count", "ratio", "months", "days", "units", "10,000 units"})


def possible_range(name: str, unit: str) -> tuple[float, float]:
    """Return the least and the largest value that a figure can have; infinite where nothing bounds it.

    Parameters
    ----------
    name
        Name of the figure.
    unit
        Its unit.
    """
    # A campaign counts awards lost under the name that contracts give to their share.
    if (name in _RATES and unit != "count") or unit == "index":
        return 0.0, 1.0
    if name.startswith(_CUTS):
        return -math.inf, 1.0
    return (0.0 if unit in _FROM_ZERO else -math.inf), math.inf


def within(low: float, high: float, name: str, unit: str) -> tuple[float, float]:
    """Return an interval of the mean of a figure without what the figure cannot be.

    The mean is never there, so that the shorter interval covers it as often.

    Parameters
    ----------
    low, high
        Ends as computed; NaN stays NaN.
    name, unit
        The figure.
    """
    least, most = possible_range(name, unit)
    if math.isnan(low) or math.isnan(high):
        return low, high
    return min(max(low, least), most), max(min(high, most), least)
