"""An originator that would rather keep its brand price than win."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from simulator.bidding.strategies.markup import marked_up
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["OriginatorExit"]


class OriginatorExit(Closed):
    """Bid at or just above the ceiling with a stated probability, else quote cost plus a mark-up.

    A bid at the ceiling is valid but rarely wins; a bid above it is void. Both leave the market outside
    the tender untouched.

    Names: 原研弃标 / originator exit.
    Source: originators' bids at 97 to 350 % of their ceilings in round 4 (source S50 of the rule book
    round-4-2021).
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=False, always_present=True
    )

    use: Literal["originator-exit"]
    """The strategy."""
    exit: Cited[Share]
    """Probability of staying out."""
    above: Cited[Share]
    """Share of those that stay out who bid above the ceiling rather than at it."""
    markup: Cited[Share]
    """Mark-up on cost otherwise."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        serious = marked_up(view, float(self.markup.value), 0.0)
        stays_out = view.taste < float(self.exit.value)
        above = view.taste < float(self.exit.value) * float(self.above.value)
        bid = np.where(stays_out, np.maximum(view.ceiling, view.cost), serious)
        bid = np.where(above, np.maximum(view.ceiling + np.maximum(view.ceiling // 100, 1), view.cost), bid)
        return Quotes(bid, np.ones(bid.shape, dtype=np.bool_))
