"""Experience-weighted attraction: one rule between reinforcement and beliefs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from simulator.bidding.learning.limits import between, positive
from simulator.bidding.learning.protocol import Feedback, Floats, Seen, Shape

__all__ = ["Attractions", "ExperienceWeightedAttraction"]


@dataclass(frozen=True, slots=True, eq=False)
class Attractions:
    """How attractive each price is, and how much experience lies behind it."""

    values: Floats
    """``[R, m, A]`` in the unit of the payoff."""
    experience: float
    """Weight of the past, in rounds."""


@dataclass(frozen=True, slots=True)
class ExperienceWeightedAttraction:
    """Quote attractive prices more often; attraction is what a price earned, or would have earned, weighted.

    With experience ``N`` and attractions ``A``, after a round ``N' = decay (1 - growth) N + 1`` and ``A' =
    (decay N A + weight payoff) / N'``, where the weight is 1 for the quoted price and ``imagination`` for
    the others. Probabilities are logit in ``precision * A``.

    Special cases: imagination 1 and growth 0 is weighted fictitious play with logit choice (decay 1: all of
    the past alike; decay 0: only the last round). Imagination 0 is reinforcement, of sums with growth 1, of
    means with growth 0.

    Feedback: full; bandit with imagination 0.
    Names: 经验加权吸引力学习 / experience-weighted attraction (EWA).
    Source: Camerer and Ho, Experience-Weighted Attraction Learning in Normal Form Games, Econometrica
    67(4), 1999, equations 2.1 to 2.3; growth as in Camerer, Behavioral Game Theory, 2003, chapter 6.
    """

    precision: float
    """How sharply attractive prices are preferred (lambda), in units of one over the payoff."""
    imagination: float = 0.5
    """Weight of what prices that were not quoted would have earned (delta)."""
    decay: float = 0.9
    """Part of the past that is kept in a round (phi)."""
    growth: float = 0.0
    """Whether attractions add up (1) or average (0) over time (kappa)."""
    experience: float = 1.0
    """Weight of the start, in rounds (N(0))."""

    def __post_init__(self) -> None:
        """Refuse parameters that make no sense."""
        positive("precision", self.precision)
        positive("experience", self.experience)
        for what in ("imagination", "decay", "growth"):
            between(what, float(getattr(self, what)), 0, 1)

    @property
    def feedback(self) -> Feedback:
        """All results are needed, unless forgone ones have no weight."""
        return Feedback.FULL if self.imagination > 0 else Feedback.BANDIT

    def start(self, shape: Shape) -> Attractions:
        """Find all prices equally attractive."""
        return Attractions(np.zeros(shape), self.experience)

    def mix(self, state: Attractions) -> Floats:
        """Return the logit of the attractions."""
        return np.asarray(softmax(self.precision * state.values, axis=2), dtype=np.float64)

    def update(self, state: Attractions, seen: Seen) -> Attractions:
        """Weigh what was earned and what would have been earned into the attractions."""
        experience = self.decay * (1.0 - self.growth) * state.experience + 1.0
        earned = np.where(seen.is_chosen, seen.earned[..., None], 0.0)
        if self.imagination > 0:
            earned = np.where(seen.is_chosen, earned, self.imagination * seen.everything())
        past = self.decay * state.experience * state.values
        return Attractions((past + earned) / experience, experience)
