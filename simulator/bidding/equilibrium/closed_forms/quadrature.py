"""Integrals by Gauss-Legendre quadrature, for closed forms that end in one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = ["integral"]

_NODES = 200


@cache
def _rule() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    return (nodes + 1) / 2, weights / 2


def integral(function: Callable[[Floats], Floats], low: npt.ArrayLike, high: npt.ArrayLike) -> Floats:
    """Integrate a smooth function over one interval or over many at once.

    Parameters
    ----------
    function
        Takes an array with one more axis than the ends, at the end, and returns one of that shape.
    low, high
        Ends of the intervals; arrays that broadcast. The ends themselves are never asked for.

    Returns
    -------
    numpy.ndarray
        The integrals, of the shape of the ends.
    """
    start = np.asarray(low, dtype=np.float64)
    length = np.asarray(high, dtype=np.float64) - start
    nodes, weights = _rule()
    values = function(start[..., None] + length[..., None] * nodes)
    return np.asarray((values * weights).sum(axis=-1) * length)
