"""How money acts back on contracts: on what hospitals report and on what firms' goods cost."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel

from simulator.fund.liquidity import months_to_payment
from simulator.scenario.fund import Fund
from simulator.scenario.model import Scenario
from simulator.scenario.records import Cited

__all__ = ["answered", "cost_factor", "penalty_factor"]

S = TypeVar("S")

_USUAL = 0.5
_CLASSES = ("originator", "generic", "own_api", "newcomer")


def penalty_factor(fund: Fund) -> float:
    """Return what a wrong report costs a hospital, over what it costs under the default terms.

    Understating need costs retained surplus: nothing where hospitals keep nothing, or where unreported need
    stays in the budget.
    """
    lost = float(fund.retention.most.value) / _USUAL * float(fund.retention.understated.value)
    return 1 + float(fund.feedback.reporting.value) * (lost - 1)


def cost_factor(fund: Fund) -> float:
    """Return the cost of a unit over its cost under the terms of payment of before.

    Money that comes months earlier saves the cost of capital; prepaid units are paid at once.
    """
    prepaid = 0.0
    if fund.prepayment.to.value in ("makers", "distributors"):
        prepaid = float(fund.prepayment.share.value)
    now = (1 - prepaid) * (months_to_payment(fund) + fund.settlement.pass_on_months.value)
    earlier = float(fund.settlement.before_months.value) - now
    return 1 - float(fund.feedback.costs.value) * float(fund.capital.firms.value) * earlier / 12


def answered(scenario: Scenario[S]) -> Scenario[S]:
    """Let hospitals and firms answer to the terms of payment; the same scenario where they are said not to.

    Parameters
    ----------
    scenario
        The scenario as written.

    Returns
    -------
    Scenario
        With another ``supply.demand.penalty`` and other ``costs.median``.
    """
    fund, supply = scenario.fund, scenario.supply
    if fund is None or supply is None:
        return scenario
    on = (fund.feedback.reporting.value, fund.feedback.costs.value)
    if not any(on):
        return scenario
    penalty = _scaled(supply.demand.penalty, penalty_factor(fund), Decimal(1))
    demand = supply.demand.model_copy(update={"penalty": penalty})
    factor = cost_factor(fund)
    medians = {
        name: _scaled(getattr(scenario.costs.median, name), factor, Decimal("0.999999")) for name in _CLASSES
    }
    median = scenario.costs.median.model_copy(update=medians)
    return _with(
        scenario,
        supply=supply.model_copy(update={"demand": demand}),
        costs=scenario.costs.model_copy(update={"median": median}),
    )


def _with(scenario: Scenario[S], **parts: BaseModel) -> Scenario[S]:
    return scenario.model_copy(update=parts)


def _scaled(cited: Cited[Decimal], factor: float, most: Decimal) -> Cited[Decimal]:
    value = round(min(cited.value * Decimal(str(factor)), most), 9)
    return cited.model_copy(update={"value": value})
