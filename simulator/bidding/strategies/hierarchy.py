"""Bids of firms that think a limited number of steps ahead."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.bidding.strategies.equilibrium import solved_quotes
from simulator.bidding.strategies.protocol import Quotes, Traits, View
from simulator.scenario.records import Cited, Closed

__all__ = ["Hierarchy"]


class Hierarchy(Closed):
    """Quote the best price against rivals who think fewer steps ahead.

    Firms that do not think quote any price at or above their cost. Others answer best to what firms of fewer
    steps do under the rule book in force: with a Poisson number of steps, to all of them in their
    proportions; where all firms are alike, to firms one step behind.

    Names: 认知层级 / cognitive hierarchy, level-k.
    Source: Camerer, Ho and Chong, Quarterly Journal of Economics 119(3), 2004, pages 861 to 898.
    """

    traits: ClassVar[Traits] = Traits(
        uses_taste=True, never_below_cost=True, never_above_ceiling=True, always_present=False
    )

    use: Literal["hierarchy"]
    """The strategy."""
    steps: Cited[Annotated[Decimal, Field(gt=0, le=10)]]
    """Mean number of steps; the whole number of steps of every firm if ``all_alike``."""
    all_alike: bool = False
    """Whether all firms think the same number of steps and each believes the others to be one step behind."""
    levels: Annotated[int, Field(ge=1, le=64)] = 9
    """Cost levels of a variety at which the bids are computed; in between, bids are interpolated."""
    rivals_known_by: Literal["class", "number"] = "class"
    """Whether bidders know the class of each rival, or only how many makers and originators bid: then all
    makers are taken to have the costs of a maker drawn at random, and varieties with equal numbers are one
    game."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.all_alike and self.steps.value % 1:
            raise ValueError("steps must be a whole number where all firms are alike")
        return self

    def quote(self, view: View) -> Quotes:
        """Quote for every replication at once."""
        return solved_quotes(view)
