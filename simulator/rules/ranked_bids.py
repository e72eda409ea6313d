"""Bids of a variety in order, and the sums that screens are made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["mean_of", "range_of", "ranked_bids", "ratio"]

Floats = npt.NDArray[np.float64]


def ranked_bids(prices: Ints, present: Bools) -> Floats:
    """Return the bids of each row upwards, those not handed in as ``nan`` at the end; at least one column."""
    ranked = np.sort(np.where(present, prices, np.nan).astype(np.float64), axis=1)
    return ranked if ranked.shape[1] else np.full((len(ranked), 1), np.nan)


def mean_of(values: Floats, among: Bools) -> Floats:
    """Return the ``[R]`` mean of the marked values; 0 where none is."""
    total = np.where(among, values, 0.0).sum(axis=1)
    return np.asarray(total / np.maximum(among.sum(axis=1), 1), dtype=np.float64)


def range_of(values: Floats, among: Bools) -> Floats:
    """Return the ``[R]`` distance of the highest from the lowest marked value; ``nan`` where none is."""
    top = np.where(among, values, -np.inf).max(axis=1)
    return np.where(among.any(axis=1), top - np.where(among, values, np.inf).min(axis=1), np.nan)


def ratio(over: Floats, under: Floats, defined: Bools) -> Floats:
    """Divide; infinite where only the divisor is zero, undefined where both are or where it is said to be."""
    usable = defined & ~np.isnan(over) & ~np.isnan(under) & ~((over == 0) & (under == 0))
    with np.errstate(divide="ignore"):
        quotient = np.divide(over, under, out=np.full(len(over), np.nan), where=usable)
    return np.asarray(quotient, dtype=np.float64)
