"""Means with intervals: of one figure, or of many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from simulator.results.bids import Floats, ratio

__all__ = ["Estimate", "Sums", "estimate", "estimate_rows", "expected_shortfall"]

_LEVEL = 0.975
_TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric over the replications; NaN where there are too few of them."""

    mean: float
    se: float
    """Monte Carlo standard error of the mean; NaN with fewer than two replications."""
    low: float
    """Lower end of the 95 % interval of the mean."""
    high: float
    """Upper end of the 95 % interval of the mean."""
    p05: float
    """5th percentile of the replications."""
    p95: float
    """95th percentile of the replications."""
    n: int
    """Replications in which the metric is defined."""


def estimate(values: Floats) -> Estimate:
    """Compute mean, standard error, interval of the mean and range of replications.

    Parameters
    ----------
    values
        One value a replication; NaN where undefined.
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return Estimate(*(float("nan"),) * 6, n=0)
    shift = float(known[0])
    off = known - shift
    parts = (known.size, shift, off.sum(), (off * off).sum())
    sums = Sums(*(np.array([part], dtype=np.float64) for part in parts))
    mean, se, low, high = (float(x[0]) for x in sums.interval())
    ordered = np.sort(known)
    p05, p95 = (float(_quantile(ordered, share)) for share in (0.05, 0.95))
    return Estimate(mean, se, low, high, p05, p95, int(known.size))


def _quantile(ordered: Floats, share: float) -> Floats:
    """Return a quantile of ``[..., R]`` values in order: NumPy's to the last bit, in less time."""
    count = ordered.shape[-1]
    place = share * (count - 1)
    below = int(place)
    part, low = place - below, ordered[..., below]
    high = ordered[..., min(below + 1, count - 1)]
    step = high - low
    return np.asarray(low + step * part if part < 0.5 else high - step * (1 - part))


def expected_shortfall(values: Floats, worse: str) -> float:
    """Return the mean of the worst twentieth of the values (CVaR at 95 %), at least one of them.

    Parameters
    ----------
    values
        One value a replication; NaN where undefined.
    worse
        Which end is bad: ``high`` or ``low``.
    """
    known = np.sort(values[~np.isnan(values)])
    if not known.size:
        return float("nan")
    count = max(int(np.ceil(_TAIL * known.size)), 1)
    return float(known[-count:].mean() if worse == "high" else known[:count].mean())


def estimate_rows(values: Floats, worse: Sequence[str]) -> dict[str, Floats]:
    """Estimate many figures at once, to the last bit as :func:`estimate` and :func:`expected_shortfall` do.

    Parameters
    ----------
    values
        ``[N, R]`` a figure a row, one value a replication; NaN where undefined.
    worse
        ``[N]`` which end is bad, for the mean of the worst twentieth.

    Returns
    -------
    dict
        ``[N]`` under ``mean``, ``low``, ``high``, ``p05``, ``p95``, ``shortfall``, ``se`` and ``n``.
    """
    found = np.full((8, len(values)), np.nan)
    holes = np.isnan(values).any(axis=1) if values.shape[1] else np.ones(len(values), dtype=np.bool_)
    found[:, ~holes] = _estimate_whole(values[~holes], np.array(worse, dtype=object)[~holes] == "high")
    for at in np.flatnonzero(holes).tolist():
        e = estimate(values[at])
        shortfall = expected_shortfall(values[at], worse[at])
        found[:, at] = (e.mean, e.low, e.high, e.p05, e.p95, shortfall, e.se, e.n)
    return dict(zip(("mean", "low", "high", "p05", "p95", "shortfall", "se", "n"), found, strict=True))


def _estimate_whole(values: Floats, high: npt.NDArray[np.bool_]) -> Floats:
    """Return ``[8, N]`` numbers of figures that every replication knows."""
    rows, size = values.shape
    if not rows:
        return np.empty((8, 0))
    shift = values[:, 0]
    off = values - shift[:, None]
    sums = Sums(np.full(rows, float(size)), shift, off.sum(axis=1), (off * off).sum(axis=1))
    mean, se, low, high_end = sums.interval()
    ordered = np.sort(values, axis=1)
    count = max(int(np.ceil(_TAIL * size)), 1)
    worst = np.where(high, ordered[:, -count:].mean(axis=1), ordered[:, :count].mean(axis=1))
    quantiles = [_quantile(ordered, share) for share in (0.05, 0.95)]
    return np.stack([mean, low, high_end, *quantiles, worst, se, np.full(rows, float(size))])


@dataclass(slots=True)
class Sums:
    """Running sums of deviations from ``shift``, a value near the mean.

    The sums are taken from a shifted origin because the plain sum of squares would lose the variance of
    a metric that hardly varies; a metric that never varies has a standard error of exactly zero.
    """

    n: Floats
    shift: Floats
    total: Floats
    squares: Floats

    @classmethod
    def empty(cls, size: int) -> Sums:
        """Begin with nothing added up, for so many figures."""
        return cls(np.zeros(size), np.full(size, np.nan), np.zeros(size), np.zeros(size))

    def add(self, values: Floats) -> None:
        """Add ``[R, N]`` values, replication by replication."""
        known = ~np.isnan(values)
        first = np.take_along_axis(values, known.argmax(axis=0)[np.newaxis], axis=0)[0]
        self.shift = np.where(np.isnan(self.shift), first, self.shift)
        off = np.where(known, values - self.shift, 0.0)
        self.n = self.n + known.sum(axis=0)
        # a running sum, unlike a plain one, adds in the order of replications however they are split
        self.total = np.add.accumulate(np.vstack([self.total, off]))[-1]
        self.squares = np.add.accumulate(np.vstack([self.squares, off * off]))[-1]

    def interval(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return mean, standard error, and the ends of the 95 % interval of the mean."""
        off = ratio(self.total, self.n)
        rest = np.maximum(self.squares - self.total * off, 0.0)
        se = np.sqrt(ratio(rest, (self.n - 1.0) * self.n))
        half = stdtrit(np.maximum(self.n - 1.0, 1.0), _LEVEL) * se
        mean = self.shift + off
        return mean, se, mean - half, mean + half
