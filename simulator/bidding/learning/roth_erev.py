"""Reinforcement: what paid is quoted more often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.learning.limits import between, positive
from simulator.bidding.learning.protocol import Feedback, Floats, Seen, Shape

__all__ = ["Propensities", "RothErev"]

_LEAST = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Propensities:
    """How strongly each learner leans to each price."""

    values: Floats
    """``[R, m, A]``, positive, in the unit of the payoff."""


@dataclass(frozen=True, slots=True)
class RothErev:
    """Quote each price as often as its propensity, which grows by what the price earned and slowly fades.

    After a round every propensity fades by the part ``forgetting``. The quoted price then gains the part
    ``1 - experimentation`` of what it earned above ``least``; the other prices share the rest evenly. The
    firm needs to know nothing but its own result.

    Feedback: bandit.
    Names: 强化学习（罗斯–埃雷夫）/ Roth-Erev reinforcement.
    Source: Roth and Erev, Learning in Extensive-Form Games, Games and Economic Behavior 8, 1995; with three
    parameters: Erev and Roth, Predicting How People Play Games, American Economic Review 88(4), 1998.
    """

    forgetting: float = 0.1
    """Part of every propensity that fades in a round (phi)."""
    experimentation: float = 0.2
    """Part of the gain that goes to prices that were not quoted (epsilon)."""
    strength: float = 9.0
    """Sum of the propensities before the first round, in the unit of the payoff: what some rounds earn."""
    least: float = 0.0
    """Least payoff there can be; gains are counted from it."""

    def __post_init__(self) -> None:
        """Refuse parameters that make no sense."""
        between("forgetting", self.forgetting, 0, 1)
        between("experimentation", self.experimentation, 0, 1)
        positive("strength", self.strength)

    @property
    def feedback(self) -> Feedback:
        """Only the own result is needed."""
        return Feedback.BANDIT

    def start(self, shape: Shape) -> Propensities:
        """Lean to all prices alike."""
        return Propensities(np.full(shape, self.strength / shape[2]))

    def mix(self, state: Propensities) -> Floats:
        """Return probabilities in proportion to the propensities."""
        return np.asarray(state.values / state.values.sum(axis=2, keepdims=True), dtype=np.float64)

    def update(self, state: Propensities, seen: Seen) -> Propensities:
        """Fade, then reinforce.

        Raises
        ------
        ValueError
            If a price earned less than ``least``.
        """
        gain = seen.earned - self.least
        if gain.size and gain.min() < 0:
            raise ValueError(
                f"a price earned {gain.min() + self.least:g}, below the least payoff {self.least:g}: "
                "set `least` to the worst that can happen"
            )
        others = max(state.values.shape[2] - 1, 1)
        kept = 1.0 if state.values.shape[2] == 1 else 1.0 - self.experimentation
        part = np.where(seen.is_chosen, kept, self.experimentation / others)
        values = (1.0 - self.forgetting) * state.values + part * gain[..., None]
        # Propensities that fade without end must not become a division of zero by zero.
        return Propensities(np.maximum(values, _LEAST))
