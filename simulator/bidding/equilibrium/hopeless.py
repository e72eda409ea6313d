"""Firms whose cost no award can cover: they stay out, and whoever solves a game need not think about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.bidding.equilibrium.setting import Setting

__all__ = ["hopeful_part", "is_hopeless", "only_hopeful", "with_hopeless_out", "without_hopeless"]

Floats = npt.NDArray[np.float64]


def is_hopeless(one: BidderClass, ceiling: float) -> bool:
    """Tell whether no firm of a class can win above its cost, nor would pay for an award.

    Parameters
    ----------
    one
        The class.
    ceiling
        Highest price, in the unit of the costs.
    """
    return one.costs.low >= ceiling and hopeful_part(one, ceiling) <= 0


def hopeful_part(one: BidderClass, ceiling: float) -> float:
    """Return the part of a class that may bid: with costs below the ceiling, or a reason beside the award.

    A bid of any other firm never earns anything and may lose, so that it stays out even where it would lose
    nothing against these very rivals. Where a bid that never wins counted as one, there would be more places.

    Parameters
    ----------
    one, ceiling
        As in :func:`is_hopeless`.
    """
    if not one.may_stay_out or one.may_pay_to_win:
        return 1.0
    return float(one.costs.cdf(ceiling))


def only_hopeful(mass: Floats, part: float) -> Floats:
    """Return bids of a class without those of its dearest firms, which take its highest prices.

    Parameters
    ----------
    mass
        ``[B]`` probability of each price.
    part
        Part of the class that may bid.
    """
    return np.asarray(np.diff(np.minimum(np.cumsum(mass), part), prepend=0.0)) if part < 1 else mass


def without_hopeless(setting: Setting) -> Setting:
    """Return a variety without classes that are hopeless; the very same if there are none, or no others.

    Parameters
    ----------
    setting
        The variety.
    """
    left = tuple(one for one in setting.classes if not is_hopeless(one, setting.ceiling))
    if len(left) in {0, len(setting.classes)}:
        return setting
    gone = setting.bidders - sum(one.number for one in left)
    return replace(setting, classes=left, absent=setting.absent + gone)


def with_hopeless_out(setting: Setting, profile: Profile) -> Profile:
    """Return bids of all classes from those of the others: who is hopeless stays out.

    Parameters
    ----------
    setting
        The variety with all its classes.
    profile
        Bids of the classes that are left by :func:`without_hopeless`.
    """
    mass = np.zeros((len(setting.classes), profile.mass.shape[1]))
    mass[[not is_hopeless(one, setting.ceiling) for one in setting.classes]] = profile.mass
    return Profile(mass)
