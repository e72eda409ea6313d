"""Search for the fixed point of quantal responses: quick steps first, then the path from small precisions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import NoConvergence, newton_krylov

from simulator.bidding.equilibrium.acceleration import Accelerator

__all__ = ["Answer", "Found", "fixed_point"]

Floats = npt.NDArray[np.float64]
Answer = Callable[[Floats, float], Floats]
"""From bids ``[C, B]`` and a precision to the bids that answer them."""

_DAMPING, _MEMORY, _QUICK = 0.3, 6, 80
_FIRST, _STEP, _LONGEST, _SHORTEST = 1.0, 0.5, 0.7, 0.02
_NEWTON, _INNER = 6, 25


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Bids and how far they are from being the answer to themselves."""

    mass: Floats
    residual: float
    """Largest difference, summed over prices, between the bids of a class and its answer to all bids."""


def fixed_point(answer: Answer, start: Floats, precision: float, tolerance: float) -> Found:
    """Find bids that are the answer to themselves.

    With few bidders firms chase each other's prices and plain iteration goes round in circles. Then the path
    of fixed points is followed from a small precision, where there is one and it is easily found, in steps
    as long as Newton's method can correct.

    Parameters
    ----------
    answer
        Answer of all classes to bids.
    start
        ``[C, B]`` where to begin.
    precision
        The precision asked for.
    tolerance
        Residual that is close enough.
    """
    quick = _accelerated(answer, start, precision, tolerance)
    if quick.residual <= tolerance:
        return quick
    followed = _followed(answer, start, precision, tolerance)
    return min(quick, followed, key=lambda one: one.residual)


def _residual(answer: Answer, mass: Floats, precision: float) -> tuple[Floats, float]:
    change = answer(mass, precision) - mass
    return change, float(np.abs(change).sum(axis=1).max())


def _accelerated(answer: Answer, start: Floats, precision: float, tolerance: float) -> Found:
    now, best = start, Found(start, np.inf)
    accelerator = Accelerator(_DAMPING, _MEMORY)
    for _ in range(_QUICK):
        change, off = _residual(answer, now, precision)
        if off < best.residual:
            best = Found(now, off)
        if off <= tolerance:
            break
        point = np.maximum(accelerator.step(now.ravel(), change.ravel()).reshape(now.shape), 0.0)
        now = point / np.maximum(point.sum(axis=1, keepdims=True), 1.0)
    return best


def _followed(answer: Answer, start: Floats, precision: float, tolerance: float) -> Found:
    """Follow the path of fixed points from a small precision, with steps even in its logarithm."""
    goal, at, step = np.log(precision), min(np.log(_FIRST), np.log(precision)), _STEP
    close = tolerance / start.shape[1] / 4
    found = _corrected(answer, start, np.exp(at), close)
    path = [] if found is None else [(at, found)]
    while path and at < goal and step > _SHORTEST:
        target = min(at + step, goal)
        found = _next(answer, path, target, close)
        if found is None:
            step /= 2
            continue
        at, step = target, min(1.4 * step, _LONGEST)
        path.append((at, found))
    mass = path[-1][1] if path else start
    return Found(mass, _residual(answer, mass, precision)[1])


def _next(answer: Answer, path: list[tuple[float, Floats]], target: float, close: float) -> Floats | None:
    """Return the next point of the path: from a straight continuation, else from the last point."""
    at, last = path[-1]
    if len(path) > 1:
        before, earlier = path[-2]
        guess = np.maximum(last + (target - at) / (at - before) * (last - earlier), 0.0)
        found = _corrected(answer, guess, np.exp(target), close)
        if found is not None:
            return found
    return _corrected(answer, last, np.exp(target), close)


def _corrected(answer: Answer, guess: Floats, precision: float, close: float) -> Floats | None:
    def change(mass: Floats) -> Floats:
        return answer(np.maximum(mass, 0.0), precision) - mass

    try:
        with warnings.catch_warnings():
            # A failed step overflows on its way; it is given up below.
            warnings.simplefilter("ignore", RuntimeWarning)
            found = newton_krylov(change, guess, f_tol=close, maxiter=_NEWTON, inner_maxiter=_INNER)
    except (NoConvergence, ValueError):
        return None
    return np.maximum(np.asarray(found, dtype=np.float64), 0.0)
