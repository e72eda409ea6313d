"""Bids of firms that choose better prices more often, but not always."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from simulator.bidding.strategies.equilibrium import solved_quotes
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed

__all__ = ["Quantal"]


class Quantal(Closed):
    """Quote a price that is chosen the more often the more it earns, against rivals who do the same.

    Bidders know what those of an equilibrium know, but err: of two prices, one that earns more by one per
    cent of what is at stake is chosen more often by a factor of ``exp(precision / 100)``. No price below cost
    is considered. Without errors (``precision`` without end) the bids are an equilibrium.

    Names: 量子反应均衡报价 / logit quantal response.
    Source: McKelvey and Palfrey, Games and Economic Behavior 10 (1995), pages 6 to 38; errors measured
    against the own stake are ours (docs/equilibrium.md).
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=True, always_present=False
    )

    use: Literal["quantal"]
    """The strategy."""
    precision: Cited[Annotated[Decimal, Field(gt=0, le=500)]]
    """How closely the odds of two prices follow what they earn."""
    levels: Annotated[int, Field(ge=1, le=64)] = 9
    """Cost levels of a variety at which the bids are computed; in between, bids are interpolated."""
    rivals_known_by: Literal["class", "number"] = "class"
    """Whether bidders know the class of each rival, or only how many makers and originators bid: then all
    makers are taken to have the costs of a maker drawn at random, and varieties with equal numbers are one
    game."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        return solved_quotes(view)
