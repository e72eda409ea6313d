"""From blocks of replications to means with intervals.

Two intervals are reported, and they answer different questions:

``low`` to ``high``
    95 % interval of the mean (Student's t): how precisely the simulation knows the *average* outcome. It
    shrinks with more replications.
``p05`` to ``p95``
    5th to 95th percentile of the replications: how far *one* tender may fall from another. It does not
    shrink.

Neither covers errors of the model or of its inputs. A replication in which a metric is undefined is left
out; ``n`` says how many are in.

Whatever the split into blocks, and in whatever order blocks arrive, the results are the same to the last
bit: round metrics are kept by replication, and sums over varieties run through the replications in order,
one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

from simulator.results.bids import Floats, ratio
from simulator.results.dictionary import VARIETY_METRICS
from simulator.results.metrics import BlockMetrics

__all__ = ["Collector", "Estimate", "Moments", "VarietyEstimates", "estimate", "estimate_each", "quantile"]

_LEVEL = 0.975


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


@dataclass(frozen=True, slots=True)
class VarietyEstimates:
    """One metric of each of ``V`` varieties over the replications."""

    mean: Floats
    se: Floats
    low: Floats
    high: Floats
    n: Floats


@dataclass(frozen=True, slots=True)
class Moments:
    """All metrics of a run."""

    varieties: tuple[str, ...]
    by_round: dict[str, Floats]
    """``[R]`` for every round metric."""
    by_variety: dict[str, VarietyEstimates]
    """Every variety metric."""

    @property
    def replications(self) -> int:
        """Number of replications."""
        return int(self.by_round["varieties_tendered"].shape[0])

    def estimates(self) -> dict[str, Estimate]:
        """Return mean and intervals of every round metric."""
        return {name: estimate(values) for name, values in self.by_round.items()}


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
    sums = _Sums(*(np.array([part], dtype=np.float64) for part in parts))
    mean, se, low, high = (float(x[0]) for x in sums.interval())
    ordered = np.sort(known)
    p05, p95 = (float(quantile(ordered, share)) for share in (0.05, 0.95))
    return Estimate(mean, se, low, high, p05, p95, int(known.size))


def estimate_each(values: Floats) -> dict[str, Floats]:
    """Compute for many metrics what :func:`estimate` does for one, at once and to the same bits.

    Parameters
    ----------
    values
        ``[K, R]`` metrics by replication, all defined.

    Returns
    -------
    dict
        ``[K]`` for every name of :class:`Estimate`.
    """
    shift = values[:, 0].copy()
    off = values - shift[:, None]
    count = np.full(len(values), float(values.shape[1]))
    sums = _Sums(count, shift, off.sum(axis=1), (off * off).sum(axis=1))
    mean, se, low, high = sums.interval()
    ordered = np.sort(values, axis=1)
    p05, p95 = (quantile(ordered, share) for share in (0.05, 0.95))
    return {"mean": mean, "se": se, "low": low, "high": high, "p05": p05, "p95": p95, "n": count}


def quantile(ordered: Floats, share: float) -> Floats:
    """Return a quantile of values in order, to the last bit that of NumPy, which takes many times as long.

    Parameters
    ----------
    ordered
        ``[..., R]`` values, at least one, sorted along the last axis.
    share
        Share of the values that lie below.
    """
    count = ordered.shape[-1]
    place = share * (count - 1)
    below = int(place)
    part, low = place - below, ordered[..., below]
    high = ordered[..., min(below + 1, count - 1)]
    step = high - low
    return np.asarray(low + step * part if part < 0.5 else high - step * (1 - part))


@dataclass(slots=True)
class _Sums:
    """Running sums of deviations from ``shift``, a value near the mean.

    The sums are taken from a shifted origin because the plain sum of squares would lose the variance of
    a metric that hardly varies; a metric that never varies has a standard error of exactly zero.
    """

    n: Floats
    shift: Floats
    total: Floats
    squares: Floats

    @classmethod
    def empty(cls, size: int) -> _Sums:
        return cls(np.zeros(size), np.full(size, np.nan), np.zeros(size), np.zeros(size))

    def add(self, values: Floats) -> None:
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


@dataclass(slots=True)
class Collector:
    """Takes the blocks of a run, in any order, and puts them together.

    A block is used as soon as all blocks before it have arrived; until then it waits in memory.
    """

    _next: int = 0
    _waiting: dict[int, BlockMetrics] = field(default_factory=dict)
    _varieties: tuple[str, ...] = ()
    _rounds: dict[str, list[Floats]] = field(default_factory=dict)
    _sums: dict[str, _Sums] = field(default_factory=dict)

    def add(self, start: int, block: BlockMetrics) -> None:
        """Take the block whose first replication is number ``start``.

        Raises
        ------
        ValueError
            If the block was there before, or is about other varieties.
        """
        if start < self._next or start in self._waiting:
            raise ValueError(f"replication {start} was already collected")
        if self._rounds and block.varieties != self._varieties:
            raise ValueError("all blocks of a run are about the same varieties")
        self._waiting[start] = block
        while self._next in self._waiting:
            self._use(self._waiting.pop(self._next))

    def _use(self, block: BlockMetrics) -> None:
        if not self._rounds:
            self._varieties = block.varieties
            self._rounds = {name: [] for name in block.by_round}
            self._sums = {name: _Sums.empty(len(block.varieties)) for name in VARIETY_METRICS}
        for name, parts in self._rounds.items():
            parts.append(block.by_round[name])
        for name, sums in self._sums.items():
            sums.add(block.by_variety[name])
        self._next += block.replications

    def finish(self) -> Moments:
        """Return all metrics of the run.

        Raises
        ------
        ValueError
            If nothing was collected, or a block is missing.
        """
        if not self._rounds or self._waiting:
            raise ValueError(f"the block that starts at replication {self._next} is missing")
        return Moments(
            varieties=self._varieties,
            by_round={name: np.concatenate(parts) for name, parts in self._rounds.items()},
            by_variety={
                name: VarietyEstimates(*sums.interval(), n=sums.n) for name, sums in self._sums.items()
            },
        )
