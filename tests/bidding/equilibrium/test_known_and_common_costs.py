"""Known costs, common costs, scores, collusion and learning: independent routes to each formula."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binom

from simulator.bidding.equilibrium.closed_forms import common_costs, pay_as_bid
from simulator.bidding.equilibrium.closed_forms.capacity_duopoly import CapacityDuopoly
from simulator.bidding.equilibrium.closed_forms.collusion import least_patience
from simulator.bidding.equilibrium.closed_forms.known_costs import RankLottery, price_with_losers
from simulator.bidding.equilibrium.closed_forms.regret import hedge_rate, hedge_regret, matching_regret
from simulator.bidding.equilibrium.closed_forms.scoring import ChosenQuality, QualityPoints
from simulator.bidding.equilibrium.closed_forms.symmetric import equal_awards
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.streams import uniforms

shares = st.floats(0.05, 1.3)


@given(shares, shares, st.floats(0, 5))
def test_capacity_duopoly_leaves_both_indifferent(one: float, other: float, cost: float) -> None:
    """At every price that is asked, the sales allowed by the rival's distribution earn the same."""
    large, small = max(one, other), min(one, other)
    duopoly = CapacityDuopoly(large, small, cost, cost + 2.0)
    prices = np.linspace(duopoly.lowest_price, duopoly.ceiling, 21)[1:-1]
    if not large + small > 1 or small >= 1:
        below, above = np.nextafter(duopoly.lowest_price, -9), np.nextafter(duopoly.lowest_price, 9)
        assert duopoly.asks_less_large([below, above]) == pytest.approx([0, 1])
        assert duopoly.asks_less_small([below, above]) == pytest.approx([0, 1])
        assert duopoly.lowest_price == (cost if small >= 1 else duopoly.ceiling)
        return
    sells = [min(large, 1.0), small]
    for own, rival_asks_less, profit in (
        (0, duopoly.asks_less_small(prices), duopoly.profit[0]),
        (1, duopoly.asks_less_large(prices), duopoly.profit[1]),
    ):
        rest = 1 - sells[1 - own]
        earned = (prices - cost) * (rival_asks_less * rest + (1 - rival_asks_less) * sells[own])
        np.testing.assert_allclose(earned, profit, atol=1e-9)
    before = duopoly.asks_less_large(duopoly.ceiling)
    assert before + duopoly.atom_at_ceiling == pytest.approx(1)
    assert duopoly.payment == pytest.approx(cost + sum(duopoly.profit))


@pytest.mark.parametrize("capacity", [0.55, 0.7, 0.95])
def test_equal_capacities_are_two_ranks(capacity: float) -> None:
    duopoly = CapacityDuopoly(capacity, capacity, 0.2, 1.0)
    lottery = RankLottery((capacity, 1 - capacity), 0.2, 1.0)
    prices = np.linspace(0.1, 1.0, 19)
    np.testing.assert_allclose(lottery.asks_less(prices), duopoly.asks_less_small(prices), atol=1e-9)
    np.testing.assert_allclose(lottery.asks_less(prices), duopoly.asks_less_large(prices), atol=1e-9)
    assert lottery.payment == pytest.approx(duopoly.payment)


@settings(max_examples=30)
@given(st.lists(st.floats(0.05, 1), min_size=2, max_size=7).filter(lambda v: max(v) > min(v) + 0.01))
def test_rank_lottery_leaves_all_indifferent(volumes: list[float]) -> None:
    ranked = tuple(sorted(volumes, reverse=True))
    lottery = RankLottery(ranked, 0.3, 1.7)
    prices = np.linspace(lottery.lowest_price, lottery.ceiling, 12)
    shares_below = lottery.asks_less(prices)
    ranks = np.arange(len(ranked))
    volume = np.array([binom.pmf(ranks, len(ranked) - 1, share) @ ranked for share in shares_below])
    np.testing.assert_allclose((prices - 0.3) * volume, lottery.profit, atol=1e-9)
    np.testing.assert_allclose(lottery.price_at(shares_below), prices, atol=1e-8)
    # Below the support a firm is first for sure, and earns less.
    assert (lottery.lowest_price - 0.05 - 0.3) * ranked[0] < lottery.profit


def test_price_with_losers() -> None:
    assert price_with_losers([5, 1, 3, 4, 2], 2, 9) == 3
    assert price_with_losers([5, 1, 3, 4, 2], 2, 2.5) == 2.5
    assert price_with_losers([0.2] * 4, 3, 1) == 0.2


@pytest.mark.parametrize(("firms", "weight"), [*product([2, 3, 6], [0.0, 0.3, 1.0])])
def test_interdependent_bids_are_best_responses(firms: int, weight: float) -> None:
    """Pretend any other signal: the expected cost given a win is counted, not taken from the formula."""
    shown = np.linspace(0.0, 0.98, 99)
    bids = common_costs.interdependent_bids(shown, firms, weight)
    own = shown[:, None]
    # Given that all rivals are above a signal, each of them is on average halfway to 1.
    cost = own + weight * (firms - 1) * (1 + shown) / 2
    profit = (bids - cost) * (1 - shown) ** (firms - 1)
    assert np.all(profit.max(axis=1) <= np.diag(profit) + 1e-12)


def test_interdependence_of_nothing_is_private_cost() -> None:
    signals = np.linspace(0, 1, 11)
    private = pay_as_bid.single_award_bids(signals, equal_awards(4, 1))
    np.testing.assert_allclose(common_costs.interdependent_bids(signals, 4, 0.0), private, atol=1e-12)
    alone = pay_as_bid.expected_outcome(equal_awards(4, 1)).price
    assert common_costs.interdependent_expected_price(4, 0.0) == pytest.approx(alone)


def test_interdependent_price_is_the_mean_of_winning_bids() -> None:
    def paid(x: float) -> float:
        return float(common_costs.interdependent_bids(x, 5, 0.4)) * 5 * (1 - x) ** 4

    assert common_costs.interdependent_expected_price(5, 0.4) == pytest.approx(quad(paid, 0, 1)[0])


@pytest.mark.parametrize("signal", [0.1, 0.7, 1.0, 1.3, 1.9])
def test_affiliated_bids_are_best_responses(signal: float) -> None:
    """Integrate over the shared part of the signals and over the rival's own part."""
    low, high = max(0.0, signal - 1), min(1.0, signal)
    shared = np.linspace(low, high, 401)[:-1] + (high - low) / 800
    part = (np.arange(800) + 0.5) / 800
    rival = shared[:, None] + part
    steps = np.linspace(0.0, 2.0, 41)
    prices = common_costs.affiliated_bids(steps)
    cost = (signal + rival) / 2
    profit = [
        float(np.mean((price - cost) * (rival > step))) for step, price in zip(steps, prices, strict=True)
    ]
    own = float(common_costs.affiliated_bids(signal))
    truth = float(np.mean((own - cost) * (rival > signal)))
    assert max(profit) <= truth + 2e-4


def test_common_cost_bids_are_best_responses() -> None:
    """Integrate over the common cost near the upper end too, where the last term of the bid matters."""
    tender = common_costs.CommonCost(4, 1.0, Uniform(0, 10))
    for estimate in (3.0, 8.0, 8.6):
        cost = np.linspace(estimate - 1, min(estimate + 1, 10), 20_001)
        shown = np.linspace(max(estimate - 0.4, 1), min(estimate + 0.4, 9), 81)
        bids = tender.bids(shown)
        above = np.clip((cost + 1 - shown[:, None]) / 2, 0, 1) ** 3
        profit = np.trapezoid((bids[:, None] - cost) * above, cost)
        own = np.clip((cost + 1 - estimate) / 2, 0, 1) ** 3
        truth = np.trapezoid((float(tender.bids(estimate)) - cost) * own, cost)
        assert profit.max() <= truth + 1e-7
        # A firm that takes its estimate at face value wins at a loss: the winner's curse.
        assert np.trapezoid((estimate - cost) * own, cost) < 0


def test_common_cost_price_leaves_the_winner_a_profit() -> None:
    tender = common_costs.CommonCost(4, 1.0, Uniform(0, 10))
    assert tender.expected_price(3.0) == pytest.approx(3.0 + 2 / 5, abs=1e-4)
    assert tender.expected_price(8.0) > 8.0
    for cost in (3.0, 7.5, 8.0):

        def paid(level: float, cost: float = cost) -> float:
            return float(tender.bids(cost - 1 + 2 * level)) * 4 * (1 - level) ** 3

        assert tender.expected_price(cost) == pytest.approx(quad(paid, 0, 1)[0], abs=1e-9)


def test_affiliated_price_is_the_mean_of_winning_bids() -> None:
    def lower(level: float) -> float:
        """Mean winning bid for one value of the shared part."""
        return quad(lambda own: float(common_costs.affiliated_bids(own + level)) * 2 * (1 - own), 0, 1)[0]

    assert common_costs.affiliated_expected_price() == pytest.approx(quad(lower, 0, 1)[0])


@pytest.mark.parametrize("firms", [2, 3, 6])
def test_chosen_quality_is_a_best_response(firms: int) -> None:
    tender = ChosenQuality(firms)
    types = np.linspace(1, 2, 201)
    scores = tender.scores(types)
    assert np.all(np.diff(scores) < 0)
    for own in (1.05, 1.3, 1.8):
        quality = np.linspace(0.2, 1.2, 101)[:, None]
        price = 2 * np.sqrt(quality) - scores
        profit = (price - own * quality) * (2 - types) ** (firms - 1)
        best = float(tender.prices(own)) - own * float(tender.quality(own))
        assert profit.max() <= best * (2 - own) ** (firms - 1) + 1e-9


def test_chosen_quality_in_closed_form_for_two_firms() -> None:
    types = np.array([1.0, 1.2, 1.7, 1.99])
    expected = 2 / types - np.log(2 / types) / (2 - types)
    np.testing.assert_allclose(ChosenQuality(2).prices(types), expected, atol=1e-12)
    assert ChosenQuality(2).expected_score == pytest.approx(2 - 2 * np.log(2), abs=1e-12)


@pytest.mark.parametrize("firms", [2, 4, 9])
def test_expected_score_is_the_mean_of_winning_scores(firms: int) -> None:
    tender = ChosenQuality(firms, Uniform(0.5, 3.0))

    def won(level: float) -> float:
        return float(tender.scores(tender.types.at(level))) * firms * (1 - level) ** (firms - 1)

    assert tender.expected_score == pytest.approx(quad(won, 0, 1)[0], abs=1e-9)


POINTS = [
    QualityPoints(3),
    QualityPoints(5, Uniform(2, 3), Uniform(1, 4)),
    QualityPoints(2, Uniform(0, 1), Uniform(0, 1)),
]


@pytest.mark.parametrize("tender", POINTS, ids=str)
def test_chance_to_rank_better_by_counting(tender: QualityPoints) -> None:
    draws = (np.arange(2_000) + 0.5) / 2_000
    net = tender.costs.at(draws)[:, None] - tender.points.at(draws)
    for at in np.linspace(tender.net_costs.low, tender.net_costs.high, 7):
        assert float(tender.higher(at)) == pytest.approx(np.mean(net > at), abs=2e-3)


@pytest.mark.parametrize("tender", POINTS, ids=str)
def test_net_bids_are_best_responses(tender: QualityPoints) -> None:
    shown = tender.net_costs.at(np.linspace(0.01, 0.99, 199))
    profit = (tender.net_bids(shown) - shown[:, None]) * tender.higher(shown) ** (tender.firms - 1)
    assert np.all(profit.max(axis=1) <= np.diag(profit) + 1e-10)
    level = [0.0, 0.2, 0.6]
    cost, points = tender.costs.at(level), tender.points.at(level)
    np.testing.assert_allclose(tender.prices(cost, points), tender.net_bids(cost - points) + points)


@pytest.mark.parametrize("tender", POINTS, ids=str)
def test_expected_net_price_is_the_mean_of_winning_net_bids(tender: QualityPoints) -> None:
    levels = np.linspace(0, 1, 4_001)
    net = tender.net_costs.at(levels)
    first = 1 - tender.higher(net)
    lowest = 1 - (1 - first) ** tender.firms
    bids = tender.net_bids(net)
    mean = float(np.sum((bids[1:] + bids[:-1]) / 2 * np.diff(lowest)))
    assert tender.expected_net_price == pytest.approx(mean, abs=1e-5)


def test_points_that_are_worth_nothing_leave_private_costs() -> None:
    tender = QualityPoints(4, Uniform(0, 1), Uniform(0, 1e-6))
    costs = np.linspace(0, 0.99, 9)
    private = pay_as_bid.single_award_bids(costs, equal_awards(4, 1))
    np.testing.assert_allclose(tender.prices(costs, 0.0), private, atol=1e-5)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=6).filter(lambda v: max(v) > 0.01), st.integers(2, 8))
def test_patience_makes_the_best_deviation_just_unprofitable(volumes: list[float], firms: int) -> None:
    """Add up a thousand tenders: at the threshold keeping the ceiling and undercutting are worth the same."""
    ranked = sorted(volumes, reverse=True)
    patience = least_patience(ranked, firms)
    taken = [*ranked[:firms], *[0.0] * (firms - len(ranked))]
    assert 0 <= patience < 1
    weights = patience ** np.arange(4_000)
    kept = np.sum(weights * np.mean(taken))
    undercut = taken[0] + np.sum(weights[1:] * taken[-1])
    if taken[0] > taken[-1] and patience < 0.99:
        assert kept == pytest.approx(undercut, rel=1e-6)
    assert least_patience([1.0] * firms, firms) == 0
    assert least_patience([1.0] * (firms - 1), firms) == pytest.approx(1 / firms)


@pytest.mark.parametrize(("actions", "rounds"), [(2, 50), (10, 400), (40, 1_000)])
def test_learners_keep_to_their_bounds(actions: int, rounds: int) -> None:
    """Exponential weights and regret matching, where what is played most pays nothing."""
    noise = uniforms(11, "learner", str(actions), count=rounds, blocks=-(-actions // 4))[:, :actions]
    scores, regrets = np.zeros(actions), np.zeros(actions)
    losses = np.zeros(2)
    totals = np.zeros((2, actions))
    for step in range(rounds):
        weights = np.exp(hedge_rate(actions, rounds) * (scores - scores.max()))
        positive = np.maximum(regrets, 0)
        plays = [
            weights / weights.sum(),
            positive / positive.sum() if positive.sum() > 0 else np.full(actions, 1 / actions),
        ]
        for who, play in enumerate(plays):
            payoff = noise[step] * (np.arange(actions) != np.argmax(play))
            losses[who] += play @ payoff
            totals[who] += payoff
            if who == 0:
                scores += payoff
            else:
                regrets += payoff - play @ payoff
    left = totals.max(axis=1) - losses
    assert left[0] <= hedge_regret(actions, rounds)
    assert left[1] <= matching_regret(actions, rounds)
    assert left.max() > 0


def test_regret_follows_the_spread_of_payoffs() -> None:
    assert hedge_regret(10, 100, 3.0) == pytest.approx(3 * hedge_regret(10, 100))
    assert matching_regret(10, 100, 3.0) == pytest.approx(3 * matching_regret(10, 100))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: CapacityDuopoly(0.5, 0.7), "larger one first"),
        (lambda: CapacityDuopoly(0.7, 0.7, 1, 1), "nobody bids"),
        (lambda: RankLottery((0.5, 0.5)), "must fall"),
        (lambda: RankLottery((0.5, 0.2), 1, 1), "nobody bids"),
        (lambda: price_with_losers([1, 2], 2, 9), "must lose"),
        (lambda: price_with_losers([1, 2, 3], 2, 1.5), "fewer than 2"),
        (lambda: common_costs.interdependent_bids(0.5, 1, 0.5), "at least 2 firms"),
        (lambda: common_costs.affiliated_bids(2.5), "from 0 to 2"),
        (lambda: common_costs.CommonCost(1, 0.1), "at least 2"),
        (lambda: common_costs.CommonCost(2, 0.5), "quarter"),
        (lambda: common_costs.CommonCost(2, 0.1).bids(0.95), "outside its range"),
        (lambda: common_costs.CommonCost(2, 0.1).expected_price(0.15), "outside its range"),
        (lambda: ChosenQuality(1), "at least 2"),
        (lambda: ChosenQuality(2, Uniform(0, 1)), "above 0"),
        (lambda: QualityPoints(1), "at least 2"),
        (lambda: QualityPoints(2).net_bids(1.5), "outside its range"),
        (lambda: least_patience([1.0], 1), "at least 2 firms"),
        (lambda: least_patience([0.1, 0.2], 3), "never rise"),
        (lambda: hedge_regret(1, 10), "at least 2 prices"),
        (lambda: matching_regret(3, 0), "1 round"),
    ],
)
def test_what_has_no_such_equilibrium_is_refused(make, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
