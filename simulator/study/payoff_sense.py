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
    if not (payoffs.breach or payoffs.continuation):
        return []
    what = "firms averse to risk do not weigh failing to supply or the next tender yet"
    mend = "leave out risk_aversion, or breach and continuation"
    return [Problem(what, scenario.origins.get("payoffs.risk_aversion"), mend)]
