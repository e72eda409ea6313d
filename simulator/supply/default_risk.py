"""When winners refuse to go on, from the hazard of default (:mod:`simulator.firms.default_hazard`)."""

from __future__ import annotations

import numpy as np

from simulator.supply.records import Floats

__all__ = ["refuses_at"]


def refuses_at(hazard: Floats, patience: Floats) -> Floats:
    """Return when the sum of a hazard that is constant in each month reaches a threshold.

    Parameters
    ----------
    hazard
        ``[W, M]`` hazard a month.
    patience
        ``[W]`` threshold.

    Returns
    -------
    numpy.ndarray
        ``[W]`` months; infinite where it is never reached.
    """
    total = np.cumsum(hazard, axis=1)
    reached = total[:, -1] >= patience
    times = np.full(len(patience), np.inf)
    rows = np.flatnonzero(reached)
    month = (total[rows] < patience[rows, None]).sum(axis=1)
    rate = hazard[rows, month]
    left = patience[rows] - (total[rows, month] - rate)
    times[rows] = month + np.clip(left / np.maximum(rate, 1e-300), 0.0, 1.0)
    return times
