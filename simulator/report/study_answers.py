"""What answering adds to the effect of rules or takes back, and which prices certificates can tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.report.comparison import signed
from simulator.report.measures import label_words
from simulator.report.numbers import MISSING
from simulator.report.study_figures import measure_of
from simulator.report.study_words import bracketed, say
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.study.choices import is_frozen

__all__ = ["AnswerRow", "answer_lines", "answer_tables", "open_lines", "without_frozen"]

Words = tuple[str, str]
Titles = Mapping[str, Words]

_MOST_CHOICES = 13
"""Choices of one figure that the terminal shows; each takes three lines."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One difference from the baseline: at frozen bids, with answers, or what lies between the two."""

    choice: Words
    future: str
    kind: Words
    value: str
    ends: str
    reading: Words
    """Whether it exceeds what the certificates leave open; empty for what is no price."""


def without_frozen(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of what may be chosen, without the twins with frozen bids.

    Parameters
    ----------
    comparison
        The table ``comparison`` of a study.
    """
    return comparison[[not is_frozen(str(one)) for one in comparison["choice"]]]


def answer_tables(comparison: pd.DataFrame, titles: Titles) -> dict[str, list[AnswerRow]]:
    """Lay out what rules do at frozen bids, what they do where makers answer, and the difference, by figure.

    Parameters
    ----------
    comparison
        The table ``comparison``; nothing comes of one without frozen twins.
    titles
        Titles of the choices.
    """
    if "added" not in comparison.columns:
        return {}
    rows = comparison[comparison["added"].notna()]
    return {
        str(name): [each for _, row in own.iterrows() for each in _answer_rows(row, titles)]
        for name, own in rows.groupby("metric", sort=False)
    }


def answer_lines(comparison: pd.DataFrame, titles: Titles, language: Language) -> list[str]:
    """Write the same for the terminal; nothing without frozen twins.

    Parameters
    ----------
    comparison, titles
        As for :func:`answer_tables`.
    language
        ``en`` or ``zh``.
    """
    found, at = answer_tables(comparison, titles), 0 if language == "en" else 1
    if not found:
        return []
    lines = [say("answers-head", language), ""]
    head = [say(one, language) for one in ("what", "answers-bids", "difference", "of-difference")]
    head.append(say("certificates", language))
    for name, rows in found.items():
        shown = rows[: 3 * _MOST_CHOICES]
        cells = [
            [_named(row, number, at), row.kind[at], row.value, row.ends, row.reading[at]]
            for number, row in enumerate(shown)
        ]
        measure = measure_of(name)
        points = bracketed(say("points", language), language) if measure.unit == "share" else ""
        lines += [f"{label_words(measure)[at]}{points}"]
        lines += table(head, cells, (False, False, True, True, False))
        more = (len(rows) - len(shown)) // 3
        lines += [*([say("more", language, count=more)] if more else []), ""]
    return lines


def open_lines(comparison: pd.DataFrame, titles: Titles, language: Language) -> Iterator[str]:
    """Write for each price whether its differences exceed what certificates leave open, in a sentence each.

    Parameters
    ----------
    comparison, titles
        As for :func:`answer_tables`; nothing comes of a comparison without solved bids.
    language
        ``en`` or ``zh``.
    """
    if "reading" not in comparison.columns:
        return
    rows = comparison[comparison["reading"].isin(["same", "within", "beyond"])]
    at = 0 if language == "en" else 1
    for name, own in rows.groupby("metric", sort=False):
        label = label_words(measure_of(str(name)))[at]
        unit = str(own["unit"].iloc[0])
        if own["future"].nunique() > 1 or len(own) > _MOST_CHOICES:
            beyond = int((own["reading"] == "beyond").sum())
            yield say("open-counted", language, figure=label, beyond=beyond, count=len(own))
            continue
        said = [
            f"{_title(row, titles)[at]} {_reading(str(row['reading']), float(row['left_open']), unit)[at]}"
            for _, row in own.iterrows()
        ]
        yield say("open-said", language, figure=label, said=("; " if at == 0 else "；").join(said))


def _answer_rows(row: pd.Series, titles: Titles) -> Iterator[AnswerRow]:
    unit, future = str(row["unit"]), str(row["future"])
    added = _verdict(row)
    for name, kind in (("frozen", "answers-frozen"), ("difference", "answers-solved"), ("added", added)):
        value, low, high = (float(row[one]) for one in (name, f"{name}_low", f"{name}_high"))
        read, leaves = {
            "frozen": ("", math.nan),
            "difference": (str(row["reading"]), float(row["left_open"])),
            "added": (str(row["added_reading"]), float(row["added_left_open"])),
        }[name]
        yield AnswerRow(
            _title(row, titles),
            future,
            (say(kind, "en"), say(kind, "zh")),
            signed(value, unit),
            MISSING if math.isnan(low) else f"{signed(low, unit)} .. {signed(high, unit)}",
            _reading(read, leaves, unit),
        )


def _verdict(row: pd.Series) -> str:
    """Say in a word what answering does to the effect that rules have on frozen bids."""
    frozen, added, low, high = (float(row[one]) for one in ("frozen", "added", "added_low", "added_high"))
    if added == low == high == 0.0:
        return "answers-nothing"
    if not (low > 0 or high < 0):
        return "answers-unclear"
    return "answers-back" if frozen * added < 0 else "answers-adds"


def _reading(read: str, left_open: float, unit: str) -> Words:
    if not read:
        return "", ""
    leaves = signed(left_open, unit).removeprefix("+")
    return say(f"open-{read}", "en", leaves=leaves), say(f"open-{read}", "zh", leaves=leaves)


def _title(row: pd.Series, titles: Titles) -> Words:
    choice = str(row["choice"])
    return titles.get(choice, (choice, choice))


def _named(row: AnswerRow, number: int, at: int) -> str:
    """Return the name of a choice on the first of its lines."""
    if number % 3:
        return ""
    return f"{row.choice[at]}, {row.future}" if row.future else row.choice[at]
