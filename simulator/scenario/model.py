"""What a scenario file may say: market, firms, bidding, run; a sentence per field."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from simulator.scenario.collusion import RingPlan
from simulator.scenario.fund import Fund
from simulator.scenario.monitoring import Monitoring
from simulator.scenario.payoffs import Payoffs
from simulator.scenario.records import Cited, Closed, Identifier, Share, Titled
from simulator.scenario.rulebook import Sources
from simulator.scenario.supply import Supply
from simulator.scenario.welfare import Welfare

__all__ = [
    "FORMS",
    "VOLUME_CLASSES",
    "Bidding",
    "ClassCosts",
    "Costs",
    "Facts",
    "FirmClass",
    "Firms",
    "Form",
    "Incumbents",
    "Market",
    "Panel",
    "PrintedPrice",
    "RulesChoice",
    "RunPlan",
    "Scenario",
    "Score",
    "TechnicalPoints",
]

S = TypeVar("S")

Count = Annotated[int, Field(ge=1, le=100_000)]
Positive = Annotated[Decimal, Field(gt=0, le=1_000_000)]
Spread = Annotated[Decimal, Field(ge=0, le=3)]
Points = Annotated[Decimal, Field(ge=0, le=100)]
FirmClass = Literal["originator", "generic", "own-api", "newcomer"]
Form = Literal["oral-solid", "small-injection", "large-injection", "oral-liquid", "other"]
VolumeClass = Literal["ordinary", "reduced", "special"]

FORMS: tuple[str, ...] = get_args(Form)
"""Dosage forms."""
VOLUME_CLASSES: tuple[str, ...] = get_args(VolumeClass)
"""Classes of varieties that volume tables tell apart."""


class RulesChoice(Closed):
    """Which rule book applies, and what the scenario changes in it."""

    book: str
    """Id of a shipped rule book, or the path of a file."""
    change: dict[str, Any] = Field(default_factory=dict)
    """Changes laid over the clauses of the book, in the same form as the book's `clauses`."""


class PriceRange(Closed):
    """Lowest and highest value; varieties are spread evenly between them on a log scale."""

    lowest: Positive
    """Lowest value."""
    highest: Positive
    """Highest value."""


class Market(Closed):
    """What is put up for tender."""

    varieties: Cited[Annotated[int, Field(ge=1, le=2000)]]
    """Number of varieties."""
    bids: Cited[Count]
    """Number of bids in the whole round (bidding products)."""
    most_bidders: Cited[Annotated[int, Field(ge=1, le=500)]]
    """Bidders in the most contested variety."""
    fewest_bidders: Cited[Annotated[int, Field(ge=1, le=500)]]
    """No variety has fewer bidders."""
    forms: Cited[dict[Form, Share]]
    """Share of varieties by dosage form; sums to one."""
    volume_classes: Cited[dict[VolumeClass, Share]]
    """Share of varieties by volume class; sums to one."""
    reference_price: Cited[PriceRange]
    """Lowest procurement price before the tender, in yuan per comparable unit."""
    yearly_value: Cited[PriceRange]
    """Reported need of a variety at its reference price, in million yuan a year."""
    ceiling_over_reference: Cited[Positive]
    """Median ceiling over the reference price."""
    ceiling_spread: Cited[Spread]
    """Standard deviation over varieties of that ratio's logarithm; of its log-odds for a median below 1."""
    ceiling_follows_cost: Cited[Share]
    """Correlation of that logarithm with the cost level of the variety; 1 where an old price is it."""
    areas_file: str | None = None
    """CSV table of supply areas in place of the rule book's, with the columns code, name_en, name_zh, unit
    and weight."""
    varieties_file: str | None = None
    """CSV table of varieties in place of the counts and ranges above, with the columns variety, bidders,
    form, volume_class, reference_price and base."""


class Firms(Closed):
    """Who bids."""

    firms: Cited[Count]
    """Number of bidding firms."""
    size_exponent: Cited[Spread]
    """How unequal firms are in the number of varieties they bid in: 0 for equal, 1 for Zipf's law."""
    originator_presence: Cited[Share]
    """Share of varieties in which the originator bids."""
    products_per_originator: Cited[Annotated[Decimal, Field(ge=1, le=1000)]]
    """Varieties per originator firm."""
    own_api_share: Cited[Share]
    """Share of generic firms that make their own active ingredient."""
    newcomer_share: Cited[Share]
    """Share of generic firms that enter with this product."""
    linked_share: Cited[Share]
    """Share of generic bids that have a linked firm in the same variety."""
    unqualified_share: Cited[Share]
    """Share of generic bids whose product has not passed the evaluation."""
    originator_volume_share: Cited[Share]
    """Share of past use that is the originator's, where it bids."""
    entries_file: str | None = None
    """CSV table of who bids where, in place of the numbers above, with the columns variety, firm, class,
    quality, link, past_volume, brand_volume, brand, and won for who won the actual tender."""


Fraction = Annotated[Decimal, Field(gt=0, lt=1)]


class ClassCosts(Closed):
    """Median cost over the reference price, by class of firm; below 1, since somebody sold at that price."""

    originator: Cited[Fraction]
    """Originators (price below which they would rather leave)."""
    generic: Cited[Fraction]
    """Generic makers."""
    own_api: Cited[Fraction] = Field(alias="own-api")
    """Makers with their own active ingredient."""
    newcomer: Cited[Fraction]
    """Newcomers."""


class Costs(Closed):
    """Costs over the reference price have normal log-odds and are correlated within a variety."""

    median: ClassCosts
    """Medians by class."""
    spread_between_varieties: Cited[Spread]
    """Standard deviation of the log-odds that all bidders of a variety share."""
    spread_between_bidders: Cited[Spread]
    """Standard deviation of the log-odds between bidders of one variety; below 0.01, solved bids are those of
    0.01, which is a cost difference of about 1 %."""
    least_margin: Cited[Share]
    """Margin over cost below which a firm refuses a revival or negotiation."""


class Bidding(Closed, Generic[S]):
    """How each class of firm bids."""

    originator: S
    """Originators."""
    generic: S
    """Generic makers."""
    own_api: S = Field(alias="own-api")
    """Makers with their own active ingredient."""
    newcomer: S
    """Newcomers."""

    def by_class(self) -> dict[str, S]:
        """Return the strategy of every class of firm by the name of the class."""
        return {
            "originator": self.originator,
            "generic": self.generic,
            "own-api": self.own_api,
            "newcomer": self.newcomer,
        }


class PrintedPrice(Closed):
    """A price that the tender document prints for a variety; lognormal over varieties."""

    over_reference: Cited[Positive]
    """Median of the printed price over the reference price."""
    spread: Cited[Spread]
    """Standard deviation of the logarithm of that ratio over varieties."""


class Incumbents(Closed):
    """Bidders that won the tender before, and the prices at which they did."""

    share: Cited[Share]
    """Share of bidders, newcomers left aside, that won the tender before; all others sold nothing in it."""
    previous_over_reference: Cited[Positive]
    """Median of an incumbent's own old price over the reference price."""
    spread: Cited[Spread]
    """Standard deviation of the logarithm of that ratio between bidders."""


class TechnicalPoints(Closed):
    """True technical points of the bids, 0 to 100: normal around a mean by class of firm."""

    originator: Cited[Points]
    """Mean of originators."""
    generic: Cited[Points]
    """Mean of generic makers."""
    own_api: Cited[Points] = Field(alias="own-api")
    """Mean of makers with their own active ingredient."""
    newcomer: Cited[Points]
    """Mean of newcomers."""
    spread: Cited[Points]
    """Standard deviation between bids of one class."""


class Panel(Closed):
    """An expert group that gives the technical points in place of the true ones."""

    experts: Cited[Annotated[int, Field(ge=1, le=100)]]
    """Number of experts; from three on, the highest and the lowest points are left out of the mean."""
    noise: Cited[Points]
    """Standard deviation of one expert's points around the true ones; experts err independently."""


class Score(Closed):
    """A score on record for every bid, 0 to 100, normal over bids."""

    mean: Cited[Points]
    """Mean."""
    spread: Cited[Points]
    """Standard deviation between bids."""


class Facts(Closed):
    """Further facts of the bids that some rule books ask for; what is left out is not on record."""

    products_per_firm: Cited[Annotated[int, Field(ge=1, le=50)]] | None = None
    """Most products that one firm enters in one variety, each as a bid of its own; one if left out."""
    named_volume: Cited[Share] | None = None
    """Share of a bid's past use that hospitals report for it by name; all of it if left out."""
    incumbents: Incumbents | None = None
    """Who won the tender before, and at what price."""
    enquiry: PrintedPrice | None = None
    """Enquiry price (benchmark) of a variety."""
    class_a: Cited[Positive] | None = None
    """Printed price up to which a winner is of class A, over the reference price."""
    class_b: Cited[Positive] | None = None
    """Printed price up to which a winner is of class B, over the reference price."""
    technical: TechnicalPoints | None = None
    """Technical points, in all and for each criterion by itself."""
    panel: Panel | None = None
    """Expert group that gives the technical points; without one the true points count."""
    supply_score: Score | None = None
    """Score for past supply."""
    credit: Score | None = None
    """Credit score."""
    nationwide: Cited[Share] | None = None
    """Share of firms that promise to supply everywhere; the promise holds for all bids of a firm."""
    service_fee: Cited[Share] | None = None
    """Part of the reference price quoted separately as a service fee; the rest of a quote is for parts."""

    @model_validator(mode="after")
    def _hang_together(self) -> Facts:
        if (self.class_a is None) != (self.class_b is None):
            raise ValueError("class_a and class_b are printed together: give both or neither")
        if self.class_a and self.class_b and self.class_a.value > self.class_b.value:
            raise ValueError(f"class_a {self.class_a.value} is above class_b {self.class_b.value}; swap them")
        if self.panel is not None and self.technical is None:
            raise ValueError("a panel needs true points to judge: give technical as well")
        return self


class RunPlan(Closed):
    """How much is simulated."""

    replications: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    """Number of replications."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Master seed."""
    block: Annotated[int, Field(ge=1, le=100_000)] = 500
    """Replications per block of work."""


class Scenario(Closed, Generic[S]):
    """One tender with its firms, ready to run."""

    id: Identifier
    """Name of the scenario, equal to its file name."""
    title: Titled
    """Title in both languages."""
    summary: Titled
    """What the scenario shows, in two or three sentences."""
    sources: Sources = Field(default_factory=dict)
    """Sources by short id."""
    rules: RulesChoice
    """Rule book."""
    market: Market
    """What is put up."""
    firms: Firms
    """Who bids."""
    costs: Costs
    """What it costs them."""
    bidding: Bidding[S]
    """How they bid."""
    facts: Facts | None = None
    """Further facts of the bids; none for the national drug rounds."""
    payoffs: Payoffs | None = None
    """What firms that bid their equilibrium have at stake beside the award; only the award if left out."""
    ring: RingPlan | None = None
    """Firms that agree on their bids; none if left out."""
    supply: Supply | None = None
    """How contracts are carried out (`{}` for every default); the run ends with the award if left out."""
    fund: Fund | None = None
    """Who pays for what is supplied (`{}` for every default; needs `supply`); no money if left out."""
    welfare: Welfare | None = None
    """How gains and losses are counted (`{}` for every default); they are not counted if left out."""
    monitoring: Monitoring | None = None
    """Thresholds of the quarterly monitoring (`vbp monitor`); the defaults hold if left out."""
    run: RunPlan = RunPlan()
    """How much is simulated."""
    published: str | None = None
    """Id of the published figures to compare with; none for rounds kept for out-of-sample checks."""

    @model_serializer(mode="wrap")
    def _leave_out_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A scenario without such a section keeps the plan id that it had before there were any.
        plain: dict[str, Any] = handler(self)
        for name in ("facts", "payoffs", "ring", "supply", "fund", "welfare", "monitoring"):
            if plain.get(name, self) is None:
                del plain[name]
        return plain
