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

from simulator.results.bids import Floats
from simulator.results.dictionary import VARIETY_METRICS
from simulator.results.estimates import Estimate, Sums, estimate
from simulator.results.metrics import BlockMetrics

__all__ = ["Collector", "Moments", "VarietyEstimates"]


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


@dataclass(slots=True)
class Collector:
    """Takes the blocks of a run, in any order, and puts them together.

    A block is used as soon as all blocks before it have arrived; until then it waits in memory.
    """

    _next: int = 0
    _waiting: dict[int, BlockMetrics] = field(default_factory=dict)
    _varieties: tuple[str, ...] = ()
    _rounds: dict[str, list[Floats]] = field(default_factory=dict)
    _sums: dict[str, Sums] = field(default_factory=dict)

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
            self._sums = {name: Sums.empty(len(block.varieties)) for name in VARIETY_METRICS}
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
