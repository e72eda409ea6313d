"""What a learning rule is: a state, the mixture it stands for, and a new state after each round."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.money import Ints

__all__ = ["Feedback", "Floats", "LearningRule", "Seen", "Shape", "choose"]

Floats = npt.NDArray[np.float64]
Shape = tuple[int, int, int]
"""Replications, learners, prices."""

State = TypeVar("State")


class Feedback(StrEnum):
    """What a firm must know after a round to learn by a rule."""

    FULL = "full"
    """What every price would have earned, as when all prices are published."""
    BANDIT = "bandit"
    """What the own price earned, and no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the learners see of one round: ``R`` replications, ``m`` learners, ``A`` prices."""

    chosen: Ints
    """``[R, m]`` position of the price that was quoted."""
    payoffs: Floats
    """``[R, m, A]`` what each price would have earned, others unchanged. Rules with bandit feedback read the
    quoted price's alone; the others may then be ``nan``."""

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        if self.payoffs.ndim != 3 or self.chosen.shape != self.payoffs.shape[:2]:
            raise ValueError(
                f"payoffs are [R, m, A] and choices [R, m] of the same R and m; these are "
                f"{list(self.payoffs.shape)} and {list(self.chosen.shape)}"
            )
        prices = self.payoffs.shape[2]
        if self.chosen.size and not (self.chosen.min() >= 0 and self.chosen.max() < prices):
            raise ValueError(f"a choice is a position from 0 to {prices - 1} on the list of prices")
        if not np.isfinite(self.earned).all():
            raise ValueError("what the quoted price earned must be a finite number")

    @property
    def earned(self) -> Floats:
        """``[R, m]`` what the quoted price earned."""
        return np.asarray(np.take_along_axis(self.payoffs, self.chosen[..., None], axis=2)[..., 0])

    @property
    def is_chosen(self) -> npt.NDArray[np.bool_]:
        """``[R, m, A]`` which price was quoted."""
        return np.asarray(np.arange(self.payoffs.shape[2]) == self.chosen[..., None])

    def everything(self) -> Floats:
        """Return the payoffs of all prices.

        Raises
        ------
        ValueError
            If some are missing, so that only a rule with bandit feedback can learn from them.
        """
        if not np.isfinite(self.payoffs).all():
            raise ValueError(
                "this rule needs to know what every price would have earned; use one with bandit feedback, "
                "such as Roth-Erev, where prices are not published"
            )
        return self.payoffs


class LearningRule(Protocol[State]):
    """A rule by which firms learn: state in, state out, without random numbers of its own."""

    @property
    def feedback(self) -> Feedback:
        """What a firm must know after a round."""
        ...

    def start(self, shape: Shape) -> State:
        """Return the state before the first round, for so many replications, learners and prices."""
        ...

    def mix(self, state: State) -> Floats:
        """Return the ``[R, m, A]`` probability of each price in the next round."""
        ...

    def update(self, state: State, seen: Seen) -> State:
        """Return the state after a round; the state given is left as it was."""
        ...


def choose(mixture: Floats, uniform: Floats) -> Ints:
    """Turn mixtures and uniforms into prices, by the inverse of the distribution function.

    Parameters
    ----------
    mixture
        ``[..., A]`` probabilities.
    uniform
        ``[...]`` numbers from 0 to below 1, one for each mixture.

    Returns
    -------
    numpy.ndarray
        ``[...]`` positions on the list of prices; a price of probability zero is never chosen.
    """
    upto = np.cumsum(mixture, axis=-1)
    return np.asarray((upto <= (uniform * upto[..., -1])[..., None]).sum(axis=-1), dtype=np.int64)
