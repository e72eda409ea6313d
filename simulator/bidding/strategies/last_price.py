"""Bids that answer to the prices which won the round before."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.markup import marked_up
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["LastPrice"]

_USUAL: Any = Field(default=Decimal("1.7"), validate_default=True)


class LastPrice(Closed):
    """Quote the dearest price that won this variety the round before, less a little, if the cost allows.

    If all others bid as they did, this is the most with which a firm wins again or for the first time: the
    losing prices are not published. A firm never goes below its cost or above the ceiling; who would have to
    go below its cost, and everybody before the first round of a campaign or where nobody won, quotes cost
    plus a mark-up that falls with competition.

    Names: 紧贴上轮中选价报价 / best reply to the last published prices.
    Source: best replies to what was played last, Cournot 1838; as a way of learning: Milgrom and Roberts,
    Adaptive and Sophisticated Learning in Normal Form Games, Games and Economic Behavior 3(1), 1991; the
    form is ours.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=False, never_below_cost=True, never_above_ceiling=False, always_present=True
    )

    use: Literal["last-price"]
    """The strategy."""
    further: Cited[Share] = Cited[Share](value=Decimal("0.02"))
    """Part of that price by which a firm goes below it."""
    markup: Cited[Share] = Cited[Share](value=Decimal("0.25"))
    """Mark-up on cost without excess bidders, where that price is no guide."""
    response: Cited[Annotated[Decimal, Field(ge=0, le=100)]] = _USUAL
    """How strongly that mark-up falls with excess bidders per place."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        bid = marked_up(view, float(self.markup.value), float(self.response.value))
        if view.former_price is not None:
            wish = np.floor(view.former_price * (1 - float(self.further.value)) + 0.5).astype(np.int64)
            wish = np.minimum(wish, view.ceiling)
            follows = (view.former_price > 0) & (wish >= view.cost)
            bid = np.where(follows, np.maximum(wish, 1), bid)
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
