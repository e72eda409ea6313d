"""Which value moves a figure most: bars with intervals, the longest on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.report.figures.picture import BLUE, LIGHT, Picture, Say, Words, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Bar", "tornado"]

_LETTER = 0.08
_WIDEST = 28
_DARK = "#222222"


@dataclass(frozen=True, slots=True)
class Bar:
    """One value that was moved."""

    name: str
    value: float
    low: float
    high: float


def tornado(bars: Sequence[Bar], name: str, title: Words, measure: Words) -> Picture | None:
    """Draw how much each value moves a figure.

    Parameters
    ----------
    bars
        The indices, with the intervals that are shown.
    name
        Name of the figure.
    title
        What is moved.
    measure
        What the length of a bar means, with its unit.

    Returns
    -------
    Picture
        The tornado; nothing without bars.
    """
    known = sorted((bar for bar in bars if not np.isnan(bar.value)), key=lambda bar: -bar.value)
    if not known:
        return None
    wide = max(min(len(bar.name), _WIDEST) for bar in known)

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.25 + _LETTER * wide, 0.12, bottom=0.5)
        at = np.arange(len(known))[::-1]
        values = np.array([bar.value for bar in known])
        ends = np.array([[bar.low, bar.high] for bar in known])
        reach = np.nan_to_num(np.maximum([values - ends[:, 0], ends[:, 1] - values], 0.0))
        # Bars are light, so that the part of the interval inside of them is seen too, in grey as well.
        axes.barh(at, values, height=0.62, color=LIGHT, edgecolor=BLUE, linewidth=0.8)
        axes.errorbar(values, at, xerr=reach, fmt="none", ecolor=_DARK, elinewidth=1.4, capsize=3)
        axes.set_yticks(at, [say((_short(bar.name), _short(bar.name))) for bar in known])
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(-0.7, len(known) - 0.3)
        axes.set_xlim(left=min(0.0, float(values.min()) * 1.1))
        axes.locator_params(axis="x", nbins=6)
        axes.ticklabel_format(axis="x", useOffset=False)
        axes.grid(axis="x", color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xlabel(say(measure))

    told = [f"{bar.name} {bar.value:.3g} ({bar.low:.3g} – {bar.high:.3g})" for bar in known]
    says = (
        f"{measure[0]}, with 95% intervals over resamples of the points: {'; '.join(told)}.",
        f"{measure[1]}及其95%区间（对各点重抽样）：{'；'.join(told)}。",
    )
    return Picture(name, title, says, draw, (5.3, 0.72 + 0.36 * len(known)))


def _short(words: str) -> str:
    return words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1]}…"
