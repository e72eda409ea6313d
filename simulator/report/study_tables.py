"""Tables of a study laid out for its page: one for each figure, and the regrets."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.report.comparison import signed
from simulator.report.measures import UNITS, label_words
from simulator.report.numbers import MISSING, number, span
from simulator.report.study_figures import measure_of

__all__ = ["FigureTable", "TableRow", "figure_tables", "regret_tables"]

Words = tuple[str, str]
Titles = Mapping[str, Words]
Cell = tuple[float, str]
Row = Mapping[Hashable, object]

_NUMBERS: tuple[str, ...] = ("mean", "low", "high", "n", "difference", "difference_low", "difference_high")
_NUMBERS += ("difference_se", "unpaired_se", "reduction")

_MOST_ROWS = 300
"""Rows of one table; a study of many points would make a page that no browser opens quickly."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table."""

    title: Words
    future: str
    cells: tuple[Cell, ...]
    """Value to sort by, and what is shown."""
    cautious: bool = False


@dataclass(frozen=True, slots=True)
class FigureTable:
    """One figure of everything compared."""

    name: str
    label: Words
    unit: Words
    several: bool
    """Whether there is more than one future."""
    rows: tuple[TableRow, ...]
    more: int = 0
    """Rows that are left out."""


def figure_tables(comparison: pd.DataFrame, titles: Titles) -> list[FigureTable]:
    """Lay out the table ``comparison``, figure by figure.

    Parameters
    ----------
    comparison
        The table.
    titles
        Titles of the choices.
    """
    return [
        _table(
            str(name), rows, tuple(_compared(row, titles) for row in rows.head(_MOST_ROWS).to_dict("records"))
        )
        for name, rows in comparison.groupby("metric", sort=False)
    ]


def regret_tables(regrets: pd.DataFrame, titles: Titles) -> list[FigureTable]:
    """Lay out the table ``regrets``, figure by figure."""
    if regrets.empty:
        return []
    several = int(regrets["futures"].iloc[0]) > 1
    return [
        _table(
            str(name), rows, tuple(_regret(row, titles, several) for row in rows.to_dict("records")), several
        )
        for name, rows in regrets.groupby("metric", sort=False)
    ]


def _table(
    name: str, rows: pd.DataFrame, laid: tuple[TableRow, ...], several: bool | None = None
) -> FigureTable:
    measure = measure_of(name)
    label = label_words(measure)
    unit = str(rows["unit"].iloc[0])
    words = (
        ("%; differences in percentage points", "%；差异单位为百分点")
        if unit == "share"
        else UNITS.get(unit, (unit, unit))
    )
    many = rows["future"].nunique() > 1 if several is None else several
    return FigureTable(name.replace(".", "-"), label, words, many, laid, len(rows) - len(laid))


def _compared(row: Row, titles: Titles) -> TableRow:
    choice, unit = str(row["choice"]), str(row["unit"])
    value = {name: float(str(row[name])) for name in _NUMBERS}
    ends = value["difference_low"], value["difference_high"]
    cells = [
        (value["mean"], number(value["mean"], unit)),
        (value["low"], span(value["low"], value["high"], unit)),
    ]
    if choice == row["baseline"]:
        cells += [(0.0, "0"), *(((math.nan), MISSING),) * 3]
    else:
        half, se, apart = (ends[1] - ends[0]) / 2, value["difference_se"], value["unpaired_se"]
        unpaired = half * apart / se if se > 0 else 1.96 * apart
        cells += [
            (value["difference"], signed(value["difference"], unit)),
            (ends[0], _span(*ends, unit)),
            (unpaired, signed(unpaired, unit).removeprefix("+")),
            (value["reduction"], _times(value["reduction"])),
        ]
    cells.append((value["n"], f"{value['n']:.0f}"))
    title = titles.get(choice, (choice, choice))
    return TableRow(title, str(row["future"]), tuple((_sortable(x), shown) for x, shown in cells))


def _regret(row: Row, titles: Titles, several: bool) -> TableRow:
    choice, unit = str(row["choice"]), str(row["unit"])
    largest, low, high, mean = (float(str(row[name])) for name in ("largest", "low", "high", "mean"))
    cells = [
        (largest, signed(largest, unit).removeprefix("+")),
        (low, _span(low, high, unit)),
    ]
    if several:
        cells.append((mean, signed(mean, unit).removeprefix("+")))
    title = titles.get(choice, (choice, choice))
    return TableRow(title, str(row["future"]), tuple(cells), bool(row["cautious"]))


def _span(low: float, high: float, unit: str) -> str:
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{signed(low, unit)} – {signed(high, unit)}"


def _times(reduction: float) -> str:
    if math.isnan(reduction):
        return MISSING
    return ">999×" if reduction > 999 else f"{reduction:.1f}×"


def _sortable(value: float) -> float:
    return math.copysign(1e300, value) if math.isinf(value) else value
