"""The wording of every figure of money: what it is called, what it means, how it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.results.money_metric import (
    FUND_SAVED,
    PATIENTS,
    PATIENTS_BEFORE,
    SPENT,
    MoneyMetric,
    MoneyUnit,
)
from simulator.results.money_payments import PAYMENTS
from simulator.results.money_ratios import RATIOS
from simulator.results.money_savings import SAVINGS

__all__ = [
    "FUND_SAVED",
    "MONEY_METRICS",
    "PATIENTS",
    "PATIENTS_BEFORE",
    "SPENT",
    "MoneyMetric",
    "MoneyUnit",
]

MONEY_METRICS: Mapping[str, MoneyMetric] = MappingProxyType(
    {one.name: one for one in (*SAVINGS, *PAYMENTS, *RATIOS)}
)
"""Every figure of money by name, for the whole tender and for each variety."""
