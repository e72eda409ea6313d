"""How far a learner is behind the best single price, and how far it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.learning.protocol import Floats, Seen, Shape

__all__ = ["Account", "hedge_bound", "matching_bound", "open_account"]


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


def hedge_bound(prices: int, rounds: int, span: float = 1.0) -> float:
    """Return the largest regret of Hedge with the rate for that many rounds: ``span * sqrt(T ln(A) / 2)``.

    Notes
    -----
    Source: Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006, theorem 2.2.
    """
    return float(span * np.sqrt(rounds * np.log(prices) / 2.0))


def matching_bound(prices: int, rounds: int, span: float = 1.0) -> float:
    """Return the largest regret of regret matching against its mixtures: ``span * sqrt(A T)``.

    Notes
    -----
    Source: each round adds at most ``A span^2`` to the sum of squared positive regrets (Blackwell, Pacific
    Journal of Mathematics 6, 1956).
    """
    return float(span * np.sqrt(prices * rounds))
