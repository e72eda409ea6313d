"""How money acts back: on hospitals' reports, use and payment, on firms' costs, bids and exits."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from simulator.fund.liquidity import months_to_payment
from simulator.scenario.fund import Fund
from simulator.scenario.model import Scenario
from simulator.scenario.records import Cited
from simulator.scenario.supply import Supply

__all__ = ["answered", "cost_factor", "exit_factor", "late_share", "penalty_factor", "surplus_paid"]

S = TypeVar("S")
M = TypeVar("M", bound=BaseModel)

_USUAL = 0.5
_CLASSES = ("originator", "generic", "own_api", "newcomer")
_MOST_HAZARD = Decimal(12)


def late_share(fund: Fund) -> float:
    """Return the part of bills that hospitals pay late, once they see what it costs and what it is worth.

    A bill paid late is credit, worth the hospital's cost of capital; interest, and what the fund keeps back,
    are its price. Nobody pays late any more where the price reaches the worth, if `feedback.payment` is 1.
    """
    one = fund.settlement
    years = Decimal(one.late_months.value) / 12
    price, worth = one.interest.value * years + one.withheld.value, fund.capital.hospitals.value * years
    dear = min(price / worth, Decimal(1)) if worth else Decimal(price > 0)
    return float(one.late_share.value * (1 - fund.feedback.payment.value * dear))


def retained_share(fund: Fund) -> float:
    """Return the share of the surplus that is kept by hospitals which complete all and buy winners only.

    What they pay late costs points.
    """
    one = fund.retention
    points = 100 * (
        float(one.completion_points.value + one.winners_points.value)
        + float(one.payment_points.value) * (1 - float(fund.settlement.late_share.value))
    )
    part = next((float(grade.part) for grade in one.grades.value if points >= grade.points), 0.0)
    return float(one.most.value) * part


def penalty_factor(fund: Fund) -> float:
    """Return what a wrong report costs a hospital, over what it costs under the default terms.

    Understating need costs retained surplus: nothing where hospitals keep nothing, or where unreported need
    stays in the budget.
    """
    lost = retained_share(fund) / _USUAL * float(fund.retention.understated.value)
    return 1 + float(fund.feedback.reporting.value) * (lost - 1)


def surplus_paid(fund: Fund, own: float) -> float:
    """Return the share of a full retained surplus that pays prescribers, in place of the scenario's own."""
    paid = min(retained_share(fund) / _USUAL, 1.0) * float(fund.retention.to_staff.value)
    return own + float(fund.feedback.use.value) * (paid - own)


def waiting_cost(fund: Fund) -> float:
    """Return what waiting for its money costs a firm, over the price of a unit; interest is taken off."""
    prepaid = 0.0
    if fund.prepayment.to.value in ("makers", "distributors"):
        prepaid = float(fund.prepayment.share.value)
    now = (1 - prepaid) * (months_to_payment(fund) + fund.settlement.pass_on_months.value)
    one = fund.settlement
    late = float(one.late_share.value * (1 - one.fund_pays.value)) * one.late_months.value
    got = (1 - prepaid) * float(one.interest.value) * late
    return (float(fund.capital.firms.value) * now - got) / 12


def cost_factor(fund: Fund) -> float:
    """Return the cost of a unit over its cost under the terms of payment of before.

    Money that comes months earlier saves the cost of capital; prepaid units are paid at once.
    """
    before = float(fund.capital.firms.value) * float(fund.settlement.before_months.value) / 12
    return 1 - float(fund.feedback.costs.value) * (before - waiting_cost(fund))


def exit_factor(fund: Fund, slope: float) -> float:
    """Return how much more often winners give up than under the default terms of payment.

    Parameters
    ----------
    fund
        The scenario's section.
    slope
        Fall of the hazard's logarithm per unit of margin (``supply.default.slope``).

    Returns
    -------
    float
        What waiting costs more than by default lowers the margin, except for the part that bids foresee
        (``feedback.costs``).
    """
    usual = waiting_cost(Fund(capital=fund.capital))
    unforeseen = 1 - float(fund.feedback.costs.value)
    return math.exp(slope * float(fund.feedback.exits.value) * unforeseen * (waiting_cost(fund) - usual))


def answered(scenario: Scenario[S]) -> Scenario[S]:
    """Let hospitals and firms answer to money; the same scenario where they are said not to.

    Parameters
    ----------
    scenario
        The scenario as written.

    Returns
    -------
    Scenario
        With another ``supply.demand.penalty``, ``supply.prescribers.surplus_share``,
        ``supply.default.hazard``, ``fund.settlement.late_share`` and other ``costs.median``.
    """
    fund, supply = scenario.fund, scenario.supply
    if fund is None or supply is None:
        return scenario
    on = fund.feedback
    if not any(one.value for one in (on.reporting, on.use, on.payment, on.costs, on.exits)):
        return scenario
    late = _cited(fund.settlement.late_share, late_share(fund))
    paying = _with(fund, settlement=_with(fund.settlement, late_share=late))
    factor = cost_factor(paying)
    medians = {
        name: _scaled(getattr(scenario.costs.median, name), factor, Decimal("0.999999")) for name in _CLASSES
    }
    costs = _with(scenario.costs, median=_with(scenario.costs.median, **medians))
    return _with(scenario, fund=paying, supply=_supplied(supply, paying), costs=costs)


def _supplied(supply: Supply, fund: Fund) -> Supply:
    demand, doctors, default = supply.demand, supply.prescribers, supply.default
    penalty = _scaled(demand.penalty, penalty_factor(fund), Decimal(1))
    paid = _cited(doctors.surplus_share, surplus_paid(fund, float(doctors.surplus_share.value)))
    hazard = _scaled(default.hazard, exit_factor(fund, float(default.slope.value)), _MOST_HAZARD)
    return _with(
        supply,
        demand=_with(demand, penalty=penalty),
        prescribers=_with(doctors, surplus_share=paid),
        default=_with(default, hazard=hazard),
    )


def _with(record: M, **parts: object) -> M:
    return record.model_copy(update=parts)


def _cited(cited: Cited[Decimal], value: float) -> Cited[Decimal]:
    return cited.model_copy(update={"value": round(Decimal(str(value)), 9)})


def _scaled(cited: Cited[Decimal], factor: float, most: Decimal) -> Cited[Decimal]:
    return _cited(cited, min(float(cited.value) * factor, float(most)))
