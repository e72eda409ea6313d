"""Figures with everything that stands behind each: definition, formula, source rows, interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from simulator.report.contracts import contract_rows
from simulator.report.data import ReportData
from simulator.report.measures import UNITS
from simulator.report.money import money_rows
from simulator.report.numbers import number, span
from simulator.report.summary import HEADLINE
from simulator.report.whole_rows import WholeRow
from simulator.results.contract_definitions import ContractMetric
from simulator.results.dictionary import METRICS, Metric
from simulator.results.money_definitions import MoneyMetric
from simulator.results.published import Verdict
from simulator.results.ranges import within

__all__ = ["FigureRow", "contract_figures", "headline_figures", "money_figures", "round_figures"]

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a run with its intervals and where it comes from."""

    metric: Metric | ContractMetric | MoneyMetric
    mean: float
    low: float
    high: float
    p05: float
    p95: float
    n: int
    table: str
    """Table that holds it."""
    verdict: Verdict | None = None
    """How it compares with the published figure, if there is one."""
    worst: float = math.nan
    """Mean of the worst twentieth of the rounds."""

    @property
    def formula(self) -> Words:
        """The formula in words."""
        if isinstance(self.metric, Metric):
            return self.metric.formula, self.metric.formula_zh
        return self.metric.formula

    @property
    def unit(self) -> Words:
        """Unit in words."""
        return UNITS.get(self.metric.unit, (self.metric.unit, self.metric.unit))

    @property
    def short_unit(self) -> Words:
        """Unit beside a number, which shows shares in per cent."""
        return ("%", "%") if self.metric.unit == "share" else self.unit

    def interval(self) -> Words:
        """Say in a sentence how well the mean is known, and how far single rounds fall from it."""
        unit = self.metric.unit
        mean = number(self.mean, unit)
        if self.n < 2 or math.isnan(self.low):
            return (
                f"{mean} in {self.n} replication(s): too few for an interval.",
                f"{mean}，仅{self.n}次模拟，无法给出区间。",
            )
        ends = span(*within(self.low, self.high, self.metric.name, unit), unit)
        rounds = span(self.p05, self.p95, unit)
        return (
            f"The simulated mean is {mean}; chance in {self.n} replications leaves it between {ends} (95%). "
            f"Nine of ten single rounds fall between {rounds}.",
            f"模拟均值为{mean}；{self.n}次模拟的随机误差下，其95%区间为{ends}。单轮结果九成落在{rounds}之间。",
        )


def round_figures(data: ReportData) -> list[FigureRow]:
    """Return every figure of the round that the table ``summary`` holds."""
    summary = data.tables.get("summary")
    if summary is None:
        return []
    rounds = summary[summary["level"] == "round"]
    return [_row(row, data) for _, row in rounds.iterrows() if row["metric"] in METRICS]


def _row(row: pd.Series, data: ReportData) -> FigureRow:
    metric = METRICS[str(row["metric"])]
    mean, low, high, p05, p95 = (float(row[name]) for name in ("mean", "low", "high", "p05", "p95"))
    verdict = data.verdict(metric.name)
    return FigureRow(metric, mean, low, high, p05, p95, int(row["n"]), "summary", verdict)


def headline_figures(rows: list[FigureRow]) -> list[FigureRow]:
    """Return the figures that are shown first, in their order."""
    by_name = {row.metric.name: row for row in rows}
    return [by_name[name] for name in HEADLINE if name in by_name]


def contract_figures(data: ReportData) -> list[FigureRow]:
    """Return the figures of the contracts of the whole tender; none if the run carried none out."""
    contracts = data.tables.get("contracts")
    if contracts is None:
        return []
    whole = contracts[contracts["variety"] == ""].set_index("metric")["n"]
    return [
        _of_contract(row, int(whole[row.metric.name]), data.verdict(row.metric.name))
        for row in contract_rows(contracts)
    ]


def _of_contract(row: WholeRow[ContractMetric], n: int, verdict: Verdict | None) -> FigureRow:
    return FigureRow(
        row.metric, row.mean, row.low, row.high, row.p05, row.p95, n, "contracts", verdict, row.shortfall
    )


def money_figures(data: ReportData) -> list[FigureRow]:
    """Return the figures of the money of the whole tender; none if the run did not follow it."""
    money = data.tables.get("money")
    if money is None:
        return []
    counts = money[money["variety"] == ""].set_index("metric")["n"]
    return [
        FigureRow(
            row.metric,
            *(row.mean, row.low, row.high, row.p05, row.p95),
            int(counts[row.metric.name]),
            "money",
            worst=row.shortfall,
        )
        for row in money_rows(money)
    ]
