"""What outsiders can tell of firms' costs: an estimate with an error, for a supervision group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.firms.population import Entrants
from simulator.money import Ints
from simulator.streams import uniforms

__all__ = ["COST_ERROR", "cost_signs"]

COST_ERROR = 0.1
"""Standard deviation of the logarithm of an estimated over a true cost: ours, no source has it."""

_SMALLEST = 1e-12


def cost_signs(entrants: Entrants, cost: Ints, seed: int, start: int) -> npt.NDArray[np.float64]:
    """Return what a supervision group estimates of each bidder's cost, as a survey of costs would find it.

    Parameters
    ----------
    entrants
        The bidders of the variety.
    cost
        ``[R, n]`` their true costs.
    seed
        Master seed.
    start
        Replication of the first row.
    """
    name, count = entrants.variety.name, len(cost)
    drawn = [
        uniforms(seed, "cost sign", name, bidder, start=start, count=count)[:, 0] for bidder in entrants.names
    ]
    error = ndtri(np.clip(np.stack(drawn, axis=1), _SMALLEST, 1 - _SMALLEST))
    return np.asarray(cost * np.exp(COST_ERROR * error))
