"""Logit quantal response: firms that choose better prices more often, but not always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from simulator.bidding.equilibrium.finite.branch import LogitSystem, follow
from simulator.bidding.equilibrium.finite.games import Floats, PayoffMap, regret

__all__ = ["QuantalResponse", "quantal_path", "quantal_response"]


@dataclass(frozen=True, slots=True, eq=False)
class QuantalResponse:
    """Mixtures in which each price has a weight that grows exponentially with what it earns.

    Names: 量子反应均衡 / logit quantal response equilibrium (QRE).
    """

    precision: float
    """Precision (lambda), in units of one over the payoff; 0 is chance, without end is best response."""
    mixture: Floats
    """``[..., A]`` probabilities."""
    residual: float
    """Largest difference between the mixture and the logit response to it; rounding leaves about 1e-13."""
    regret: float
    """Largest gain of a firm that chose its best price, in the unit of the payoff."""


def quantal_response(
    payoff: PayoffMap, jacobian: PayoffMap, precision: float, shape: int | tuple[int, ...]
) -> QuantalResponse:
    """Find the logit quantal response equilibrium at one precision, on the branch that starts at chance.

    Parameters
    ----------
    payoff, jacobian, shape
        As in :func:`quantal_path`.
    precision
        Precision, at least 0.
    """
    return quantal_path(payoff, jacobian, (precision,), shape)[0]


def quantal_path(
    payoff: PayoffMap, jacobian: PayoffMap, precisions: Sequence[float], shape: int | tuple[int, ...]
) -> tuple[QuantalResponse, ...]:
    """Follow the quantal response equilibria from pure chance to the precisions asked for.

    Parameters
    ----------
    payoff
        Payoff of every choice against mixtures: from ``shape`` to ``shape``. The last axis holds the
        choices; axes before it may be types or firms. It is only called with proper probabilities.
    jacobian
        From the same mixtures to the ``[N, N]`` derivative, choices flattened in C order.
    precisions
        Rising precisions, at least 0. They mean something only beside the scale of the payoff.
    shape
        Shape of the mixtures; a number stands for one firm's list of prices.

    Returns
    -------
    tuple of QuantalResponse
        One for each precision: where the branch first reaches it.

    Raises
    ------
    ValueError
        If the precisions do not rise from 0 or more.
    RunError
        If the branch cannot be followed that far.

    Notes
    -----
    The logarithms of the probabilities and the precision are followed together by their arc length, so that
    the branch may turn back on the way; every step is corrected by Newton's method. The plain iteration of
    the logit response stops converging at high precision.

    Source: McKelvey and Palfrey, Quantal Response Equilibria for Normal Form Games, Games and Economic
    Behavior 10, 1995; following the branch in logarithms: Turocy, A Dynamic Homotopy Interpretation of the
    Logistic Quantal Response Equilibrium Correspondence, Games and Economic Behavior 51(2), 2005.
    """
    wanted = [float(one) for one in precisions]
    if not wanted or not np.isfinite(wanted).all() or wanted[0] < 0 or (np.diff(wanted) <= 0).any():
        raise ValueError("precisions are finite numbers that rise from 0 or more, such as (1, 10, 100)")
    full = (shape,) if isinstance(shape, int) else tuple(shape)
    chance = np.full(full, 1.0 / full[-1])
    # Steps are taken in the precision times the range of payoffs, so that the unit of money plays no part.
    unit = max(float(np.ptp(payoff(chance))), float(np.ptp(jacobian(chance)))) or 1.0
    system = LogitSystem(lambda x: payoff(x) / unit, lambda x: jacobian(x) / unit, full)
    found = []
    for precision, logs in zip(wanted, follow(system, [one * unit for one in wanted]), strict=True):
        mixture = softmax(logs.reshape(full), axis=-1)
        answer = softmax(precision * payoff(mixture), axis=-1)
        residual = float(np.abs(mixture - answer).max())
        found.append(QuantalResponse(precision, mixture, residual, regret(payoff, mixture)))
    return tuple(found)
