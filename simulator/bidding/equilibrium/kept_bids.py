"""What a run needs of equilibria that are kept: bids and their certificate, without what finds them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.setting import Setting
from simulator.money import Ints

__all__ = ["KeptBids", "fits", "kept_bids"]

Floats = npt.NDArray[np.float64]

_NAMES = {"prices", "limit", "places", "volume", "mass", "gains", "search", "exploitability"} | {
    "outcome",
    "winners",
    "class_numbers",
    "class_costs",
    "class_bids",
}


@dataclass(frozen=True, slots=True, eq=False)
class KeptBids:
    """Bids of a variety, with how close they are to an equilibrium."""

    prices: Ints
    """``[B]`` price list in 1/10,000 yuan."""
    profile: Profile
    exploitability: float
    """Largest relative gain of any class from bidding otherwise."""
    converged: bool


def kept_bids(setting: Setting, arrays: dict[str, Floats]) -> KeptBids:
    """Read bids from what was kept of an equilibrium.

    Parameters
    ----------
    setting
        The variety that it was solved for.
    arrays
        What was kept.

    Raises
    ------
    ValueError
        If the arrays are not those of an equilibrium of this variety.
    """
    if not fits(setting, arrays):
        raise ValueError("these arrays are not an equilibrium of this variety")
    converged = bool(arrays["search"][1])
    prices, profile = arrays["prices"].astype(np.int64), Profile(arrays["mass"])
    return KeptBids(prices, profile, float(arrays["exploitability"][0]), converged)


def fits(setting: Setting, arrays: dict[str, Floats]) -> bool:
    """Tell whether arrays have the names, shapes and values that equilibria of a variety are kept with.

    Parameters
    ----------
    setting, arrays
        As for :func:`kept_bids`.
    """
    if not arrays.keys() >= _NAMES:
        return False
    prices, mass, classes = arrays["prices"], arrays["mass"], len(setting.classes)
    told = ("mass", "gains", "search", "limit", "class_numbers", "exploitability")
    shapes = [arrays[name].shape for name in told]
    size = len(prices)
    if prices.ndim != 1 or shapes != [(classes, size), (classes, 2), (2,), (size,), (classes, 7), (1,)]:
        return False
    rising = len(prices) > 0 and prices[0] >= 1 and bool((np.diff(prices) > 0).all())
    exact = ("prices", "mass", "gains", "search", "exploitability")
    finite = all(bool(np.isfinite(arrays[name]).all()) for name in exact)
    whole = bool((mass >= 0).all() and (mass.sum(axis=1) <= 1 + 1e-6).all())
    return rising and finite and whole and prices[-1] <= setting.ceiling
