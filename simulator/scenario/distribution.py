"""What a scenario may say about the way from the maker to the hospital."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Distribution"]

Number = Annotated[int, Field(ge=1, le=50)]
Days = Annotated[Decimal, Field(ge=0, le=365)]


class Distribution(Closed):
    """Distributors bring the product to hospitals; they serve several winners, and some fall behind."""

    at_most: Cited[Number] = default(says(5, "HAINAN", "no more than five for each product"))
    """Most distributors that a winner may have in a region."""
    per_winner: Cited[Number] = default(ours(3))
    """Distributors that a winner has in a region; they carry equal parts."""
    in_region: Cited[Number] = default(ours(8))
    """Distributors that a region has in all."""
    delivery_days: Cited[Days] = default(ours("0"))
    """Usual days between the first order and its delivery."""
    trouble: Cited[Share] = default(
        says("0.03", "CHONGQING", "three were summoned over late supply; the rate is ours", "assumed")
    )
    """Chance a year that a distributor falls behind, for all the winners that it serves in the region."""
    trouble_days: Cited[Days] = default(ours("30"))
    """Mean days until it has caught up (exponential)."""
    reroute_days: Cited[Days] = default(ours("10"))
    """Days until a winner's other distributors have taken over its hospitals."""
    summons_after: Cited[Days] = default(ours("15"))
    """Days behind after which a distributor is summoned."""

    @model_validator(mode="after")
    def _fits(self) -> Distribution:
        if self.per_winner.value > self.at_most.value:
            raise ValueError(
                f"per_winner is {self.per_winner.value}: a winner may have at most {self.at_most.value} "
                "distributors in a region (at_most)"
            )
        if self.per_winner.value > self.in_region.value:
            raise ValueError(
                f"per_winner is {self.per_winner.value}, but a region has {self.in_region.value} in all"
            )
        return self
