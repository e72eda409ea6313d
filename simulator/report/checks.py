"""The self-test as a table or as rows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.study.verify.check import Check

__all__ = ["check_lines", "check_rows"]

_DECIMALS = {"yuan": 4, "share": 4, "volume": 4, "count": 0}


def check_lines(checks: Sequence[Check], language: Language) -> list[str]:
    """Write the checks as a table, with a line that sums up."""
    titles = ("check", "expected", "measured", "tolerance", "verdict")
    rows = [_row(one, language) for one in checks]
    lines = table([text(title, language) for title in titles], rows, (False, True, True, True, False))
    failed = sum(not one.passed for one in checks)
    lines += ["", text("checks-summary", language, count=len(checks), failed=failed)]
    return lines + ([text("checks-failed", language)] if failed else [])


def _row(one: Check, language: Language) -> list[str]:
    decimals = _DECIMALS[one.unit]
    numbers = [f"{value:.{decimals}f}" for value in (one.expected, one.measured, one.tolerance)]
    label = one.name.en if language == "en" else one.name.zh
    return [label, *numbers, text("check-passed" if one.passed else "check-failed", language)]


def check_rows(checks: Sequence[Check]) -> list[dict[str, object]]:
    """Return the checks as plain rows, for JSON; a measurement without a value is null."""
    return [
        {
            "id": one.name.id,
            "label_en": one.name.en,
            "label_zh": one.name.zh,
            "unit": one.unit,
            "expected": one.expected,
            "measured": None if math.isnan(one.measured) else one.measured,
            "tolerance": one.tolerance,
            "passed": one.passed,
        }
        for one in checks
    ]
