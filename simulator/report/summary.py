"""What a run found, for the terminal: headline figures and a glance at one simulated round."""

from __future__ import annotations

import math

import pandas as pd

from simulator.report.certificate import certificate_notes
from simulator.report.contracts import contract_lines
from simulator.report.data import ReportData
from simulator.report.inputs import cited_values
from simulator.report.lines import wrapped
from simulator.report.money import money_lines
from simulator.report.numbers import MISSING, number, span
from simulator.report.one_round import VarietyRound, first_round, most_contested
from simulator.report.stress import stress_lines
from simulator.report.study_words import say
from simulator.report.terminal import table
from simulator.report.welfare import welfare_lines
from simulator.report.words import Language, text
from simulator.results.dictionary import METRICS
from simulator.results.published import Verdict
from simulator.results.ranges import within

__all__ = ["HEADLINE", "summary_lines", "wrapped"]

HEADLINE = (
    "mean_cut_reference",
    "mean_cut_ceiling",
    "winners_per_variety",
    "firm_win_rate",
    "product_win_rate",
    "varieties_succeeded",
    "places_unused",
    "originators_winning",
    "eliminated",
    "revived",
)
"""Figures of a round that are shown first."""

_SHOWN_VARIETIES = 6


def summary_lines(data: ReportData, language: Language) -> list[str]:
    """Write what a run found, in lines of at most 100 columns; the last line is the path of the report.

    Parameters
    ----------
    data
        The run.
    language
        ``en`` or ``zh``.
    """
    blocks = [
        _head(data, language),
        _flaws(data, language),
        _figures(data, language),
        _contracts(data, language),
        _welfare(data, language),
        _money(data, language),
        _round(data, language),
    ]
    lines: list[str] = []
    for block in blocks:
        lines += [*block, ""] if block else []
    return [*lines, text("report", language), str(data.report_path)]


def _head(data: ReportData, language: Language) -> list[str]:
    lines = []
    if data.scenario is not None:
        title = data.scenario.record.title
        lines.append(title.en if language == "en" else title.zh)
    facts = {name: data.fact(name) or MISSING for name in ("scenario", "seed", "replications")}
    lines.append(text("run-line", language, **facts))
    if data.scenario is not None and data.scenario.record.ring is not None:
        lines.append(text("ring-line", language))
    lines += stress_lines(data, language)
    if data.rules is not None:
        book = data.rules.record
        name = book.title.en if language == "en" else book.title.zh
        lines.append(text("book-line", language, title=name, id=book.id))
        if book.confidence != "recorded":
            lines.append(text(book.confidence, language, id=book.id))
        values = cited_values(data.rules, data.path / "rules.yaml", "clauses")
        unsure = sum(one.confidence not in ("recorded", "") for one in values)
        if unsure:
            counted = sum(one.confidence != "" for one in values)
            lines.append(text("uncertain-values", language, count=unsure, all=counted))
    lines += certificate_notes(data.manifest, language)
    return [piece for line in lines for piece in wrapped(line)]


def _flaws(data: ReportData, language: Language) -> list[str]:
    return [piece for flaw in data.flaws for piece in wrapped("! " + flaw.say(language))]


def _figures(data: ReportData, language: Language) -> list[str]:
    summary = data.tables.get("summary")
    if summary is None:
        return [text("nothing-to-show", language)]
    known = {str(row["metric"]): row for _, row in summary[summary["level"] == "round"].iterrows()}
    rows = [_figure(name, known[name], data.verdict(name), language) for name in HEADLINE if name in known]
    titles = ("metric", "mean", "of-mean", "of-rounds", "published", "verdict")
    right = (False, True, True, True, True, False)
    lines = table([text(title, language) for title in titles], rows, right)
    if any(_cut_off(name, known[name]) for name in HEADLINE if name in known):
        lines.append(say("cut-off", language))
    return lines


def _cut_off(name: str, row: pd.Series) -> bool:
    """Tell whether part of the interval of the mean is where the figure cannot be."""
    ends = float(row["low"]), float(row["high"])
    return not math.isnan(ends[0]) and within(*ends, name, METRICS[name].unit) != ends


def _figure(name: str, row: pd.Series, verdict: Verdict | None, language: Language) -> list[str]:
    unit = METRICS[name].unit
    mean, low, high, p05, p95 = (float(row[column]) for column in ("mean", "low", "high", "p05", "p95"))
    shown = [number(mean, unit), span(*within(low, high, name, unit), unit), span(p05, p95, unit)]
    return [text(f"short-{name}", language), *shown, *_published(verdict, language)]


def _published(verdict: Verdict | None, language: Language) -> list[str]:
    if verdict is None:
        return ["", ""]
    words = text(verdict.outcome, language)
    if verdict.outcome == "outside":
        words += f" ({text(f'level-{verdict.figure.level}', language)})"
    return [number(float(verdict.figure.value), verdict.figure.unit), words]


def _contracts(data: ReportData, language: Language) -> list[str]:
    contracts = data.tables.get("contracts")
    return [] if contracts is None else contract_lines(contracts, language)


def _welfare(data: ReportData, language: Language) -> list[str]:
    tables = [data.tables.get(name) for name in ("welfare", "counterfactuals")]
    if tables[0] is None or tables[1] is None:
        return []
    return welfare_lines(tables[0], tables[1], language, money="money" in data.tables)


def _money(data: ReportData, language: Language) -> list[str]:
    money = data.tables.get("money")
    return [] if money is None else money_lines(money, language)


def _round(data: ReportData, language: Language) -> list[str]:
    awards = data.tables.get("awards")
    if awards is None or awards.empty:
        return []
    clauses = None if data.rules is None else data.rules.record.clauses
    shown = most_contested(first_round(awards, clauses), _SHOWN_VARIETIES)
    titles = ("variety", "bids", "bidders", "places", "winners", "least-cut", "largest-cut", "first-rank")
    header = [text(title, language) for title in (*titles, "its-areas")]
    right = (False, True, True, True, True, True, True, False, True)
    rows = [_variety(one) for one in shown]
    return [*wrapped(text("one-round", language, count=len(shown))), *table(header, rows, right)]


def _variety(one: VarietyRound) -> list[str]:
    winning = one.winning
    least, largest = one.cuts
    first = [bid for bid in winning if bid.rank == 1]
    areas = f"{first[0].areas} + {first[0].backup_areas}" if first else MISSING
    return [
        one.variety,
        str(len(one.bids)),
        MISSING if one.bidders is None else str(one.bidders),
        MISSING if one.places is None else str(one.places),
        str(one.winners),
        number(least, "share"),
        number(largest, "share"),
        ", ".join(bid.name for bid in first) or MISSING,
        areas,
    ]
