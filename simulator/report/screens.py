"""Screens of bids as tables: of a list or a run, and the power of each screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict

from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.screening import RingStudy, ScreenedVariety

__all__ = ["power_lines", "power_rows", "screen_lines", "screen_rows"]

_SHOWN = ("variation", "lowest-gap", "identical", "normalised-distance", "relative-range", "skewness")
_RANK = "rank"


def screen_lines(screened: Sequence[ScreenedVariety], language: Language) -> list[str]:
    """Write the figures of each variety, and which flags are raised."""
    known = any(not math.isnan(one.figures[_RANK]) for one in screened)
    shown = (*_SHOWN, _RANK) if known else _SHOWN
    titles = [text("variety", language), text("bids", language)]
    titles += [text(f"screen-{name}", language) for name in shown] + [text("flags", language)]
    rows = [
        [
            one.variety,
            str(one.bids),
            *(_figure(one.figures[name]) for name in shown),
            ", ".join(text(f"flag-{flag}", language) for flag in one.flags) or "-",
        ]
        for one in screened
    ]
    right = (False, True, *(True for _ in shown), False)
    flagged = sum(bool(one.flags) for one in screened)
    last = text("screens-flagged", language, flagged=flagged, all=len(screened))
    return [*table(titles, rows, right), "", last, text("screens-warning", language)]


def screen_rows(screened: Sequence[ScreenedVariety]) -> list[dict[str, object]]:
    """Return the same as plain rows, for JSON; what there are too few bids for is null."""
    return [
        {
            "variety": one.variety,
            "bids": one.bids,
            **{name: _plain(value) for name, value in one.figures.items()},
            "flags": list(one.flags),
        }
        for one in screened
    ]


def power_lines(study: RingStudy, language: Language) -> list[str]:
    """Write what each screen finds at its threshold."""
    names = ("screen", "suspicious", "screen-threshold", "false-alarms", "power", "interval-95")
    rows = [
        [
            text(f"screen-{name}", language),
            text(f"suspicious-{one.suspicious}", language),
            _figure(one.threshold),
            f"{one.false_positive * 100:g} %",
            f"{one.power * 100:.1f} %",
            f"[{one.interval[0] * 100:.1f} %, {one.interval[1] * 100:.1f} %]",
        ]
        for name, one in study.powers.items()
    ]
    numbers = asdict(study)
    numbers.pop("powers")
    head = text("screens-study", language, **numbers)
    lines = table([text(name, language) for name in names], rows, (False, False, True, True, True, True))
    return [head, "", *lines, "", text("screens-warning", language)]


def power_rows(study: RingStudy) -> list[dict[str, object]]:
    """Return the same as plain rows, for JSON."""
    return [
        {
            "screen": name,
            "suspicious": one.suspicious,
            "threshold": _plain(one.threshold),
            "false_alarms": one.false_positive,
            "false_alarms_low": one.false_positive_interval[0],
            "false_alarms_high": one.false_positive_interval[1],
            "power": one.power,
            "power_low": one.interval[0],
            "power_high": one.interval[1],
            "varieties": study.varieties,
            "competitive": study.competitive,
            "rigged": study.rigged,
        }
        for name, one in study.powers.items()
    ]


def _figure(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}" if math.isfinite(value) else "inf"


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
