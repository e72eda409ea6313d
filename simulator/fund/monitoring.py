"""What quarterly monitoring makes of deliveries: use, settlement, and the thresholds that bring a notice.

Pure functions on arrays, months first. A month's purchases fall due in the next month; use follows
purchase by the time that goods lie in store.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.scenario.monitoring import Credit, Grade

__all__ = ["GRADES", "Settled", "bribery_grade", "by_quarter", "settle", "used", "year_to_date"]

Floats = npt.NDArray[np.float64]

GRADES: tuple[str, ...] = get_args(Grade)
"""Credit grades, the best first."""

_PER_QUARTER = 3
_PER_YEAR = 12


class Settled(NamedTuple):
    """Bills of each month: all ``[M, ...]``, in the unit of the purchases."""

    due: Floats
    """Bills that fall due in the month."""
    paid: Floats
    """Bills paid in the month, in time or late."""
    overdue: Floats
    """Bills overdue at the end of the month."""


def used(purchased: Floats, stock_months: float) -> Floats:
    """Return what is used month by month when goods lie in store for some time.

    Parameters
    ----------
    purchased
        ``[M, ...]`` units bought in each month, evenly within it.
    stock_months
        Months from purchase to use.

    Returns
    -------
    numpy.ndarray
        ``[M, ...]``; what is bought in the last months stays in store.
    """
    months = len(purchased)
    total = np.concatenate([np.zeros((1, *purchased.shape[1:])), np.cumsum(purchased, axis=0)])
    ends = np.maximum(np.arange(months + 1) - stock_months, 0.0)
    whole = np.minimum(ends.astype(np.int64), months - 1) if months else ends.astype(np.int64)
    part = (ends - whole).reshape(-1, *(1,) * (purchased.ndim - 1))
    by_then = total[whole] + part * (total[np.minimum(whole + 1, months)] - total[whole])
    return np.asarray(np.diff(by_then, axis=0))


def settle(purchased: Floats, late_share: Floats, late_months: int) -> Settled:
    """Return what falls due, is paid and is overdue when part of each bill is paid late.

    Parameters
    ----------
    purchased
        ``[M, ...]`` purchases of each month; they fall due in the next one.
    late_share
        ``[...]`` part of each bill that is paid late.
    late_months
        Months by which it is late; 0 if all is paid in time.
    """
    due = np.zeros_like(purchased)
    due[1:] = purchased[:-1]
    late = np.zeros_like(purchased)
    if late_months < len(due):
        late[late_months:] = (due * late_share)[: len(due) - late_months]
    paid = due * (1 - late_share) + late
    return Settled(due, paid, np.cumsum(due - paid, axis=0))


def by_quarter(monthly: Floats) -> Floats:
    """Add months up to quarters of the contract: ``[Q, ...]``; the last quarter may be short."""
    starts = np.arange(0, len(monthly), _PER_QUARTER)
    return np.asarray(np.add.reduceat(monthly, starts, axis=0)) if len(monthly) else monthly


def year_to_date(monthly: Floats) -> Floats:
    """Add months up since the start of their contract year: ``[M, ...]``."""
    total = np.zeros_like(monthly)
    for month in range(len(monthly)):
        before = total[month - 1] if month % _PER_YEAR else 0.0
        total[month] = before + monthly[month]
    return total


def bribery_grade(amount: Floats, credit: Credit) -> Ints:
    """Return the credit grade that a judgment on bribery brings, as an index into ``GRADES``.

    Parameters
    ----------
    amount
        ``[...]`` bribes found, in yuan; 0 without a judgment.
    credit
        Amounts from which the grades hold.
    """
    limits = np.array(
        [float(one.value) for one in (credit.medium_from, credit.serious_from, credit.worst_from)]
    )
    grade = 1 + np.searchsorted(limits, amount, side="right")
    return np.where(amount > 0, grade, 0).astype(np.int64)
