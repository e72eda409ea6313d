"""How a campaign goes from round to round: prices, winners, shortage, and who is barred when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.report.figures.picture import BLUE, GREY, LIGHT, RED, Picture, Say, Words, legend_above, panel
from simulator.report.numbers import number
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Path", "by_round", "by_year", "firms_barred"]

_LEFT = 0.75


@dataclass(frozen=True, slots=True)
class Path:
    """One figure over the rounds of a campaign."""

    name: str
    title: Words
    label: Words
    """What stands at the axis."""


def by_round(rows: pd.DataFrame, path: Path) -> Picture | None:
    """Draw a figure round by round: its mean with its interval, and the range of replications.

    Parameters
    ----------
    rows
        Rows of the table ``rounds`` of one figure, in calendar order: ``round``, ``date``, ``mean``, ``low``,
        ``high``, ``p05``, ``p95`` and ``unit``.
    path
        What is drawn.
    """
    known = rows[rows["mean"].notna()]
    if len(known) < 2:
        return None
    unit = str(known["unit"].iloc[0])
    scale = 100.0 if unit == "share" else 1.0
    numbers = {
        name: known[name].to_numpy(dtype=float) * scale for name in ("mean", "low", "high", "p05", "p95")
    }
    names = known["round"].tolist()

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, _LEFT, 0.3)
        at = np.arange(len(names))
        axes.fill_between(at, numbers["p05"], numbers["p95"], color=LIGHT, alpha=0.45, lw=0)
        axes.vlines(at, numbers["low"], numbers["high"], color=BLUE, lw=3)
        axes.plot(at, numbers["mean"], color=BLUE, marker="o", lw=1.4)
        days = known["date"].tolist()
        axes.set_xticks(at, [f"{say((name, name))}\n{day}" for name, day in zip(names, days, strict=True)])
        axes.margins(x=0.12)
        axes.set_ylim(bottom=min(0.0, float(np.nanmin(numbers["p05"]))))
        percent = (" (%)", "（%）") if unit == "share" else ("", "")
        axes.set_ylabel(say((path.label[0] + percent[0], path.label[1] + percent[1])))

    first, last = (number(float(known["mean"].iloc[at]), unit) for at in (0, -1))
    says = (
        f"{path.label[0]}: {first} in the round '{names[0]}', {last} in '{names[-1]}'. "
        "Points are means, bars their 95 % intervals, the band holds nine replications in ten.",
        f"{path.label[1]}：“{names[0]}”轮为{first}，“{names[-1]}”轮为{last}。"
        "点为均值，竖线为均值95%区间，色带含九成模拟。",
    )
    return Picture(path.name, path.title, says, draw)


def firms_barred(bans: pd.DataFrame, days: Sequence[date], replications: int) -> Picture | None:
    """Draw how many firms are on the violation list, day by day, with the days on which bids are opened.

    Parameters
    ----------
    bans
        The table ``bans``.
    days
        Days of the rounds.
    replications
        Over how many histories the mean is taken.
    """
    listed = bans[bans["barred_until"] > bans["lost_on"]]
    if listed.empty:
        return None
    begins, ends = (
        np.array(listed[name], dtype="datetime64[D]").astype(np.int64) for name in ("lost_on", "barred_until")
    )
    grid = np.linspace(begins.min() - 30, ends.max() + 30, 400).astype(np.int64)
    keys = pd.factorize(listed["replication"].astype(str) + "|" + listed["firm"].astype(str))[0]
    there = (begins[None, :] <= grid[:, None]) & (grid[:, None] < ends[None, :])
    # A firm that is barred twice at a time is one firm.
    mean = np.array([len(np.unique(keys[row])) for row in there]) / replications
    label: Words = ("Firms on the violation list", "违规名单企业数")

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, _LEFT, 0.3)
        axes.fill_between(_years(grid), mean, step="post", color=RED, alpha=0.35, lw=0)
        for day in days:
            axes.axvline(float(_years((day - date(1970, 1, 1)).days)), color=GREY, lw=1, ls="--")
        axes.set_ylim(bottom=0)
        axes.locator_params(axis="x", integer=True)
        axes.set_xlabel(say(("Year (a number stands at its first of January)", "年份（刻度为当年1月1日）")))
        axes.set_ylabel(say(label))

    most = float(mean.max())
    says = (
        f"Mean number of firms that are barred on a day; at most {most:.1f}. "
        "Dashed lines: days on which bids are opened.",
        f"每日被列入违规名单的企业数均值，最多{most:.1f}家；虚线为各轮开标日。",
    )
    return Picture("bans", ("Who is barred when", "违规名单随时间变化"), says, draw)


def _years(days: npt.ArrayLike) -> Floats:
    """Return days since 1970 as years with decimals."""
    return 1970 + np.asarray(days, dtype=np.float64) / 365.2425


def by_year(budget: pd.DataFrame) -> Picture | None:
    """Draw what is saved year by year, for the fund and for patients.

    Parameters
    ----------
    budget
        The table ``budget``.
    """
    if budget.empty:
        return None
    wide = budget.pivot_table(index="year", columns="metric", values="mean")
    parts: tuple[tuple[str, Words, str], ...] = (
        ("saving_fund", ("fund", "医保基金"), BLUE),
        ("saving_patients", ("patients", "患者"), LIGHT),
    )

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, _LEFT, 0.35)
        for at, (name, label, colour) in enumerate(parts):
            axes.bar(wide.index + (at - 0.5) * 0.4, wide[name], 0.4, color=colour, label=say(label))
        axes.set_xlabel(say(("year since the first contracts", "首份协议开始后的年份")))
        axes.set_ylabel(say(("million yuan", "百万元")))
        axes.locator_params(axis="x", integer=True)
        legend_above(figure, 2)

    total = wide[[name for name, *_ in parts]].sum()
    says = (
        f"Mean savings by year, not discounted: {total.iloc[0]:,.0f} million yuan of the fund and "
        f"{total.iloc[1]:,.0f} of patients in all.",
        f"各年节约额均值（未折现）：医保基金合计{total.iloc[0]:,.0f}百万元，患者合计{total.iloc[1]:,.0f}百万元。",
    )
    return Picture("budget", ("Savings by year", "各年节约额"), says, draw)
