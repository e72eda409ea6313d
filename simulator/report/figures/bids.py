"""What each class of firms bids by its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.report.figures.picture import (
    BLUE,
    GREY,
    ORANGE,
    RED,
    Picture,
    Say,
    Words,
    legend_above,
    panel,
)
from simulator.report.numbers import number
from simulator.report.words import TEXTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simulator.study.equilibrium_results import VarietyResult

__all__ = ["bid_functions"]

# Colour, dashes, width: told apart in grey too, and where one curve lies on another.
_STYLES = (
    (BLUE, "-", 3.2),
    (RED, (0, (6, 2)), 2.2),
    (ORANGE, (0, (2, 1.2)), 1.6),
    ("black", (0, (7, 2, 1, 2)), 1.2),
)
_AT = np.linspace(0.002, 0.998, 400)
_JUMP = 0.03
"""Share of the ceiling: bids that are further apart are not joined, for nobody bids between them."""


def bid_functions(one: VarietyResult) -> Picture | None:
    """Draw what each class bids by its cost, step by step, over the ceiling.

    Parameters
    ----------
    one
        The equilibrium of a variety.

    Returns
    -------
    Picture
        The figure; nothing if the variety has no bidders.
    """
    if not one.classes:
        return None
    thinking = [at for at, group in enumerate(one.classes) if not group.stated]
    curves = [_curve(one, at) for at in thinking]
    names: list[Words] = [_name(one, at) for at in thinking]
    title: Words = (
        f"{one.variety}: {one.bidders} bidders, {one.places} places",
        f"{one.variety}：{one.bidders}家投标，入围{one.places}家",
    )
    certified: Words = (
        f"no class gains more than {number(one.exploitability, 'share')} by other bids",
        f"各类企业改报的利润增幅不超过{number(one.exploitability, 'share')}",
    )

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.62, 0.42 + 0.2 * (1 + len(curves) // 3))
        axes.axline((0, 0), slope=1, color=GREY, lw=0.8, ls=":", label=say(("bid at cost", "按成本报价")))
        for (costs, bids), name, (colour, dashes, width) in zip(curves, names, _STYLES, strict=False):
            axes.plot(costs, bids, color=colour, ls=dashes, lw=width, label=say(name))
            lone = _alone(bids)
            axes.plot(costs[lone], bids[lone], "o", color=colour, ms=width + 0.5)
        ends = [float(end) for costs, _ in curves for end in (costs.min(), costs.max())]
        axes.set_xlim(max(0.0, min(ends) - 0.03), min(1.0, max(ends) + 0.03))
        axes.set_ylim(axes.get_xlim()[0], 1.02)
        axes.set_xlabel(say(("Cost over ceiling", "成本与最高有效申报价之比")))
        axes.set_ylabel(say(("Bid over ceiling", "报价与最高有效申报价之比")))
        axes.grid(color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)
        axes.set_title(say(title), loc="left", fontsize=10)
        legend_above(figure, 3)

    says = (
        f"Bids over costs of {title[0]}, as shares of the ceiling; {certified[0]}.",
        f"{title[1]}：各类企业报价随成本变化，均为与最高有效申报价之比；{certified[1]}。",
    )
    return Picture("bids", ("Bids by cost", "报价与成本"), says, draw, (6.0, 4.4))


def _curve(one: VarietyResult, at: int) -> tuple[np.ndarray, np.ndarray]:
    """Return costs and bids over the ceiling; no bid where the class stays away, or between two bids."""
    chosen = one.profile.bids(at, _AT)
    bids = np.where(chosen >= 0, one.prices[chosen], np.nan) / one.ceiling
    costs = one.classes[at].costs.quantile(_AT) / one.ceiling
    gaps = np.flatnonzero(np.abs(np.diff(bids)) > _JUMP) + 1
    return np.insert(costs, gaps, costs[gaps]), np.insert(bids, gaps, np.nan)


def _alone(bids: np.ndarray) -> np.ndarray:
    """Tell which bids have a gap on both sides: a line through one point is not seen."""
    known = np.isfinite(np.concatenate(([np.nan], bids, [np.nan])))
    return np.asarray(known[1:-1] & ~known[:-2] & ~known[2:])


def _name(one: VarietyResult, at: int) -> Words:
    group = one.classes[at]
    english, chinese = TEXTS[f"class-{group.name}"]
    return f"{english} ({group.number})", f"{chinese}（{group.number}家）"
