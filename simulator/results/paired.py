"""Differences between two sets of replications that share their random numbers.

The interval of a difference is that of the mean of the differences, replication by replication (Student's t);
what the two sets share cancels in it. Beside it stands how wide it would be had the two been drawn
independently, so that a reader sees what sharing gained.

Where the number of replications was chosen by looking at the first of them, the interval takes its variance
from those first ones alone: given it, the mean of all is as uncertain as if the number had been fixed before,
so that stopping when the interval is narrow does not make it too narrow (two-stage procedure of C. Stein, "A
two-sample test for a linear hypothesis whose power is independent of the variance", Annals of Mathematical
Statistics 16, 1945, 243-258, theorem 1; exact for normal differences).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.special import stdtrit

from simulator.results.bids import Floats

__all__ = ["Difference", "difference", "differences", "enough"]

_LEVEL = 0.975
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of one set less that of another; NaN where there are too few replications."""

    mean: float
    low: float
    high: float
    """Ends of the 95 % interval of the mean difference."""
    se: float
    """Standard error of the mean difference, paired."""
    unpaired: float
    """Standard error that the difference would have, had the sets been drawn independently."""
    reduction: float
    """Variance of an unpaired difference over that of a paired one; infinite where that one is constant."""
    n: int
    """Replications in which both are defined."""


def difference(of: Floats, against: Floats, pilot: int = 0, family: int = 1) -> Difference:
    """Compare two sets of replications, pair by pair.

    Parameters
    ----------
    of, against
        ``[R]`` values by replication, NaN where undefined; the longer one is cut to the shorter.
    pilot
        First replications whose variance decided on ``R``; 0 if it was fixed beforehand.
    family
        Differences whose intervals are to hold all together with 95 % (Bonferroni).
    """
    count = min(of.size, against.size)
    first, second = of[:count], against[:count]
    both = ~(np.isnan(first) | np.isnan(second))
    n = int(both.sum())
    if n == 0:
        return Difference(*(float("nan"),) * 6, n=0)
    off = first[both] - second[both]
    size = float(np.abs([first[both], second[both]]).max())
    if np.ptp(off) <= _ROUNDING * size:
        # What differs in the last digits alone is the same difference everywhere.
        off = np.full(n, off[0])
    mean = float(off.mean())
    if n == 1:
        return Difference(mean, *(float("nan"),) * 5, n=1)
    variance = float(off.var(ddof=1))
    apart = float(first[both].var(ddof=1) + second[both].var(ddof=1))
    told = off[: int(both[:pilot].sum())] if pilot else off
    if told.size < 2:
        return Difference(mean, *(float("nan"),) * 5, n=n)
    se = float(np.sqrt(told.var(ddof=1) / n))
    half = float(stdtrit(told.size - 1, 1 - (1 - _LEVEL) / family)) * se
    reduction = apart / variance if variance > 0 else (float("inf") if apart > 0 else 1.0)
    return Difference(mean, mean - half, mean + half, se, float(np.sqrt(apart / n)), reduction, n)


def differences(of: Floats, against: Floats) -> tuple[Floats, Floats]:
    """Compare many sets of replications with one, as :func:`difference` does one by one.

    Parameters
    ----------
    of
        ``[N, R]`` values by set and replication, NaN where undefined.
    against
        ``[R]`` values of the one.

    Returns
    -------
    tuple of arrays
        ``[N]`` mean differences, and the lower ends of their 95 % intervals.
    """
    count = against.size
    off = of - against
    size = np.maximum(np.abs(of).max(axis=1), np.abs(against).max())
    same = np.ptp(off, axis=1) <= _ROUNDING * size
    off[same] = off[same, :1]
    mean = off.mean(axis=1)
    low = np.full(len(of), np.nan)
    if count > 1:
        low = mean - float(stdtrit(count - 1, _LEVEL)) * np.sqrt(off.var(axis=1, ddof=1) / count)
    for row in np.flatnonzero(np.isnan(off).any(axis=1)):
        one = difference(of[row], against)
        mean[row], low[row] = one.mean, one.low
    return mean, low


def enough(of: Floats, against: Floats, half_width: float) -> int:
    """Return how many replications make the interval of a difference narrow enough.

    Parameters
    ----------
    of, against
        ``[R]`` values of the first replications.
    half_width
        Half of the widest interval that is accepted, in the unit of the values.
    """
    both = ~(np.isnan(of) | np.isnan(against))
    off = of[both] - against[both]
    if off.size < 2:
        return int(of.size)
    spread = float(stdtrit(off.size - 1, _LEVEL)) * float(off.std(ddof=1))
    needed = ceil((spread / half_width) ** 2)
    # Replications in which the figure is undefined do not count, so more are drawn in proportion.
    return max(ceil(needed * of.size / off.size), int(of.size))
