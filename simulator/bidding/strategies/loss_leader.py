"""Bids below cost to keep a plant running."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["LossLeader"]


Strength = Annotated[Decimal, Field(ge=0, le=100)]


class LossLeader(Closed):
    """Quote below cost under pressure, down to what a unit saves if it is not made, to keep the market.

    Part of the unit cost goes on when the market is lost and the plant stands idle: buildings, staff, the
    firm's own line for the active ingredient. Only the rest is avoidable, ``cost * (1 - fixed)``. With ``n``
    bidders for ``k`` places a firm whose plant would stand idle quotes ``avoidable + (cost * (1 + markup) -
    avoidable) / (1 + response * max(n - k, 0) / k)``, at most the ceiling; all others quote the same with
    nothing fixed, which is cost plus mark-up. Bids so lie between ``cost * (1 - fixed)`` and ``cost * (1 +
    markup)``. A firm whose lowest price is above the ceiling quotes that price: it stays out.

    Names: 亏本保市场报价（低于成本报价） / loss leader, bid for market survival.
    Source: that a firm supplies in the short run at any price above avoidable cost is the shut-down rule
    (Mas-Colell, Whinston and Green, Microeconomic Theory, 1995, section 5.D); the functional form is ours.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=False, never_above_ceiling=False, always_present=True
    )

    use: Literal["loss-leader"]
    """The strategy."""
    fixed: Cited[Share] = Cited[Share](value=Decimal("0.4"))
    """Part of the unit cost that goes on when the market is lost."""
    idle: Cited[Share] = Cited[Share](value=Decimal("0.5"))
    """Share of firms whose plant would stand idle without this market."""
    markup: Cited[Share] = Cited[Share](value=Decimal("0.25"))
    """Mark-up on cost without excess bidders."""
    response: Cited[Strength] = Cited[Strength](value=Decimal("1.7"))
    """How strongly the bid falls towards avoidable cost with excess bidders per place."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        excess = max(view.bidders - view.places, 0) / max(view.places, 1)
        pull = 1 / (1 + float(self.response.value) * excess)
        lowest = np.where(view.taste < float(self.idle.value), 1 - float(self.fixed.value), 1.0)
        floor = np.maximum(np.ceil(view.cost * lowest - 1e-9).astype(np.int64), 1)
        wish = np.floor(view.cost * (lowest + (1 + float(self.markup.value) - lowest) * pull) + 0.5)
        bid = np.maximum(np.minimum(wish.astype(np.int64), view.ceiling), floor)
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
