"""Best responses by simulation: no deviation pays, and one does where rivals are made to err.

Only the rule is simulated (who is cheaper gets more), never a formula for the chance to win. The profit of a
bid and of each deviation from it are compared on the same draws of rivals; the error of a comparison is the
standard error of the difference, and no gain may exceed four of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from simulator.bidding.equilibrium.closed_forms import common_costs, pay_as_bid, risk_aversion, two_firms
from simulator.bidding.equilibrium.closed_forms.common_upper_cost import CommonUpperCost
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender, equal_awards
from simulator.bidding.equilibrium.closed_forms.uniform import Floats, Uniform
from simulator.streams import uniforms

DRAWS = 40_000
DEVIATIONS = np.array([-0.1, -0.05, -0.02, -0.005, 0.005, 0.02, 0.05, 0.1])
"""Other bids, as changes of one's own in units of the range of costs."""
BEYOND = 4.0
"""Standard errors that a gain must exceed to count."""


def rivals(name: str, count: int) -> Floats:
    """Draw levels of the costs of rivals."""
    drawn = [uniforms(5, "best-response", name, str(rival), count=DRAWS)[:, 0] for rival in range(count)]
    return np.stack(drawn, axis=1)


def greatest_gain(earned: Callable[[float], Floats], own: float, width: float) -> float:
    """Largest gain of a deviation, in standard errors of the difference."""
    truth = earned(own)
    gains = []
    for change in DEVIATIONS:
        difference = earned(own + change * width) - truth
        gains.append(difference.mean() / (difference.std() / np.sqrt(DRAWS) + 1e-15))
    return float(max(gains))


def ranked_profit(
    tender: SymmetricTender, bids: Floats, cost: float, rho: float
) -> Callable[[float], Floats]:
    """Utility of a bid by its rank among rivals' bids; nobody is paid for a bid above the ceiling."""
    volumes = np.array([*tender.ranks, *[0.0] * (tender.firms - len(tender.ranks))])

    def earned(bid: float) -> Floats:
        rank = (bids < bid).sum(axis=1)
        profit = (bid - cost) * volumes[rank] * (bid <= tender.ceiling)
        return np.asarray(np.maximum(profit, 0) ** rho - np.maximum(-profit, 0))

    return earned


RANKED = {
    "single": (equal_awards(4, 1, Uniform(2, 7)), 1.0),
    "equal awards, binding ceiling": (equal_awards(6, 3, Uniform(2, 7), 5.0), 1.0),
    "volumes by rank": (SymmetricTender(5, (0.5, 0.3, 0.2), Uniform(2, 7)), 1.0),
    "all win": (SymmetricTender(3, (0.3, 0.22, 0.18), Uniform(2, 7), 8.0), 1.0),
    "averse": (SymmetricTender(5, (0.5, 0.3, 0.2), Uniform(2, 7)), 0.5),
    "averse, all win": (SymmetricTender(3, (0.3, 0.22, 0.18), Uniform(2, 7), 8.0), 0.5),
}


@pytest.mark.parametrize("name", RANKED)
@pytest.mark.parametrize("level", [0.05, 0.3, 0.55])
def test_ranked_tenders(name: str, level: float) -> None:
    tender, rho = RANKED[name]
    costs = tender.costs.at(rivals(name, tender.firms - 1))
    cost = float(tender.costs.at(level))
    table = tender.costs.at(np.linspace(0, 1, 2_001))
    quoted = np.interp(costs, table, risk_aversion.averse_rank_volume_bids(table, tender, rho))
    quoted = np.where(np.isnan(quoted), np.inf, quoted)
    own = float(risk_aversion.averse_rank_volume_bids(cost, tender, rho))
    if rho == 1:
        assert own == pytest.approx(float(pay_as_bid.rank_volume_bids(cost, tender)), abs=1e-7)
    assert greatest_gain(ranked_profit(tender, quoted, cost, rho), own, tender.costs.width) < BEYOND
    # Where rivals ask a tenth of the range more, the same bid is too low, and the test must see it.
    raised = np.minimum(quoted + 0.1 * tender.costs.width, np.where(np.isinf(quoted), np.inf, tender.ceiling))
    assert greatest_gain(ranked_profit(tender, raised, cost, rho), own, tender.costs.width) > BEYOND


@pytest.mark.parametrize("firm", [0, 1])
def test_unequal_firms_under_a_ceiling(firm: two_firms.Firm) -> None:
    duel = CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1), 0.8)
    other: two_firms.Firm = 1 if firm == 0 else 0
    table = np.linspace(duel.costs[other].low, 0.8, 4_001)
    costs = duel.costs[other].at(rivals("unequal", 1)[:, 0])
    quoted = np.where(costs <= 0.8, np.interp(costs, table, two_firms.bids(duel, other, table)), np.inf)
    for level in (0.1, 0.4):
        cost = float(duel.costs[firm].at(level))
        own = float(two_firms.bids(duel, firm, cost))
        for shift, sees in ((0.0, False), (0.1, True)):
            asked = np.minimum(quoted + shift, np.where(np.isinf(quoted), np.inf, 0.8))

            def earned(bid: float, asked: Floats = asked, cost: float = cost) -> Floats:
                return (bid - cost) * (bid < asked) * (bid <= 0.8)

            assert (greatest_gain(earned, own, 0.5) > BEYOND) is sees


def test_a_common_cost_that_nobody_knows() -> None:
    """The cost is the same for all; a firm sees its own estimate and wins when it is the lowest bidder."""
    tender = common_costs.CommonCost(4, 1.0, Uniform(0, 10))
    for estimate in (4.0, 8.7):
        low, high = estimate - 1, min(estimate + 1, 10.0)
        cost = low + (high - low) * rivals("cost", 1)[:, 0]
        seen = cost[:, None] + 2 * rivals("estimates", 3) - 1
        # The formula is for the interior; beyond it bids go on rising, which is all that matters here.
        inside = np.clip(seen, 1, 9)
        quoted = tender.bids(inside) + (seen - inside)

        def earned(bid: float, cost: Floats = cost, quoted: Floats = quoted) -> Floats:
            return (bid - cost) * (bid < quoted.min(axis=1))

        assert greatest_gain(earned, float(tender.bids(estimate)), 2.0) < BEYOND
        # Bidding the estimate itself, as if it were the cost, loses money.
        assert earned(estimate).mean() < 0
