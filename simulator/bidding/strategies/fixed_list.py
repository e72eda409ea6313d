"""Bids read from a list."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.money import MAX_PRICE, TICKS_PER_YUAN
from simulator.scenario.records import Cited, Closed

__all__ = ["FixedList"]

Yuan = Annotated[Decimal, Field(gt=0, le=300_000, decimal_places=4)]


class FixedList(Closed):
    """Quote the price on a list, whatever the cost; a firm that is not on the list hands in no bid.

    Names: 固定报价 / fixed list. Source: the user's own list, or a published bid list.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=False, never_below_cost=False, never_above_ceiling=False, always_present=False
    )

    use: Literal["fixed-list"]
    """The strategy."""
    bids: Cited[dict[str, dict[str, Yuan]]] = Cited[dict[str, dict[str, Yuan]]](value={})
    """Bids in yuan by variety, then by firm."""
    bids_file: str | None = None
    """CSV table with further bids, with the columns variety, firm and price."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        listed = self.bids.value.get(view.variety, {})
        ticks = [int(listed[firm] * TICKS_PER_YUAN) if firm in listed else 0 for firm in view.firms]
        row = np.clip(np.array(ticks, dtype=np.int64), 1, MAX_PRICE)
        bid = np.broadcast_to(row, view.cost.shape).copy()
        present = np.broadcast_to(np.array(ticks) > 0, view.cost.shape).copy()
        return Quotes(bid, present)
