"""What firms that think about their bids have at stake beside the award; a sentence per field."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from simulator.scenario.defaults import default, ours
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["BreachRisk", "ClassPayoff", "FutureTenders", "Payoffs"]

Positive = Annotated[Decimal, Field(gt=0, le=1_000_000)]
PrivateShare = Annotated[Decimal, Field(ge=0, le=100)]
Months = Annotated[int, Field(ge=0, le=120)]


class ClassPayoff(Closed):
    """What a firm of a class has at stake beside the award; volumes are shares of the yearly need."""

    outside_price: Cited[Positive]
    """Price in public hospitals outside the tender before the award moves it, over the ceiling."""
    outside_winner: Cited[Share]
    """Part of the residual public need that a winner sells in a year."""
    outside_loser: Cited[Share]
    """Part of the residual public need that a firm without an award sells in a year."""
    residual_share: Cited[Share] = default(
        ours("1", "`outside_winner` and `outside_loser` are then shares of the whole need")
    )
    """Residual public need: what public hospitals may buy outside the contracts in a year, over the need."""
    private_share: Cited[PrivateShare] = default(ours("0", "no source counts what a variety sells there"))
    """Yearly sales to private hospitals and pharmacies, award or not, over the need of the public ones."""
    private_price: Cited[Positive] | None = None
    """Price there before the award moves it, over the ceiling; `outside_price` if left out."""
    brand_loyalty: Cited[Share] | None = None
    """Part of the sales outside that rests on loyalty to the brand, of which `evidence` takes its part; if
    left out, all of an originator's and none of others'."""
    price_pressure: Cited[Share] = default(
        ours("0", "1 where buyers outside ask for the award price; what they get is not published")
    )
    """Part of the gap between a price outside and its own lower award price that a winner loses there."""
    payment_standard: Cited[Positive] | None = None
    """Most that a firm without an award is paid in public hospitals, over the ceiling, on average over the
    term; no limit if left out."""
    entry_cost: Cited[Annotated[Decimal, Field(ge=0, le=1000)]] | None = None
    """Cost of handing in a bid, in million yuan; none if left out."""
    capacity: Cited[Share] | None = None
    """Most that one firm can supply in a year; enough for everything if left out."""


class BreachRisk(Closed):
    """Winners may fail to supply, sooner at a lower margin; `supply.default` says how soon."""

    penalty: Cited[Annotated[Decimal, Field(ge=0, le=100)]] = default(
        ours("0.3", "buying elsewhere costs more; what is claimed back is not published")
    )
    """What a unit that is not delivered costs the firm, over the ceiling."""
    barred_months: Cited[Months] | None = None
    """Months on the violation list; `supply.breach.ban_failure` if left out. Costs something only together
    with `continuation`."""


class FutureTenders(Closed):
    """What this tender does to a firm's part in the next one of the same variety."""

    discount: Cited[Share] = default(ours("0.8", "about 8 % a year over three years"))
    """What a yuan of the next term is worth when bids are made; 0 lets firms look at one term only."""
    incumbency: Cited[Annotated[Decimal, Field(ge=0, le=100)]] = default(
        ours("0.1", "hospitals keep what they know; how much it is worth is not measured")
    )
    """What being the supplier is worth at the next tender, over a firm's expected profit of a term."""
    profit: Cited[Annotated[Decimal, Field(ge=0, le=100)]] | None = None
    """A firm's expected profit of a term, in yearly needs at the ceiling; if left out, what a firm of its
    class earns in this very game (every tender is like this one)."""


class Payoffs(Closed):
    """What firms that think about their bids take into account; classes left out have only the award."""

    originator: ClassPayoff | None = None
    """Originators."""
    generic: ClassPayoff | None = None
    """Generic makers."""
    own_api: ClassPayoff | None = Field(default=None, alias="own-api")
    """Makers with their own active ingredient."""
    newcomer: ClassPayoff | None = None
    """Newcomers."""
    evidence: Cited[Share] | None = None
    """Part of the loyalty to brands that published evidence of equivalence takes away: of sales outside
    (`brand_loyalty`), and of what habit (`supply.prescribers`) keeps with non-winners in contracts."""
    risk_aversion: Cited[Annotated[Decimal, Field(ge=0, le=Decimal("0.95"))]] | None = None
    """Relative risk aversion of all firms; 0, none, if left out. Not together with `breach` or
    `continuation`."""
    wealth: Cited[Annotated[Decimal, Field(ge=0, le=1000)]] | None = None
    """What a firm averse to risk has for certain beside the profit of the term, in yearly needs at the
    ceiling; nothing if left out."""
    breach: BreachRisk | None = None
    """Risk of failing to supply (`{}` for every default); firms count on supplying all if left out."""
    continuation: FutureTenders | None = None
    """Worth of the next tender (`{}` for every default); firms look at one term only if left out."""

    def by_class(self) -> dict[str, ClassPayoff | None]:
        """Return what is at stake for every class of firm by the name of the class."""
        return {
            "originator": self.originator,
            "generic": self.generic,
            "own-api": self.own_api,
            "newcomer": self.newcomer,
        }

    def aversion(self) -> float:
        """Return the relative risk aversion, 0 if left out."""
        return 0.0 if self.risk_aversion is None else float(self.risk_aversion.value)

    def riches(self) -> float:
        """Return the wealth of firms averse to risk, 0 if left out."""
        return 0.0 if self.wealth is None else float(self.wealth.value)

    @model_serializer(mode="wrap")
    def _leave_out_what_is_new(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A scenario without these keeps the plan id that it had before there were any.
        plain: dict[str, Any] = handler(self)
        for name in ("wealth", "breach", "continuation"):
            if plain.get(name, self) is None:
                del plain[name]
        return plain
