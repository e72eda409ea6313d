"""Figures of money, for the terminal and the page."""

from __future__ import annotations

import pandas as pd

from simulator.report.terminal import table
from simulator.report.whole_rows import WholeRow, whole_cells, whole_rows
from simulator.report.words import Language, text
from simulator.results.money_definitions import MONEY_METRICS, MoneyMetric

__all__ = ["money_lines", "money_rows"]


def money_rows(money: pd.DataFrame) -> list[WholeRow[MoneyMetric]]:
    """Read the figures of the whole tender out of the table ``money``."""
    return whole_rows(money, MONEY_METRICS)


def money_lines(money: pd.DataFrame, language: Language) -> list[str]:
    """Write the figures of the whole tender as a table; amounts in million yuan a year."""
    titles = ("money", "mean", "of-mean", "of-rounds", "worst-20th")
    english = language == "en"
    rows = whole_cells(money_rows(money), lambda one: one.label_en if english else one.label_zh)
    return table([text(title, language) for title in titles], rows, (False, True, True, True, True))
