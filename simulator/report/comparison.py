"""Comparisons for the terminal: each figure of everything compared, with paired differences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from simulator.report.numbers import MISSING, number, span
from simulator.report.summary import wrapped
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.figures import FIGURES
from simulator.study.results import StudyResult

__all__ = ["comparison_lines", "comparison_rows", "failed_lines", "say", "signed", "study_lines"]

_MOST_ROWS = 40
_ANSWERING = frozenset({"equilibrium", "quantal", "hierarchy", "learning"})
"""Strategies whose bids answer to the rules."""

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "what": ("compared", "比较对象"),
        "mean": ("mean", "均值"),
        "of-mean": ("95 % of mean", "均值95%区间"),
        "difference": ("difference", "差异"),
        "of-difference": ("95 % of difference", "差异95%区间"),
        "unpaired": ("unpaired +/-", "不配对时±"),
        "reduction": ("variance", "方差"),
        "baseline": ("(baseline)", "（基准）"),
        "points": ("differences in percentage points", "差异单位为百分点"),
        "notes": (
            "Differences are from the baseline, replication by replication under common random numbers; +/- "
            "is half of the 95 % interval had the draws been independent, 'variance' how many times its "
            "variance exceeds the paired one. Intervals cover Monte Carlo error alone.",
            "差异为与基准在共同随机数下逐次配对之差；“±”为独立抽样时95%区间的半宽，“方差”为其方差与配对"
            "方差之比。区间仅反映蒙特卡洛误差。",
        ),
        "undefined": (
            "{some} of {all} replications have no value and are left out.",
            "{all}次模拟中有{some}次无定义，已略去。",
        ),
        "path": ("Tables: {path}", "数据表：{path}"),
        "more": (
            "… and {count} more rows; the table 'comparison' has them all.",
            "……另有{count}行，见表 comparison。",
        ),
    }
)


def say(key: str, language: Language, **values: object) -> str:
    """Return a text of comparisons with its values filled in."""
    words = _TEXTS[key][0 if language == "en" else 1]
    return words.format(**values) if values else words


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
        figure = FIGURES[str(name)]
        label = figure.label_en if language == "en" else figure.label_zh
        points = f" ({say('points', language)})" if figure.unit == "share" else ""
        lines += [*_block(rows, figure.unit, titles, language, f"{label}{points}"), ""]
    return [*lines, *wrapped(say("notes", language))]


def _block(
    rows: pd.DataFrame, unit: str, titles: Mapping[str, tuple[str, str]], language: Language, head: str
) -> list[str]:
    names = ("what", "mean", "of-mean", "difference", "of-difference", "unpaired", "reduction")
    cells = [_cells(row, unit, titles, language) for _, row in rows.head(_MOST_ROWS).iterrows()]
    laid = table([say(one, language) for one in names], cells, (False, *(True,) * 6))
    more = len(rows) - _MOST_ROWS
    notes = [say("more", language, count=more)] if more > 0 else []
    return [head, *laid, *notes]


def _cells(row: pd.Series, unit: str, titles: Mapping[str, tuple[str, str]], language: Language) -> list[str]:
    choice = str(row["choice"])
    title = titles.get(choice, (choice, choice))[0 if language == "en" else 1]
    told = [title, number(float(row["mean"]), unit), span(float(row["low"]), float(row["high"]), unit)]
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


def study_lines(found: StudyResult, baseline: str | None, language: Language) -> list[str]:
    """Write what a study found, and where its tables are."""
    titles = titles_of(found.points)
    chosen = _baseline(found, baseline, titles)
    table = found.comparison(chosen)
    said = "" if found.path is None else say("path", language, path=found.path.as_posix())
    lines = [*comparison_lines(table, titles, language), *_frozen(found, language)]
    return [*lines, *(["", said] if said else [])]


def _frozen(found: StudyResult, language: Language) -> Iterator[str]:
    """Say so where no firm answers to the rules that are compared."""
    used = found.manifest.get("strategies")
    if isinstance(used, list) and not _ANSWERING.intersection(used):
        yield from wrapped(text("run-frozen", language))


def comparison_rows(found: StudyResult, baseline: str | None) -> list[dict[str, object]]:
    """Return the rows of a comparison for JSON: what is undefined or infinite is null."""
    table = found.comparison(_baseline(found, baseline, titles_of(found.points)))
    return [
        {str(key): _plain(value) for key, value in row.items()} for row in table.to_dict(orient="records")
    ]


def failed_lines(found: StudyResult) -> list[str]:
    """Write which runs failed, why, and the command that repeats each."""
    if found.runs.empty:
        return []
    failed = found.runs[found.runs["status"] == "failed"]
    return [
        f"vbp: {row['choice']}{' in ' + str(row['future']) if row['future'] else ''} failed"
        f" ({row['kind']}: {row['message']})\n    -> {row['command']}"
        for _, row in failed.iterrows()
    ]


def _baseline(found: StudyResult, name: str | None, titles: Mapping[str, Sequence[str]]) -> str:
    return found.samples[0].choice if name is None else choice_named(name, titles)


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def titles_of(points: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the titles of the choices of a study, from its table ``points``."""
    columns = zip(points["choice"], points["title_en"], points["title_zh"], strict=True)
    return {str(choice): (str(en), str(zh)) for choice, en, zh in columns}


def choice_named(name: str, titles: Mapping[str, Sequence[str]]) -> str:
    """Return the choice of a name or title."""
    return next((choice for choice, words in titles.items() if name in (choice, *words)), name)
