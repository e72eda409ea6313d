"""Published figures beside simulated ones, as a table or as rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.agreement import Agreement
from simulator.results.published import Verdict

__all__ = ["agreement_lines", "agreement_rows", "number", "verdict_lines", "verdict_rows"]


def number(value: float, unit: str) -> str:
    """Write a figure: shares in percent, counts with one decimal, ratios with two."""
    if math.isnan(value):
        return "-"
    return (
        f"{value * 100:.1f} %" if unit == "share" else f"{value:.3g}" if unit == "index" else f"{value:.2f}"
    )


def verdict_lines(verdicts: Sequence[Verdict], language: Language) -> list[str]:
    """Write verdicts as a table."""
    titles = ("metric", "published", "mean", "interval", "range", "verdict")
    rows = []
    for one in verdicts:
        entry, unit = one.definition, one.figure.unit
        label = entry.label_en if language == "en" else entry.label_zh
        low, high = float(one.figure.low), float(one.figure.high)
        span = f"{number(float(one.figure.value), unit)} [{number(low, unit)}, {number(high, unit)}]"
        verdict = f"{text(one.outcome, language)} ({one.figure.role}, {one.figure.level})"
        rows.append(
            [
                label,
                span,
                number(one.mean, unit),
                f"[{number(one.low, unit)}, {number(one.high, unit)}]",
                f"[{number(one.p05, unit)}, {number(one.p95, unit)}]",
                verdict,
            ]
        )
    right = (False, True, True, True, True, False)
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

    def span(low: float, high: float) -> str:
        return f"[{number(low, 'share')}, {number(high, 'share')}]"

    rows = [
        (text("named", language), one.named, span(one.low, one.high), span(one.p05, one.p95)),
        (text("named-by-chance", language), one.by_chance, "-", "-"),
        (text("named-gain", language), one.gain, span(one.gain_low, one.gain_high), "-"),
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
