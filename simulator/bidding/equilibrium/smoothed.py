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

__all__ = ["Smoothed", "smoothed_bids"]

Floats = npt.NDArray[np.float64]

_PARTS = 64
_QUICK, _DAMPING, _MEMORY = 60, 0.3, 8
_STRIDE, _SHORTEST_STRIDE, _LONGER = 0.4, 0.04, 1.5
_CLOSE, _SETTLED, _FAR = 1e-3, 0.05, 0.25
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
    by_mass: Floats | None
    """How volumes change with bids, if that is still of use."""


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
    quick, by_mass = _accelerated(answer, answer.volumes(start.mass), first), None
    if quick.off <= _SETTLED:
        yield Smoothed(Profile(answer.mass(quick.volumes, first)), first, quick.steps)
    now = quick.volumes
    precision, reached, stride = first, first, _STRIDE
    while precision <= last and stride >= _SHORTEST_STRIDE:
        found = _newton(answer, now, precision, by_mass)
        by_mass = found.by_mass
        if found.off <= _SETTLED:
            now, reached = found.volumes, precision
            yield Smoothed(Profile(answer.mass(now, precision)), precision, found.steps)
            stride = min(_LONGER * stride, _STRIDE)
        elif precision == first:
            return
        else:
            stride /= 2
        precision = reached * (1 + stride)


def _off(answer: SmoothAnswer, change: Floats) -> float:
    return float(np.abs(change).max()) / answer.largest


def _accelerated(answer: SmoothAnswer, volumes: Floats, precision: float) -> _Found:
    """Return where accelerated steps come closest: far quicker than Newton's method where they settle."""
    accelerator = Accelerator(_DAMPING, _MEMORY)
    best, now = _Found(volumes, np.inf, 0, None), volumes
    for step in range(1, _QUICK + 1):
        change = answer.change(now, precision)
        off = _off(answer, change)
        if off < best.off:
            best = _Found(now, off, step, None)
        if off <= _CLOSE:
            break
        now = accelerator.step(now.ravel(), change.ravel()).reshape(now.shape)
    return best._replace(steps=step)


def _newton(answer: SmoothAnswer, volumes: Floats, precision: float, by_mass: Floats | None) -> _Found:
    """Take Newton's steps, each as long as it brings volumes closer.

    How volumes change with bids takes most of the time; it is kept for as long as steps with it go far.
    """
    now, change, steps, fresh = volumes, answer.change(volumes, precision), 0, False
    while steps < _NEWTON and _off(answer, change) > _CLOSE:
        if by_mass is None:
            by_mass, fresh = answer.slope_by_mass(answer.mass(now, precision)), True
        slope = answer.slope(now, precision, by_mass)
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
        if length <= _SHORTEST and fresh:
            break
        far = float(np.linalg.norm(then)) < _FAR * before
        by_mass, fresh = by_mass if far else None, False
        if length > _SHORTEST:
            now, change = now + length * step, then
    return _Found(now, _off(answer, change), steps, by_mass)
