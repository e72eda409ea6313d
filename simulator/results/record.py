"""The published record: every figure that sources print about past tenders, whether or not a run has it."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from decimal import Decimal

from simulator.scenario.catalogue import shipped_root

__all__ = ["RecordRow", "read_misses", "read_record"]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One printed figure of a tender."""

    tender: str
    metric: str
    """Name in the record."""
    printed: str
    """Value as printed; empty where only a range is."""
    unit: str
    note: str
    scenario: str
    """Scenario that simulates it; empty where none does."""
    figure: str
    """Figure of a run; empty where a run has none."""
    low: float
    """Lower end of what the print allows, in the unit of the figure."""
    high: float
    """Upper end; infinite where the source says "over"."""
    why_none: str
    """Why a run has no such figure."""
    source: str

    @property
    def value(self) -> float:
        """The printed value in the unit of the figure, or the middle of its range."""
        middle = (self.low + self.high) / 2
        return middle if math.isfinite(middle) else self.low


def read_record() -> tuple[RecordRow, ...]:
    """Read the shipped record; percentages become shares where the figure is one.

    A printed number stands for all numbers that are rounded to it.
    """
    with (shipped_root() / "published" / "record.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_row(cells) for cells in csv.DictReader(file))


def read_misses() -> dict[tuple[str, str], str]:
    """Read the reasons why figures are missed, by scenario and figure."""
    with (shipped_root() / "published" / "misses.csv").open(encoding="utf-8", newline="") as file:
        return {(one["scenario"], one["figure"]): one["why"] for one in csv.DictReader(file)}


def read_chinese_reasons() -> dict[str, str]:
    """Read the reasons in Chinese, by their English."""
    with (shipped_root() / "published" / "misses-zh.csv").open(encoding="utf-8", newline="") as file:
        return {one["why"]: one["zh"] for one in csv.DictReader(file)}


def _row(cells: dict[str, str]) -> RecordRow:
    low, high = _range(cells["value"], cells["low"], cells["high"])
    per = float(cells["per"] or 1)
    return RecordRow(
        tender=cells["tender"],
        metric=cells["metric"],
        printed=cells["value"],
        unit=cells["unit"],
        note=cells["note"],
        scenario=cells["scenario"],
        figure=cells["figure"],
        low=low / per,
        high=high / per,
        why_none=cells["why_none"],
        source=cells["source"],
    )


def _range(value: str, low: str, high: str) -> tuple[float, float]:
    ends = [_rounded(one) for one in (value, low, high) if one]
    open_above = bool(low) and not high
    return min(one for one, _ in ends), math.inf if open_above else max(one for _, one in ends)


def _rounded(printed: str) -> tuple[float, float]:
    """Return the numbers that are rounded to a printed one."""
    number = Decimal(printed)
    exponent = number.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    # Whole numbers are counts, or round hundreds whose last digit is not known: taken as printed to one.
    half = Decimal(5).scaleb(min(places, 0) - 1)
    return float(number - half), float(number + half)
