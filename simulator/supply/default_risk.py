"""Winners that refuse to go on: the chance depends on what the award leaves them."""

from __future__ import annotations

import numpy as np

from simulator.scenario.supply import Default
from simulator.supply.records import Floats

__all__ = ["default_hazard", "refuses_at"]


def default_hazard(cost: Floats, weight: Floats, raw: Floats, default: Default) -> Floats:
    """Return the hazard of default, which depends on the margin.

    Parameters
    ----------
    cost
        ``[W]`` cost over price at a raw-material price of 1.
    weight
        ``[W]`` share of the raw material in cost, as far as the maker feels its price.
    raw
        ``[W, M]`` price of the raw material in each month.
    default
        Hazard at a margin of zero, slope and most.

    Returns
    -------
    numpy.ndarray
        ``[W, M]`` defaults a month.
    """
    slope, usual, most = (float(one.value) for one in (default.slope, default.hazard, default.most))
    exponent = raw * (slope * cost * weight)[:, None]
    exponent += slope * (cost * (1 - weight) - 1)[:, None]
    hazard = np.exp(np.minimum(exponent, 100.0, out=exponent), out=exponent)
    hazard *= usual / 12
    return np.minimum(hazard, most / 12, out=hazard)


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
