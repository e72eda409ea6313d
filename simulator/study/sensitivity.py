"""Which uncertain value moves which figure: Sobol' indices, Morris screening, PAWN."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.streams import uniforms

__all__ = ["METHODS", "SLICES", "Index", "Method", "analysed", "points_for", "sampled", "sensitivity"]

Floats = npt.NDArray[np.float64]

Method = Literal["sobol", "morris", "pawn"]
METHODS: tuple[Method, ...] = ("sobol", "morris", "pawn")

_RESAMPLES = 100
_PAWN_RESAMPLES = 40  # each compares all slices again, which takes long
SLICES = 8
"""Slices of a parameter's range that PAWN compares."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much one parameter moves one figure."""

    metric: str
    parameter: str
    measure: str
    """``first`` and ``total`` (shares of the variance), ``mean-effect``, or ``distance`` (from 0 to 1)."""
    value: float
    low: float
    """Lower end of the 95 % interval over resamples of the points, wherever it lies."""
    high: float

    @property
    def bounds(self) -> tuple[float, float]:
        """What such an index can be: shares and distances from 0 to 1, effects from 0 on."""
        return (0.0, math.inf if self.measure == "mean-effect" else 1.0)

    @property
    def interval(self) -> tuple[float, float]:
        """The interval without what no index can be; it covers as often, since the truth is never there."""
        low, high = (min(max(end, self.bounds[0]), self.bounds[1]) for end in (self.low, self.high))
        return low, high

    @property
    def cut_off(self) -> bool:
        """Whether part of the interval is left out of :attr:`interval`."""
        return self.interval != (self.low, self.high)


def points_for(method: Method, size: int, parameters: int) -> int:
    """Return how many points a method simulates.

    Parameters
    ----------
    method
        The method.
    size
        Base points of Sobol' (a power of 2), trajectories of Morris, points of PAWN.
    parameters
        Number of parameters.
    """
    return {"sobol": size * (parameters + 2), "morris": size * (parameters + 1), "pawn": size}[method]


def sensitivity(  # what is moved, what is measured, how, and how much
    method: Method,
    names: Sequence[str],
    metrics: Sequence[str],
    evaluate: Callable[[Floats], Floats],
    size: int,
    seed: int,
) -> tuple[Index, ...]:
    """Move all parameters over the unit cube and measure how figures follow.

    Sobol' indices after Saltelli (2010) and Jansen (1999), elementary effects after Morris (1991) with
    the mean of absolute values (Campolongo 2007), PAWN after Pianosi and Wagener (2018): median distance
    between distributions. The computations are SALib's.

    Parameters
    ----------
    method
        ``sobol``, ``morris`` or ``pawn``.
    names
        The ``P`` parameters.
    metrics
        The ``M`` figures.
    evaluate
        Figures ``[N, M]`` at ``[N, P]`` points of the unit cube, without noise of its own (the same draws).
    size
        See :func:`points_for`.
    seed
        Seed of points and resamples.

    Raises
    ------
    InputError
        If the number of points does not fit the method, or SALib is not installed.
    """
    points = sampled(method, names, size, seed)
    return analysed(method, names, metrics, (points, evaluate(points)), seed)


def sampled(method: Method, names: Sequence[str], size: int, seed: int) -> Floats:
    """Return the ``[N, P]`` points of the unit cube that a method asks for (see :func:`sensitivity`)."""
    _check(method, size)
    return _sample(method, _problem(names), size, seed)


def analysed(
    method: Method, names: Sequence[str], metrics: Sequence[str], played: tuple[Floats, Floats], seed: int
) -> tuple[Index, ...]:
    """Return the indices of figures at the points of a method.

    Parameters
    ----------
    method, names, metrics, seed
        As in :func:`sensitivity`.
    played
        The ``[N, P]`` points and the ``[N, M]`` figures there.

    Raises
    ------
    InputError
        If a figure is undefined at some points.
    """
    points, figures = played
    found: list[Index] = []
    for at, metric in enumerate(metrics):
        column = figures[:, at]
        if np.isnan(column).any():
            raise InputError.one(
                f"'{metric}' is undefined at some points", mend="narrow the ranges, or take another figure"
            )
        found += (
            _still(metric, names)
            if np.ptp(column) == 0
            else _measured(method, _problem(names), metric, points, column, seed)
        )
    return tuple(found)


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _check(method: Method, size: int) -> None:
    try:
        import SALib  # noqa: F401
    except ImportError:
        raise InputError.one("SALib is not installed", mend="pip install 'vbp-sim[science]'") from None
    if method == "sobol" and (size < 2 or size & (size - 1)):
        raise InputError.one(f"Sobol' points come in powers of 2; {size} is none", mend="try 64 or 256")
    least = {"sobol": 2, "morris": 2, "pawn": 2 * SLICES}[method]
    if size < least:
        raise InputError.one(f"{size} points are too few for {method}", mend=f"take {least} or more")


def _sample(method: Method, problem: dict[str, Any], size: int, seed: int) -> Floats:
    from SALib.sample import latin, morris, sobol

    if method == "sobol":
        return np.asarray(sobol.sample(problem, size, calc_second_order=False, seed=seed))
    if method == "morris":
        return np.asarray(morris.sample(problem, size, num_levels=4, seed=seed))
    return np.asarray(latin.sample(problem, size, seed=seed))


def _measured(  # a problem with its points and figures
    method: Method, problem: dict[str, Any], metric: str, points: Floats, figures: Floats, seed: int
) -> list[Index]:
    names = problem["names"]
    if method == "pawn":
        return _pawn(problem, metric, points, figures)
    from SALib.analyze import morris, sobol

    if method == "sobol":
        found = sobol.analyze(problem, figures, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed)
        kinds = [("first", "S1"), ("total", "ST")]
    else:
        found = morris.analyze(problem, points, figures, num_resamples=_RESAMPLES, num_levels=4, seed=seed)
        kinds = [("mean-effect", "mu_star")]
    return [
        _index(metric, name, measure, float(found[key][at]), float(found[f"{key}_conf"][at]))
        for measure, key in kinds
        for at, name in enumerate(names)
    ]


def _index(metric: str, name: str, measure: str, value: float, half: float) -> Index:
    return Index(metric, name, measure, value, value - half, value + half)


def _pawn(problem: dict[str, Any], metric: str, points: Floats, figures: Floats) -> list[Index]:
    from SALib.analyze import pawn

    medians = np.asarray(pawn.analyze(problem, points, figures, S=SLICES)["median"], dtype=np.float64)
    draws = uniforms(0, "sensitivity", "resample", count=_PAWN_RESAMPLES, blocks=-(-len(figures) // 4))
    again = []
    for row in draws:
        chosen = (row[: len(figures)] * len(figures)).astype(np.intp)
        again.append(pawn.analyze(problem, points[chosen], figures[chosen], S=SLICES)["median"])
    low, high = np.nanquantile(np.array(again, dtype=np.float64), [0.025, 0.975], axis=0)
    # Resampled points repeat, which moves distances up: the interval is put around the value that was found.
    shift = medians - np.nanmedian(np.array(again, dtype=np.float64), axis=0)
    return [
        Index(
            metric,
            name,
            "distance",
            float(medians[at]),
            float(low[at] + shift[at]),
            float(high[at] + shift[at]),
        )
        for at, name in enumerate(problem["names"])
    ]


def _still(metric: str, names: Sequence[str]) -> list[Index]:
    """Return zeros for a figure that nothing moves; shares of no variance would be undefined."""
    return [Index(metric, name, "none", 0.0, 0.0, 0.0) for name in names]
