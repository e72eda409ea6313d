"""Bids that firms have learned over rounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simulator.bidding.learning.protocol import choose
from simulator.bidding.learning.table import price_list
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Closed, Share

__all__ = ["Learned"]


class Learned(Closed):
    """Quote what a firm would quote after a number of rounds in which it learned from what prices earned.

    When the tender is set up, campaigns of the variety are played: costs last for a campaign, all classes
    that learn do so at once, the others bid by their strategies, and the rule book decides every round. A
    firm chooses among ``prices`` even steps from its cost to the ceiling, and the guaranteed line if there is
    one. What it has learned after the last round is averaged over the campaigns, by class and by how cheap
    the firm is within it. Clauses that look across varieties are off while firms learn; rings too.

    Rules: ``best-response`` to the prices published after the last round (with ``memory``, to all of them,
    fading); ``hedge``, ``regret-matching``, ``ewa`` and ``roth-erev``, each with its usual parameters.
    Payoffs are counted in fair shares: 1 is an even share of the need at the ceiling.

    Names: 多轮学习报价 / learning over rounds.
    Source: the rules in simulator.bidding.learning, each with its paper; learned prices in these tenders:
    ProcureGym (2026). Pooling by class and standing is ours.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=True, always_present=False
    )

    use: Literal["learning"]
    """The strategy."""
    rule: Literal["best-response", "hedge", "regret-matching", "ewa", "roth-erev"] = "hedge"
    """How firms learn."""
    rounds: Annotated[int, Field(ge=1, le=1000)] = 20
    """Rounds of a campaign."""
    campaigns: Annotated[int, Field(ge=1, le=1000)] = 32
    """Campaigns of each variety over which what was learned is averaged."""
    prices: Annotated[int, Field(ge=2, le=50)] = 9
    """Even steps from cost to ceiling."""
    standings: Annotated[int, Field(ge=1, le=16)] = 4
    """Equal parts of a class, from cheap to dear firms, that learn apart."""
    memory: Share = Decimal(0)
    """Weight of a round relative to the one after it, for `best-response`."""

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        if view.learned is None:
            raise ValueError("learned bids are found when a tender is set up")
        prices = price_list(view.cost, view.ceiling, view.guaranteed_cut, self.prices)
        at = choose(view.learned.of(view.standing), view.taste)
        bid = np.take_along_axis(prices, at[..., None], axis=2)[..., 0]
        return Quotes(np.maximum(bid, 1), view.cost <= view.ceiling)
