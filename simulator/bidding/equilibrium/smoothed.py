"""Bids of firms that choose nearly the best price: a smooth problem, which Newton's method solves.

Where firms can expect almost the same profit over a wide range of prices, best responses jump from one end of
the range to the other, and no rule for the steps of fictitious play settles. Firms that choose the better of
two prices more often, but not always, answer smoothly. What they leave on the table falls with their
precision, so that precise ones bid an equilibrium up to any tolerance: the certificate judges them like other
bids, with all smoothing taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.linear import solution
from simulator.bidding.equilibrium.smooth_answer import SmoothAnswer

__all__ = ["Smoothed", "smoothed_bids"]

Floats = npt.NDArray[np.float64]

_PARTS = 64
_FACTOR = 1.4
_CLOSE, _SETTLED = 1e-3, 0.02
_NEWTON, _SHORTEST = 20, 0.02


class Smoothed(NamedTuple):
    """Bids of firms that choose nearly the best price."""

    profile: Profile
    precision: float
    """How much more often they choose the better of two prices."""
    steps: int
    """Steps of Newton's method since the bids before."""


class _Found(NamedTuple):
    """Volumes that firms expect, and how far they are from those that their bids lead to."""

    volumes: Floats
    off: float
    """Largest difference, over the largest volume of a winner."""
    steps: int


def smoothed_bids(game: Game, start: Profile, first: float, last: float) -> Iterator[Smoothed]:
    """Yield bids of firms that choose nearly the best price, from rough ones to more and more precise ones.

    Parameters
    ----------
    game
        The variety; nothing but the award counts for its firms.
    start
        Bids from which to begin.
    first, last
        Precision of the first bids, and the highest. Bids of a precision of 1 are found from anywhere; each
        is found from the one before.

    Yields
    ------
    Smoothed
        Bids, for as long as Newton's method settles.

    Notes
    -----
    Firms err as in a logit quantal response (McKelvey and Palfrey 1995); the path from rough to precise bids
    is that of Turocy (2005, Games and Economic Behavior 51, section 3). The unknowns of Newton's method are
    the volumes that prices can expect, not the bids: any numbers are valid there, and they change smoothly.
    """
    answer = SmoothAnswer(game, _PARTS)
    now, precision = answer.volumes(start.mass), first
    while precision <= last:
        found = _newton(answer, now, precision)
        if found.off > _SETTLED:
            return
        now = found.volumes
        yield Smoothed(Profile(answer.mass(now, precision)), precision, found.steps)
        precision *= _FACTOR


def _off(answer: SmoothAnswer, change: Floats) -> float:
    return float(np.abs(change).max()) / answer.largest


def _newton(answer: SmoothAnswer, volumes: Floats, precision: float) -> _Found:
    """Take Newton's steps, each as long as it brings volumes closer."""
    now, change, steps = volumes, answer.change(volumes, precision), 0
    while steps < _NEWTON and _off(answer, change) > _CLOSE:
        slope = answer.slope(now, precision)
        step = solution(np.eye(len(slope)) - slope, change.ravel()).reshape(now.shape)
        steps += 1
        if not np.isfinite(step).all():
            break
        length, before = 1.0, float(np.linalg.norm(change))
        while length > _SHORTEST:
            then = answer.change(now + length * step, precision)
            if float(np.linalg.norm(then)) < (1 - 0.1 * length) * before:
                break
            length /= 2
        if length <= _SHORTEST:
            break
        now, change = now + length * step, then
    return _Found(now, _off(answer, change), steps)
