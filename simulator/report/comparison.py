"""Comparisons for the terminal: each figure of everything compared, with paired differences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from simulator.report.numbers import MISSING, number, span
from simulator.report.study_words import bracketed, say
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.results.ranges import within
from simulator.results.welfare_definitions import MONEY_UNITS
from simulator.study.stage_figures import figure_named

__all__ = ["choice_named", "comparison_lines", "signed", "titles_of"]

_MOST_ROWS = 40


def comparison_lines(
    comparison: pd.DataFrame, titles: Mapping[str, tuple[str, str]], language: Language
) -> list[str]:
    """Write a comparison as one table for each figure.

    Parameters
    ----------
    comparison
        The table ``comparison`` of a study, of one future.
    titles
        English and Chinese title of each choice; its name where it has none.
    language
        ``en`` or ``zh``.
    """
    lines: list[str] = []
    for name, rows in comparison.groupby("metric", sort=False):
        figure = figure_named(str(name))
        label = figure.label_en if language == "en" else figure.label_zh
        points = bracketed(say("points", language), language) if figure.unit == "share" else ""
        if figure.unit in MONEY_UNITS:
            points = bracketed(MONEY_UNITS[figure.unit][0 if language == "en" else 1], language)
        lines += [*_block(rows, figure.unit, titles, language, f"{label}{points}"), ""]
    return lines


def _block(
    rows: pd.DataFrame, unit: str, titles: Mapping[str, tuple[str, str]], language: Language, head: str
) -> list[str]:
    names = ("what", "mean", "of-mean", "difference", "of-difference", "unpaired", "reduction")
    cells = [_cells(row, unit, titles, language) for _, row in rows.head(_MOST_ROWS).iterrows()]
    laid = table([say(one, language) for one in names], cells, (False, *(True,) * 6))
    more = len(rows) - _MOST_ROWS
    notes = [say("more", language, count=more)] if more > 0 else []
    ends = rows[["low", "high"]].head(_MOST_ROWS).astype(float).dropna()
    metric = str(rows["metric"].iloc[0])
    if any(within(low, high, metric, unit) != (low, high) for low, high in ends.itertuples(index=False)):
        notes.append(say("cut-off", language))
    return [head, *laid, *notes]


def _cells(row: pd.Series, unit: str, titles: Mapping[str, tuple[str, str]], language: Language) -> list[str]:
    choice = str(row["choice"])
    title = titles.get(choice, (choice, choice))[0 if language == "en" else 1]
    ends = within(float(row["low"]), float(row["high"]), str(row["metric"]), unit)
    told = [title, number(float(row["mean"]), unit), span(*ends, unit)]
    if choice == row["baseline"]:
        return [*told, say("baseline", language), "", "", ""]
    difference, low, high = (float(row[name]) for name in ("difference", "difference_low", "difference_high"))
    half, se, apart = (high - low) / 2, float(row["difference_se"]), float(row["unpaired_se"])
    unpaired = half * apart / se if se > 0 else 1.96 * apart
    return [
        *told,
        signed(difference, unit),
        MISSING if math.isnan(low) else f"{signed(low, unit)} .. {signed(high, unit)}",
        MISSING if math.isnan(unpaired) else signed(unpaired, unit).removeprefix("+"),
        _times(float(row["reduction"])),
    ]


def signed(value: float, unit: str) -> str:
    """Write a difference with its sign; shares in percentage points."""
    if math.isnan(value):
        return MISSING
    shown, decimals = (value * 100, 2) if unit == "share" else (value, 3 if unit == "index" else 2)
    text = f"{shown:+.{decimals}f}"
    return text if float(text) else text.removeprefix("+").removeprefix("-")


def _times(reduction: float) -> str:
    if math.isnan(reduction):
        return MISSING
    return ">999x" if reduction > 999 else f"{reduction:.1f}x"


def titles_of(points: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the titles of the choices of a study, from its table ``points``."""
    columns = zip(points["choice"], points["title_en"], points["title_zh"], strict=True)
    # A baseline without a title of its own bears the word for it in both languages.
    return {
        str(choice): (str(en), "基准" if str(zh) == "baseline" else str(zh)) for choice, en, zh in columns
    }


def choice_named(name: str, titles: Mapping[str, Sequence[str]]) -> str:
    """Return the choice of a name or title."""
    return next((choice for choice, words in titles.items() if name in (choice, *words)), name)
