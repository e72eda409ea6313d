"""What is legal in the section `payoffs` value by value but not together."""

from __future__ import annotations

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import Problem
from simulator.scenario.loading import Loaded
from simulator.scenario.model import Scenario

__all__ = ["payoff_problems"]


def payoff_problems(scenario: Loaded[Scenario[AnyStrategy]]) -> list[Problem]:
    """Find what firms averse to risk cannot weigh.

    Parameters
    ----------
    scenario
        The scenario.
    """
    payoffs = scenario.record.payoffs
    if payoffs is None or not payoffs.aversion():
        return []
    problems, place = [], scenario.origins.get("payoffs.risk_aversion")
    if payoffs.breach or payoffs.continuation:
        what = "firms averse to risk do not weigh failing to supply or the next tender yet"
        problems.append(Problem(what, place, "leave out risk_aversion, or breach and continuation"))
    paying = [
        name for name, one in payoffs.by_class().items() if one and one.entry_cost and one.entry_cost.value
    ]
    if paying and (payoffs.wealth is None or not payoffs.wealth.value):
        what = (
            f"a bid costs money (payoffs.{paying[0]}.entry_cost), but firms averse to risk own none to lose"
        )
        mend = "add payoffs.wealth (in yearly needs at the ceiling; 0.1, say), or leave out risk_aversion"
        problems.append(Problem(what, place, mend))
    return problems
