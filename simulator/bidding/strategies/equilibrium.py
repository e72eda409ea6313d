"""Bids from which no firm would want to move, given the rule book."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Closed

__all__ = ["Equilibrium", "solved_quotes"]


class Equilibrium(Closed):
    """Quote the price that is best against rivals who do the same, under the very rule book in force.

    Every bidder knows the rules, the ceiling, who bids, how costs of each class are distributed and how dear
    the variety is to make for everybody; only its own cost is private. The bids are a Bayes-Nash equilibrium
    of that game, computed when the tender is set up, with a certificate of what could still be gained. Where
    the scenario makes winners earn more elsewhere or later (`payoffs`), bids may lie below cost.

    Names: 贝叶斯纳什均衡报价 / numerical equilibrium.
    Source: Harsanyi, Management Science 14 (1967-68), pages 159 to 182, for the concept; the game and the
    solver are ours (docs/equilibrium.md).
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=False, never_below_cost=True, never_above_ceiling=True, always_present=False
    )

    use: Literal["equilibrium"]
    """The strategy."""
    levels: Annotated[int, Field(ge=1, le=64)] = 9
    """Cost levels of a variety at which the game is solved; in between, bids are interpolated."""
    rivals_known_by: Literal["class", "number"] = "class"
    """Whether bidders know the class of each rival, or only how many makers and originators bid: then all
    makers are taken to have the costs of a maker drawn at random, and varieties with equal numbers are one
    game."""
    tolerance: Annotated[Decimal, Field(ge=Decimal("0.00001"), le=Decimal("0.5"))] = Decimal("0.01")
    """Largest relative gain that the search leaves to any class."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        return solved_quotes(view)


def solved_quotes(view: View) -> Quotes:
    """Return the bids that were computed for the bidders when the tender was set up.

    Parameters
    ----------
    view
        What they know, with the solved bids of their class.
    """
    if view.equilibrium is None:
        raise ValueError("solved bids are computed when a tender is set up")
    ratio = view.equilibrium.quote(view.position, view.standing, view.taste)
    bid = np.floor(np.where(np.isfinite(ratio), ratio, 1.0) * view.ceiling + 0.5).astype(np.int64)
    if not view.equilibrium.below_cost:
        # Between levels and standings, bids are read from a table, which may miss the own cost by a little.
        bid = np.maximum(bid, view.cost)
    bid = np.minimum(bid, np.maximum(view.ceiling, 1))
    return Quotes(np.maximum(bid, 1), np.isfinite(ratio) & (view.cost <= view.ceiling))
