"""Cash by party over time: who has paid and who has received how much, month after month."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.report.figures.picture import BLUE, GREY, ORANGE, RED, Picture, Say, Words, legend_above, panel
from simulator.results.bids import Floats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["cash_by_month", "cash_flows"]

_PARTIES: Mapping[str, tuple[Words, tuple[str, ...]]] = MappingProxyType(
    {
        "fund": (("fund", "医保基金"), ("province", "city", "county")),
        "patients": (("patients", "患者"), ("patients",)),
        "hospitals": (("hospitals and staff", "医疗机构及医务人员"), ("hospitals", "staff")),
        "distributors": (("distributors", "配送企业"), ("distributors",)),
        "makers": (("makers", "生产企业"), ("makers", "nonwinners")),
    }
)
# Told apart by dashes as well, for paper without colour.
_STYLES = (("-", BLUE), ("--", ORANGE), ("-.", RED), (":", GREY), ("-", "black"))
_FEN_PER_MILLION = 1e8


def cash_by_month(ledger: pd.DataFrame) -> pd.DataFrame:
    """Add up what each group of parties has received less what it has paid, to the end of each month.

    Parameters
    ----------
    ledger
        Table ``ledger`` of a run: ``month``, ``account``, ``payer``, ``payee``, ``fen``.

    Returns
    -------
    DataFrame
        One row a month from 1, one column a group, in million yuan; every row adds up to zero.
    """
    cash = ledger[ledger["account"] == "cash"]
    months = np.ceil(cash["month"].to_numpy(dtype=np.float64)).astype(int).clip(1)
    last = int(months.max()) if len(months) else 0
    fen = cash["fen"].to_numpy(dtype=np.float64)

    def monthly(side: str, members: tuple[str, ...]) -> Floats:
        rows = cash[side].isin(members).to_numpy()
        return np.bincount(months[rows], fen[rows], last + 1)[1:].astype(np.float64)

    columns = {
        name: np.cumsum(monthly("payee", members) - monthly("payer", members)) / _FEN_PER_MILLION
        for name, (_, members) in _PARTIES.items()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(1, last + 1, name="month"))


def cash_flows(ledger: pd.DataFrame) -> Picture | None:
    """Draw the cash of every party over the term of one contract.

    Parameters
    ----------
    ledger
        As for :func:`cash_by_month`.

    Returns
    -------
    Picture
        The figure; nothing without a posting in cash.
    """
    sums = cash_by_month(ledger)
    if sums.empty or not sums.to_numpy().any():
        return None
    names = [str(name) for name in ledger["variety"].unique()]

    def draw(figure: Figure, say: Say) -> None:
        axes = panel(figure, 0.75, 0.7)
        axes.axhline(0, color="#bbbbbb", lw=0.8)
        for (name, (words, _)), (dashes, colour) in zip(_PARTIES.items(), _STYLES, strict=True):
            thick = 2.2 if colour != "black" else 1.2
            axes.plot(sums.index, sums[name], ls=dashes, color=colour, lw=thick, label=say(words))
        axes.set_xlim(0, len(sums))
        axes.set_xlabel(say(("Months since execution began", "执行月数")))
        axes.set_ylabel(say(("Received less paid (million yuan)", "累计收入减支出（百万元）")))
        legend_above(figure, 2)

    last = sums.iloc[-1]
    said = [
        "; ".join(f"{words[at]} {last[name]:+.1f}" for name, (words, _) in _PARTIES.items()) for at in (0, 1)
    ]
    says = (
        f"Cash received less paid by party, added up over {len(sums)} months of one simulated history "
        f"({', '.join(names)}), at the end in million yuan: {said[0]}.",
        f"一次模拟（{'、'.join(names)}）{len(sums)}个月内各方累计收入减支出，期末（百万元）：{said[1]}。",
    )
    return Picture("cash", ("Cash by party", "各方现金流"), says, draw, (5.3, 3.8))
