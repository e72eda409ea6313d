"""Published figures beside simulated ones, as a table or as rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.numbers import MISSING, number, span
from simulator.report.summary import HEADLINE
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.agreement import Agreement
from simulator.results.published import Verdict

__all__ = ["agreement_lines", "agreement_rows", "verdict_lines", "verdict_rows"]


def verdict_lines(verdicts: Sequence[Verdict], language: Language) -> list[str]:
    """Write verdicts as a table."""
    titles = ("metric", "published", "mean", "of-mean", "verdict")
    rows = []
    for one in verdicts:
        entry, unit = one.definition, one.figure.unit
        label = entry.label_en if language == "en" else entry.label_zh
        if one.figure.metric in HEADLINE:
            label = text(f"short-{one.figure.metric}", language)
        figure = one.figure
        told = f"{number(float(figure.value), unit)} ({span(float(figure.low), float(figure.high), unit)})"
        verdict = text(one.outcome, language)
        if one.outcome == "outside":
            verdict += f" ({text(f'level-{figure.level}', language)})"
        rows.append([label, told, number(one.mean, unit), span(one.low, one.high, unit), verdict])
    right = (False, True, True, True, False)
    return table([text(title, language) for title in titles], rows, right)


def verdict_rows(verdicts: Sequence[Verdict]) -> list[dict[str, object]]:
    """Return verdicts as plain rows, for JSON; a figure that was not computed is null."""

    def plain(value: float) -> float | None:
        return None if math.isnan(value) else value

    return [
        {
            "metric": one.figure.metric,
            "published": float(one.figure.value),
            "low": float(one.figure.low),
            "high": float(one.figure.high),
            "unit": one.figure.unit,
            "role": one.figure.role,
            "level": one.figure.level,
            "mean": plain(one.mean),
            "mean_low": plain(one.low),
            "mean_high": plain(one.high),
            "p05": plain(one.p05),
            "p95": plain(one.p95),
            "verdict": one.outcome,
        }
        for one in verdicts
    ]


def agreement_lines(agreement: Agreement | None, language: Language) -> list[str]:
    """Write how many of the actual winners a run names, beside a random pick; nothing if they are unknown."""
    if agreement is None:
        return []
    one = agreement

    rows = [
        (
            text("named", language),
            one.named,
            span(one.low, one.high, "share"),
            span(one.p05, one.p95, "share"),
        ),
        (text("named-by-chance", language), one.by_chance, MISSING, MISSING),
        (text("named-gain", language), one.gain, span(one.gain_low, one.gain_high, "share"), MISSING),
    ]
    cells = [[label, number(value, "share"), interval, spread] for label, value, interval, spread in rows]
    titles = [text(title, language) for title in ("winners-known", "mean", "interval", "range")]
    return table(titles, cells, (False, True, True, True))


def agreement_rows(agreement: Agreement | None) -> list[dict[str, object]]:
    """Return the agreement with actual winners as a plain row, for JSON."""
    if agreement is None:
        return []
    return [
        {
            "metric": "winners_named",
            "unit": "share",
            "mean": agreement.named,
            "mean_low": agreement.low,
            "mean_high": agreement.high,
            "p05": agreement.p05,
            "p95": agreement.p95,
            "by_chance": agreement.by_chance,
            "gain": agreement.gain,
            "gain_low": agreement.gain_low,
            "gain_high": agreement.gain_high,
            "replications": agreement.replications,
        }
    ]
