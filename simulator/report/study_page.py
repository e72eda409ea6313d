"""The page of a study: what it compared, what came of it, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from simulator.report.comparison import titles_of
from simulator.report.figures.picture import Picture
from simulator.report.measures import label_words
from simulator.report.page import rendered
from simulator.report.study_answers import AnswerRow, answer_tables, open_lines, without_frozen
from simulator.report.study_bids import bids_notes
from simulator.report.study_data import StudyData
from simulator.report.study_figures import measure_of
from simulator.report.study_pictures import study_pictures
from simulator.report.study_rules import rule_differences
from simulator.report.study_sentences import found_differences, sentences
from simulator.report.study_tables import figure_tables, regret_tables
from simulator.report.study_words import say
from simulator.report.words import Language
from simulator.study.ambiguity import LEEWAY
from simulator.study.answers import of_choices
from simulator.study.results import StudyResult

__all__ = ["page_facts", "study_figures", "study_page"]

Words = tuple[str, str]
Titles = Mapping[str, Words]

_MOST_CHOICES = 12
_MOST_POINTS = 200
_MOST_ANSWERS = 100


def study_page(data: StudyData, language: Language) -> str:
    """Return the page of a study as HTML.

    Parameters
    ----------
    data
        What the folder holds.
    language
        Language in which the page opens; it holds both.
    """
    return rendered("study.html.j2", _context(data), language)


def study_figures(data: StudyData) -> list[Picture]:
    """Return the figures of the page of a study."""
    chosen = _of_choices(data.result)
    found = found_differences(chosen, data.baseline)
    return study_pictures(chosen, found, titles_of(data.result.points), data.baseline)


def _of_choices(result: StudyResult) -> StudyResult:
    """Leave out the twins with frozen bids, which nobody may choose and which have a section of their own."""
    return replace(result, samples=of_choices(result.samples))


def _context(data: StudyData) -> dict[str, object]:
    result = data.result
    titles = titles_of(result.points)
    chosen = _of_choices(result)
    found = found_differences(chosen, data.baseline)
    told = sentences(found, titles)
    known = bool(result.samples)
    better = known and bool(result.better)
    compared = result.comparison(data.baseline) if known else pd.DataFrame()
    points = result.points.to_dict("records") if "command" in result.points.columns else []
    return {
        **page_facts(data.manifest),
        "title": _title(data, titles),
        "summary": _summary(data),
        "flaws": [(flaw.say("en"), flaw.say("zh")) for flaw in data.flaws],
        "notes": list(_notes(data)),
        "base": titles.get(data.baseline, (data.baseline, data.baseline)),
        "family": len(found),
        "told": told[:_MOST_CHOICES],
        "more_told": max(len(told) - _MOST_CHOICES, 0),
        "pictures": study_pictures(chosen, found, titles, data.baseline),
        "rules": rule_differences(without_frozen(result.points), titles, data.baseline),
        "tables": figure_tables(without_frozen(compared), titles) if known else [],
        "answers": _answers(compared, titles) if known else [],
        "certificates": _certificates(compared, titles) if known else [],
        "regrets": regret_tables(result.regrets(), titles) if better else [],
        "dominance": _dominance(result.dominance(), titles) if better else [],
        "failed": data.failed,
        "points": [
            {**row, "title": titles.get(str(row["choice"]), (str(row["choice"]),) * 2)}
            for row in points[:_MOST_POINTS]
        ],
        "more_points": max(len(points) - _MOST_POINTS, 0),
    }


def _answers(compared: pd.DataFrame, titles: Titles) -> list[tuple[Words, Words, list[AnswerRow], int]]:
    """Return label, unit and rows of each figure of what answering adds, and how many choices are left."""
    found = []
    for name, rows in answer_tables(compared, titles).items():
        measure = measure_of(name)
        points = _both("points") if measure.unit == "share" else ("", "")
        shown = rows[: 3 * _MOST_ANSWERS]
        found.append((label_words(measure), points, shown, (len(rows) - len(shown)) // 3))
    return found


def _certificates(compared: pd.DataFrame, titles: Titles) -> list[Words]:
    """Say which differences of prices the certificates can tell apart, and what that means."""
    rows = without_frozen(compared)
    told = list(zip(open_lines(rows, titles, "en"), open_lines(rows, titles, "zh"), strict=True))
    return [*told, *([_both("open-note", times=LEEWAY)] if told else [])]


def page_facts(manifest: Mapping[str, object]) -> dict[str, object]:
    """Return the facts in the head and at the end of a page, from what a folder says of itself.

    Parameters
    ----------
    manifest
        The manifest of a study, a sensitivity analysis, a search or a campaign.
    """
    names: dict[str, Words] = {
        "study": ("Study", "研究"),
        "campaign": ("Campaign", "采购系列"),
        "seed": ("Seed", "种子"),
        "replications": ("Replications", "模拟次数"),
    }
    ends: dict[str, Words] = {
        "status": ("Status", "状态"),
        "plan": ("Plan", "运行计划"),
        "digest": ("Digest of the tables", "结果表摘要值"),
    }
    versions = manifest.get("versions")
    listed = versions.items() if isinstance(versions, Mapping) else []
    shown = ", ".join([f"Python {manifest.get('python')}", *(f"{k} {v}" for k, v in listed)])
    return {
        "facts": [(words, str(manifest[name])) for name, words in names.items() if name in manifest],
        "provenance": [
            *((words, str(manifest.get(name) or "")) for name, words in ends.items()),
            (("Versions", "版本"), shown if listed else ""),
        ],
        "command": str(manifest.get("command") or ""),
    }


def _title(data: StudyData, titles: Titles) -> Words:
    if data.study is not None and data.fact("study") != "compare":
        return data.study.title.en, data.study.title.zh
    names = list(dict.fromkeys(titles.values()))
    if data.fact("study") == "compare" and 1 < len(names) <= 4:
        return "Comparison: " + ", ".join(n[0] for n in names), "比较：" + "、".join(n[1] for n in names)
    return ("Comparison", "比较") if data.fact("study") == "compare" else ("Study", "研究")


def _summary(data: StudyData) -> Words | None:
    if data.study is None or data.fact("study") == "compare":
        return None
    return data.study.summary.en, data.study.summary.zh


def _notes(data: StudyData) -> Iterator[Words]:
    """Say how many replications were chosen and why, and where no firm answers to the rules."""
    said = data.manifest.get("precision")
    if isinstance(said, Mapping):
        count = data.fact("replications")
        facts = {"pilot": said.get("pilot"), "metric": said.get("metric"), "width": said.get("half_width")}
        yield _both("chosen-number", count=count, **facts)
        if not said.get("reached"):
            yield _both("not-reached", needed=said.get("needed"), count=count)
    yield from zip(bids_notes(data.manifest, "en"), bids_notes(data.manifest, "zh"), strict=True)


def _both(key: str, **values: object) -> Words:
    return say(key, "en", **values), say(key, "zh", **values)


def _dominance(table: pd.DataFrame, titles: Titles) -> list[Words]:
    """Write for each choice which others it is worse than throughout, or that there is none such."""
    if table.empty:
        return [_both("no-dominance")]
    lines = []
    for certain, key in ((True, "dominated"), (False, "dominated-by-means")):
        own = table[table["certain"] == certain]
        for loser, rows in own.groupby("choice", sort=False):
            names = [titles.get(str(one), (str(one),) * 2) for one in rows["dominated_by"]]
            lines.append(_dominated(key, titles.get(str(loser), (str(loser),) * 2), names))
    return lines


def _dominated(key: str, loser: Words, winners: Sequence[Words]) -> Words:
    english = say(key, "en", loser=loser[0], winner=", ".join(one[0] for one in winners))
    chinese = say(key, "zh", loser=loser[1], winner="、".join(one[1] for one in winners))
    return english, chinese
