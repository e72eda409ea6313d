"""Gains and losses for people: figures of the tender, and what would have been without it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from simulator.report.numbers import number, span
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.welfare_definitions import COMPARED, POLICIES, WELFARE_METRICS

__all__ = ["COMPARED_LABELS", "welfare_lines"]

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "gains": ("gains and losses (money: million yuan)", "损益（金额：百万元）"),
        "compared": ("against, million yuan", "对照，百万元"),
        "tender": ("tender", "本次集采"),
        "less": ("tender less {name}", "本次减{name}"),
    }
)
"""What is said about gains and losses."""

COMPARED_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"price_level": ("Mean price over the old price", "均价与原价之比")}
    | {name: (one.label_en, one.label_zh) for name, one in WELFARE_METRICS.items() if name in COMPARED}
)
"""Names of the figures that are set beside the counterfactuals."""


def welfare_lines(welfare: pd.DataFrame, counterfactuals: pd.DataFrame, language: Language) -> list[str]:
    """Write the figures of the whole tender, then those that differ under each counterfactual.

    Parameters
    ----------
    welfare, counterfactuals
        Tables of a run.
    language
        ``en`` or ``zh``.
    """
    return [*_figures(welfare, language), "", *_compared(counterfactuals, language)]


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0 if language == "en" else 1]


def _figures(welfare: pd.DataFrame, language: Language) -> list[str]:
    rows = []
    for _, row in welfare[welfare["variety"] == ""].iterrows():
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
    whole = counterfactuals[counterfactuals["variety"] == ""]
    known = {(row["policy"], row["metric"], row["kind"]): row for _, row in whole.iterrows()}
    rows = []
    for policy, (_, *names) in POLICIES.items():
        for metric in COMPARED:
            level, difference = (known.get((policy, metric, kind)) for kind in ("level", "difference"))
            if level is None or difference is None or not difference["n"]:
                continue
            unit = _unit(str(level["unit"]))
            here = float(level["mean"]) + float(difference["mean"])
            shown = [number(value, unit) for value in (float(level["mean"]), here, float(difference["mean"]))]
            interval = span(float(difference["low"]), float(difference["high"]), unit)
            name = f"{names[0 if language == 'en' else 1]}: {_pick(COMPARED_LABELS[metric], language)}"
            rows.append([name, *shown, interval])
    header = [
        _pick(WORDS["compared"], language),
        _pick(("there", "对照"), language),
        _pick(WORDS["tender"], language),
        _pick(("difference", "差"), language),
        text("of-mean", language),
    ]
    return table(header, rows, (False, True, True, True, True))
