"""What failing to supply means to a class at every price of a list, worked out once for a game."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.game import BidderClass, Game
from simulator.bidding.equilibrium.stakes import Fates, lost_by_failing

__all__ = ["Risk", "risk_of"]

Floats = npt.NDArray[np.float64]

_PIECES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Risk:
    """What failing to supply means to a class at every price of the list."""

    costs: CostLaw
    """Costs of the class in pieces within which hazards are taken as straight lines."""
    fates: Fates
    """``[M + 1, B]`` each, by cost and price."""
    lost: Floats
    """``[M + 1, B]`` what is lost on a unit."""


def risk_of(game: Game, one: BidderClass) -> Risk | None:
    """Return what failing to supply means to a class on the game's price list; none without that risk.

    Parameters
    ----------
    game
        The variety.
    one
        The class.
    """
    if one.breach is None:
        return None
    costs = one.costs.refined(_PIECES)
    fates = one.breach.fates(game.prices[None, :], costs.points[:, None])
    lost = lost_by_failing(one.breach, fates, game.prices[None, :], costs.points[:, None])
    return Risk(costs, fates, lost)
