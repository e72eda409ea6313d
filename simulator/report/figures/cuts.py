"""How a price cut is spread: over the rounds of a run, and variety by variety."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import (
    BLUE,
    GREY,
    LIGHT,
    ORANGE,
    RED,
    Picture,
    Say,
    Words,
    legend_above,
    panel,
)
from simulator.report.numbers import number, span
from simulator.results.bids import Floats
from simulator.results.dictionary import METRICS
from simulator.results.published import Figure as PublishedFigure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["cuts_of_rounds", "cuts_of_varieties"]

_MOST_VARIETIES = 70


def cuts_of_rounds(
    replications: pd.DataFrame, published: dict[str, PublishedFigure] | None = None
) -> Picture | None:
    """Draw how the mean cut of a round is spread over the replications, beside what was published.

    Parameters
    ----------
    replications
        Table with columns ``variable`` and ``value`` (shares), one row a replication and variable.
    published
        Published figures by metric.

    Returns
    -------
    Picture
        The figure; nothing if the table knows no cut.
    """
    for name in ("mean_cut_reference", "mean_cut_ceiling"):
        values = replications.loc[replications["variable"] == name, "value"].dropna()
        known = values.to_numpy(dtype=np.float64)
        known = known[np.isfinite(known)]
        if known.size:
            return _cuts(known * 100, name, (published or {}).get(name))
    return None


def _cuts(values: Floats, name: str, published: PublishedFigure | None) -> Picture:
    metric = METRICS[name]
    x: Words = (f"{metric.label_en} (%)", f"{metric.label_zh}（%）")
    y: Words = ("Simulated rounds", "模拟次数")
    mean = (f"mean {values.mean():.1f}%", f"均值 {values.mean():.1f}%")
    band, point = ("", ""), ("", "")
    if published is not None:
        ends = span(float(published.low), float(published.high), "share")
        shown = number(float(published.value), "share")
        band = (f"published range {ends}", f"公布范围 {ends}")
        point = (f"published {shown}", f"公布值 {shown}")

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.62, 0.75 if published is not None else 0.35)
        if published is not None:
            ends = (float(published.low) * 100, float(published.high) * 100)
            axes.axvspan(*ends, color=ORANGE, alpha=0.3, lw=0, label=say(band))
        axes.hist(values, bins=_bins(values), color=LIGHT, edgecolor=BLUE, linewidth=0.5)
        axes.axvline(float(values.mean()), color="black", lw=1.5, label=say(mean))
        if published is not None:
            axes.axvline(float(published.value) * 100, color=RED, lw=2, ls="--", label=say(point))
        axes.locator_params(axis="y", integer=True)
        axes.set_xlabel(say(x))
        axes.set_ylabel(say(y))
        legend_above(figure)

    low, high = np.quantile(values, (0.05, 0.95))
    says = (
        f"Histogram of {values.size} simulated rounds: {metric.label_en.lower()}, "
        f"90% of rounds between {low:.1f}% and {high:.1f}%, {mean[0]}"
        + (f"; {band[0]}." if band[0] else "."),
        f"{values.size}次模拟的直方图：{metric.label_zh}，90%的模拟在{low:.1f}%至{high:.1f}%之间，{mean[1]}"
        + (f"；{band[1]}。" if band[1] else "。"),
    )
    return Picture("cuts", ("Price cut of a round", "单轮平均降幅"), says, draw)


def _bins(values: Floats) -> list[float]:
    """Return at most 40 bins of one width, at least half a percentage point around a single value."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return [low - 0.25, low + 0.25]
    count = int(min(40, max(5, np.ceil(np.sqrt(values.size)) + 1)))
    return [float(edge) for edge in np.linspace(low, high, count)]


def cuts_of_varieties(spread: pd.DataFrame, metric: str) -> Picture | None:
    """Draw for every variety how its mean price cut is spread over the replications.

    Parameters
    ----------
    spread
        One row a variety: ``variety``, ``p05``, ``p25``, ``p75``, ``p95`` and ``mean``, all shares.
    metric
        Metric that is spread, for its name.

    Returns
    -------
    Picture
        The figure, largest mean cut on top; nothing if no variety has a cut.
    """
    known = spread.dropna(subset=["mean", "p05", "p95"]).sort_values(["mean", "variety"], ascending=False)
    left_out = max(0, len(known) - _MOST_VARIETIES)
    rows = known.head(_MOST_VARIETIES).iloc[::-1]
    if rows.empty:
        return None
    entry = METRICS[metric]
    at = np.arange(len(rows))
    p05, p25, p75, p95, mean = (100 * rows[name].to_numpy() for name in ("p05", "p25", "p75", "p95", "mean"))
    names = [str(name) for name in rows["variety"]]
    small = 8.5 if len(rows) <= 40 else 7.5
    height = 1.15 + (0.2 if len(rows) <= 40 else 0.15) * len(rows)

    def draw(figure: Figure, say: Say) -> None:
        longest = max(map(len, names))
        axes = panel(figure, min(2.2, 0.28 + 0.075 * longest), 0.55)
        axes.hlines(at, p05, p95, color=GREY, lw=1.0, label=say(("5–95% of rounds", "模拟5–95%范围")))
        axes.hlines(at, p25, p75, color=LIGHT, lw=5.0, label=say(("middle half of rounds", "中间一半的模拟")))
        axes.plot(mean, at, "o", color=BLUE, ms=3.5, label=say(("mean", "均值")))
        axes.set_yticks(at, [say((name, name)) for name in names], fontsize=small)
        axes.set_ylim(-0.8, len(rows) - 0.2)
        axes.grid(axis="x", color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(say((f"{entry.label_en} (%)", f"{entry.label_zh}（%）")))
        legend_above(figure, 3)

    best, least = known.iloc[0], known.iloc[-1]
    ends = (number(float(best["mean"]), "share"), number(float(least["mean"]), "share"))
    more = (f" {left_out} more are left out.", f"另有{left_out}个品种未列。") if left_out else ("", "")
    says = (
        f"{entry.label_en} of {len(known)} varieties over the simulated rounds: means from {ends[0]} "
        f"({best['variety']}) to {ends[1]} ({least['variety']}).{more[0]}",
        f"{len(known)}个品种的{entry.label_zh}在各次模拟中的分布：均值从{ends[0]}（{best['variety']}）"
        f"到{ends[1]}（{least['variety']}）。{more[1]}",
    )
    return Picture("varieties", ("Price cut by variety", "各品种降幅"), says, draw, (5.3, height))
