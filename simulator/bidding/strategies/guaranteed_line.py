"""Bunching at a line that protects a bid."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.markup import marked_up
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["GuaranteedLine"]


class GuaranteedLine(Closed):
    """Quote as cost plus mark-up, but come down to the guaranteed line where that is within reach.

    The line is the highest price whose cut from the ceiling protects a bid. A firm whose mark-up bid lies
    above the line, whose cost lies below it, and which gives up at most ``reach`` of the mark-up bid by
    coming down, quotes the line with probability ``bunching``.

    Names: 保底线报价 / guaranteed-line bunching.
    Source: insulin bids at the 40 % line in 2021 (source S65 of the rule book insulin-2021).
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=False, always_present=True
    )

    use: Literal["guaranteed-line"]
    """The strategy."""
    markup: Cited[Share]
    """Mark-up on cost without excess bidders."""
    response: Cited[Annotated[Decimal, Field(ge=0, le=100)]]
    """How strongly the mark-up falls with excess bidders per place."""
    reach: Cited[Share]
    """Largest part of the mark-up bid that a firm gives up to reach the line."""
    bunching: Cited[Share]
    """Probability of coming down to a line within reach."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        bid = marked_up(view, float(self.markup.value), float(self.response.value))
        if view.guaranteed_cut is not None:
            over, under = view.guaranteed_cut
            line = view.ceiling * (under - over) // under
            part, parts = self.reach.value.as_integer_ratio()
            near = line * parts >= bid * (parts - part)
            within = (bid > line) & (view.cost <= line) & near & (line > 0)
            bid = np.where(within & (view.taste < float(self.bunching.value)), line, bid)
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
