"""Cost plus a mark-up that falls with competition."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.money import Ints
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Markup", "marked_up"]


def marked_up(view: View, markup: float, response: float) -> Ints:
    """Return cost plus a mark-up that falls with excess bidders per place, at most the ceiling.

    A cost above the ceiling is returned as it is.
    """
    excess = max(view.bidders - view.places, 0) / max(view.places, 1)
    on_cost = markup / (1 + response * excess)
    wish = view.cost + np.floor(view.cost * on_cost + 0.5).astype(np.int64)
    bid: Ints = np.maximum(np.minimum(wish, view.ceiling), view.cost)
    return bid


class Markup(Closed):
    """Quote cost plus a mark-up on cost that falls as bidders outnumber places, at most the ceiling.

    With ``n`` bidders for ``k`` places the mark-up is ``markup / (1 + response * max(n - k, 0) / k)``. A firm
    whose cost is above the ceiling quotes its cost, which is not a valid bid: it stays out.

    Names: 成本加成 / cost plus.
    Source: that mark-ups shrink with rivals is the comparative static of first-price bidding (Krishna,
    Auction Theory, 2nd ed., section 2.3); the functional form is ours.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=False, never_below_cost=True, never_above_ceiling=False, always_present=True
    )

    use: Literal["markup"]
    """The strategy."""
    markup: Cited[Share]
    """Mark-up on cost without excess bidders."""
    response: Cited[Annotated[Decimal, Field(ge=0, le=100)]]
    """How strongly the mark-up falls with excess bidders per place."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        bid = marked_up(view, float(self.markup.value), float(self.response.value))
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
