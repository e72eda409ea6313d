"""Firms averse to risk with more than the award at stake: what every price is worth to them for certain.

Where nothing but the award counts, profit per unit is certain and only the volume is a gamble, which needs
none of this. With sales outside, an entry cost or wealth, what a firm has in the end differs from outcome to
outcome by sums that its cost changes, so that every outcome is valued by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.costs import CostLaw
from simulator.bidding.equilibrium.game import BidderClass, Game, winning_ranks
from simulator.bidding.equilibrium.outside import Outside
from simulator.bidding.equilibrium.response import Curve, Payoff

__all__ = ["Averse", "averse_of", "valued"]

Floats = npt.NDArray[np.float64]

_PIECES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Averse:
    """What every outcome is worth to a class at every price of a list, worked out once for a game."""

    one: BidderClass
    costs: CostLaw
    """Costs of the class in pieces within which certain worths are taken as straight lines."""
    outcomes: Floats
    """``[J, m + 1, m + 1]`` 1 where a winner gets the volume of outcome ``j``, by winners and own rank."""
    won: Floats
    """``[J, M + 1, B]`` utility of each outcome, by cost and price."""
    lost: Floats
    """``[M + 1, 1]`` utility of a bid without an award."""
    out: Floats
    """``[M + 1, 1]`` utility of no bid."""

    def payoff(self, chances: Floats) -> Payoff:
        """Return what each price is worth: the sum that, if certain, a firm would like as much.

        Parameters
        ----------
        chances
            ``[J, B]`` probability of each outcome with an award, by own price.
        """
        likely = np.maximum(chances, 0.0)
        none = np.maximum(1 - likely.sum(axis=0), 0.0)
        expected = np.einsum("jmb,jb->mb", self.won, likely) + self.lost * none
        both = np.concatenate([expected, self.out], axis=1)
        certain = self.one.utility.certain(both)
        nothing = np.zeros(certain.shape[1])
        return Payoff(nothing, nothing, Curve(self.costs, certain))


def averse_of(game: Game, one: BidderClass) -> Averse | None:
    """Return what outcomes are worth to a class averse to risk; none where only the award counts, or profit.

    Parameters
    ----------
    game
        The variety.
    one
        The class.
    """
    if not one.risk_aversion or (one.outside == Outside() and not one.wealth):
        return None
    return valued(game, one)


def valued(game: Game, one: BidderClass) -> Averse:
    """Return what outcomes are worth to a class averse to risk, whatever else is at stake.

    Parameters
    ----------
    game, one
        As in :func:`averse_of`.
    """
    wins = winning_ranks(len(game.volume) - 1)
    got = np.minimum(game.volume, one.capacity)
    volumes = np.unique(got[wins > 0].round(12))
    outcomes = wins * (np.abs(got - volumes[:, None, None]) < 1e-11)
    costs = one.costs.refined(_PIECES)
    cost, outside = costs.points[:, None], one.outside
    felt = one.utility.of
    award = (game.prices - cost) * volumes[:, None, None] + outside.gained(game.prices, cost)
    without = outside.without(cost)
    losing = without - outside.entry_cost
    return Averse(one, costs, outcomes, felt(losing + award), felt(losing), felt(without))
