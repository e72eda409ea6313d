"""What a scenario may say about quarterly monitoring of contracts; every value has a default with source.

Sources of defaults: `CHONGQING` is the reply of that city's authority of June 2022 (quarterly monitoring
of purchase, use, delivery and settlement; makers and distributors summoned for late supply; products
taken off the list), `NHSA` the national authority's reply of July 2022 (institutions that lag are
reminded; credit grades from bribery judgments), `SHANGHAI` the interview of early 2021 (makers of
much-used varieties are reminded in time), `QINGBAIJIANG` the
district's report of 2020, `S05` the notice on ibuprofen of round 3.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Credit", "Grade", "Monitoring"]

Grade = Literal["none", "general", "medium", "serious", "worst"]
Months = Annotated[Decimal, Field(ge=0, le=36)]
Multiple = Annotated[Decimal, Field(gt=0, le=1000)]
Spread = Annotated[Decimal, Field(ge=0, le=3)]
Yuan = Annotated[Decimal, Field(gt=0, le=Decimal("1e12"))]


class Credit(Closed):
    """Credit grades of firms, as the price-and-tender credit rating gives them."""

    failure: Cited[Grade] = default(says("serious", "S05", "ibuprofen, Shandong: award given up"))
    """Grade of a firm that does not deliver or gives up its award."""
    quality: Cited[Grade] = default(ours("serious"))
    """Grade after a quality failure that costs the award."""
    collusion: Cited[Grade] = default(ours("worst"))
    """Grade after collusion."""
    bribery_chance: Cited[Share] = default(
        says("0.01", "NHSA", "grades follow court judgments; the chance is ours", "assumed")
    )
    """Chance a year that a court finds bribery by a firm."""
    bribery_amount: Cited[Yuan] = default(ours("200000"))
    """Median amount of the bribes in a judgment, in yuan (lognormal)."""
    bribery_spread: Cited[Spread] = default(ours("1.5"))
    """Standard deviation of its logarithm."""
    medium_from: Cited[Yuan] = default(ours("500000"))
    """Amount from which a judgment brings the grade medium; below it general."""
    serious_from: Cited[Yuan] = default(ours("1000000"))
    """Amount from which it brings the grade serious."""
    worst_from: Cited[Yuan] = default(ours("2000000"))
    """Amount from which it brings the worst grade."""

    @model_validator(mode="after")
    def _in_order(self) -> Credit:
        if not self.medium_from.value <= self.serious_from.value <= self.worst_from.value:
            raise ValueError("the grades come in the order medium_from, serious_from, worst_from")
        return self


class Monitoring(Closed):
    """Quarterly monitoring; `monitoring: {}` takes every default."""

    summon_below: Cited[Share] = default(
        says("0.8", "CHONGQING", "13 makers were summoned for late supply; the threshold is ours", "assumed")
    )
    """Share of a maker's own orders of a quarter below whose delivery it is summoned."""
    remind_below: Cited[Share] = default(
        says("1", "NHSA", "institutions that lag behind are reminded; the threshold is ours", "assumed")
    )
    """Orders since the start of the contract year, over the agreed volume pro rata, below which a region's
    hospitals are reminded."""
    secure_above: Cited[Multiple] = default(
        says("3", "SHANGHAI", "makers of much-used varieties are reminded; the size is ours", "assumed")
    )
    """Orders over the agreed volume pro rata above which a maker is reminded to secure supply."""
    overdue_above: Cited[Share] = default(ours("0.3"))
    """Overdue bills over a quarter's purchases above which a region is reminded to pay."""
    stock_months: Cited[Months] = default(
        says("0.76", "QINGBAIJIANG", "318,800 boxes bought in a year, 298,700 used", "fitted")
    )
    """Months between purchase and use: what lies in hospitals' stores."""
    late_spread: Cited[Spread] = default(ours("0.8"))
    """Standard deviation between regions of the logarithm of the share of bills that is paid late; its mean,
    and how late they are, are those of `fund.settlement`."""
    delisted_months: Cited[Annotated[int, Field(ge=0, le=120)]] = default(
        says(36, "S05", "ibuprofen, Shandong")
    )
    """Months for which a product whose award is lost stays off the list."""
    credit: Credit = Credit()
    """Credit grades."""

    @model_validator(mode="before")
    @classmethod
    def _moved(cls, data: object) -> object:
        moved = [name for name in ("late_share", "late_months") if isinstance(data, dict) and name in data]
        if moved:
            raise ValueError(
                f"{' and '.join(moved)} moved to the section on money: write fund.settlement.{moved[0]}"
            )
        return data
