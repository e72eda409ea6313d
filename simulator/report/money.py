"""Figures of money, for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator.report.numbers import number, span
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.money_definitions import MONEY_METRICS, MoneyMetric

__all__ = ["MoneyRow", "money_lines", "money_rows"]


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One figure of the money of a tender."""

    metric: MoneyMetric
    mean: float
    low: float
    high: float
    p05: float
    p95: float
    shortfall: float


def money_rows(money: pd.DataFrame) -> list[MoneyRow]:
    """Read the figures of the whole tender out of the table ``money``."""
    whole = money[money["variety"] == ""]
    columns = ("mean", "low", "high", "p05", "p95", "shortfall")
    return [
        MoneyRow(MONEY_METRICS[str(row["metric"])], *(float(row[name]) for name in columns))
        for _, row in whole.iterrows()
        if row["metric"] in MONEY_METRICS
    ]


def money_lines(money: pd.DataFrame, language: Language) -> list[str]:
    """Write the figures of the whole tender as a table; amounts in million yuan a year."""
    titles = ("money", "mean", "of-mean", "of-rounds", "worst-20th")
    rows = [
        [
            row.metric.label_en if language == "en" else row.metric.label_zh,
            number(row.mean, row.metric.unit),
            span(row.low, row.high, row.metric.unit),
            span(row.p05, row.p95, row.metric.unit),
            number(row.shortfall, row.metric.unit),
        ]
        for row in money_rows(money)
    ]
    return table([text(title, language) for title in titles], rows, (False, True, True, True, True))
