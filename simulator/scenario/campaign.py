"""What a campaign file may say: rounds in calendar order, and what each takes over from those before it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from simulator.scenario.model import Points, RunPlan
from simulator.scenario.records import Cited, Closed, Identifier, Share, Titled
from simulator.scenario.rulebook import Sources
from simulator.scenario.supply import Supply

__all__ = ["CampaignPlan", "CeilingBefore", "Entry", "Exit", "Handover", "PriceBefore", "Record", "RoundPlan"]

PriceBefore = Literal["lowest", "mean", "highest"]
Multiple = Annotated[Decimal, Field(gt=0, le=100)]


class CeilingBefore(Closed):
    """A ceiling made of the prices that won before."""

    of: Cited[PriceBefore] = Cited[PriceBefore](value="highest")
    """Which winning price of the round before is taken."""
    times: Cited[Multiple] = Cited[Multiple](value=Decimal(1))
    """What it is multiplied with."""


class Entry(Closed):
    """Firms that bid for these varieties for the first time in this round."""

    bids: Cited[Annotated[int, Field(ge=0, le=5000)]]
    """New bids in the whole round; crowded varieties draw more of them."""
    firms: Cited[Annotated[int, Field(ge=1, le=5000)]]
    """Number of new firms among which they are spread."""


class Exit(Closed):
    """Products that are given up before this round, for good."""

    winners: Cited[Share] = Cited[Share](value=Decimal(0))
    """Share of those that won the round before."""
    losers: Cited[Share] = Cited[Share](value=Decimal(0))
    """Share of those that did not."""


class Record(Closed):
    """What awards lost in earlier rounds cost a firm in its scores for credit and past supply."""

    points: Cited[Points]
    """Points, of 100, for each award lost."""
    months: Cited[Annotated[int, Field(ge=1, le=120)]]
    """Months for which a loss counts."""


class Handover(Closed):
    """What earlier contracts leave at makers that win again, and at hospitals; defaults are ours."""

    stock: Cited[Share] = Cited[Share](
        value=Decimal(1), note="what is in stock at the end is good for the next contract"
    )
    """Part of the stock at the end of a contract with which the next one begins."""
    hospitals: Cited[Share] = Cited[Share](
        value=Decimal(1), note="the same medicine: what is left is used under the next contract"
    )
    """Part of hospitals' stock at the end of the contracts of a variety that is there under the next ones."""
    idle: Cited[Share] = Cited[Share](value=Decimal("0.5"), note="lines stand idle without an award")
    """Part of the capacity that is scrapped in each round that a product does not win."""
    kept: Cited[Share] = Cited[Share](value=Decimal(1), note="what is built stays")
    """Part kept of the capacity that goes beyond what the maker plans on for its new areas."""
    built: Cited[Share] = Cited[Share](
        value=Decimal(1), note="as for makers that win for the first time, who plan on their areas"
    )
    """Part built in time of the capacity that falls short of it, at a margin of zero."""
    by_margin: Cited[Annotated[Decimal, Field(ge=0, le=100)]] = Cited[
        Annotated[Decimal, Field(ge=0, le=100)]
    ](value=Decimal(0), note="how margins move investment is not on record")
    """What a margin (price less cost, over the price) adds to that part; a loss takes away."""


class RoundPlan(Closed):
    """One round of a campaign: a scenario, what is changed in it, and what it takes over."""

    id: Identifier
    """Name of the round in this campaign."""
    scenario: str
    """Id of a shipped scenario, or the path of a file beside this one."""
    date: Cited[datetime.date] | None = None
    """Day on which bids are opened; that of the rule book if left out. Contracts begin as long after it."""
    change: dict[str, Any] = Field(default_factory=dict)
    """Changes laid over the scenario, in the same form as a scenario file."""
    continues: Identifier | None = None
    """Earlier round whose varieties, firms and costs are tendered again; new varieties if left out."""
    reference: Cited[PriceBefore] | None = None
    """Winning price before that ceilings, printed prices and cuts are counted from; the price before the
    first tender if left out."""
    ceiling: CeilingBefore | None = None
    """A ceiling made of the prices before; that of the scenario if left out."""
    need: Cited[Multiple] = Cited[Multiple](value=Decimal(1))
    """Reported need over that of the round that is continued."""
    costs: Cited[Multiple] = Cited[Multiple](value=Decimal(1))
    """Unit costs over those of the round that is continued, the same for all (scale, cheaper ingredients)."""
    loyalty: Cited[Share] = Cited[Share](value=Decimal("0.9"))
    """Share of reports by brand that name products under contract, where volumes go by brand."""
    experience: Cited[Share] = Cited[Share](value=Decimal(1))
    """Part of the way from non-winners to winners, gone in earlier contracts, that is not gone again."""
    entry: Entry | None = None
    """Who bids here for the first time; nobody if left out."""
    record: Record | None = None
    """What awards lost before cost in scores that the rule book asks for; nothing if left out."""
    handover: Handover = Handover()
    """Stocks and capacity that makers bring along from earlier contracts."""
    beliefs: Cited[Share] = Cited[Share](value=Decimal(0))
    """Weight of what firms that learn (`use: learning`) had learned for the round that is continued; the rest
    is what they learn for this one."""
    exit: Exit = Exit()
    """Who is gone; nobody if left out."""
    ring: Literal["ends", "stays", "rotates"] = "ends"
    """What becomes of a ring in the round that is continued: its members bid on their own again, agree on the
    same winner again, or on the member whose turn is next."""


class CampaignPlan(Closed):
    """Rounds of tenders one after the other, each with what happened before."""

    id: Identifier
    """Name of the campaign, equal to its file name."""
    title: Titled
    """Title in both languages."""
    summary: Titled
    """What the campaign shows, in two or three sentences."""
    sources: Sources = Field(default_factory=dict)
    """Sources by short id."""
    rounds: Annotated[tuple[RoundPlan, ...], Field(min_length=1, max_length=50)]
    """The rounds in calendar order."""
    supply: Supply | None = None
    """How contracts are carried out in rounds whose scenario does not say (`{}` for every default)."""
    discount: Cited[Share] = Cited[Share](
        value=Decimal("0.05"),
        source="background",
        confidence="uncertain",
        note="China Guidelines for Pharmacoeconomic Evaluations 2020: 5 %, varied from 0 to 8 %",
    )
    """Rate a year at which money of later years is discounted to the first day of the first contracts."""
    run: RunPlan = RunPlan(replications=200, block=100)
    """How much is simulated."""

    @model_serializer(mode="wrap")
    def _leave_out_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        plain: dict[str, Any] = handler(self)
        if plain.get("supply", self) is None:
            del plain["supply"]
        return plain
