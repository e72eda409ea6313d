"""Firms that think a limited number of steps ahead: level-k and the Poisson cognitive hierarchy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import Floats, PayoffMap

__all__ = ["Hierarchy", "best_response", "cognitive_hierarchy", "level_k"]

TIED = 1e-12
"""Payoffs that differ by no more than this part of the largest are equal: rounding must not break a tie."""


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """What firms of every level of thinking quote."""

    levels: Floats
    """``[L, A]`` mixture of level 0, 1, …"""
    weights: Floats
    """``[L]`` share of firms at each level."""

    @property
    def aggregate(self) -> Floats:
        """``[A]`` distribution of the prices of all firms together."""
        return self.weights @ self.levels


def best_response(payoffs: Floats) -> Floats:
    """Return the mixture that puts equal weight on every best choice and none on others.

    Parameters
    ----------
    payoffs
        ``[..., A]`` payoff of each choice; choices tie when their payoffs are equal up to rounding.
    """
    top = payoffs.max(axis=-1, keepdims=True)
    slack = TIED * np.abs(payoffs).max(axis=-1, keepdims=True)
    best = payoffs >= top - slack
    return np.asarray(best / best.sum(axis=-1, keepdims=True), dtype=np.float64)


def level_k(payoff: PayoffMap, start: npt.ArrayLike, levels: int) -> Floats:
    """Let each level answer the level below it as if all rivals were of that level.

    Parameters
    ----------
    payoff
        Payoff of each price against a mixture of every rival.
    start
        ``[A]`` mixture of level 0.
    levels
        Highest level.

    Returns
    -------
    numpy.ndarray
        ``[levels + 1, A]`` mixtures; best prices that tie exactly are equally likely.

    Notes
    -----
    Names: k 层推理 / level-k thinking.
    Source: Stahl and Wilson, Experimental Evidence on Players' Models of Other Players, Journal of Economic
    Behavior and Organization 25, 1994; Nagel, Unraveling in Guessing Games, American Economic Review 85(5),
    1995.
    """
    found = [_checked(start, levels)]
    for _ in range(levels):
        found.append(best_response(payoff(found[-1])))
    return np.array(found)


def cognitive_hierarchy(payoff: PayoffMap, start: npt.ArrayLike, steps: float, levels: int) -> Hierarchy:
    """Let each level answer the mix of all levels below it, in the proportions of a Poisson law.

    Parameters
    ----------
    payoff, start, levels
        As in :func:`level_k`.
    steps
        Mean number of steps of thinking (tau); Camerer, Ho and Chong found about 1.5.

    Returns
    -------
    Hierarchy
        Levels 0 to ``levels``, with Poisson weights cut off there and scaled to add up to 1.

    Raises
    ------
    ValueError
        If the mean number of steps is not positive and finite, the start is no mixture, or the number of
        levels is negative.

    Notes
    -----
    Names: 认知层级模型 / Poisson cognitive hierarchy.
    Source: Camerer, Ho and Chong, A Cognitive Hierarchy Model of Games, Quarterly Journal of Economics
    119(3), 2004.
    """
    if not (np.isfinite(steps) and steps > 0):
        raise ValueError(f"the mean number of steps of thinking is a positive number, not {steps}")
    found = [_checked(start, levels)]
    weights = _poisson(steps, levels)
    for level in range(1, levels + 1):
        below = weights[:level] / weights[:level].sum()
        found.append(best_response(payoff(below @ np.array(found))))
    return Hierarchy(np.array(found), weights)


def _poisson(mean: float, levels: int) -> Floats:
    """Return Poisson probabilities of 0 to ``levels``, scaled to add up to 1."""
    from scipy.special import gammaln, softmax

    count = np.arange(levels + 1)
    return np.asarray(softmax(count * np.log(mean) - gammaln(count + 1)), dtype=np.float64)


def _checked(start: npt.ArrayLike, levels: int) -> Floats:
    mixture = np.asarray(start, dtype=np.float64)
    if mixture.ndim != 1 or not (mixture >= 0).all() or abs(mixture.sum() - 1) > 1e-9:
        raise ValueError("level 0 is a list of probabilities, one for each price, that add up to 1")
    if levels < 0:
        raise ValueError(f"the highest level is a number from 0 on, not {levels}")
    return mixture
