"""What a figure of money is: its words, and the amounts of which it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.results.count_words import MONEY_WORDS, formula_in_words
from simulator.results.counted import Counted, Worse

__all__ = [
    "FUND_SAVED",
    "HOSPITALS",
    "LATE",
    "PATIENTS",
    "PATIENTS_BEFORE",
    "PATIENTS_SAVED",
    "SAVED",
    "SPENT",
    "MoneyMetric",
    "MoneyUnit",
    "amount",
    "index",
    "share",
]

MoneyUnit = Literal["share", "ratio", "million yuan"]


@dataclass(frozen=True, slots=True)
class MoneyMetric(Counted):
    """One figure of money: an amount a year, or a ratio of two amounts."""

    unit: MoneyUnit

    @property
    def formula(self) -> tuple[str, str]:
        """The formula in words, in English and in Chinese."""
        english, chinese = formula_in_words(MONEY_WORDS, self.over, self.under)
        return (english, chinese) if self.under else (f"{english}, a year", f"{chinese}，按年计")


SPENT = ("winners", "nonwinners", "outside", "substitutes", "-compensation")
"""Amounts that make up all spending with the tender."""
SAVED = ("baseline", *(f"-{name}" for name in SPENT[:-1]), "compensation")
LATE = ("interest_fund", "withheld")
FUND_SAVED = ("baseline_fund", "-fund", "-retained", "-tariff", "overspent", *LATE)
"""Amounts that make up what the fund saves after hospitals kept their part."""
HOSPITALS = ("retained", "tariff", "-overspent", "-interest", *(f"-{name}" for name in LATE))
PATIENTS = ("patients_employee", "patients_resident", "patients_uninsured")
PATIENTS_BEFORE = ("baseline_employee", "baseline_resident", "baseline_uninsured")
PATIENTS_SAVED = (*PATIENTS_BEFORE, *(f"-{name}" for name in PATIENTS))


def amount(  # the order of the columns of the page
    name: str, english: str, chinese: str, says: tuple[str, str], over: tuple[str, ...], worse: Worse = "high"
) -> MoneyMetric:
    """Describe an amount in million yuan a year."""
    return MoneyMetric(name, "million yuan", english, chinese, *says, over, (), worse)


def share(
    name: str, labels: tuple[str, str], says: tuple[str, str], over: tuple[str, ...], under: tuple[str, ...]
) -> MoneyMetric:
    """Describe a part of a whole; more of it is better."""
    return MoneyMetric(name, "share", *labels, *says, over, under, "low")


def index(
    name: str, labels: tuple[str, str], says: tuple[str, str], over: tuple[str, ...], under: tuple[str, ...]
) -> MoneyMetric:
    """Describe an amount over what it would be otherwise, which may be above one."""
    return MoneyMetric(name, "ratio", *labels, *says, over, under)
