"""What a study found, for the terminal and for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from simulator.report.comparison import choice_named, comparison_lines, titles_of
from simulator.report.futures import dominance_lines, futures_lines, regret_lines
from simulator.report.study_answers import answer_lines, open_lines, without_frozen
from simulator.report.study_bids import bids_notes, certificate_lines
from simulator.report.study_words import say
from simulator.report.summary import wrapped
from simulator.report.words import Language
from simulator.study.ambiguity import LEEWAY
from simulator.study.choices import BASELINE
from simulator.study.results import StudyResult

__all__ = ["failed_lines", "study_lines", "study_rows"]


def study_lines(found: StudyResult, baseline: str | None, language: Language) -> list[str]:
    """Write what a study found, and where its tables are."""
    titles = titles_of(found.points)
    chosen = _baseline(found, baseline, titles)
    compared = found.comparison(chosen)
    table = without_frozen(compared)
    folder = "" if found.path is None else found.path.as_posix()
    said = say("path", language, path=folder) if folder else ""
    several = table["future"].nunique() > 1
    lines = futures_lines(table, titles, language) if several else comparison_lines(table, titles, language)
    lines += answer_lines(compared, titles, language)
    if found.manifest.get("bids") == "both" and chosen != BASELINE:
        lines += [*wrapped(say("answers-turned", language)), ""]
    if found.better:
        lines += [
            *regret_lines(found.regrets(), titles, language),
            *wrapped(say("cautious", language)),
            *(
                piece
                for one in dominance_lines(found.dominance(), titles, language, folder)
                for piece in wrapped(one)
            ),
        ]
    lines += [*wrapped(say("notes", language)), *_chosen(found, language)]
    lines += [piece for one in _of_bids(found, table, titles, language) for piece in wrapped(one)]
    certificates = certificate_lines(found.manifest, titles, language)
    lines += ["", *certificates] if certificates else []
    return [*lines, *(["", said] if said else [])]


def _of_bids(
    found: StudyResult, table: pd.DataFrame, titles: Mapping[str, tuple[str, str]], language: Language
) -> Iterator[str]:
    """Say which bids are compared, and which differences of prices their certificates can tell apart."""
    yield from bids_notes(found.manifest, language)
    told = list(open_lines(table, titles, language))
    yield from told
    if told:
        yield say("open-note", language, times=LEEWAY)


def _chosen(found: StudyResult, language: Language) -> Iterator[str]:
    """Say how the number of replications was chosen, if it was."""
    said = found.manifest.get("precision")
    if not isinstance(said, dict):
        return
    count = str(found.manifest.get("replications"))
    values = {"pilot": said["pilot"], "metric": said["metric"], "width": said["half_width"]}
    yield from wrapped(say("chosen-number", language, count=count, **values))
    if not said["reached"]:
        yield from wrapped(say("not-reached", language, needed=said["needed"], count=count))


def study_rows(found: StudyResult, baseline: str | None) -> list[dict[str, object]]:
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
        f" ({row['kind']}: {row['message']})\n    -> {row['command'] or found.manifest.get('command')}"
        for _, row in failed.iterrows()
    ]


def _baseline(found: StudyResult, name: str | None, titles: Mapping[str, Sequence[str]]) -> str:
    if name is not None:
        return choice_named(name, titles)
    return BASELINE if found.path is not None else found.samples[0].choice


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
