"""What every figure has in a report, whichever table it stands in: a name, a label and a unit in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from simulator.report.numbers import number
from simulator.results.dictionary import UNIT_LABELS
from simulator.results.welfare_definitions import MONEY_UNITS

__all__ = ["UNITS", "Measure", "ends_words", "label_words", "signed_words", "size_words"]

Words = tuple[str, str]

UNITS: Mapping[str, Words] = MappingProxyType(
    {
        **{str(unit): words for unit, words in UNIT_LABELS.items()},
        **MONEY_UNITS,
        "days": ("days a year", "天/年"),
        "months": ("months", "月"),
        "units": ("units", "单位"),
        "10,000 units": ("10,000 units", "万单位"),
        "million yuan": ("million yuan a year", "百万元/年"),
        "yuan": ("yuan", "元"),
    }
)
"""Units of figures in words."""
_NOTHING = 1e-9
_SAID = {"days", "months", "million yuan", "million yuan a year", "yuan"}


class Measure(Protocol):
    """A figure, as sentences need it."""

    @property
    def name(self) -> str:
        """Name in tables."""

    @property
    def unit(self) -> str:
        """Unit, such as ``share`` or ``days``."""

    @property
    def label_en(self) -> str:
        """English label."""

    @property
    def label_zh(self) -> str:
        """Chinese label."""


def label_words(measure: Measure) -> Words:
    """Return the label of a figure; parts of other figures begin with a dash in their tables."""
    english = measure.label_en.removeprefix("- ")
    return english[:1].upper() + english[1:], measure.label_zh.removeprefix("- ")


def size_words(amount: float, unit: str) -> Words:
    """Write how large a difference is, with its unit; shares in percentage points."""
    shown = _digits(amount, unit)
    if unit == "share":
        return f"{shown} percentage points", f"{shown}个百分点"
    if unit not in _SAID:
        return shown, shown
    en, zh = UNITS[unit]
    return f"{shown} {en}", f"{shown}{zh}"


def signed_words(amount: float, unit: str) -> str:
    """Write an end of an interval of a difference with its sign."""
    shown = _digits(amount, unit)
    return f"+{shown}" if amount > 0 and _says(shown) else shown


def ends_words(low: float, high: float, unit: str) -> Words:
    """Write an interval of a difference: with two signs a dash between them would be read as a third."""
    ends = signed_words(low, unit), signed_words(high, unit)
    return f"{ends[0]} to {ends[1]}", f"{ends[0]}至{ends[1]}"


def _digits(amount: float, unit: str) -> str:
    """Write an amount with as many decimals as usual, and more where it would look like nothing."""
    if unit == "share":
        shown = f"{100 * amount:.1f}" if abs(amount) >= 0.001 else f"{100 * amount:.2f}"
    else:
        shown = number(amount, unit)
    if _says(shown) or math.isnan(amount):
        return shown
    if abs(amount) < _NOTHING:
        return "0"
    scaled = 100 * amount if unit == "share" else amount
    return f"{scaled:.{1 - math.floor(math.log10(abs(scaled)))}f}"


def _says(shown: str) -> bool:
    return any(digit in "123456789" for digit in shown)
