"""Best response to the prices that were published, the last ones or all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.equilibrium.finite.hierarchy import best_response
from simulator.bidding.learning.limits import between
from simulator.bidding.learning.protocol import Feedback, Floats, Seen, Shape

__all__ = ["BestResponse", "Remembered"]


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What each price would have earned on average against the rivals' past prices."""

    values: Floats
    """``[R, m, A]`` in the unit of the payoff."""
    weight: float
    """Weight of the rounds remembered."""


@dataclass(frozen=True, slots=True)
class BestResponse:
    """Quote the price that would have earned most against what rivals quoted before.

    With memory 0 that is the last round alone; with memory 1 all rounds weigh the same (fictitious play);
    in between the past fades geometrically. Prices that tie exactly are equally likely, so before the first
    round all are.

    Feedback: full.
    Names: 对上轮公布价格的最优反应（古诺），虚拟行动 / Cournot best response, fictitious play.
    Source: Cournot, Researches into the Mathematical Principles of the Theory of Wealth, 1838, chapter 7;
    Brown, Iterative Solution of Games by Fictitious Play, 1951; fading memory: Cheung and Friedman,
    Individual Learning in Normal Form Games, Games and Economic Behavior 19, 1997.
    """

    memory: float = 0.0
    """Weight of a round relative to the one after it."""

    def __post_init__(self) -> None:
        """Refuse a memory that makes no sense."""
        between("memory", self.memory, 0, 1)

    @property
    def feedback(self) -> Feedback:
        """All results are needed."""
        return Feedback.FULL

    def start(self, shape: Shape) -> Remembered:
        """Begin without memory."""
        return Remembered(np.zeros(shape), 0.0)

    def mix(self, state: Remembered) -> Floats:
        """Return the best price, ties evenly."""
        return best_response(state.values)

    def update(self, state: Remembered, seen: Seen) -> Remembered:
        """Average the round into the memory."""
        weight = self.memory * state.weight + 1.0
        return Remembered(state.values + (seen.everything() - state.values) / weight, weight)
