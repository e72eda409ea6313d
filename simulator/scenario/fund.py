"""What a scenario may say about money after the award; every value has a default with its source.

Sources of defaults (docs/money.md tells what they say): `HAINAN` is the province's plan for round 2 of 2020,
`QBJ` the report of Chengdu Qingbaijiang on the pilot, `S101` to `S106` notices on prepayment, payment
standards and retained surplus, `S04` the listing rules of rounds 8 to 10, `S10` Henan's labels of 2026,
`NHSA` the national authority's reply of July 2022, `CHONGQING` that of the city's authority of June 2022,
`SHANGHAI` the interview of early 2021, `CUTS` price cuts of four originators in Guizhou, 2020.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.records import Cited, Closed, Share
from simulator.scenario.supply import ByKind

__all__ = [
    "Capital",
    "Feedback",
    "Fund",
    "Grade",
    "Prepayment",
    "Prices",
    "Retention",
    "Schemes",
    "Settlement",
    "Standard",
    "Tariffs",
    "Tiers",
    "Uses",
]

YEAR = 12
Multiple = Annotated[Decimal, Field(gt=0, le=1000)]
Yearly = Annotated[Decimal, Field(ge=0, le=1)]
Months = Annotated[Decimal, Field(ge=0, le=60)]
Steps = Annotated[tuple[Share, ...], Field(min_length=1, max_length=12)]


def _whole(parts: tuple[Decimal, ...], what: str) -> None:
    if sum(parts) != 1:
        raise ValueError(f"{what} sum to {sum(parts)}, not to 1; let them sum to exactly 1")


class Prices(Closed):
    """Prices and use before the tender, and what firms without an award do about theirs."""

    originator: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.55", "device": "1"}, "as the median ceiling; for devices the reference is the mean")
    )
    """Originator's old price over the reference price."""
    passed: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.1", "device": "1"}, "the reference is the lowest price of before")
    )
    """Old price of other products that passed the evaluation over the reference price."""
    not_passed: Cited[ByKind[Multiple]] = default(ours({"drug": "0.9", "device": "1"}))
    """Old price of products without the evaluation over the reference price."""
    not_passed_share: Cited[ByKind[Share]] = default(ours({"drug": "0.15", "device": "0"}))
    """Their share of past use."""
    substitute: Cited[ByKind[Multiple]] = default(
        ours({"drug": "1.5", "device": "1"}, "dearer than the mean; per unit of treatment")
    )
    """Price of other substances of the class, before and now, over the reference price."""
    originator_cuts: Cited[Steps] = default(
        says(["0.27"], "CUTS", "28.6, 34.2, 24.8 and 21.2 % in the first year; the mean")
    )
    """Cut of originators without an award off their old price, by contract year; the last holds on."""
    other_cuts: Cited[Steps] = default(ours(["0.1"]))
    """The same for other firms without an award."""
    outside_area: Cited[Share] = default(ours("0.1"))
    """Share of what is not bought from the areas' winners that is winners' products from other areas."""
    listing_cap: Cited[Multiple] = default(says("1.5", "S04", "rounds 8 to 10"))
    """Highest price of these over their award price."""
    yellow: Cited[Multiple] = default(says("1.8", "S10", "Henan 2026, of the highest winning price"))
    """Price over the highest winning price above which an evaluated product is labelled yellow."""
    red: Cited[Multiple] = default(says("3", "S10", "Henan 2026"))
    """The same for red."""
    yellow_loses: Cited[Share] = default(ours("0", "off: of 2026, and no source says what they do"))
    """Part of a product's sales that goes to winners, in contract years in which it is labelled yellow."""
    red_loses: Cited[Share] = default(ours("0"))
    """The same for red; at least as much."""

    @model_validator(mode="after")
    def _in_order(self) -> Prices:
        if self.yellow_loses.value > self.red_loses.value:
            raise ValueError("yellow_loses is above red_loses, but red says more: swap them")
        if self.yellow.value > self.red.value:
            raise ValueError("the yellow line is above the red one: swap them")
        return self


class Standard(Closed):
    """The payment standard: what the fund reimburses against."""

    within: Cited[Multiple] = default(says("2", "HAINAN", "inclusive", "draft"))
    """Multiple of the winning price up to which it is the standard at once."""
    cuts: Cited[Steps] = default(says(["0.3", "0.3"], "HAINAN", "then the winning price", "draft"))
    """Yearly cuts for products above that multiple."""
    compounded: Cited[bool] = default(says(False, "HAINAN", "of the original price", "draft"))
    """Whether a cut is taken off the last standard (0.49 in the second year), not the old price (0.40)."""
    floor: Cited[bool] = default(says(False, "HAINAN", "the draft has none", "draft"))
    """Whether the standard stays at or above the winning price on its way."""
    winning: Cited[Literal["own", "region", "highest"]] = default(
        says("own", "S101", "for products without an award the text is silent", "uncertain")
    )
    """The winning price where there are several: each winner's own (others are compared with the region's
    supplier), the region's supplier's for everybody, or the highest."""

    @model_validator(mode="after")
    def _above_nothing(self) -> Standard:
        if not self.compounded.value and sum(self.cuts.value) >= 1:
            raise ValueError("the cuts take away the whole price; let them sum to less than 1")
        return self


class Schemes(Closed):
    """Who pays: insurance schemes, their share of spending and what they reimburse; shares sum to one."""

    employee_share: Cited[Share] = default(ours("0.55"))
    """Share of spending of patients in the scheme for employees."""
    employee_rate: Cited[Share] = default(ours("0.8"))
    """Part of it, up to the payment standard, that the fund pays."""
    resident_share: Cited[Share] = default(ours("0.35"))
    """Share of spending of patients in the scheme for residents."""
    resident_rate: Cited[Share] = default(ours("0.6"))
    """Part of it, up to the payment standard, that the fund pays."""
    uninsured_share: Cited[Share] = default(ours("0.1"))
    """Share of spending for which the fund pays nothing."""

    @model_validator(mode="after")
    def _sums_to_one(self) -> Schemes:
        shares = (self.employee_share.value, self.resident_share.value, self.uninsured_share.value)
        _whole(shares, "the shares of the schemes")
        return self


class Tiers(Closed):
    """Which pool of the fund pays; sums to one."""

    province: Cited[Share] = default(ours("0.1", "Hainan names all three"))
    """Provincial pool."""
    city: Cited[Share] = default(ours("0.6"))
    """City pools."""
    county: Cited[Share] = default(ours("0.3"))
    """County pools."""

    @model_validator(mode="after")
    def _sums_to_one(self) -> Tiers:
        _whole((self.province.value, self.city.value, self.county.value), "the shares of the tiers")
        return self


class Prepayment(Closed):
    """Money of the fund that comes before the goods, at the start of every contract year."""

    to: Cited[Literal["nobody", "hospitals", "makers", "distributors"]] = default(
        says("hospitals", "S101", "what they do not use they return")
    )
    """Who gets it: hospitals, which return what they did not use, or firms, and hospitals pay it back."""
    share: Cited[Share] = default(says("0.3", "S101", "not less than 30 %; Hainan 40 %"))
    """Part of the year's agreed volume at award prices that is prepaid."""
    steps: Cited[Steps] = default(says(["0.1", "0.2", "0.3", "0.4"], "QBJ"))
    """Parts in which hospitals pay back what firms were prepaid."""
    every: Cited[Annotated[int, Field(ge=1, le=YEAR)]] = default(says(3, "QBJ"))
    """Months between these repayments."""

    @model_validator(mode="after")
    def _fits(self) -> Prepayment:
        _whole(self.steps.value, "the steps of repayment")
        last = len(self.steps.value) * self.every.value
        if last > YEAR:
            raise ValueError(
                f"the last repayment falls due after {last} months, beyond the contract year of {YEAR}; "
                "take fewer steps or a shorter interval"
            )
        return self


class Capital(Closed):
    """Cost of capital a year."""

    fund: Cited[Yearly] = default(ours("0.025", "what deposits of the fund bear"))
    """Fund."""
    hospitals: Cited[Yearly] = default(ours("0.045"))
    """Hospitals."""
    firms: Cited[Yearly] = default(ours("0.06"))
    """Makers and distributors."""


class Settlement(Closed):
    """When goods are paid."""

    due_day: Cited[Annotated[int, Field(ge=1, le=28)]] = default(says(10, "HAINAN", "", "draft"))
    """Day of the next month by which hospitals pay distributors."""
    late_share: Cited[Share] = default(ours("0.2"))
    """Part of the bills that is paid late."""
    late_months: Cited[Annotated[int, Field(ge=0, le=24)]] = default(ours(3))
    """Months by which these are late."""
    interest: Cited[Yearly] = default(
        says("0", "HAINAN", "late payment is punished as the contract says; no rate on record", "assumed")
    )
    """Interest a year that hospitals pay on what they pay late."""
    fund_pays: Cited[Share] = default(ours("0", "off; the fund sets it off against what it owes hospitals"))
    """Sanction: part of late bills that the fund pays to distributors on the due day; hospitals owe it."""
    withheld: Cited[Share] = default(
        says("0", "CHONGQING", "payment for goods counts in budgets; how much is not said", "assumed")
    )
    """Sanction: part of bills paid late that the fund keeps back from its payments of the year."""
    before_months: Cited[Months] = default(ours("6", "half a year was usual"))
    """Months from delivery to payment before the tender."""
    pass_on_months: Cited[Annotated[int, Field(ge=0, le=12)]] = default(ours(1))
    """Months after which distributors pay makers what they were paid."""
    distribution: Cited[Share] = default(ours("0.05"))
    """Distributors' part of what hospitals pay."""


class Grade(Closed):
    """One grade of the assessment on which retained surplus depends."""

    points: Annotated[Decimal, Field(ge=0, le=100)]
    """Points from which it is given."""
    part: Share
    """Part of the highest share that it brings."""


_GRADES = [
    {"points": "90", "part": "1"},
    {"points": "80", "part": "0.8"},
    {"points": "70", "part": "0.6"},
    {"points": "60", "part": "0.4"},
]


class Retention(Closed):
    """Retained surplus: hospitals keep part of what the fund saves."""

    most: Cited[Share] = default(says("0.5", "S102"))
    """Highest share of the surplus that hospitals keep; 0 for none."""
    completed: Cited[Annotated[Decimal, Field(ge=0, le=10)]] = default(says("1", "S102"))
    """Orders over the agreed volume of a year from which hospitals may keep anything."""
    spend: Cited[Literal["agreed", "actual"]] = default(says("agreed", "S103"))
    """Whether the surplus counts the agreed volume at award prices or all that was bought of winners."""
    understated: Cited[Share] = default(says("1", "NHSA", "what was not reported brings nothing"))
    """Part of unreported need that is left out of the budget."""
    completion_points: Cited[Share] = default(ours("0.5", "items are Shanghai's, weights ours"))
    """Weight in the assessment of orders over the agreed volume."""
    payment_points: Cited[Share] = default(ours("0.25"))
    """Weight of bills paid in time."""
    winners_points: Cited[Share] = default(ours("0.25"))
    """Weight of the winners' share of use."""
    grades: Cited[Annotated[tuple[Grade, ...], Field(max_length=8)]] = default(
        says(_GRADES, "S106", "four grades in Huaibei; nothing below 60 points; parts are ours", "assumed")
    )
    """Grades, best first; nothing is kept below the last."""
    to_staff: Cited[Share] = default(ours("0.5", "HAINAN and QBJ allow pay from it; the part is ours"))
    """Part that becomes pay of prescribers and other staff."""

    @model_validator(mode="after")
    def _in_order(self) -> Retention:
        weights = (self.completion_points.value, self.payment_points.value, self.winners_points.value)
        _whole(weights, "the weights of the assessment")
        points = [grade.points for grade in self.grades.value]
        if points != sorted(points, reverse=True):
            raise ValueError("the grades come in the order of their points, best first")
        return self


class Tariffs(Closed):
    """Budgets and tariffs by case, day or head: hospitals keep what they save, bear what they overspend."""

    share: Cited[Share] = default(ours("0", "items are paid one by one; give the share that is not"))
    """Part of the fund's payments that is by tariff."""
    kept: Cited[Share] = default(says("1", "HAINAN", "not lowered for hospitals that comply", "draft"))
    """Part of the margin that hospitals which completed the agreed volume keep."""
    others: Cited[Share] = default(ours("0"))
    """The same for all other hospitals."""
    overspending: Cited[Share] = default(ours("0.5", "HAINAN asks to share it; the part is ours"))
    """Part of what a year costs the fund above the budget that the hospital pays back."""


class Uses(Closed):
    """What becomes of the fund's saving, after hospitals kept their part."""

    new_drugs: Cited[Share] = default(
        says("0.5", "SHANGHAI", "room for new drugs is what the saving is for; the part is ours", "assumed")
    )
    """Part that pays for newly listed drugs; the rest stays in the balance."""


class Feedback(Closed):
    """How strongly hospitals and firms answer to money; 0 not at all, 1 in full."""

    reporting: Cited[Share] = default(ours("0", "off, so that contracts are those of a run without money"))
    """Hospitals report more of their need the more retained surplus they lose by leaving it out."""
    use: Cited[Share] = default(ours("0", "off"))
    """Prescribers turn to winners' products the more of the retained surplus is paid to them."""
    payment: Cited[Share] = default(ours("0", "off"))
    """Hospitals pay in time the more of the worth of late payment is taken by interest and sanctions."""
    costs: Cited[Share] = default(ours("0", "off: costs are fitted under the terms of payment of their time"))
    """Firms' costs, and with them bids, fall with the capital cost that earlier payment saves."""
    exits: Cited[Share] = default(ours("0", "off"))
    """Winners give up more often where terms of payment worse than the defaults eat into their margin."""


class Fund(Closed):
    """Money is followed from the fund to the makers; `fund: {}` takes every default; needs `supply`."""

    prices: Prices = Prices()
    """Prices before the tender, and of firms without an award."""
    standard: Standard = Standard()
    """Payment standard."""
    schemes: Schemes = Schemes()
    """Insurance schemes."""
    tiers: Tiers = Tiers()
    """Pools of the fund."""
    prepayment: Prepayment = Prepayment()
    """Prepayment."""
    settlement: Settlement = Settlement()
    """When goods are paid."""
    capital: Capital = Capital()
    """Cost of capital."""
    retention: Retention = Retention()
    """Retained surplus."""
    tariffs: Tariffs = Tariffs()
    """Budgets and tariffs."""
    feedback: Feedback = Feedback()
    """What hospitals and firms make of it."""
    uses: Uses = Uses()
    """What the saving is used for."""
