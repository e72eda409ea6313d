"""Cost plus a mark-up that falls with competition."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Markup"]


class Markup(Closed):
    """Quote cost plus a share of the gap to the ceiling; the share falls as bidders outnumber places.

    With ``n`` bidders for ``k`` places the share is ``markup / (1 + response * max(n - k, 0) / k)``. A firm
    whose cost is at or above the ceiling quotes its cost, which is not a valid bid: it stays out.

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
    """Share of the gap between cost and ceiling that is asked for without excess bidders."""
    response: Cited[Annotated[Decimal, Field(ge=0, le=100)]]
    """How strongly the share falls with excess bidders per place."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        excess = max(view.bidders - view.places, 0) / max(view.places, 1)
        share = float(self.markup.value) / (1 + float(self.response.value) * excess)
        gap = np.maximum(view.ceiling - view.cost, 0)
        bid = view.cost + np.floor(gap * share + 0.5).astype(np.int64)
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
