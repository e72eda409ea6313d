"""How rule books differ in a figure, pair by pair, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.report.figures.picture import BLUE, GREY, Picture, Say, Words, panel
from simulator.report.terminal import width_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["interval_rows"]


def interval_rows(rows: pd.DataFrame, measure: Words, name: str) -> Picture | None:
    """Draw one line for each row: a mean with its interval, and zero where that is among them.

    Parameters
    ----------
    rows
        ``label`` (text; ``label_zh``, where it differs) and, as shares, ``mean``, ``low``, ``high``.
    measure
        What is measured.
    name
        Name of the figure.

    Returns
    -------
    Picture
        The figure; nothing without rows.
    """
    known = rows.dropna(subset=["mean"])
    if known.empty:
        return None
    mean, low, high = (100 * known[column].to_numpy(dtype=np.float64) for column in ("mean", "low", "high"))
    chinese = known["label_zh"] if "label_zh" in known.columns else known["label"]
    labels = [(str(en), str(zh)) for en, zh in zip(known["label"], chinese, strict=True)]
    at = np.arange(len(known))[::-1]

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(
            figure, min(2.8, 0.4 + 0.085 * max(width_of(word) for pair in labels for word in pair)), 0.15
        )
        axes.hlines(at, low, high, color=GREY, lw=2)
        axes.plot(mean, at, "o", color=BLUE, ms=7)
        for y, value in zip(at, mean, strict=True):
            above: dict[str, Any] = {"xytext": (0, 7), "textcoords": "offset points", "ha": "center"}
            axes.annotate(f"{value:.1f}", (value, y), fontsize=9, **above)
        axes.set_yticks(at, [say(one) for one in labels])
        axes.set_ylim(-0.6, len(known) - 0.3)
        axes.grid(axis="x", color="#dddddd", lw=0.6)
        axes.margins(x=0.1)
        axes.set_xlabel(say((f"{measure[0]} (%)", f"{measure[1]}（%）")))

    ends = [f"{middle:.1f}% ({a:.1f}–{b:.1f}%)" for middle, a, b in zip(mean, low, high, strict=True)]
    said = [[f"{label[way]} {end}" for label, end in zip(labels, ends, strict=True)] for way in (0, 1)]
    says = (
        f"{measure[0]} with 95% intervals of the mean: " + "; ".join(said[0]) + ".",
        f"{measure[1]}及其均值95%区间：" + "；".join(said[1]) + "。",
    )
    return Picture(name, measure, says, draw, (5.3, 1.0 + 0.5 * len(known)))
