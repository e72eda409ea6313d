"""How many firms win, beside the places that the rule book gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import GREY, RED, Picture, Say, Words, legend_above, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["winners_by_bids"]


def winners_by_bids(varieties: pd.DataFrame, places_for: Callable[[int], int]) -> Picture | None:
    """Draw the mean number of winners against the number of bids, with the places of the rule book.

    Parameters
    ----------
    varieties
        Table with columns ``variety``, ``metric`` and ``mean``.
    places_for
        Gives the places for a number of bidders.

    Returns
    -------
    Picture
        The figure; nothing if the table does not count bids and winners.
    """
    means = varieties.pivot_table(index="variety", columns="metric", values="mean", sort=True)
    if not {"bidding_products", "winners"} <= set(means.columns):
        return None
    bids = means["bidding_products"].round().astype(int)
    grouped = means["winners"].groupby(bids).agg(["mean", "size"])
    places = [places_for(count) for count in range(1, int(grouped.index.max()) + 1)]
    return _winners(grouped, places)


def _winners(grouped: pd.DataFrame, places: list[int]) -> Picture:
    x: Words = ("Bids per variety", "每个品种的报价数")
    y: Words = ("Winners", "中选家数")
    dots: Words = ("mean winners (larger dot: more varieties)", "平均中选家数（点越大品种越多）")
    steps: Words = ("places in the rule book", "规则规定的名额")
    at = grouped.index.to_numpy()

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.55, 0.5)
        numbers = np.arange(1, len(places) + 1)
        axes.step(numbers, places, where="mid", color=GREY, lw=1.5, label=say(steps))
        sizes = 25 + 12 * (grouped["size"].to_numpy() - 1)
        axes.scatter(at, grouped["mean"], s=sizes, color=RED, alpha=0.85, lw=0, label=say(dots), zorder=3)
        axes.locator_params(axis="x", integer=True)
        axes.locator_params(axis="y", integer=True)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(say(x))
        axes.set_ylabel(say(y))
        legend_above(figure)

    first, last = grouped["mean"].iloc[0], grouped["mean"].iloc[-1]
    says = (
        f"Mean number of winners by number of bids: {first:.1f} with {at[0]} bids, {last:.1f} with {at[-1]}; "
        "the line shows the places that the rule book gives to so many bidders.",
        f"按报价数计算的平均中选家数：{at[0]}个报价时为{first:.1f}，{at[-1]}个报价时为{last:.1f}；"
        "折线为规则对相应申报企业数规定的名额。",
    )
    return Picture("winners", ("Winners and places", "中选家数与名额"), says, draw)
