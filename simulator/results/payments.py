"""Who pays what for a variety: the same record from shares alone and from the money that a run follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from simulator.money import Ints
from simulator.results.bids import Floats
from simulator.results.money_definitions import FUND_SAVED, PATIENTS, PATIENTS_BEFORE, SPENT

__all__ = ["Paid", "followed_payments"]

_FEN_PER_YUAN = 100


class Paid(NamedTuple):
    """What is paid for a variety: ``[R]`` yuan a year."""

    before: Floats
    """Spending without procurement."""
    spending: Floats
    """Spending with it, less what suppliers compensate."""
    others: Floats
    """Part of it that goes to products without an award, less what suppliers compensate."""
    at_own_old: Floats
    """What is used, at each product's own old price."""
    patients_before: Floats
    """What patients pay without procurement."""
    patients: Floats
    """What they pay with it."""
    fund_saved: Floats
    """What the fund saves, after hospitals kept their part."""


def followed_payments(by_variety: Mapping[str, Ints], at: int) -> Paid:
    """Read from the money of a block what is paid for a variety.

    Parameters
    ----------
    by_variety
        ``[R, V]`` fen over the term by name of amount, and months of the term.
    at
        Which variety.

    Returns
    -------
    Paid
        Zeros where nobody won, as in the figures of money.
    """
    months = by_variety["months"][:, at]
    per_year = np.where(months > 0, 12 / np.maximum(months, 1) / _FEN_PER_YUAN, 0.0)

    def added(names: Sequence[str]) -> Floats:
        total = np.zeros(len(months), dtype=np.int64)
        for name in names:
            value = by_variety[name.removeprefix("-")][:, at]
            total = total - value if name.startswith("-") else total + value
        return np.asarray(total * per_year)

    return Paid(
        before=added(["baseline"]),
        spending=added(SPENT),
        others=added(["nonwinners", "outside", "-compensation"]),
        at_own_old=added(["at_own_old"]),
        patients_before=added(PATIENTS_BEFORE),
        patients=added(PATIENTS),
        fund_saved=added(FUND_SAVED),
    )
