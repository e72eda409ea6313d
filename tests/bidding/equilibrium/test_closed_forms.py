"""Every published equilibrium that has a formula: each entry of its table and each of its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from simulator.bidding.equilibrium.closed_forms import (
    collusion,
    common_costs,
    known_costs,
    pay_as_bid,
    regret,
    risk_aversion,
    scoring,
    two_firms,
    uniform_price,
)
from simulator.bidding.equilibrium.closed_forms.capacity_duopoly import CapacityDuopoly
from simulator.bidding.equilibrium.closed_forms.common_upper_cost import CommonUpperCost
from simulator.bidding.equilibrium.closed_forms.different_upper_costs import DifferentUpperCosts
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from tests.bidding.equilibrium.cases import CASES, FOR_SOLVERS, Case

Figures = Mapping[str, Any]
"""Columns of the table and scalars, by name."""


def tender_of(case: Case) -> SymmetricTender:
    params = case.params
    volumes = tuple(params.get("shares", [1.0] * params.get("K", 1)))
    return SymmetricTender(params["n"], volumes, case.costs, params.get("ceiling") or np.inf)


def outcome_figures(tender: SymmetricTender) -> Figures:
    found = pay_as_bid.expected_outcome(tender)
    return {
        "expected_price": found.price,
        "average_price": found.price,
        "expected_total_payment": found.payment,
        "expected_units": found.volume,
        "expected_profit_per_firm": found.profit,
        "prob_no_award": found.no_award,
    }


def single_award(case: Case) -> Figures:
    tender = tender_of(case)
    bids = pay_as_bid.single_award_bids(case.table["c"], tender)
    lowest = pay_as_bid.single_award_bids(tender.costs.low, tender)
    return {"b": bids, "lowest_bid": lowest, **outcome_figures(tender)}


def equal(case: Case) -> Figures:
    tender = tender_of(case)
    return {"b": pay_as_bid.equal_award_bids(case.table["c"], tender), **outcome_figures(tender)}


def binding_ceiling(case: Case) -> Figures:
    marginal = pay_as_bid.equal_award_bids(case.params["ceiling"], tender_of(case))
    return {**equal(case), "bid_at_marginal_type": marginal}


def rank_volumes(case: Case) -> Figures:
    tender = tender_of(case)
    bids = pay_as_bid.rank_volume_bids(case.table["c"], tender)
    highest = pay_as_bid.rank_volume_bids(tender.costs.high, tender)
    return {"b": bids, "bid_of_highest_type": highest, **outcome_figures(tender)}


def highest_winning(case: Case) -> Figures:
    tender = tender_of(case)
    bids = uniform_price.bids_for_highest_winning_price(case.table["c"], tender)
    return {"b": bids, "expected_total_payment": uniform_price.expected_payment(tender)}


def lowest_losing(case: Case) -> Figures:
    tender = tender_of(case)
    return {
        "b": uniform_price.bids_for_lowest_losing_price(case.table["c"], tender),
        "expected_total_payment": uniform_price.expected_payment(tender),
        "variance_total_payment": uniform_price.variance_at_lowest_losing_price(tender),
    }


def averse_single(case: Case) -> Figures:
    tender, rho = tender_of(case), case.params["rho"]
    return {
        "b": risk_aversion.averse_single_award_bids(case.table["c"], tender, rho),
        "expected_price": risk_aversion.expected_single_price(tender, rho),
    }


def averse_ranks(case: Case) -> Figures:
    return {"b": risk_aversion.averse_rank_volume_bids(case.table["c"], tender_of(case), case.params["rho"])}


def duel_figures(duel: two_firms.Duel, case: Case) -> Figures:
    found = two_firms.expected_outcome(duel)
    return {
        "b_1": two_firms.bids(duel, 0, case.table["c_1"]),
        "b_2": two_firms.bids(duel, 1, case.table["c_2"]),
        "c_1": case.table["c_1"],
        "c_2": case.table["c_2"],
        "lowest_price": found.lowest_price,
        "highest_serious_price": found.highest_price,
        "win_prob_1": found.chance[0],
        "win_prob_2": found.chance[1],
        "profit_1": found.profit[0],
        "profit_2": found.profit[1],
        "expected_payment": found.payment,
        "prob_no_award": found.no_award,
    }


def common_upper(case: Case) -> Figures:
    z, widths = case.params["z"], case.params["a"]
    ranges = [Uniform(z - width, z) for width in widths]
    return duel_figures(CommonUpperCost(ranges[0], ranges[1], case.params["ceiling"]), case)


def different_upper(case: Case) -> Figures:
    p = case.params
    return duel_figures(DifferentUpperCosts(Uniform(p["lo1"], p["hi1"]), Uniform(p["lo2"], p["hi2"])), case)


def capacity_duopoly(case: Case) -> Figures:
    (large, small), cost, ceiling = case.params["capacity"], case.params["cost"], case.params["ceiling"]
    duopoly = CapacityDuopoly(large, small, cost, ceiling)
    prices = case.table["p"]
    return {
        "F": duopoly.asks_less_small(prices),
        "F_small": duopoly.asks_less_small(prices),
        "F_large_left_limit": duopoly.asks_less_large(prices),
        "profit_each": duopoly.profit[1],
        "profit_large": duopoly.profit[0],
        "profit_small": duopoly.profit[1],
        "lowest_price": duopoly.lowest_price,
        "atom_large_at_ceiling": duopoly.atom_at_ceiling,
    }


def rank_lottery(case: Case) -> Figures:
    lottery = known_costs.RankLottery(
        tuple(case.params["shares"]), case.params["cost"], case.params["ceiling"]
    )
    return {
        "F": lottery.asks_less(case.table["p"]),
        "profit_each": lottery.profit,
        "lowest_price": lottery.lowest_price,
    }


def losers(case: Case) -> Figures:
    p = case.params
    price = known_costs.price_with_losers([p["cost"]] * p["n"], p["K"], p["ceiling"])
    return {"price": price, "profit": price - p["cost"]}


def interdependent(case: Case) -> Figures:
    return {"b": common_costs.interdependent_bids(case.table["x"], case.params["n"], case.params["gamma"])}


def affiliated(case: Case) -> Figures:
    return {"b": common_costs.affiliated_bids(case.table["x"])}


def common_cost(case: Case) -> Figures:
    p = case.params
    return {"b": common_costs.CommonCost(p["n"], p["delta"], Uniform(p["lo"], p["hi"])).bids(case.table["x"])}


def chosen_quality(case: Case) -> Figures:
    tender = scoring.ChosenQuality(case.params["n"])
    types = case.table["theta"]
    return {
        "q": tender.quality(types),
        "price": tender.prices(types),
        "score": tender.scores(types),
        "expected_buyer_surplus": tender.expected_score,
    }


def quality_points(case: Case) -> Figures:
    return {"net_bid": scoring.QualityPoints(case.params["n"]).net_bids(case.table["kappa"])}


def outside_market(case: Case) -> Figures:
    p = case.params
    tender = SymmetricTender(p["n"], (p["v"],) * p["K"], case.costs)
    return {"b": OutsideMarket(tender, p["p0"], p["s_win"], p["s_lose"]).bids(case.table["c"])}


def patience(case: Case) -> Figures:
    example = case.scalars["example_rank_shares"]
    found = collusion.least_patience(example["v"], example["n"])
    rows = zip(case.table["n"], case.table["K"], strict=True)
    return {
        "delta": [collusion.least_patience([1.0] * k, n) for n, k in rows],
        "example_rank_shares": {**example, "delta": pytest.approx(found, abs=1e-8)},
    }


def regret_bounds(case: Case) -> Figures:
    rows = list(zip(case.table["A"], case.table["T"], strict=True))
    return {
        "hedge": [regret.hedge_regret(*row) for row in rows],
        "regret_matching": [regret.matching_regret(*row) for row in rows],
    }


FORMULAS: Mapping[str, Callable[[Case], Figures]] = {
    "single-award": single_award,
    "equal-awards": equal,
    "binding-ceiling": binding_ceiling,
    "rank-volumes": rank_volumes,
    "uniform-price-highest-winning": highest_winning,
    "uniform-price-lowest-losing": lowest_losing,
    "averse-single-award": averse_single,
    "averse-rank-volumes": averse_ranks,
    "common-upper-cost": common_upper,
    "different-upper-costs": different_upper,
    "capacity-duopoly": capacity_duopoly,
    "rank-lottery": rank_lottery,
    "price-with-losers": losers,
    "interdependent": interdependent,
    "affiliated": affiliated,
    "common-cost": common_cost,
    "chosen-quality": chosen_quality,
    "quality-points": quality_points,
    "outside-market": outside_market,
    "collusion": patience,
    "regret": regret_bounds,
}
GIVEN = {"c", "c_1", "c_2", "p", "x", "theta", "kappa", "n", "K", "A", "T"}
"""Columns of the tables that are asked, not answered."""
HANDLED = frozenset(case.id for case in CASES.values() if case.family in FORMULAS)


def test_every_case_is_claimed_by_one_test() -> None:
    assert set(CASES) == HANDLED | set(FOR_SOLVERS)
    assert not HANDLED & set(FOR_SOLVERS)
    assert len(set(FOR_SOLVERS)) == len(FOR_SOLVERS)
    assert len(HANDLED) == 73


@pytest.mark.parametrize("name", sorted(HANDLED))
def test_table_and_figures_are_the_published_ones(name: str) -> None:
    case = CASES[name]
    figures = FORMULAS[case.family](case)
    # Prices in the tables have eight decimals: where distributions are steep that is 1e-7 of probability.
    entry = max(case.tolerance.get("formula_abs", 1e-6), 1e-7)
    answers = set(case.table) - GIVEN
    assert answers or case.scalars
    for column in answers:
        np.testing.assert_allclose(figures[column], case.table[column], rtol=0, atol=entry, err_msg=column)
    for key, value in case.scalars.items():
        if isinstance(value, dict):
            assert figures[key] == value
        else:
            assert float(figures[key]) == pytest.approx(
                value, rel=0, abs=max(entry, case.tolerance.get("scalars_abs", 0))
            ), key
