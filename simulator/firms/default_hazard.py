"""How soon a winner refuses to go on: the chance depends on what its price leaves it.

One source for the contracts, where winners fail, and for the bids of firms that see it coming.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.supply import Default

__all__ = ["default_hazard", "yearly_hazard"]

Floats = npt.NDArray[np.float64]


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


def yearly_hazard(cost: Floats, default: Default) -> Floats:
    """Return the hazard of default while the raw material costs what it does when bids are made.

    Parameters
    ----------
    cost
        Cost over price, of any shape.
    default
        As in :func:`default_hazard`.

    Returns
    -------
    numpy.ndarray
        Defaults a year, of the same shape.
    """
    flat = np.asarray(cost, dtype=np.float64).ravel()
    monthly = default_hazard(flat, np.zeros_like(flat), np.ones((len(flat), 1)), default)
    return np.asarray(12 * monthly[:, 0].reshape(np.shape(cost)))
