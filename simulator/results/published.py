"""Published figures of past tenders, and the check of a run against them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

import pandas as pd
from pydantic import Field, model_validator

from simulator.errors import nearest
from simulator.results.contract_definitions import CONTRACT_METRICS, ContractMetric, ContractUnit
from simulator.results.dictionary import METRICS, ROUND_METRICS, Metric, Unit
from simulator.results.money_definitions import MONEY_METRICS, MoneyMetric, MoneyUnit
from simulator.scenario.records import Closed, Identifier, Titled
from simulator.scenario.rulebook import Source

__all__ = [
    "Figure",
    "Outcome",
    "Published",
    "Severity",
    "Verdict",
    "compare",
    "published_metric",
    "worst_level",
]

Severity = Literal["error", "warning", "note"]
Outcome = Literal["inside", "outside", "not-computed"]
Number = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000)]

_BACKGROUND = "background"
_ORDER: tuple[Severity, ...] = ("note", "warning", "error")


_MONEY = {name: one for name, one in MONEY_METRICS.items() if name not in (*METRICS, *CONTRACT_METRICS)}


def published_metric(name: str) -> Metric | ContractMetric | MoneyMetric:
    """Return what is known of a metric of the round, of its contracts, or of its money."""
    if name in METRICS:
        return METRICS[name]
    return CONTRACT_METRICS[name] if name in CONTRACT_METRICS else _MONEY[name]


class Figure(Closed):
    """One published figure with the range that a simulation of the tender should meet."""

    metric: str
    """Name of the metric of the round, or of its contracts or money as a whole, as in the data dictionary."""
    value: Number
    """What was published; price cuts and rates as fractions of one."""
    low: Number
    """Lower end of the range."""
    high: Number
    """Upper end of the range."""
    unit: Unit | ContractUnit | MoneyUnit
    """Unit of the metric, as in the data dictionary."""
    level: Severity
    """What it means to miss it: `error`, `warning` or `note`."""
    role: Literal["calibration", "check"]
    """`calibration`: the model may be fitted to it; `check`: never used for fitting."""
    source: str | tuple[str, ...]
    """Id of a source in `sources` (or several), or `background`: general knowledge without a source."""
    source_says: Annotated[str, Field(min_length=1)]
    """What the source says, in our words."""
    why_tolerance: Annotated[str, Field(min_length=1)]
    """Why the range is as wide as it is."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources, however many."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @model_validator(mode="after")
    def _makes_sense(self) -> Figure:
        known = (*ROUND_METRICS, *CONTRACT_METRICS, *_MONEY)
        if self.metric not in known:
            raise ValueError(f"there is no round metric '{self.metric}'; {nearest(self.metric, known)}")
        unit = published_metric(self.metric).unit
        if self.unit != unit:
            raise ValueError(f"the unit of '{self.metric}' is '{unit}', not '{self.unit}'")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"the value {self.value} is not between low {self.low} and high {self.high}")
        return self


class Published(Closed):
    """The published outcome of one tender."""

    id: Identifier
    """Name of the file: the id of the rule book, or of the scenario where several tenders share a book."""
    rules: Identifier
    """Rule book of the tender."""
    title: Titled
    """Title in both languages."""
    note: str = ""
    """What a reader should know about the figures as a whole."""
    sources: dict[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,15}$")], Source]
    """Sources by short id."""
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]
    """The figures."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Published:
        seen: set[str] = set()
        for figure in self.figures:
            if figure.metric in seen:
                raise ValueError(f"'{figure.metric}' is given twice; one figure a metric")
            seen.add(figure.metric)
        known = [*self.sources, _BACKGROUND]
        used = [source for figure in self.figures for source in figure.sources]
        for source in used:
            if source not in known:
                raise ValueError(f"source '{source}' is not in the list of sources; {nearest(source, known)}")
        for source in self.sources:
            if source not in used:
                raise ValueError(f"source '{source}' is listed but no figure cites it")
        return self


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run compares with one published figure.

    The figure is met (``inside``) when the 95 % interval of the simulated *mean* and the published range
    overlap. The range of single replications is given beside it and does not decide.
    """

    figure: Figure
    outcome: Outcome
    mean: float
    """Simulated mean; NaN if not computed."""
    low: float
    """Lower end of the 95 % interval of the mean; equal to the mean where a run has one replication."""
    high: float
    """Upper end of that interval."""
    p05: float
    """5th percentile of the replications."""
    p95: float
    """95th percentile of the replications."""

    @property
    def definition(self) -> Metric | ContractMetric | MoneyMetric:
        """What the figure means, as in the data dictionary."""
        return published_metric(self.figure.metric)

    @property
    def value_within_replications(self) -> bool:
        """Whether the published value lies between the 5th and the 95th percentile of the replications."""
        return self.p05 <= float(self.figure.value) <= self.p95

    @property
    def distance(self) -> float:
        """Distance of the interval of the mean from the published range: 0 inside, negative below it."""
        if self.high < float(self.figure.low):
            return self.high - float(self.figure.low)
        if self.low > float(self.figure.high):
            return self.low - float(self.figure.high)
        return math.nan if self.outcome == "not-computed" else 0.0


def compare(
    summary: pd.DataFrame,
    published: Published,
    contracts: pd.DataFrame | None = None,
    money: pd.DataFrame | None = None,
) -> list[Verdict]:
    """Compare the summary of one run with the published figures of its tender.

    Parameters
    ----------
    summary
        The table ``summary`` of a run (see :func:`simulator.results.tables.summary_table`).
    published
        The published outcome.
    contracts
        The table ``contracts`` of the run; without it, figures of contracts are passed over.
    money
        The table ``money``; without it, figures of money are passed over.

    Returns
    -------
    list
        One verdict for each figure, in the order of the file. A metric that is missing or undefined in
        the run is ``not-computed``.

    Raises
    ------
    ValueError
        If the table holds several runs.
    """
    rounds = summary[summary["level"] == "round"]
    if rounds["metric"].duplicated().any():
        raise ValueError("compare takes the summary of one run; this table holds several")
    columns = ["metric", "mean", "low", "high", "p05", "p95"]
    parts = [rounds[columns]]
    if contracts is not None:
        parts.append(contracts.loc[contracts["variety"] == "", columns])
    if money is not None:
        parts.append(money.loc[(money["variety"] == "") & money["metric"].isin(_MONEY), columns])
    rows = pd.concat(parts).set_index("metric").astype(float)
    return [
        _verdict(figure, rows)
        for figure in published.figures
        if (contracts is not None or figure.metric not in CONTRACT_METRICS)
        and (money is not None or figure.metric not in _MONEY)
    ]


def _verdict(figure: Figure, rows: pd.DataFrame) -> Verdict:
    missing = (math.nan,) * 5
    found = tuple(rows.loc[figure.metric]) if figure.metric in rows.index else missing
    mean, low, high, p05, p95 = (float(x) for x in found)
    if math.isnan(mean):
        return Verdict(figure, "not-computed", *missing)
    if math.isnan(low) or math.isnan(high):  # a single replication has no interval
        low = high = mean
    meets = low <= float(figure.high) and high >= float(figure.low)
    return Verdict(figure, "inside" if meets else "outside", mean, low, high, p05, p95)


def worst_level(verdicts: Sequence[Verdict]) -> Severity | None:
    """Return the gravest level among the figures that were missed; None if every figure is met.

    A figure that could not be computed counts as a note, whatever its level: nothing was shown wrong.
    A command fails on ``error`` only.
    """
    missed: list[Severity] = [
        "note" if v.outcome == "not-computed" else v.figure.level for v in verdicts if v.outcome != "inside"
    ]
    return max(missed, key=_ORDER.index, default=None)
