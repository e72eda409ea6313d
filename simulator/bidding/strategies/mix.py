"""A class of firms that do not all bid in one way."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from simulator.bidding.strategies.guaranteed_line import GuaranteedLine
from simulator.bidding.strategies.imitation import Imitation
from simulator.bidding.strategies.last_price import LastPrice
from simulator.bidding.strategies.loss_leader import LossLeader
from simulator.bidding.strategies.markup import Markup
from simulator.bidding.strategies.originator_exit import OriginatorExit
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Mix", "Part"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
AnyPart = Annotated[
    Markup | OriginatorExit | GuaranteedLine | LossLeader | Imitation | LastPrice,
    Field(discriminator="use", description="How this part of the class bids."),
]


class Part(Closed):
    """A part of a class of firms that bids in one way."""

    share: Cited[Share]
    """Share of the class's bids, by number; the shares of a mix sum to 1."""
    bids: AnyPart
    """How this part bids: a rule of thumb."""


class Mix(Closed):
    """Let stated shares of a class bid by different rules of thumb, whoever they are in each variety.

    Which part a bidder belongs to is drawn anew for each bid, from its private uniform: the first part takes
    the lowest values, the next those above, as much of them as its share. What is left of the uniform within
    a part serves that part's own rule, so that parts bid as they would by themselves. Bids that solve a game
    cannot be parts: the game takes all makers to think it through.

    Names: 混合策略（按比例） / mix of strategies by shares.
    Source: populations in which shares of agents follow different heuristics: Brock and Hommes, A Rational
    Route to Randomness, Econometrica 65(5), 1997; shares are fitted to published figures by `vbp calibrate`.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=False, never_above_ceiling=False, always_present=False
    )

    use: Literal["mix"]
    """The strategy."""
    of: Annotated[dict[Name, Part], Field(min_length=2)]
    """The parts of the class by name: `share` and `bids`."""

    # Of the parts, not of the whole, so that the error names the place where they are written.
    @field_validator("of")
    @classmethod
    def _whole(cls, of: dict[str, Part]) -> dict[str, Part]:
        whole = sum(one.share.value for one in of.values())
        if whole != 1:
            raise ValueError(f"the shares of a mix sum to {whole}, not to 1; let them sum to exactly 1")
        return of

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        bid, present = view.cost.copy(), np.zeros(view.cost.shape, dtype=np.bool_)
        below = 0.0
        *_, last = (name for name, one in self.of.items() if one.share.value > 0)
        for name, one in self.of.items():
            share = float(one.share.value)
            if share == 0:
                continue
            mine = (view.taste >= below) & ((view.taste < below + share) | (name == last))
            rest = np.clip((view.taste - below) / share, 0.0, np.nextafter(1.0, 0.0))
            quotes = one.bids.quote(replace(view, taste=rest))
            bid, present = np.where(mine, quotes.bid, bid), np.where(mine, quotes.present, present)
            below += share
        return Quotes(bid, present)
