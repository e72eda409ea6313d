"""Figures of a whole tender out of the tables that share the layout of ``contracts``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pandas as pd

from simulator.report.numbers import number, span
from simulator.results.ranges import within

__all__ = ["WholeRow", "whole_cells", "whole_rows"]


class _WithUnit(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...


M = TypeVar("M", bound=_WithUnit)


@dataclass(frozen=True, slots=True)
class WholeRow(Generic[M]):
    """One figure of a whole tender."""

    metric: M
    mean: float
    low: float
    high: float
    p05: float
    p95: float
    shortfall: float


def whole_rows(table: pd.DataFrame, metrics: Mapping[str, M]) -> list[WholeRow[M]]:
    """Read the figures of the whole tender out of a table; figures that are not defined are left out."""
    whole = table[table["variety"] == ""]
    columns = ("mean", "low", "high", "p05", "p95", "shortfall")
    return [
        WholeRow(metrics[str(row["metric"])], *(float(row[name]) for name in columns))
        for _, row in whole.iterrows()
        if row["metric"] in metrics
    ]


def whole_cells(rows: list[WholeRow[M]], label: Callable[[M], str]) -> list[list[str]]:
    """Write figures as the cells of a table: label, mean, its interval, range of rounds, worst twentieth."""
    return [
        [
            label(row.metric),
            number(row.mean, row.metric.unit),
            span(*within(row.low, row.high, row.metric.name, row.metric.unit), row.metric.unit),
            span(row.p05, row.p95, row.metric.unit),
            number(row.shortfall, row.metric.unit),
        ]
        for row in rows
    ]
