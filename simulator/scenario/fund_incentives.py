"""Section `fund`: what hospitals may keep and bear, what savings are used for, and what all that does."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.fund_numbers import sum_to_one
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Feedback", "Grade", "Retention", "Tariffs", "Uses"]


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
        sum_to_one(weights, "the weights of the assessment")
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
