"""What a scenario may say about the contracts after the award; every value has a default with its source.

Sources of defaults (docs/contracts.md tells what they say): `HAINAN` is the province's plan for round 2 of
2020, `NHSA` the national authority's reply of July 2022, `CHONGQING` the city authority's reply of June 2022,
`S05` the notice on ibuprofen of round 3, `S06` the notice on bromhexine of round 7, `S109` Shanxi's injection
tender of 2020, `EVENTS` and `MATERIALS` press records of supply failures and of raw-material prices.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.distribution import Distribution
from simulator.scenario.hospitals import Inspections, Institutions, Prescribers, Substitutes
from simulator.scenario.records import Cited, Closed, Share

__all__ = [
    "Breach",
    "ByKind",
    "Default",
    "Demand",
    "Engine",
    "Kind",
    "Makers",
    "Material",
    "Outages",
    "Quality",
    "Stress",
    "StressTests",
    "Supply",
    "Takeover",
]

Kind = Literal["drug", "device"]
T = TypeVar("T")


def _no_excess(value: object) -> object:
    """Tell who writes too much as a negative understatement where it belongs."""
    if str(value).strip().startswith("-"):
        raise ValueError(f"{value} is below 0: what is reported in excess is supply.demand.overstatement")
    return value


LeftOut = Annotated[Decimal, Field(ge=0, lt=Decimal(1)), BeforeValidator(_no_excess)]
Stress = Literal["largest-supplier", "raw-material-10", "port-closure", "demand-surge", "fraud-annulment"]

Engine = Literal["compiled", "simpy"]
Months = Annotated[Decimal, Field(ge=0, le=120)]
Span = Annotated[Decimal, Field(ge=1, le=1200)]
Rate = Annotated[Decimal, Field(ge=0, le=12)]
Spread = Annotated[Decimal, Field(ge=0, le=3)]
Multiple = Annotated[Decimal, Field(gt=0, le=1000)]
Days = Annotated[int, Field(ge=0, le=3650)]
Ban = Annotated[int, Field(ge=0, le=120)]
Spare = Annotated[Decimal, Field(ge=0, le=100)]
Payer = Literal["supplier", "fund", "patient"]


class ByKind(Closed, Generic[T]):
    """One value for medicines and one for devices."""

    drug: T
    """Medicines, and reagents."""
    device: T
    """Devices and consumables."""


class Demand(Closed):
    """What hospitals report, need, order and buy elsewhere."""

    understatement: Cited[ByKind[LeftOut]] = default(
        ours({"drug": "0.35", "device": "0.08"}, "hospitals play safe; joints were met within 5 %")
    )
    """Share of the true need that is left out of reports where nothing is lost by it."""
    overstatement: Cited[Spread] = default(
        ours("0", "hospitals that fear a shortage may ask for more than they need; on no record")
    )
    """Part by which reports exceed what they would be where nothing is lost by it: 0.2 asks for 20 % more."""
    penalty: Cited[Share] = default(
        says("0.5", "NHSA", "reports are checked; what is left out loses its retained surplus", "assumed")
    )
    """Strength of what a wrong report costs (checks, lost retained surplus): 0 nothing, 1 in full."""
    penalty_effect: Cited[Share] = default(ours("0.6"))
    """Part of under- and overstatement that penalties of full strength remove."""
    verification: Cited[Share] = default(
        ours("0", "reports are compared with past use; how much of an excess that finds is on no record")
    )
    """Part of the overstatement that checks against past use strike out before volumes are agreed."""
    accuracy_spread: Cited[Spread] = default(ours("0.2"))
    """Standard deviation between regions of the logarithm of true over reported need."""
    price_response: Cited[ByKind[Spread]] = default(
        ours({"drug": "0.3", "device": "0"}, "0.1 to 0.5 in studies of insured patients; operations: none")
    )
    """Elasticity of need to price: 0.3 means that halving the price raises need by 23 %."""
    response_months: Cited[Months] = default(ours("6"))
    """Months in which 63 % of that response has come."""
    first_share: Cited[Share] = default(ours("0.7"))
    """Share of need that goes to winners when a region begins; the rest stays with non-winners."""
    final_share: Cited[Share] = default(
        ours("0.95", "more than 95 % of stents and 90 % of joints were winners' after some years")
    )
    """Share of need that goes to winners in the end."""
    switching_months: Cited[Months] = default(ours("4"))
    """Months in which 63 % of the way from the first to the final share is gone."""
    refusal: Cited[Share] = default(ours("0.04"))
    """Share of need in hospitals that would refuse the winners' products without sanctions."""
    sanctions: Cited[Share] = default(
        says("0.6", "HAINAN", "yearly assessment, awards, insurance contract", "assumed")
    )
    """Part of refusals, and of delay in signing, that sanctions remove."""
    signing_months: Cited[Months] = default(ours("1"))
    """Mean months until a region's hospitals have signed and listed the product, without sanctions."""
    reminder: Cited[Share] = default(says("0.1", "NHSA", "laggards are reminded", "assumed"))
    """Part of what still goes to non-winners that a month's reminder moves where orders lag."""
    after_commitment: Cited[Share] = default(
        says("0.95", "HAINAN", "past the agreed volume others may be bought in moderation", "assumed")
    )
    """Part of its orders that a region keeps with winners in a contract year whose agreed volume is done."""
    monthly_spread: Cited[Spread] = default(ours("0.05"))
    """Standard deviation of the logarithm of national need from month to month."""
    season: Cited[Share] = default(ours("0.05"))
    """Amplitude of the season; the peak is in January."""
    surge_chance: Cited[Share] = default(ours("0.05"))
    """Chance a year of an epidemic surge in a variety's need."""
    surge_size: Cited[Multiple] = default(ours("1.4"))
    """Need in a surge over usual need."""
    surge_months: Cited[Annotated[int, Field(ge=1, le=12)]] = default(ours(3))
    """Length of a surge in months."""

    @model_validator(mode="after")
    def _in_order(self) -> Demand:
        if self.first_share.value > self.final_share.value:
            raise ValueError("first_share is above final_share: swap them")
        return self


class Makers(Closed):
    """What winners can make, and what they keep."""

    capacity: Cited[Multiple] = default(
        says("2.5", "S109", "Shanxi asked for twice the agreed quantity; the median is ours", "assumed")
    )
    """Median yearly capacity over the reported need of the winner's own areas."""
    capacity_spread: Cited[Spread] = default(ours("0.3"))
    """Standard deviation of its logarithm between winners."""
    starting_capacity: Cited[Share] = default(ours("0.7"))
    """Part of the capacity that is there when execution begins."""
    ramp_months: Cited[Months] = default(ours("6"))
    """Months until all of it is there."""
    growth: Cited[Share] = default(
        says("0.04", "CHONGQING", "makers must adapt capacity to demand; the speed is ours", "assumed")
    )
    """Growth of capacity in a month at whose end more is asked of a maker than it can make."""
    growth_limit: Cited[Annotated[Decimal, Field(ge=1, le=100)]] = default(ours("2"))
    """Most that capacity grows to, over what it was planned to be."""
    reserve_months: Cited[Months] = default(
        says("1.5", "HAINAN", "emergency reserve asked for; its size is ours", "assumed")
    )
    """Stock and emergency reserve in months of the reported need of the winner's own areas."""
    plants: Cited[Annotated[int, Field(ge=1, le=20)]] = default(ours(1))
    """Plants over which a firm spreads its varieties; those in one plant fail together."""
    contract_share: Cited[Share] = default(
        ours("0", "since 2016 the holder of a licence need not be the maker")
    )
    """Share of products that contract makers make, in plants that they share."""
    contract_makers: Cited[Annotated[int, Field(ge=1, le=50)]] = default(ours(5))
    """Number of contract makers."""
    stop_reports: Cited[Share] = default(
        says("0", "HAINAN", "makers are to report stops of production; how many do is ours", "assumed")
    )
    """Share of makers that report a stop at once: takeover is prepared while their stock lasts."""
    warn_at: Cited[Annotated[Decimal, Field(gt=0, le=1)]] = default(
        says("1", "CHONGQING", "capacity must follow demand, which is watched; the line is ours", "assumed")
    )
    """Part of capacity at which makers of high-volume varieties are warned and begin to grow."""
    high_volume: Cited[Multiple] = default(ours("100"))
    """Million yuan a year, at the reference price, from which a variety counts as high-volume."""


class Outages(Closed):
    """Plants fail and come back; firms that supply several varieties share the plant."""

    up_months: Cited[Span] = default(ours("60"))
    """Mean months between the end of an outage and the next (exponential)."""
    down_months: Cited[Months] = default(ours("1.5"))
    """Median months of an outage (lognormal)."""
    down_spread: Cited[Spread] = default(ours("0.7"))
    """Standard deviation of the logarithm of its length."""


class Quality(Closed):
    """Sampling of every winner each year, and fraud found later."""

    failure: Cited[Share] = default(
        says("0.003", "HAINAN", "every winning product is sampled each year; the chance is ours", "assumed")
    )
    """Chance a year that a winner's sample fails."""
    recall_months: Cited[Months] = default(ours("3"))
    """Months without deliveries after a failed sample."""
    severe: Cited[Share] = default(ours("0.3"))
    """Share of failures that cost the award."""
    fraud: Cited[Share] = default(ours("0.0005", "one variety in eleven rounds on record"))
    """Chance a year that collusion is found and all awards of the variety are annulled."""
    lenient: Cited[Share] = default(says("0.5", "S06", "three of six firms helped the inquiry"))
    """Share of firms that help the inquiry and are barred for less time."""


class Material(Closed):
    """Price of the raw material: reverts to its mean, with rare large jumps, shared by a source's users."""

    share: Cited[Share] = default(ours("0.4"))
    """Share of the raw material in cost."""
    own_exposure: Cited[Share] = default(ours("0.25"))
    """Part of a price change that reaches makers of their own active ingredient."""
    sources: Cited[Annotated[int, Field(ge=1, le=8)]] = default(ours(2))
    """Number of sources of a variety."""
    reversion: Cited[Share] = default(ours("0.15"))
    """Part of the distance (in logarithms) that is made good in a month."""
    volatility: Cited[Spread] = default(ours("0.05"))
    """Standard deviation of the logarithm's monthly change."""
    jump_chance: Cited[Share] = default(ours("0.003"))
    """Chance a year of a jump at a source."""
    jump_from: Cited[Multiple] = default(says("9", "MATERIALS"))
    """Smallest jump."""
    jump_to: Cited[Multiple] = default(says("100", "MATERIALS"))
    """Largest jump; sizes are spread evenly between the two on a log scale."""
    stopped: Cited[Share] = default(
        ours("0", "how much stops in a jump is on no record; at 0 the price moves defaults only")
    )
    """Part of its output that a maker without own ingredient stops while the price is too high for it."""
    stops_below: Cited[Annotated[Decimal, Field(ge=-100, lt=Decimal(1))]] = default(
        ours("0", "who loses money on each unit buys no more")
    )
    """Margin at the month's raw-material price below which that maker buys no more of it."""
    kept_months: Cited[Months] = default(ours("2"))
    """Raw material that makers keep, in months of full output: it is used up before output stops."""

    @model_validator(mode="after")
    def _in_order(self) -> Material:
        if self.jump_from.value > self.jump_to.value:
            raise ValueError("jump_from is above jump_to: swap them")
        return self


class Default(Closed):
    """A winner that refuses to go on; the chance depends on its margin."""

    hazard: Cited[Rate] = default(
        ours("0.006", "documented range 0.002 to 0.02; few failures are publicised")
    )
    """Defaults a year at a margin of zero."""
    slope: Cited[Annotated[Decimal, Field(ge=0, le=50)]] = default(ours("5", "documented range 2 to 10"))
    """Fall of the hazard's logarithm per unit of margin (margin: one minus cost over price)."""
    most: Cited[Rate] = default(ours("6"))
    """Highest hazard a year, however large the loss."""


class Takeover(Closed):
    """Who serves when the main supplier cannot, and how long it takes to bring them in."""

    backup_after: Cited[Months] = default(ours("1"))
    """Months of a shortage until the backup supplier is called, by due process."""
    others_after: Cited[Months] = default(ours("2"))
    """Months until other winners are asked for what is still missing."""
    invited_after: Cited[Months] = default(ours("3"))
    """Months until a firm without an award that the authority invites delivers."""
    invited_spare: Cited[Spare] = default(
        says("0", "S05", "the province invited another firm; what such a firm can give is ours", "assumed")
    )
    """What the invited firm can supply at most, over the variety's reported need; 0: nobody is invited."""
    invited_price: Cited[Multiple] = default(ours("1", "the price of the firm whose place it takes"))
    """Price of the invited firm over the award price of the supplier that it stands in for."""
    invited_payer: Cited[Payer] = default(ours("supplier"))
    """Who pays the difference where the invited firm is dearer; needs the section `fund`."""
    outside_after: Cited[Months] = default(ours("3"))
    """Months until non-winners are asked."""
    outside_spare: Cited[Spare] = default(ours("0.3"))
    """What non-winners can supply at most in this way, over the variety's reported need."""
    outside_payer: Cited[Payer] = default(ours("supplier"))
    """Who pays the difference where a non-winner's price is higher; needs the section `fund`."""

    @property
    def invited_from(self) -> Cited[Months]:
        """Months until the invited firm delivers; where nobody is invited, the step of the non-winners."""
        return self.invited_after if self.invited_spare.value > 0 else self.outside_after

    @model_validator(mode="after")
    def _in_order(self) -> Takeover:
        names = ["backup_after", "others_after", "invited_after", "outside_after"]
        if not self.invited_spare.value > 0:
            names.remove("invited_after")
        months = {name: getattr(self, name).value for name in names}
        for before, after in pairwise(names):
            if months[before] > months[after]:
                raise ValueError(
                    f"{before} ({months[before]}) is above {after} ({months[after]}): "
                    f"the steps come in the order {', '.join(names)}"
                )
        return self


class Breach(Closed):
    """The ladder of a supplier that does not deliver, and the violation list."""

    serious_below: Cited[Share] = default(ours("0.5"))
    """Share of its orders below which a supplier is on the ladder."""
    talks_after: Cited[Months] = default(ours("0.5"))
    """Months until it is summoned."""
    compensation_after: Cited[Months] = default(ours("2"))
    """Months until it owes compensation."""
    loss_after: Cited[Months] = default(ours("6"))
    """Months until it loses the award."""
    ban_failure: Cited[Ban] = default(says(9, "S05", "ibuprofen, round 3"))
    """Months on the violation list for a failure to supply or a default."""
    ban_quality: Cited[Ban] = default(says(18, "EVENTS", "glimepiride, round 2; peramivir"))
    """Months for a severe quality failure."""
    ban_collusion: Cited[Ban] = default(says(12, "S06"))
    """Months for collusion."""
    ban_lenient: Cited[Ban] = default(says(6, "S06"))
    """Months for a firm that helped the inquiry."""
    fail_below: Cited[Share] = default(says("0.5", "HAINAN", "plan for consultation", "draft"))
    """Orders over the agreed volume of a year below which hospitals fail the assessment."""
    merit_from: Cited[Share] = default(says("1", "HAINAN", "plan for consultation", "draft"))
    """Orders over the agreed volume from which they may get a merit grade."""

    @model_validator(mode="after")
    def _in_order(self) -> Breach:
        if not self.talks_after.value <= self.compensation_after.value <= self.loss_after.value:
            raise ValueError("the rungs come in the order talks_after, compensation_after, loss_after")
        if self.fail_below.value > self.merit_from.value:
            raise ValueError("fail_below is above merit_from, so that a region would fail with merit")
        return self


class StressTests(Closed):
    """How hard stress tests hit; which of them do is in `stress`."""

    start_month: Cited[Annotated[int, Field(ge=1, le=119)]] = default(ours(6))
    """Months of execution after which a stress test begins."""
    lasts_months: Cited[Annotated[int, Field(ge=1, le=120)]] = default(ours(6))
    """Months that a closure of ports or a surge of demand lasts."""
    surge_need: Cited[Annotated[Decimal, Field(ge=1, le=100)]] = default(ours("1.5"))
    """Need under `demand-surge` over usual need."""
    price_jump: Cited[Annotated[Decimal, Field(ge=1, le=1000)]] = default(
        ours("10", "about the smallest jump on record (9 times); the test is named after it")
    )
    """Jump of every raw-material price under `raw-material-10`."""

    def sizes(self) -> tuple[object, ...]:
        """Return the values without what is said of them."""
        return tuple(getattr(self, name).value for name in type(self).model_fields)


class Supply(Closed):
    """Contracts are carried out in simulated time; `supply: {}` takes every default."""

    start_lag_days: Cited[ByKind[Days]] = default(
        says(
            {"drug": 84, "device": 71},
            ("HAINAN", "CHONGQING"),
            "round 2 in Hainan 84 (a plan); stents in Chongqing 71; joints about 255 (in their book)",
            "draft",
        )
    )
    """Days from the opening of bids to the start of execution, where neither the scenario (`start`) nor the
    rule book says the day."""
    start: Cited[date | Days] | None = None
    """First day of execution, or days from the opening of bids to it, where it is not the rule book's."""
    demand: Demand = Demand()
    """Hospitals."""
    institutions: Institutions = Institutions()
    """Levels and kinds of hospitals."""
    prescribers: Prescribers = Prescribers()
    """Doctors."""
    substitutes: Substitutes = Substitutes()
    """Substances that were not tendered."""
    inspections: Inspections = Inspections()
    """Inspections and sanctions of hospitals."""
    makers: Makers = Makers()
    """Winners' capacity and stock."""
    outages: Outages = Outages()
    """Plants."""
    distribution: Distribution = Distribution()
    """Distributors."""
    quality: Quality = Quality()
    """Sampling and fraud."""
    material: Material = Material()
    """Raw material."""
    default: Default = Default()
    """Refusal to supply."""
    takeover: Takeover = Takeover()
    """Order of helpers."""
    breach: Breach = Breach()
    """Sanctions."""
    stress: tuple[Stress, ...] = ()
    """Stress tests that hit this run: none for an ordinary one."""
    stress_tests: StressTests = StressTests()
    """How hard they hit."""
    engine: Engine = "compiled"
    """What carries contracts out: the compiled kernel, or the SimPy reference (slower, same results)."""

    @model_serializer(mode="wrap")
    def _leave_out_the_usual(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # What says nothing keeps the plan id that runs had before there was a choice.
        plain: dict[str, Any] = handler(self)
        usual = {"engine": self.engine == "compiled", "start": self.start is None}
        usual["stress_tests"] = self.stress_tests.sizes() == StressTests().sizes()
        return {key: value for key, value in plain.items() if not usual.get(key, False)}
