"""Which input moves a figure most: bars from the low to the high end of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.report.figures.picture import BLUE, ORANGE, Picture, Say, Words, legend_above, panel
from simulator.report.numbers import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["tornado"]

_MOST = 15


def tornado(effects: pd.DataFrame, base: float, measure: Words, unit: str) -> Picture | None:
    """Draw how far a figure moves when one input at a time goes to its low and to its high end.

    Parameters
    ----------
    effects
        One row an input: ``label``, and the figure ``at_low`` and ``at_high``; the widest are shown.
    base
        The figure with every input at its usual value.
    measure
        What the figure is called.
    unit
        Its unit; shares are shown in per cent.

    Returns
    -------
    Picture
        The figure, widest bar on top; nothing without rows.
    """
    known = effects.dropna(subset=["at_low", "at_high"])
    width = (known[["at_low", "at_high"]].max(axis=1) - known[["at_low", "at_high"]].min(axis=1)).abs()
    rows = known.loc[width.sort_values(ascending=False, kind="stable").index].head(_MOST)
    if rows.empty:
        return None
    factor, mark = (100.0, " (%)") if unit == "share" else (1.0, "")
    labels = [str(one) for one in rows["label"]]
    at = np.arange(len(rows))[::-1]

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, min(2.6, 0.4 + 0.085 * max(map(len, labels))), 0.4)
        ends = (
            ("at_low", BLUE, "", ("input low", "取低值")),
            ("at_high", ORANGE, "////", ("input high", "取高值")),
        )
        for column, colour, hatch, words in ends:
            reach = factor * (rows[column].to_numpy(dtype=np.float64) - base)
            style: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white"}
            axes.barh(at, reach, 0.7, left=factor * base, label=say(words), **style)
        axes.axvline(factor * base, color="black", lw=1)
        axes.set_yticks(at, [say((one, one)) for one in labels])
        axes.set_xlabel(say((f"{measure[0]}{mark}", f"{measure[1]}{mark}")))
        legend_above(figure, 2)

    first = rows.iloc[0]
    ends = [number(float(value), unit) for value in (first["at_low"], base, first["at_high"])]
    says = (
        f"{measure[0]} when one input at a time moves from its low to its high end; "
        f"{labels[0]} moves it most: {ends[0]} and {ends[2]} around {ends[1]}.",
        f"逐一改变输入时{measure[1]}的变动；影响最大的是{labels[0]}：基准{ends[1]}，取低值{ends[0]}，取高值{ends[2]}。",
    )
    title = ("What moves it most", "影响最大的输入")
    return Picture("tornado", title, says, draw, (5.3, 1.1 + 0.32 * len(rows)))
