"""What a scenario file may say of firms that agree on their bids."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.records import Cited, Closed, Share

__all__ = ["RingPlan"]

Members = Annotated[int, Field(ge=2, le=100)]
Number = Annotated[int, Field(ge=1, le=100)]
Phantoms = Annotated[int, Field(ge=0, le=50)]


class RingPlan(Closed):
    """A ring: in each variety some bidders that agree who wins and what the others pretend to bid.

    Firms join by one order that holds for the whole tender; originators and products that have not passed the
    evaluation never belong. Each member first works out what it would bid on its own, and the agreement then
    moves these bids. Neither the rule book nor other bidders know of it.
    """

    scheme: Literal["rotation", "lot", "cheapest", "linked"] = "rotation"
    """Who is to win: members in turn over the varieties, by lot, the cheapest, or, for firms under one hidden
    control (`linked`), the lowest bid of the group, which is then not raised."""
    size: Cited[Members] = Cited[Members](value=4)
    """Most members in one variety; a variety with fewer than two firms of the ring has none."""
    share: Cited[Share] = Cited[Share](value=Decimal(1))
    """Share of varieties in which the ring is at work."""
    winners: Cited[Number] = Cited[Number](value=1)
    """Members designated to win in a variety."""
    raised: Cited[Share] = Cited[Share](value=Decimal("0.5"))
    """How far a designated bid moves from the member's own bid (0) to the ceiling (1)."""
    cover: Literal["above", "same", "abstain"] = "above"
    """What the other members do: bid above the designated bid, bid the same, or stay away."""
    least: Cited[Share] = Cited[Share](value=Decimal("0.02"))
    """Least distance of a cover bid above the designated bid, relative to it."""
    most: Cited[Share] = Cited[Share](value=Decimal("0.1"))
    """Largest distance of a cover bid above the designated bid."""
    phantoms: Cited[Phantoms] = Cited[Phantoms](value=0)
    """Further bidders that exist on paper only: they cover, and make the variety look contested."""

    @model_validator(mode="after")
    def _makes_sense(self) -> RingPlan:
        if self.least.value > self.most.value:
            raise ValueError(f"least {self.least.value} is above most {self.most.value}; swap them")
        if self.phantoms.value and self.cover == "abstain":
            raise ValueError("phantoms are there to cover: let cover be above or same, or take them away")
        if self.scheme == "linked" and self.cover == "same":
            raise ValueError(
                "linked firms do not raise their lowest bid, so that nobody has to move to it: "
                "let cover be above or abstain"
            )
        return self
