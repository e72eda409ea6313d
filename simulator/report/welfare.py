"""Gains and losses for people: figures of the tender, and what would have been without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from simulator.report.numbers import number, span
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.welfare_definitions import COMPARED, MONEY_UNITS, POLICIES, WELFARE_METRICS

if TYPE_CHECKING:
    from simulator.report.data import ReportData

__all__ = ["COMPARED_LABELS", "GainRow", "page_rows", "welfare_lines"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "gains": ("gains and losses (money: million yuan)", "损益（金额：百万元）"),
        "compared": ("against, million yuan", "对照，百万元"),
        "tender": ("tender", "本次集采"),
        "less": ("tender less {name}", "本次减{name}"),
    }
)
"""What is said about gains and losses."""

_KEPT_BY_MONEY = frozenset(
    {
        "saving_against_none",
        "saving_share_against_none",
        "price_saving",
        "patients_cost",
        "patients_saving",
    }
)
"""Figures that the section on money shows under its own names; with it they are not shown twice."""

COMPARED_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"price_level": ("Mean price over the old price", "均价与原价之比")}
    | {name: (one.label_en, one.label_zh) for name, one in WELFARE_METRICS.items() if name in COMPARED}
)
"""Names of the figures that are set beside the counterfactuals."""


def welfare_lines(
    welfare: pd.DataFrame,
    counterfactuals: pd.DataFrame,
    language: Language,
    *,
    money: bool = False,
) -> list[str]:
    """Write the figures of the whole tender, then those that differ under each counterfactual.

    Parameters
    ----------
    welfare, counterfactuals
        Tables of a run.
    language
        ``en`` or ``zh``.
    money
        Whether the run follows its money, and shows what is paid there.
    """
    return [*_figures(_own(welfare, money), language), "", *_compared(counterfactuals, language)]


def _own(welfare: pd.DataFrame, money: bool) -> pd.DataFrame:
    """Return the figures of the whole tender that no other section of a report shows."""
    whole = welfare[welfare["variety"] == ""]
    return whole[~whole["metric"].isin(_KEPT_BY_MONEY)] if money else whole


@dataclass(frozen=True, slots=True)
class GainRow:
    """One figure as the page shows it: texts in both languages, numbers written out."""

    label: tuple[str, str]
    says: tuple[str, str]
    cells: tuple[str, ...]
    unit: tuple[str, str]


def page_rows(data: ReportData) -> tuple[list[GainRow], list[GainRow]]:
    """Return the figures of the whole tender, and those set beside the counterfactuals; none without them."""
    welfare, others = (data.tables.get(name) for name in ("welfare", "counterfactuals"))
    if welfare is None or others is None:
        return [], []
    gains = []
    for _, row in _own(welfare, "money" in data.tables).iterrows():
        metric = WELFARE_METRICS.get(str(row["metric"]))
        if metric is not None and row["n"]:
            cells = (*_numbers(row), number(float(row["shortfall"]), _unit(metric.unit)))
            labels = (metric.label_en, metric.label_zh), (metric.says_en, metric.says_zh)
            gains.append(GainRow(*labels, cells, _unit_words(metric.unit)))
    compared = []
    for policy, name, unit, cells in _differences(others):
        _, *names = POLICIES[policy]
        label = COMPARED_LABELS[name]
        words = (f"{names[0]}: {label[0]}", f"{names[1]}：{label[1]}")
        compared.append(GainRow(words, ("", ""), cells, _unit_words(unit)))
    return gains, compared


def _unit_words(unit: str) -> tuple[str, str]:
    """Name a unit of money; shares carry their sign and need none."""
    return MONEY_UNITS.get(unit, ("", ""))


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0 if language == "en" else 1]


def _figures(welfare: pd.DataFrame, language: Language) -> list[str]:
    rows = []
    for _, row in welfare.iterrows():
        metric = WELFARE_METRICS.get(str(row["metric"]))
        if metric is None or not row["n"]:
            continue
        label = metric.label_en if language == "en" else metric.label_zh
        rows.append([label, *_numbers(row), number(float(row["shortfall"]), _unit(metric.unit))])
    titles = [text(title, language) for title in ("mean", "of-mean", "of-rounds", "worst-20th")]
    return table([_pick(WORDS["gains"], language), *titles], rows, (False, True, True, True, True))


def _unit(unit: str) -> str:
    """Write money with one decimal, as days are written."""
    return "days" if unit.startswith("million") else unit


def _numbers(row: pd.Series) -> list[str]:
    unit = _unit(str(row["unit"]))
    return [
        number(float(row["mean"]), unit),
        span(float(row["low"]), float(row["high"]), unit),
        span(float(row["p05"]), float(row["p95"]), unit),
    ]


def _compared(counterfactuals: pd.DataFrame, language: Language) -> list[str]:
    rows = []
    for policy, metric, _, cells in _differences(counterfactuals):
        _, *names = POLICIES[policy]
        name = f"{names[0 if language == 'en' else 1]}: {_pick(COMPARED_LABELS[metric], language)}"
        rows.append([name, *cells])
    header = [
        _pick(WORDS["compared"], language),
        _pick(("there", "对照"), language),
        _pick(WORDS["tender"], language),
        _pick(("difference", "差"), language),
        text("of-mean", language),
    ]
    return table(header, rows, (False, True, True, True, True))


def _differences(counterfactuals: pd.DataFrame) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield policy, figure, unit, and its cells: there, under the tender, the difference and its interval."""
    whole = counterfactuals[counterfactuals["variety"] == ""]
    known = {(row["policy"], row["metric"], row["kind"]): row for _, row in whole.iterrows()}
    for policy in POLICIES:
        for metric in COMPARED:
            level, difference = (known.get((policy, metric, kind)) for kind in ("level", "difference"))
            if level is None or difference is None or not difference["n"]:
                continue
            unit = _unit(str(level["unit"]))
            there, less = float(level["mean"]), float(difference["mean"])
            shown = [number(value, unit) for value in (there, there + less, less)]
            interval = span(float(difference["low"]), float(difference["high"]), unit)
            yield policy, metric, str(level["unit"]), (*shown, interval)
