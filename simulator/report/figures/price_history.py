"""How prices moved from round to round, against those before the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import BLUE, GREY, Picture, Say, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["price_history"]


def price_history(rounds: pd.DataFrame) -> Picture | None:
    """Draw the winning price over the reference price before the first round, round by round.

    Parameters
    ----------
    rounds
        One row a round: ``round``, ``date``, and as shares ``mean``, ``low``, ``high``.

    Returns
    -------
    Picture
        The figure; nothing without a round of which the price is known.
    """
    known = rounds.dropna(subset=["mean"]).reset_index(drop=True)
    if known.empty:
        return None
    mean, low, high = (100 * known[name].to_numpy(dtype=np.float64) for name in ("mean", "low", "high"))
    reach = np.nan_to_num(np.maximum([mean - low, high - mean], 0.0))
    names = [str(one) for one in known["round"]]

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.68, 0.15, bottom=0.62)
        at = np.arange(len(known))
        axes.axhline(100.0, color=GREY, lw=0.8, ls=":")
        axes.plot(at, mean, color=BLUE, lw=1.2)
        axes.errorbar(at, mean, yerr=reach, fmt="o", color=BLUE, ecolor=GREY, elinewidth=1.2, capsize=3)
        labels = [f"{name}\n{day}" for name, day in zip(names, known["date"], strict=True)]
        axes.set_xticks(at, [say((one, one)) for one in labels], fontsize=8)
        axes.set_xlim(-0.5, len(known) - 0.5)
        axes.set_ylim(bottom=0.0, top=max(105.0, float(np.nanmax(mean + reach[1])) * 1.05))
        axes.set_ylabel(say(("Price before the first round = 100", "首轮前最低采购价 = 100")), fontsize=9)
        axes.grid(axis="y", color="#dddddd", lw=0.6)
        axes.set_axisbelow(True)

    ends = zip(names, mean, low, high, strict=True)
    told = [f"{name} {middle:.1f} ({a:.1f} – {b:.1f})" for name, middle, a, b in ends]
    says = (
        "Winning price over the reference price before the first round (= 100), with 95% intervals of the "
        f"mean: {'; '.join(told)}.",
        f"中选价与首轮前最低采购价（= 100）之比及其均值95%区间：{'；'.join(told)}。",
    )
    return Picture("price-history", ("Price history", "价格历程"), says, draw, (5.3, 3.2))
