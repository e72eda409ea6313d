"""Faster steps towards a fixed point from the ones taken before (Anderson 1965)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["Accelerator"]

Floats = npt.NDArray[np.float64]


class Accelerator:
    """Mixes the last few points so that their residuals cancel as far as they can.

    Source: D. G. Anderson, "Iterative procedures for nonlinear integral equations", Journal of the ACM 12
    (1965), pages 547 to 560; in the form of Walker and Ni, SIAM Journal on Numerical Analysis 49 (2011),
    section 2.
    """

    def __init__(self, damping: float, memory: int) -> None:
        self._damping = damping
        self._memory = memory
        self._points: list[Floats] = []
        self._residuals: list[Floats] = []

    def step(self, point: Floats, residual: Floats) -> Floats:
        """Return the next point.

        Parameters
        ----------
        point
            Where we are.
        residual
            Image of the point under the map whose fixed point is sought, less the point.
        """
        self._points = [*self._points, point][-self._memory - 1 :]
        self._residuals = [*self._residuals, residual][-self._memory - 1 :]
        plain = point + self._damping * residual
        if len(self._points) < 2:
            return plain
        moves = np.diff(np.array(self._points), axis=0)
        changes = np.diff(np.array(self._residuals), axis=0)
        gram = changes @ changes.T
        scale = float(np.trace(gram))
        if scale <= 0:
            return plain
        gram += 1e-10 * scale * np.eye(len(gram))
        weights = np.linalg.solve(gram, changes @ residual)
        return np.asarray(plain - weights @ (moves + self._damping * changes))
