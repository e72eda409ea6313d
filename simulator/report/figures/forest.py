"""How far choices are from a baseline in one figure, each with its interval: a forest plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.report.figures.picture import BLUE, GREY, Picture, Say, Words, panel
from simulator.report.measures import UNITS, Measure, ends_words, label_words, signed_words
from simulator.report.terminal import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["MOST_ROWS", "ForestRow", "forest"]

MOST_ROWS = 40
"""Rows of one plot; more rows go on in another one."""
_LETTER = 0.074
"""Inches that a letter of a label takes."""
_WIDEST = 32


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of the plot."""

    label: Words
    mean: float
    low: float
    high: float
    sure: bool
    """Whether the interval that holds for the whole study leaves out zero."""


def forest(rows: Sequence[ForestRow], measure: Measure, base: Words) -> list[Picture]:
    """Draw one line for each choice: its difference from the baseline with the 95 % interval.

    Parameters
    ----------
    rows
        The differences, in the unit of the figure.
    measure
        The figure.
    base
        What the baseline is called.

    Returns
    -------
    list of Picture
        The plots, with at most ``MOST_ROWS`` rows each; none without rows that have an interval, or where
        all are the same in every round.
    """
    known = [row for row in rows if not np.isnan([row.mean, row.low, row.high]).any()]
    if not any(row.mean or row.low or row.high for row in known):
        return []
    starts = range(0, len(known), MOST_ROWS)
    parts = [known[start : start + MOST_ROWS] for start in starts]
    return [_part(part, measure, base, (at, len(parts))) for at, part in enumerate(parts, 1)]


def _part(known: Sequence[ForestRow], measure: Measure, base: Words, part: tuple[int, int]) -> Picture:
    at_part, parts = part
    number = (f" ({at_part} of {parts})", f"（{at_part}/{parts}）") if parts > 1 else ("", "")
    label = label_words(measure)
    unit = _unit(measure)
    scale = 100.0 if measure.unit == "share" else 1.0
    wide = max(min(width_of(_short(word)), _WIDEST) for row in known for word in row.label)

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.15 + _LETTER * wide, 0.12, bottom=0.5)
        at = np.arange(len(known))[::-1]
        axes.axvline(0.0, color=GREY, lw=1.0)
        for y, row in zip(at, known, strict=True):
            _line(axes, int(y), row, scale)
        axes.set_yticks(at, [say((_short(row.label[0]), _short(row.label[1]))) for row in known])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.7, len(known) - 0.3)
        axes.margins(x=0.08)
        axes.locator_params(axis="x", nbins=5)
        axes.ticklabel_format(axis="x", useOffset=False)
        axes.grid(axis="x", color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel(say((f"Difference, {unit[0]}", f"差异（{unit[1]}）")))

    return Picture(
        f"forest-{measure.name.replace('.', '-')}" + (f"-{at_part}" if at_part > 1 else ""),
        (
            f"{label[0]}: differences from “{base[0]}”{number[0]}",
            f"{label[1]}：与“{base[1]}”的差异{number[1]}",
        ),
        _says(known, measure, unit),
        draw,
        (5.3, 0.72 + 0.3 * len(known)),
    )


def _line(axes: Axes, y: int, row: ForestRow, scale: float) -> None:
    axes.hlines(y, scale * row.low, scale * row.high, color=BLUE if row.sure else GREY, lw=1.8)
    # Filled where a difference is claimed, hollow where it is not: told apart without colours.
    inside: dict[str, Any] = {"color": BLUE} if row.sure else {"mfc": "white", "mec": GREY}
    axes.plot([scale * row.mean], [y], "o", ms=6, **inside)


def _short(words: str) -> str:
    title, dot, future = words.rpartition(" · ")
    tail = dot + future if width_of(future) < _WIDEST // 2 else ""
    kept = title if tail else words
    if width_of(words) <= _WIDEST:
        return words
    while width_of(kept + tail) >= _WIDEST:
        kept = kept[:-1]
    return f"{kept.rstrip()}…{tail}"


def _unit(measure: Measure) -> Words:
    if measure.unit == "share":
        return "percentage points", "百分点"
    return UNITS.get(measure.unit, (measure.unit or "no unit", measure.unit or "无单位"))


def _says(rows: Sequence[ForestRow], measure: Measure, unit: Words) -> Words:
    said = [ends_words(row.low, row.high, measure.unit) for row in rows]
    shown = [signed_words(row.mean, measure.unit) for row in rows]
    told = [
        "; ".join(
            f"{row.label[at]} {mean} ({ends[at]})" for row, mean, ends in zip(rows, shown, said, strict=True)
        )
        for at in (0, 1)
    ]
    return (
        f"Mean difference with its 95% interval ({unit[0]}): {told[0]}.",
        f"差异均值及其95%区间（{unit[1]}）：{told[1].replace('; ', '；')}。",
    )
