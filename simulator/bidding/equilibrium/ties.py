"""Ties broken by lot: a firm's luck is a number between 0 and 1, integrated by Gauss and Legendre's rule."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["nodes_needed", "tie_rules"]

Floats = npt.NDArray[np.float64]


def tie_rules(rivals: int) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights on [0, 1] by number of nodes.

    Parameters
    ----------
    rivals
        Number of rivals; the largest rule is exact for ties of all of them.

    Returns
    -------
    nodes, weights
        ``[q, q]``: row ``k`` holds the rule with ``k + 1`` nodes.
    """
    most = max((rivals + 2) // 2, 3)
    nodes, weights = np.zeros((most, most)), np.zeros((most, most))
    for count in range(1, most + 1):
        at, weight = np.polynomial.legendre.leggauss(count)
        nodes[count - 1, :count], weights[count - 1, :count] = (at + 1) / 2, weight / 2
    return nodes, weights


@numba.njit(cache=True, nogil=True)
def nodes_needed(tied: float, most: int, fine: bool) -> int:
    """Choose how many nodes integrate ties of this expected size: to about 1e-10 when fine, else 1e-6."""
    if tied < 1e-12:
        return 1
    bounds = (1e-5, 3e-3, 0.03, 0.12, 0.3, 0.6) if fine else (1e-4, 0.1, 0.6, 1.5, 3.0, 5.0)
    for count in range(len(bounds)):
        if tied < bounds[count]:
            return min(count + 1, most)
    return most
