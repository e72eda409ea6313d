"""Low prices against risk: which varieties, or rule books, give more of one for the same of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import BLUE, GREY, LIGHT, RED, Picture, Say, Words, legend_above, panel
from simulator.report.terminal import width_of
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["efficient", "name_points", "price_risk_frontier"]

Box = tuple[float, float, float, float]

_MOST_NAMES = 14
_PALE: Mapping[str, object] = {"fc": "white", "ec": "none", "alpha": 0.75, "pad": 0.6}
_CUT: Words = ("Mean price cut (%)", "平均降幅（%）")


def efficient(gain: Floats, risk: Floats) -> list[int]:
    """Return the positions of points that no other point beats: more gain, or less risk, or as much of both.

    Parameters
    ----------
    gain
        What is wanted, one value a point.
    risk
        What is not wanted, one value a point.

    Returns
    -------
    list of int
        Positions in the order of rising risk.
    """
    best, found = -np.inf, []
    for at in np.lexsort((-gain, risk)):
        if gain[at] > best:
            best = gain[at]
            found.append(int(at))
    return found


def price_risk_frontier(points: pd.DataFrame, risk: Words, what: Words) -> Picture | None:
    """Draw price cuts against a risk, with intervals and the line of points that no other point beats.

    Parameters
    ----------
    points
        One row a point: ``label``, and as shares ``cut``, ``cut_low``, ``cut_high``, ``risk``,
        ``risk_low``, ``risk_high``; an interval that is not known is NaN. ``label_zh``, where labels differ
        between the languages.
    risk
        What the risk is called.
    what
        What the points are, in the plural.

    Returns
    -------
    Picture
        The figure; nothing with fewer than two points.
    """
    known = points.dropna(subset=["cut", "risk"]).reset_index(drop=True)
    if len(known) < 2:
        return None
    cut, danger = 100 * known["cut"].to_numpy(), 100 * known["risk"].to_numpy()
    front = efficient(cut, danger)
    chinese = known["label_zh"] if "label_zh" in known.columns else known["label"]
    labels = [(str(en), str(zh)) for en, zh in zip(known["label"], chinese, strict=True)]
    named = front if len(known) > _MOST_NAMES else list(range(len(known)))

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.62, 0.5)
        for way, values in (("risk", danger), ("cut", cut)):
            ends = 100 * known[[f"{way}_low", f"{way}_high"]].to_numpy()
            reach = np.nan_to_num(np.abs(ends.T - values))
            bars = {"xerr": reach} if way == "risk" else {"yerr": reach}
            axes.errorbar(danger, cut, fmt="none", ecolor=GREY, elinewidth=0.7, alpha=0.35, **bars)
        axes.scatter(danger, cut, s=26, color=LIGHT, edgecolor=BLUE, lw=0.8, zorder=3)
        axes.plot(danger[front], cut[front], color=RED, lw=1.3, ls="--", zorder=2)
        label = say(("not beaten by another in both ways", "两方面均不被其他点超过"))
        axes.scatter(danger[front], cut[front], s=34, color=RED, marker="D", lw=0, zorder=4, label=label)
        axes.set_xlabel(say((f"{risk[0]} (%)", f"{risk[1]}（%）")))
        axes.set_ylabel(say(_CUT))
        axes.margins(0.12)
        axes.ticklabel_format(useOffset=False)
        spots = np.column_stack([danger, cut])[named]
        widths = [max(map(width_of, labels[at])) for at in named]
        name_points(axes, spots, [say(labels[at]) for at in named], widths)
        legend_above(figure)

    unbeaten = ", ".join(labels[at][0] for at in front), "、".join(labels[at][1] for at in front)
    says = (
        f"Mean price cut against {risk[0].lower()} of {len(known)} {what[0]}; "
        f"not beaten in both by their means: {unbeaten[0]}. Bars are 95% intervals of the means.",
        f"{len(known)}个{what[1]}的平均降幅与{risk[1]}；按均值两方面均不被超过的为：{unbeaten[1]}。误差线为均值95%区间。",
    )
    return Picture("frontier", ("Price and supply risk", "价格与供应风险"), says, draw, (5.3, 3.8))


def name_points(axes: Axes, points: Floats, names: Sequence[str], widths: Sequence[int]) -> None:
    """Write names beside points, each where it lies on no other name, as far as there is such a place.

    ``widths`` are the columns that the longer wording takes, so that a page may switch languages.
    """
    taken: list[Box] = []
    axes.autoscale_view()
    spots = axes.transData.transform(points) * 72.0 / axes.figure.dpi
    taken += [(x - 4, y - 4, x + 4, y + 4) for x, y in spots]
    edge = 72.0 * float(axes.figure.bbox.width) / axes.figure.dpi
    for point, (x, y), words, columns in zip(points, spots, names, widths, strict=True):
        width = 4.6 * columns + 2
        choices = [
            (dx, dy) for dy in (4, -11, 15, -22, 26, -33) for dx in (5, -5 - width, -width / 2, -width / 4)
        ]
        inside = [(dx, dy) for dx, dy in choices if x + dx >= 2 and x + dx + width <= edge - 2]
        choices = inside or choices
        boxes = [(x + dx, y + dy, x + dx + width, y + dy + 9) for dx, dy in choices]
        at = next((i for i, box in enumerate(boxes) if not any(_meet(box, one) for one in taken)), None)
        if at is None:
            continue  # a name on another one says less than none
        taken.append(boxes[at])
        axes.annotate(words, tuple(point), choices[at], textcoords="offset points", fontsize=8, bbox=_PALE)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
