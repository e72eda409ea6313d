"""Regret matching: prices are quoted in proportion to how much they are missed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.learning.protocol import Feedback, Floats, Seen, Shape

__all__ = ["RegretMatching", "Regrets"]


@dataclass(frozen=True, slots=True, eq=False)
class Regrets:
    """By how much each price would have earned more than the learner did, over all rounds so far."""

    values: Floats
    """``[R, m, A]`` in the unit of the payoff."""


@dataclass(frozen=True, slots=True)
class RegretMatching:
    """Quote each price in proportion to its regret, where it is positive; all alike when none is.

    Regret is measured against what the mixture earned on average, or, with ``realised``, against what the
    quoted price earned. Against the mixture it is at most ``span * sqrt(A T)`` after ``T`` rounds, however
    rivals behave. The rule has no parameter to tune, and the unit of money plays no part.

    Feedback: full.
    Names: 遗憾匹配 / regret matching.
    Source: Hart and Mas-Colell, A Simple Adaptive Procedure Leading to Correlated Equilibrium, Econometrica
    68(5), 2000, here with unconditional regrets; the bound follows from Blackwell, An
    Analog of the Minimax Theorem for Vector Payoffs, Pacific Journal of Mathematics 6, 1956.
    """

    realised: bool = False
    """Whether regret is measured against the quoted price rather than against the mixture."""

    @property
    def feedback(self) -> Feedback:
        """All results are needed."""
        return Feedback.FULL

    def start(self, shape: Shape) -> Regrets:
        """Begin without regret."""
        return Regrets(np.zeros(shape))

    def mix(self, state: Regrets) -> Floats:
        """Return probabilities in proportion to the positive regrets."""
        missed = np.maximum(state.values, 0.0)
        total = missed.sum(axis=2, keepdims=True)
        even = np.full_like(missed, 1.0 / missed.shape[2])
        return np.asarray(np.divide(missed, total, out=even, where=total > 0), dtype=np.float64)

    def update(self, state: Regrets, seen: Seen) -> Regrets:
        """Add what each price would have earned more."""
        payoffs = seen.everything()
        own = seen.earned if self.realised else (self.mix(state) * payoffs).sum(axis=2)
        return Regrets(state.values + payoffs - own[..., None])
