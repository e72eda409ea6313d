"""How far a learner is behind the best single price, and how far it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.learning.protocol import Floats, Seen, Shape

__all__ = ["Account", "open_account"]


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What a learner earned over the rounds, and what each price would have earned.

    Names: 外部遗憾 / external regret.
    """

    totals: Floats
    """``[R, m, A]`` what each price would have earned in all rounds together."""
    expected: Floats
    """``[R, m]`` what the mixtures earned on average."""
    earned: Floats
    """``[R, m]`` what the quoted prices earned."""
    played: Floats
    """``[R, m, A]`` sum of the mixtures."""
    rounds: int
    """Number of rounds."""

    @property
    def regret(self) -> Floats:
        """``[R, m]`` by how much the best single price would have earned more than the mixtures."""
        return np.asarray(self.totals.max(axis=2) - self.expected, dtype=np.float64)

    @property
    def realised_regret(self) -> Floats:
        """``[R, m]`` by how much the best single price would have earned more than the quoted prices."""
        return np.asarray(self.totals.max(axis=2) - self.earned, dtype=np.float64)

    @property
    def average(self) -> Floats:
        """``[R, m, A]`` mean mixture over the rounds."""
        return np.asarray(self.played / max(self.rounds, 1), dtype=np.float64)

    def after(self, mixture: Floats, seen: Seen) -> Account:
        """Return the account after one more round, in which the ``[R, m, A]`` mixture was played."""
        payoffs = seen.everything()
        return Account(
            totals=self.totals + payoffs,
            expected=self.expected + (mixture * payoffs).sum(axis=2),
            earned=self.earned + seen.earned,
            played=self.played + mixture,
            rounds=self.rounds + 1,
        )


def open_account(shape: Shape) -> Account:
    """Return the account before the first round."""
    by_learner = np.zeros(shape[:2])
    return Account(np.zeros(shape), by_learner, by_learner, np.zeros(shape), 0)
