"""Section `fund`: who pays, when, what is prepaid, and what waiting costs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.defaults import default, ours, says
from simulator.scenario.fund_numbers import YEAR, Months, Steps, Yearly, sum_to_one
from simulator.scenario.records import Cited, Closed, Share

__all__ = ["Capital", "Prepayment", "Schemes", "Settlement", "Tiers"]


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
        sum_to_one(shares, "the shares of the schemes")
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
        sum_to_one((self.province.value, self.city.value, self.county.value), "the shares of the tiers")
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
        sum_to_one(self.steps.value, "the steps of repayment")
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
