"""One contract month by month: who delivered, and what was short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.report.figures.picture import RED, Picture, Say, Words, legend_above, panel
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["shortage_timeline"]

_MOST_FIRMS = 6
# One hue from dark to light, with seams: neighbours are told apart in grey too.
_SHADES = ("#08306b", "#2171b5", "#4292c6", "#6baed6", "#9ecae1", "#c6dbef", "#e8eef4")
_MOST_NAMED = 4
_BESIDE: Mapping[str, Any] = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 8}
_MARKED = {"outage": ("plant fails", "停产"), "award-lost": ("an award is lost", "取消中选资格")}


def shortage_timeline(history: pd.DataFrame, title: Words | None = None) -> Picture | None:
    """Draw the monthly deliveries of a contract by supplier, and what stayed short.

    Parameters
    ----------
    history
        Table ``history`` of a run: ``variety``, ``replication``, ``month``, ``what``, ``firm`` and
        ``value`` (units).
    title
        What stands above the axes; a page has a caption instead.

    Returns
    -------
    Picture
        The figure; nothing if nothing was ever delivered or short.
    """
    flows = history[history["what"].isin(("delivered", "shortage"))]
    if flows.empty or not flows["value"].sum() > 0:
        return None
    months = int(flows["month"].max())
    firms, stacks, short = _stacks(flows, months)
    factor, unit = _unit(float(np.sum([*stacks, short], axis=0).max()))
    variety = str(flows["variety"].iloc[0])
    marks = {kind: _months(history, kind) for kind in _MARKED}
    lost_by = _losers(history)
    entries = len(firms) + 1 + sum(bool(found) for found in marks.values())
    size = (5.3, 3.7) if title is None else (6.4, 4.3)

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.7, 0.85 if title is None else 0.5 + 0.2 * -(-entries // 3))
        if title is not None:
            axes.set_title(say(title), loc="left", fontsize=10)
        ends, bottom = np.arange(months + 1), np.zeros(months)
        for shade, name, values in zip(_SHADES, firms, stacks, strict=False):
            label = say(name)
            top = bottom + values / factor
            axes.stairs(top, ends, baseline=bottom, fill=True, fc=shade, ec="white", lw=0.5, label=label)
            bottom = top
        above = bottom + short / factor
        # Hatched, so that it stands out in grey too.
        hatched: dict[str, Any] = {"fill": True, "fc": "white", "ec": RED, "hatch": "/////", "lw": 0.8}
        gap = np.where(short > 0, above, np.nan)
        axes.stairs(gap, ends, baseline=bottom, label=say(("short", "缺口")), **hatched)
        high = float(above.max())
        for (kind, words), sign in zip(_MARKED.items(), ("v", "X"), strict=True):
            if marks[kind]:
                heights = [high * 1.06] * len(marks[kind])
                style: dict[str, Any] = {"color": "black", "ms": 6, "ls": "none", "clip_on": False}
                axes.plot(marks[kind], heights, sign, label=say(words), **style)
        for month, firm in lost_by:
            axes.annotate(say((firm, firm)), (month, high * 1.06), (0, -12), **_BESIDE)
        axes.set_xlim(0, months)
        axes.set_ylim(0, high * 1.12)
        axes.set_xlabel(say(("Months since execution began", "执行月数")))
        axes.set_ylabel(say((f"{unit[0]} a month", f"{unit[1]}/月")))
        legend_above(figure, 3)

    whole = float(sum(one.sum() for one in stacks)) + float(short.sum())
    lost = 100 * float(short.sum()) / whole
    months_short = int((short > 0).sum())
    says = (
        f"Deliveries of {variety} month by month in one simulated history: {lost:.1f}% of orders stay short, "
        f"in {months_short} of {months} months; {len(marks['outage'])} plant failures.",
        f"{variety}在一次模拟中的逐月配送：订单的{lost:.1f}%未满足，{months}个月中有{months_short}个月出现短缺；"
        f"停产{len(marks['outage'])}次。",
    )
    return Picture("timeline", ("Shortage over time", "短缺时间线"), says, draw, size)


def _stacks(flows: pd.DataFrame, months: int) -> tuple[list[Words], list[Floats], Floats]:
    """Return suppliers, their deliveries by month (largest first, small ones together) and the shortage."""
    month = (flows["month"].to_numpy(dtype=np.float64) - 0.5).astype(int).clip(0, months - 1)

    def monthly(rows: np.ndarray) -> Floats:
        values = flows["value"].to_numpy(dtype=np.float64)
        return np.bincount(month[rows], values[rows], months).astype(np.float64)

    delivered = (flows["what"] == "delivered").to_numpy()
    sums = flows[delivered].groupby("firm", sort=True)["value"].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    winners = [str(name) for name in sums.index if name]
    named = winners[:_MOST_FIRMS]
    firm = flows["firm"].astype(str).to_numpy()
    names: list[Words] = [(name, name) for name in named]
    stacks = [monthly(delivered & (firm == name)) for name in named]
    rest = delivered & ~np.isin(firm, [*named, ""])
    outside = delivered & (firm == "")
    for rows, words in ((rest, ("other winners", "其他中选企业")), (outside, ("no award", "非中选企业"))):
        if rows.any():
            names.append(words)
            stacks.append(monthly(rows))
    return names, stacks, monthly(~delivered)


def _unit(most: float) -> tuple[float, Words]:
    if most >= 1e6:
        return 1e6, ("Million units", "百万单位")
    return (1e3, ("Thousand units", "千单位")) if most >= 1e3 else (1.0, ("Units", "单位"))


def _months(history: pd.DataFrame, kind: str) -> list[float]:
    hits = history["what"].astype(str).str.startswith(kind) & (history["month"] >= 0)
    return [float(month) for month in history.loc[hits, "month"]]


def _losers(history: pd.DataFrame) -> list[tuple[float, str]]:
    """Return when which firms lose an award; nothing if they are too many to be named."""
    lost = history[history["what"].astype(str).str.startswith("award-lost")]
    found = [(float(row["month"]), str(row["firm"])) for _, row in lost.iterrows()]
    return found if len(found) <= _MOST_NAMED else []
