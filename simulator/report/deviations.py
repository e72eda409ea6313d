"""What firms could gain by bidding otherwise than a scenario says, as a table and as rows."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.report.numbers import number
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.deviations import VarietyGains

__all__ = ["gain_lines", "gain_rows"]


def gain_lines(found: Sequence[VarietyGains], language: Language) -> list[str]:
    """Write one line for each class of firm in each variety, and what the figures mean."""
    titles = ("variety", "eq-bidders", "eq-class", "dev-earned", "dev-gain", "dev-interval")
    rows = [
        [
            one.variety,
            str(one.bidders),
            text(f"class-{gain.name}", language),
            f"{gain.earned / 1e6:,.3f}",
            number(gain.gain, "share"),
            f"{number(gain.gain - gain.half_width, 'share')} – {number(gain.bound, 'share')}",
        ]
        for one in found
        for gain in one.gains
    ]
    lines = table([text(title, language) for title in titles], rows, [False, True, False, True, True, True])
    sure = sum(gain.gain > gain.half_width > 0 for one in found for gain in one.gains)
    return [*lines, "", text("dev-note", language), text("dev-sure", language, sure=sure, count=len(rows))]


def gain_rows(found: Sequence[VarietyGains]) -> list[dict[str, object]]:
    """Return the same as plain rows, for JSON; earned in yuan over the term, gains as shares of it."""
    return [
        {
            "variety": one.variety,
            "bidders": one.bidders,
            "class": gain.name,
            "earned_yuan": gain.earned,
            "gain": gain.gain,
            "half_width": gain.half_width,
        }
        for one in found
        for gain in one.gains
    ]
