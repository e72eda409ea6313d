"""Studies over several futures for the terminal: how differences vary, regret, dominance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from simulator.report.comparison import signed
from simulator.report.numbers import MISSING, number
from simulator.report.study_words import bracketed, say
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.study.stage_figures import figure_named

__all__ = ["dominance_lines", "futures_lines", "regret_lines"]

_MOST_PAIRS = 6
"""Sentences about dominance; more are left to the table."""

Titles = Mapping[str, tuple[str, str]]


def _title(choice: object, titles: Titles, language: Language) -> str:
    name = str(choice)
    return titles.get(name, (name, name))[0 if language == "en" else 1]


def _label(metric: object, language: Language) -> str:
    figure = figure_named(str(metric))
    points = bracketed(say("points", language), language) if figure.unit == "share" else ""
    return (figure.label_en if language == "en" else figure.label_zh) + points


def futures_lines(comparison: pd.DataFrame, titles: Titles, language: Language) -> list[str]:
    """Write one table for each figure: how each choice differs from the baseline over all futures."""
    lines: list[str] = []
    count = comparison["future"].nunique()
    names = (
        "what",
        "mean-futures",
        "least-difference",
        "mean-difference",
        "most-difference",
        "higher",
        "lower",
    )
    header = [say(one, language) for one in names]
    for metric, rows in comparison.groupby("metric", sort=False):
        cells = [
            _futures_row(choice, own, titles, language) for choice, own in rows.groupby("choice", sort=False)
        ]
        lines += [_label(metric, language), *table(header, cells, (False, *(True,) * 6)), ""]
    return [*lines, say("futures", language, count=count), ""]


def _futures_row(choice: object, rows: pd.DataFrame, titles: Titles, language: Language) -> list[str]:
    unit = str(rows["unit"].iloc[0])
    told = [_title(choice, titles, language), number(float(rows["mean"].mean()), unit)]
    if str(choice) == str(rows["baseline"].iloc[0]):
        return [*told, say("baseline", language), "", "", "", ""]
    differences = rows["difference"]
    higher, lower = int((rows["difference_low"] > 0).sum()), int((rows["difference_high"] < 0).sum())
    ends = (differences.min(), differences.mean(), differences.max())
    return [*told, *(signed(float(end), unit) for end in ends), str(higher), str(lower)]


def regret_lines(regrets: pd.DataFrame, titles: Titles, language: Language) -> list[str]:
    """Write one table for each figure: how far each choice may fall behind the best one."""
    lines: list[str] = []
    several = not regrets.empty and int(regrets["futures"].iloc[0]) > 1
    names = ("what", "largest-regret", "of-regret", "mean-regret", "in-future")
    header = [say(one, language) for one in (names if several else names[:3])]
    for metric, rows in regrets.groupby("metric", sort=False):
        cells = [_regret_row(row, titles, language)[: len(header)] for _, row in rows.iterrows()]
        right = (False, True, True, True, False)[: len(header)]
        head = say("regret", language, metric=_label(metric, language))
        lines += [head, *table(header, cells, right), ""]
    return lines


def _regret_row(row: pd.Series, titles: Titles, language: Language) -> list[str]:
    unit = str(row["unit"])
    low, high = float(row["low"]), float(row["high"])
    mark = " *" if bool(row["cautious"]) else ""
    known = not (math.isnan(low) or math.isnan(high))
    return [
        _title(row["choice"], titles, language) + mark,
        signed(float(row["largest"]), unit).removeprefix("+"),
        f"{signed(low, unit)} .. {signed(high, unit)}" if known else MISSING,
        signed(float(row["mean"]), unit).removeprefix("+"),
        str(row["future"]),
    ]


def dominance_lines(
    dominance: pd.DataFrame, titles: Titles, language: Language, path: str = ""
) -> Iterator[str]:
    """Write which choices are worse than another throughout, or that none is; of many pairs the clearest.

    Parameters
    ----------
    dominance
        The table ``dominance`` of a study.
    titles
        English and Chinese title of each choice.
    language
        ``en`` or ``zh``.
    path
        Folder that holds the table.
    """
    if dominance.empty:
        yield say("no-dominance", language)
    certain = dominance[dominance["certain"].astype(bool)]
    shown = dominance
    if len(dominance) > _MOST_PAIRS:
        shown = certain.drop_duplicates("choice").head(_MOST_PAIRS - 1)
        if certain.empty:
            yield say("none-certain", language)
    for _, row in shown.iterrows():
        key = "dominated" if bool(row["certain"]) else "dominated-by-means"
        loser, winner = (_title(row[name], titles, language) for name in ("choice", "dominated_by"))
        yield say(key, language, loser=loser, winner=winner)
    left = len(dominance) - len(shown)
    if left:
        undecided = len(dominance) - len(certain)
        table = f"{path}/dominance.parquet" if path else "dominance"
        yield say("pairs-left", language, count=left, undecided=undecided, table=table)
