"""How far prices of solved bids are known: what certificates leave open, and which differences exceed it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from simulator.study.choices import bids_of

__all__ = ["LEEWAY", "PRICE_CUTS", "LevelGain", "OpenPrices", "mean_gain", "reading", "with_readings"]

LEEWAY = 5
"""Mean prices are known to so many times the certificate, as a part of the price (docs/equilibrium.md)."""

PRICE_CUTS = frozenset(
    {"mean_cut_reference", "mean_cut_reference_weighted", "mean_cut_ceiling", "mean_cut_ceiling_weighted"}
)
"""Figures of which certificates say how far they are known: one less each is a mean price."""

_NOTHING = 1e-9
_OUTERMOST = 0.99
"""Quantile of cost levels at which the outermost games are solved."""


@dataclass(frozen=True, slots=True)
class LevelGain:
    """What is left to gain in one game of a tender, and how much its prices weigh in the tender's mean."""

    gain: float
    """Largest relative gain of any class."""
    award: float
    """Winners times their mean price over the ceiling; 1 where that is not known."""


def mean_gain(varieties: Sequence[Sequence[LevelGain]]) -> float:
    """Return the mean gain that is left over the games of a tender, each weighing as its prices do.

    Games of middling cost levels weigh more, because costs lie there more often.

    Parameters
    ----------
    varieties
        Games of each variety by cost level, from cheap to dear.
    """
    weights, gains = [], []
    for levels in varieties:
        often = _frequency(len(levels))
        weights += [share * one.award for share, one in zip(often, levels, strict=True)]
        gains += [one.gain for one in levels]
    whole = float(np.sum(weights))
    return float(np.dot(weights, gains)) / whole if whole > 0 else 0.0


def _frequency(count: int) -> list[float]:
    """Return how often costs lie near each of some levels, evenly from very cheap to very dear ones."""
    if count < 2:
        return [1.0] * count
    end = float(ndtri(_OUTERMOST))
    density = np.exp(-0.5 * np.linspace(-end, end, count) ** 2)
    return [float(one) for one in density / density.sum()]


def reading(difference: float, low: float, high: float, left_open: float) -> str:
    """Tell whether a difference of prices exceeds what the certificates leave open.

    Parameters
    ----------
    difference, low, high
        The difference, and the ends of its interval.
    left_open
        How far prices may differ without meaning anything.

    Returns
    -------
    str
        ``same``; ``beyond`` if the whole interval lies outside; else ``within``; empty if nothing is known.
    """
    if any(math.isnan(one) for one in (difference, low, high, left_open)):
        return ""
    if all(abs(one) < _NOTHING for one in (difference, low, high)):
        return "same"
    return "beyond" if low > left_open or high < -left_open else "within"


class OpenPrices:
    """What certificates leave open of the prices of a study.

    Parameters
    ----------
    certificate
        What the manifest says about solved bids; anything else if none were solved.
    table
        The table ``comparison``, with the mean of each figure.
    """

    def __init__(self, certificate: object, table: pd.DataFrame) -> None:
        listed = certificate.get("arms") if isinstance(certificate, Mapping) else None
        arms = {
            (str(one.get("choice")), str(one.get("future", ""))): one
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, Mapping)
        }
        self._gains = {arm: float(one["mean_gain"]) for arm, one in arms.items() if "mean_gain" in one}
        self._games = {arm: one.get("games", arm) for arm, one in arms.items()}
        keys = zip(table["metric"], table["future"], table["choice"], table["mean"], strict=True)
        self._means = {(str(m), str(f), str(c)): float(mean) for m, f, c, mean in keys}

    def between(self, metric: str, future: str, choice: str, other: str) -> float:
        """Return how far a figure of two choices may differ without meaning anything.

        Each side counts with :data:`LEEWAY` times what its bids leave to be gained, as a part of its mean
        price. NaN where the bids are those of the same games on either side, nothing is known of them, or
        the figure is none of :data:`PRICE_CUTS`.
        """
        played = [self._games.get((bids_of(one), future)) for one in (choice, other)]
        if metric not in PRICE_CUTS or played[0] == played[1]:
            return math.nan
        return sum(self._side(metric, future, one) for one in (choice, other))

    def _side(self, metric: str, future: str, choice: str) -> float:
        gain = self._gains.get((bids_of(choice), future), math.nan)
        return LEEWAY * gain * (1 - self._means.get((metric, future, choice), math.nan))


def with_readings(table: pd.DataFrame, certificate: object) -> pd.DataFrame:
    """Add to a comparison what certificates leave open beside each difference of prices.

    Parameters
    ----------
    table
        The table ``comparison`` (see :func:`simulator.study.comparison.comparison_table`).
    certificate
        What the manifest says about solved bids; anything else if none were solved.

    Returns
    -------
    pandas.DataFrame
        With ``left_open``, in the unit of the figure (NaN where nothing is), and ``reading``.
    """
    known = OpenPrices(certificate, table)
    keys = zip(*(table[name].astype(str) for name in ("metric", "future", "choice", "baseline")), strict=True)
    opened = [known.between(*one) for one in keys]
    ends = zip(table["difference"], table["difference_low"], table["difference_high"], opened, strict=True)
    said = [reading(*map(float, one)) for one in ends]
    return table.assign(left_open=np.array(opened, dtype=np.float64), reading=np.array(said, dtype=object))
