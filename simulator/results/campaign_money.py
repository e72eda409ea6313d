"""Money of a campaign: every round's sums on one calendar, year by year and discounted to the first day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.fund.liquidity import LIQUIDITY
from simulator.money import Ints
from simulator.results.bids import Floats, ratio
from simulator.results.money import MoneyBlock
from simulator.results.money_definitions import MONEY_METRICS, MoneyMetric

__all__ = ["BUDGET", "FLOWS", "Dated", "budget_by_year", "present_part", "whole_campaign"]

_FEN_PER_MILLION = 1e8

_BALANCES = {name for name in LIQUIDITY if not name.startswith("capital")}
FLOWS = tuple(
    name
    for name, one in MONEY_METRICS.items()
    if not one.under and not {part.removeprefix("-") for part in one.over} & _BALANCES
)
"""Amounts that add up over time; money that waits on average does not."""
BUDGET = ("baseline", "fund", "patients", "saving", "saving_fund", "saving_patients", "gain_hospitals")
"""Amounts that are laid out year by year."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What one round's contracts were settled at, and when they began."""

    money: MoneyBlock
    begins: float
    """Years from the day on which the first contracts of the campaign begin."""


def whole_campaign(rounds: Sequence[Dated], rate: float) -> dict[str, Floats]:
    """Return money over all rounds, ``[R]`` by name, million yuan over all terms or ratios of such sums.

    Parameters
    ----------
    rounds
        The rounds whose money is followed.
    rate
        Discount rate a year; amounts appear again under their name with ``_discounted`` at the end.
    """
    found: dict[str, Floats] = {}
    for name, metric in MONEY_METRICS.items():
        if metric.under:
            over, under = (sum(_totals(one, part) for one in rounds) for part in (metric.over, metric.under))
            found[name] = ratio(np.asarray(over), np.asarray(under))
        elif name in FLOWS:
            found[name] = np.sum([_totals(one, metric.over) for one in rounds], axis=0) / _FEN_PER_MILLION
            now = [_totals(one, metric.over, rate) for one in rounds]
            found[f"{name}_discounted"] = np.sum(now, axis=0) / _FEN_PER_MILLION
    return found


def present_part(begins: float, months: Ints, rate: float) -> Floats:
    """Return what a yuan that is spread evenly over a term is worth on the first day of the campaign.

    Parameters
    ----------
    begins
        Years until the term begins.
    months
        Its length, of any shape.
    rate
        Discount rate a year, compounded.

    Notes
    -----
    With the force of interest ``d = ln(1 + rate)`` and a term of ``T`` years, the mean of ``exp(-d t)`` over
    the term is ``exp(-d begins) (1 - exp(-d T)) / (d T)``.
    """
    force = np.log1p(rate)
    years = force * months / 12
    some = years > 0
    mean = np.where(some, -np.expm1(-years) / np.where(some, years, 1.0), 1.0)
    return np.asarray(np.exp(-force * begins) * mean, dtype=np.float64)


def budget_by_year(rounds: Sequence[Dated]) -> dict[str, Floats]:
    """Lay money out over the years since the first contracts began, ``[R, years]`` million yuan by name.

    A round's sums are spread evenly over its term; nothing is discounted.
    """
    last = max(one.begins + float(one.money.by_variety["months"].max(initial=0)) / 12 for one in rounds)
    years = max(int(np.ceil(last - 1e-9)), 1)
    return {
        name: np.stack([_in_year(rounds, MONEY_METRICS[name], year) for year in range(years)], axis=1)
        for name in BUDGET
    }


def _in_year(rounds: Sequence[Dated], metric: MoneyMetric, year: int) -> Floats:
    total: Floats = np.zeros(len(rounds[0].money.by_variety["months"]))
    for one in rounds:
        length = one.money.by_variety["months"] / 12
        overlap = np.clip(np.minimum(one.begins + length, year + 1) - max(one.begins, year), 0, None)
        part = np.divide(overlap, length, out=np.zeros(length.shape), where=length > 0)
        total += (_signed(one, metric.over) * part).sum(axis=1)
    return total / _FEN_PER_MILLION


def _totals(one: Dated, names: Sequence[str], rate: float | None = None) -> Floats:
    months = one.money.by_variety["months"]
    part = np.ones(months.shape) if rate is None else present_part(one.begins, months, rate)
    return np.asarray((_signed(one, names) * part * (months > 0)).sum(axis=1))


def _signed(one: Dated, names: Sequence[str]) -> Floats:
    held = one.money.by_variety
    signed = [-held[name[1:]] if name.startswith("-") else held[name] for name in names]
    return np.asarray(np.sum(signed, axis=0), dtype=np.float64)
