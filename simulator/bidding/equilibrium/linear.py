"""Small systems of linear equations on one core: libraries that share them out lose more than they gain."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["product", "solution"]

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, nogil=True)
def product(left: Floats, right: Floats) -> Floats:
    """Return the product of two matrices."""
    found = np.zeros((left.shape[0], right.shape[1]))
    for i in range(left.shape[0]):
        for k in range(left.shape[1]):
            factor = left[i, k]
            if factor != 0.0:
                found[i] += factor * right[k]
    return found


@numba.njit(cache=True, nogil=True)
def solution(matrix: Floats, right: Floats) -> Floats:
    """Solve a system of linear equations by elimination with row exchanges.

    Parameters
    ----------
    matrix
        ``[N, N]``.
    right
        ``[N]``.

    Returns
    -------
    numpy.ndarray
        ``[N]``; not finite where the matrix is singular.
    """
    rest, found = matrix.copy(), right.copy()
    size = len(found)
    for k in range(size):
        best = k + np.abs(rest[k:, k]).argmax()
        if best != k:
            for j in range(k, size):
                rest[k, j], rest[best, j] = rest[best, j], rest[k, j]
            found[k], found[best] = found[best], found[k]
        pivot = rest[k, k] if rest[k, k] != 0.0 else np.nan
        for i in range(k + 1, size):
            factor = rest[i, k] / pivot
            if factor != 0.0:
                rest[i, k + 1 :] -= factor * rest[k, k + 1 :]
                found[i] -= factor * found[k]
    for k in range(size - 1, -1, -1):
        pivot = rest[k, k] if rest[k, k] != 0.0 else np.nan
        found[k] = (found[k] - (rest[k, k + 1 :] * found[k + 1 :]).sum()) / pivot
    return found
