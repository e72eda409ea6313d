"""What a section on money asks of the rest of a scenario."""

from __future__ import annotations

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import Problem
from simulator.rules.parameters import ByBrand, Clauses
from simulator.scenario.loading import Loaded
from simulator.scenario.model import Scenario
from simulator.scenario.rulebook import RuleBook
from simulator.supply.terms import terms_of

__all__ = ["money_problems"]


def money_problems(
    scenario: Loaded[Scenario[AnyStrategy]], rules: Loaded[RuleBook[Clauses]]
) -> list[Problem]:
    """Find what is legal in the section `fund` by itself but not with the rest of the scenario.

    Parameters
    ----------
    scenario, rules
        The scenario and the rule book under which it runs.
    """
    record, place = scenario.record, scenario.origins.get
    fund, supply = record.fund, record.supply
    if fund is None:
        return []
    if supply is None:
        what = "money is followed along deliveries, and this scenario does not carry its contracts out"
        return [Problem(what, place("fund"), "add a section 'supply' ({} takes every default)")]
    problems = []
    if supply.engine == "simpy":
        what = "money is followed by the compiled kernel, which keeps what was delivered when"
        where = place("supply.engine") or place("fund")
        problems.append(Problem(what, where, "leave out engine: simpy (--engine), or the section 'fund'"))
    if fund.standard.winning.value == "region" and isinstance(rules.record.clauses.supply, ByBrand):
        what = (
            f"the payment standard refers to the region's supplier, but {rules.record.id} assigns no regions"
        )
        where = place("fund.standard.winning") or place("fund")
        problems.append(Problem(what, where, "say 'own' or 'highest'"))
    months, last = terms_of(rules.record, supply).months, fund.prepayment.every.value
    last *= len(fund.prepayment.steps.value)
    direct = fund.prepayment.to.value in ("makers", "distributors")
    if direct and 0 < months < last:
        what = f"the last repayment falls due after {last} months, but contracts end after {months}"
        where = place("fund.prepayment.every") or place("fund.prepayment") or place("fund")
        problems.append(Problem(what, where, "take fewer steps or a shorter interval"))
    return problems
