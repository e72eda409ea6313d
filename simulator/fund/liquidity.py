"""Who waits for money, who holds it before it is due, and what that is worth."""

from __future__ import annotations

import numpy as np

from simulator.fund.records import Settled, Sum
from simulator.money import Ints
from simulator.scenario.fund import Fund
from simulator.supply.records import Floats

__all__ = ["LIQUIDITY", "liquidity", "months_to_payment"]

LIQUIDITY: tuple[str, ...] = (
    "waiting",
    "waiting_before",
    "advance_hospitals",
    "advance_firms",
    "advance_fund",
    "capital_firms",
    "capital_hospitals",
    "capital_fund",
)
"""What :func:`liquidity` returns."""

_DAYS = 30.4375
_YEAR = 12


def months_to_payment(fund: Fund) -> float:
    """Return the mean time from a delivery to its payment, by hospital or fund, in months."""
    one = fund.settlement
    late = float(one.late_share.value * (1 - one.fund_pays.value)) * one.late_months.value
    return 0.5 + one.due_day.value / _DAYS + late


def liquidity(settled: Settled, fund: Fund) -> dict[str, Ints]:
    """Return how much money stands out for how long, and what it costs.

    Parameters
    ----------
    settled
        The sums of a variety.
    fund
        The scenario's section.

    Returns
    -------
    dict
        ``[R]`` by the names of ``LIQUIDITY``: fen times years over the term (over years, a mean balance),
        then fen of capital cost saved (lost where negative). Firms gain by payment that is earlier than
        before the tender and by prepaid money; hospitals gain by prepaid money and lose the credit of firms;
        the fund loses the return of what it prepaid, or paid in the place of hospitals that were late.
    """
    s = settled.sums.astype(np.float64)
    direct = fund.prepayment.to.value in ("makers", "distributors")
    spent = s[:, Sum.WINNERS] + s[:, Sum.NONWINNERS] + s[:, Sum.OUTSIDE] + s[:, Sum.SUBSTITUTES]
    open_ = spent - (s[:, Sum.APPLIED] if direct else 0.0)
    now = open_ * months_to_payment(fund)
    before = s[:, Sum.BASELINE] * float(fund.settlement.before_months.value)
    left, owed = s[:, Sum.LEFT_MONTHS], s[:, Sum.OWED_MONTHS]
    advanced = s[:, Sum.ADVANCED] * fund.settlement.late_months.value
    found = {
        "waiting": now,
        "waiting_before": before,
        "advance_hospitals": (owed - left if direct else left) + advanced,
        "advance_firms": left if direct else np.zeros_like(left),
        "advance_fund": (owed if direct else left) + advanced,
    }
    rates = fund.capital
    worth = {
        "capital_firms": (before - now + found["advance_firms"]) * float(rates.firms.value),
        "capital_hospitals": (now - before + found["advance_hospitals"]) * float(rates.hospitals.value),
        "capital_fund": -found["advance_fund"] * float(rates.fund.value),
    }
    return {name: _fen(values / _YEAR) for name, values in (found | worth).items()}


def _fen(values: Floats) -> Ints:
    return np.asarray(np.floor(values + 0.5), dtype=np.int64)
