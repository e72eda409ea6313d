"""Least squares for figures that move in small jumps: steps wide enough that what is simulated answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ["wide_search"]

Floats = npt.NDArray[np.float64]
Misfit = Callable[[Floats], Floats]

_STEP, _LONGEST = 0.06, 0.5
_DAMPING = (0.3, 3.0, 0.03)
_SMALLEST = 1e-6
_WORTH = 0.02
"""A step that takes less than this part of the misfit is the last."""


def wide_search(
    misfit: Misfit, start: Floats, bounds: tuple[Floats, Floats], steps: int
) -> tuple[Floats, Floats]:
    """Find positive parameters with small misfits: Levenberg-Marquardt in logarithms with wide differences.

    Awards change where one bid passes another, so that a difference over a tiny step says little.

    Parameters
    ----------
    misfit
        From ``[P]`` parameters to ``[F]`` misfits, under common random numbers.
    start
        ``[P]`` where the search begins.
    bounds
        ``[P]`` lowest and ``[P]`` highest values.
    steps
        Most steps; each takes ``P`` and up to three evaluations.

    Returns
    -------
    tuple
        ``[P]`` parameters and ``[F]`` misfits, the best of all that were tried as steps.

    Notes
    -----
    Source: Marquardt, Journal of the Society for Industrial and Applied Mathematics 11(2), 1963, pages 431
    to 441, for the damping.
    """
    low, high = (np.log(np.maximum(one, _SMALLEST)) for one in bounds)
    at = np.clip(np.log(start), low, high)
    off = misfit(np.exp(at))
    damping = 1.0
    slopes = None
    for _ in range(steps):
        if slopes is None:
            slopes = _slopes(misfit, at, off, high)
        best, least = at, off
        for factor in _DAMPING:
            point = np.clip(at - _step(slopes, off, damping * factor), low, high)
            found = misfit(np.exp(point))
            if found @ found < least @ least:
                best, least = point, found
            if found @ found < (1 - 5 * _WORTH) * (off @ off):
                break
        if best is at:
            damping *= 10
            continue
        before = off @ off
        at, off, slopes = best, least, None
        if off @ off > (1 - _WORTH) * before:
            break
    return np.exp(at), off


def _slopes(misfit: Misfit, at: Floats, off: Floats, high: Floats) -> Floats:
    """Return ``[F, P]`` change of misfits with the logarithm of each parameter."""
    columns = []
    for number in range(len(at)):
        step = _STEP if at[number] + _STEP <= high[number] else -_STEP
        moved = at.copy()
        moved[number] += step
        columns.append((misfit(np.exp(moved)) - off) / step)
    return np.stack(columns, axis=1)


def _step(slopes: Floats, off: Floats, damping: float) -> Floats:
    """Return the damped Gauss-Newton step, no parameter by more than two thirds."""
    square = slopes.T @ slopes
    ridge = damping * np.diag(square) + 1e-6
    return np.clip(np.linalg.solve(square + np.diag(ridge), slopes.T @ off), -_LONGEST, _LONGEST)
