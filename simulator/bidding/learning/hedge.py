"""Hedge: weights that grow exponentially with what each price would have earned so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from simulator.bidding.equilibrium.closed_forms.regret import hedge_rate
from simulator.bidding.learning.limits import positive
from simulator.bidding.learning.protocol import Feedback, Floats, Seen, Shape

__all__ = ["Hedge", "Totals"]


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """What each price would have earned over all rounds so far."""

    values: Floats
    """``[R, m, A]`` in the unit of the payoff."""
    rounds: int
    """Number of rounds."""


@dataclass(frozen=True, slots=True)
class Hedge:
    """Quote prices in proportion to the exponential of what they would have earned so far.

    However rivals behave, a firm that learns so earns on average nearly what the best single price would
    have: with ``hedge_rate`` it stays behind by at most ``span * sqrt(T ln(A) / 2)`` in ``T`` rounds.
    Without a rate it falls over time as ``sqrt(8 ln(A) / t) / span``, which needs no known end and
    guarantees ``span * (2 sqrt(T ln(A) / 2) + sqrt(ln(A) / 8))``. The same rule is dual averaging with the
    entropy.

    Feedback: full.
    Names: 乘性权重（对冲）算法，熵正则对偶平均 / Hedge, exponential weights, entropic dual averaging.
    Source: Freund and Schapire, A Decision-Theoretic Generalization of On-Line Learning, Journal of
    Computer and System Sciences 55, 1997; Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006,
    theorems 2.2 and 2.3.
    """

    rate: float | None = None
    """Learning rate (eta), in units of one over the payoff; ``None`` for one that falls over time."""
    span: float = 1.0
    """Range of the payoffs, highest less lowest; used only without a rate."""

    def __post_init__(self) -> None:
        """Refuse parameters that make no sense."""
        positive("span", self.span)
        if self.rate is not None:
            positive("rate", self.rate)

    @property
    def feedback(self) -> Feedback:
        """All results are needed."""
        return Feedback.FULL

    def start(self, shape: Shape) -> Totals:
        """Begin without results."""
        return Totals(np.zeros(shape), 0)

    def mix(self, state: Totals) -> Floats:
        """Return the exponential weights."""
        prices = state.values.shape[2]
        rate = hedge_rate(max(prices, 2), state.rounds + 1, self.span) if self.rate is None else self.rate
        return np.asarray(softmax(rate * state.values, axis=2), dtype=np.float64)

    def update(self, state: Totals, seen: Seen) -> Totals:
        """Add what each price would have earned."""
        return Totals(state.values + seen.everything(), state.rounds + 1)
