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

from simulator.bidding.equilibrium.acceleration import Accelerator
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.linear import solution
from simulator.bidding.equilibrium.smooth_answer import SmoothAnswer

__all__ = ["smoothed_bids"]

Floats = npt.NDArray[np.float64]

_PARTS = 64
_ACCELERATED, _QUICK, _DAMPING, _MEMORY = (80.0, 40.0), 60, 0.3, 8
_FIRST, _FACTOR, _HIGHEST, _WORTH_JUDGING = (40.0, 10.0), 2**0.5, 170.0, 25.0
_CLOSE, _USABLE, _SETTLED = 1e-3, 0.05, 0.02
_NEWTON, _SHORTEST = 15, 0.02


class _Found(NamedTuple):
    """Volumes that firms expect, and how far they are from those that their bids lead to."""

    volumes: Floats
    off: float
    """Largest difference, over the largest volume of a winner."""
    steps: int


def smoothed_bids(game: Game, start: Profile) -> Iterator[tuple[Profile, int]]:
    """Yield bids of firms that choose nearly the best price, from rough ones to more and more precise ones.

    Parameters
    ----------
    game
        The variety; nothing but the award counts for its firms.
    start
        Bids from which to begin.

    Yields
    ------
    tuple
        Bids that may be near an equilibrium, to be judged like any others, and the steps taken to them.

    Notes
    -----
    Firms err as in a logit quantal response (McKelvey and Palfrey 1995). The unknowns of Newton's method are
    the volumes that prices can expect, not the bids: any numbers are valid there, and they change smoothly.
    """
    answer = SmoothAnswer(game, _PARTS)
    begun = answer.volumes(start.mass)
    for precision in _ACCELERATED:
        quick = _accelerated(answer, begun, precision)
        if quick.off <= _USABLE:
            yield Profile(answer.mass(quick.volumes, precision)), quick.steps
    if answer.one_limit(start.mass):
        for first in _FIRST:
            yield from _along_the_path(answer, begun, first)


def _along_the_path(answer: SmoothAnswer, volumes: Floats, precision: float) -> Iterator[tuple[Profile, int]]:
    """Yield bids of rising precision, each found from the last, for as long as Newton's method settles."""
    now, settled, steps = volumes, True, 0
    while settled and precision <= _HIGHEST:
        found = _newton(answer, now, precision)
        now, settled, steps = found.volumes, found.off <= _SETTLED, steps + found.steps
        if precision >= _WORTH_JUDGING and found.off <= _USABLE:
            yield Profile(answer.mass(now, precision)), steps
            steps = 0
        precision *= _FACTOR


def _off(answer: SmoothAnswer, change: Floats) -> float:
    return float(np.abs(change).max()) / answer.largest


def _accelerated(answer: SmoothAnswer, volumes: Floats, precision: float) -> _Found:
    """Take accelerated steps, of which the best is kept."""
    accelerator = Accelerator(_DAMPING, _MEMORY)
    best, now = _Found(volumes, np.inf, 0), volumes
    for step in range(1, _QUICK + 1):
        change = answer.change(now, precision)
        off = _off(answer, change)
        if off < best.off:
            best = _Found(now, off, step)
        if off <= _CLOSE:
            break
        now = accelerator.step(now.ravel(), change.ravel()).reshape(now.shape)
    return best._replace(steps=step)


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
