"""The two figures of a report as SVG text that carries its labels in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.data import ReportData
from simulator.report.numbers import number, span
from simulator.report.one_round import places_for
from simulator.results.bids import Floats
from simulator.results.dictionary import METRICS
from simulator.results.published import Figure as PublishedFigure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Drawing", "cut_figure", "winners_figure"]

Words = tuple[str, str]

# Okabe-Ito colours: told apart with any colour vision, and in grey.
_BLUE, _ORANGE, _RED, _GREY = "#56b4e9", "#e69f00", "#d55e00", "#555555"

_STYLE: Mapping[str, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "vbp",
    "font.family": ["DejaVu Sans"],
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "legend.frameon": False,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its description for readers who cannot see it."""

    svg: str
    says_en: str
    says_zh: str


def cut_figure(data: ReportData) -> Drawing | None:
    """Draw how the mean cut of a round is spread over the replications, beside what was published.

    Parameters
    ----------
    data
        The run.

    Returns
    -------
    Drawing
        The figure; nothing if the run knows no cut.
    """
    table = data.tables.get("replications")
    if table is None:
        return None
    for name in ("mean_cut_reference", "mean_cut_ceiling"):
        values = table.loc[table["variable"] == name, "value"].dropna().to_numpy(dtype=np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            verdict = data.verdict(name)
            return _cuts(values * 100, name, None if verdict is None else verdict.figure)
    return None


def _cuts(values: Floats, name: str, published: PublishedFigure | None) -> Drawing:
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

    def draw(axes: Axes) -> None:
        if published is not None:
            axes.axvspan(
                float(published.low) * 100,
                float(published.high) * 100,
                color=_ORANGE,
                alpha=0.3,
                lw=0,
                label=band[0],
            )
        axes.hist(values, bins=_bins(values), color=_BLUE, edgecolor="white", linewidth=0.5)
        axes.axvline(float(values.mean()), color="black", lw=1.5, label=mean[0])
        if published is not None:
            axes.axvline(float(published.value) * 100, color=_RED, lw=2, ls="--", label=point[0])
        axes.locator_params(axis="y", integer=True)
        axes.set_xlabel(x[0])
        axes.set_ylabel(y[0])

    low, high = np.quantile(values, (0.05, 0.95))
    says = (
        f"Histogram of {values.size} simulated rounds: {metric.label_en.lower()}, "
        f"90% of rounds between {low:.1f}% and {high:.1f}%, {mean[0]}"
        + (f"; {band[0]}." if band[0] else "."),
        f"{values.size}次模拟的直方图：{metric.label_zh}，90%的模拟在{low:.1f}%至{high:.1f}%之间，{mean[1]}"
        + (f"；{band[1]}。" if band[1] else "。"),
    )
    return Drawing(_svg(draw, (x, y, mean, band, point), "cut", says), *says)


def _bins(values: Floats) -> list[float]:
    """Return at most 40 bins of one width, at least half a percentage point around a single value."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return [low - 0.25, low + 0.25]
    return [
        float(edge)
        for edge in np.linspace(low, high, int(min(40, max(5, np.ceil(np.sqrt(values.size)) + 1))))
    ]


def winners_figure(data: ReportData) -> Drawing | None:
    """Draw the mean number of winners against the number of bids, with the places of the rule book.

    Parameters
    ----------
    data
        The run.

    Returns
    -------
    Drawing
        The figure; nothing without the table of varieties.
    """
    table = data.tables.get("varieties")
    if table is None or data.rules is None:
        return None
    means = table.pivot_table(index="variety", columns="metric", values="mean", sort=True)
    if not {"bidding_products", "winners"} <= set(means.columns):
        return None
    bids = means["bidding_products"].round().astype(int)
    grouped = means["winners"].groupby(bids).agg(["mean", "size"])
    most = int(grouped.index.max())
    clauses = data.rules.record.clauses
    places = [places_for(count, clauses) for count in range(1, most + 1)]
    return _winners(grouped, places)


def _winners(grouped: pd.DataFrame, places: list[int]) -> Drawing:
    x: Words = ("Bids per variety", "每个品种的报价数")
    y: Words = ("Winners", "中选家数")
    dots: Words = ("mean winners (larger dot: more varieties)", "平均中选家数（点越大品种越多）")
    steps: Words = ("places in the rule book", "规则规定的名额")
    at = grouped.index.to_numpy()

    def draw(axes: Axes) -> None:
        numbers = np.arange(1, len(places) + 1)
        axes.step(numbers, places, where="mid", color=_GREY, lw=1.5, label=steps[0])
        sizes = 25 + 12 * (grouped["size"].to_numpy() - 1)
        axes.scatter(at, grouped["mean"], s=sizes, color=_RED, alpha=0.85, lw=0, label=dots[0], zorder=3)
        axes.locator_params(axis="x", integer=True)
        axes.locator_params(axis="y", integer=True)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(x[0])
        axes.set_ylabel(y[0])

    first, last = grouped["mean"].iloc[0], grouped["mean"].iloc[-1]
    says = (
        f"Mean number of winners by number of bids: {first:.1f} with {at[0]} bids, {last:.1f} with {at[-1]}; "
        "the line shows the places that the rule book gives to so many bidders.",
        f"按报价数计算的平均中选家数：{at[0]}个报价时为{first:.1f}，{at[-1]}个报价时为{last:.1f}；"
        "折线为规则对相应申报企业数规定的名额。",
    )
    return Drawing(_svg(draw, (x, y, dots, steps), "winners", says), *says)


def _svg(draw: Callable[[Axes], None], words: tuple[Words, ...], name: str, says: Words) -> str:
    """Draw on fresh axes and return the SVG element alone, the same bytes for the same input."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]  # the stubs want literal keys
        figure = Figure(figsize=(6.4, 3.8), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        figure.legend(loc="outside upper left", ncols=1, fontsize=9)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return _for_page(out.getvalue(), words, name, says)


def _for_page(svg: str, words: tuple[Words, ...], name: str, says: Words) -> str:
    """Cut the element out, keep its ids apart from the page's, and add the Chinese labels."""
    svg = svg[svg.index("<svg") :].strip()
    svg = svg.replace("'DejaVu Sans'", "'DejaVu Sans', Arial, sans-serif")
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    label = escape(f"{says[0]} {says[1]}", quote=True)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    chinese = {escape(en, quote=False): escape(zh, quote=False) for en, zh in words if en}

    def both(found: re.Match[str]) -> str:
        attributes, label = found[1], found[2]
        if label not in chinese:
            return found[0]
        pair = (("en", label), ("zh", chinese[label]))
        return "".join(f'<text class="{name}" {attributes}>{shown}</text>' for name, shown in pair)

    return re.sub(r"<text ([^>]*)>([^<]*)</text>", both, svg)
