"""Varieties for which nobody bids, because no firm could gain by it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.bidding.equilibrium.certificate import judge
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.hopeless import is_hopeless

__all__ = ["all_stay_out", "nobody", "too_dear"]

_NOTHING = 1e-12


def nobody(classes: Sequence[BidderClass], prices: int) -> Profile:
    """Return the bids of firms that all stay out.

    Parameters
    ----------
    classes
        Classes of firms.
    prices
        Number of prices on the list.
    """
    return Profile(np.zeros((len(classes), prices)))


def all_stay_out(game: Game) -> bool:
    """Tell whether no firm gains by a bid even if nobody else bids: then nobody bids.

    Parameters
    ----------
    game
        The variety.
    """
    if not all(one.may_stay_out for one in game.classes) or _one_gains_alone(game):
        return False
    gains = judge(Expectations.of(game), nobody(game.classes, len(game.prices)), fine=False)[0].gains
    return all(one.gain <= _NOTHING * abs(one.earned) for one in gains)


def _one_gains_alone(game: Game) -> bool:
    """Tell, where it is plain to see, that a firm without rivals would bid the ceiling."""
    awarded = game.places[1] > 0 and game.volume[1, 1] > 0 and game.limit[-1] == len(game.prices) - 1
    return bool(awarded) and any(
        one.outside == Outside()
        and one.breach is None
        and one.after is None
        and one.costs.low < game.prices[-1]
        and one.capacity > 0
        for one in game.classes
    )


def too_dear(classes: Sequence[BidderClass], ceiling: float) -> bool:
    """Tell whether every firm's cost lies above the highest price, and none would pay for an award.

    Parameters
    ----------
    classes
        Classes of firms.
    ceiling
        Highest price, in the unit of the costs.
    """
    return all(is_hopeless(one, ceiling) for one in classes)
