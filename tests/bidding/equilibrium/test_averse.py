"""Firms averse to risk with sales outside: against counting every outcome, simulation, and limits."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import permutations, product

import numpy as np
import pytest

from simulator.bidding.equilibrium.averse import averse_of, valued
from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.earnings import earned_now
from simulator.bidding.equilibrium.expectation import Expectations, expect
from simulator.bidding.equilibrium.fresh_draws import gains_by_compiled_award
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.lines import price_list
from simulator.bidding.equilibrium.quantal import QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.sampled import bid_of, decide, own_awards
from simulator.bidding.equilibrium.solver import Terms, solve
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.utility import Utility, as_certain
from simulator.bidding.equilibrium.variety import solve_variety
from tests.bidding.equilibrium.games import open_game
from tests.bidding.equilibrium.solvable import book, firms, setting
from tests.bidding.equilibrium.test_outside import EVERYTHING
from tests.bidding.equilibrium.test_sampled import draws, sampled, with_outside

RANKS = (0.6, 0.3)
PRICES = np.array([0.5, 0.7, 0.9, 1.0])


def three_firms(aversion: float, wealth: float, outside: Outside = EVERYTHING) -> Game:
    """Two places of unequal volume, nobody above 1.5 times the lowest price, costs around 0.4."""
    one = BidderClass("all", 3, uniform(0.2, 0.6), outside, 0.5, risk_aversion=aversion, wealth=wealth)
    game = open_game(PRICES, [one], RANKS)
    return replace(game, limit=np.searchsorted(PRICES, 1.5 * PRICES + 1e-9, side="right") - 1)


def by_counting(game: Game, mass: np.ndarray, own: float, cost: float) -> float:
    """Return what a price is worth for certain: all bids of both rivals, all orders of equal ones."""
    (one,), expected = game.classes, 0.0
    out = one.outside
    odds = [(None, 1 - mass.sum()), *zip(PRICES.tolist(), mass.tolist(), strict=True)]
    for (first, p), (second, q) in product(odds, odds):
        rivals = [bid for bid in (first, second) if bid is not None]
        orders = list(permutations(range(3)))
        for lots in orders:
            field = sorted(
                [(own, lots[0], 1), *((bid, lot, 0) for bid, lot in zip(rivals, lots[1:], strict=False))]
            )
            inside = [mine for bid, _, mine in field if bid <= 1.5 * field[0][0] + 1e-9][:2]
            profit = -out.entry_cost
            if 1 in inside:
                profit += min(RANKS[inside.index(1)], 0.5) * (own - cost)
                profit += out.when_winning * (out.price - out.pressure * max(out.price - own, 0) - cost)
                profit += out.private * (
                    out.private_price - out.pressure * max(out.private_price - own, 0) - cost
                )
            else:
                profit += out.when_losing * (min(out.price, out.standard) - cost)
                profit += out.private * (out.private_price - cost)
            whole = one.wealth + profit
            felt = np.sign(whole) * abs(whole) ** (1 - one.risk_aversion)
            expected += p * q * felt / len(orders)
    certain = np.sign(expected) * abs(expected) ** (1 / (1 - one.risk_aversion))
    return float(certain - one.wealth)


@pytest.mark.parametrize(("aversion", "wealth"), [(0.3, 0.0), (0.7, 0.2), (0.95, 1.0)])
def test_payoffs_are_those_of_counting_every_outcome(aversion: float, wealth: float) -> None:
    """At costs of the law exactly; between them lines differ by less than a thousandth."""
    game = three_firms(aversion, wealth)
    mass = np.array([0.1, 0.3, 0.25, 0.15])
    found = expect(game, Profile(mass[None]), 0)
    for cost, close in ((0.2, 1e-10), (0.4, 1e-10), (0.6, 1e-10), (0.2031, 1e-3), (0.5969, 1e-3)):
        known = [by_counting(game, mass, price, cost) for price in PRICES.tolist()]
        np.testing.assert_allclose(found.at(cost)[:-1], known, rtol=close, atol=close)
        out = EVERYTHING.without(cost)
        assert found.at(cost)[-1] == pytest.approx(float(out), abs=1e-10)


def test_a_loss_beyond_wealth_counts_as_much_as_a_gain_of_its_size() -> None:
    """Square roots of wealth and profit; certain sums lead back, whatever their sign."""
    felt = Utility(0.5, 0.09).of([-1.09, -0.13, -0.09, 0.0, 0.16])
    np.testing.assert_allclose(felt, [-1, -0.2, 0, 0.3, 0.5], atol=1e-12)
    np.testing.assert_allclose(Utility(0.5, 0.09).certain(felt), [-1.09, -0.13, -0.09, 0.0, 0.16], atol=1e-12)


def test_with_the_award_alone_nothing_is_new() -> None:
    """Valuing every outcome by itself gives the lines that hold where only the volume is a gamble."""
    game = three_firms(0.4, 0.0, Outside())
    profile = Profile(np.array([[0.1, 0.3, 0.25, 0.15]]))
    (one,) = game.classes
    assert averse_of(game, one) is None
    each = valued(game, one)
    chances = Expectations.of(game).worth(profile, 0, each.outcomes)
    costs = each.costs.points
    assert costs[-1] > PRICES[0]
    straight, valued_by_itself = expect(game, profile, 0), each.payoff(chances)
    np.testing.assert_allclose(valued_by_itself.by_cost(costs), straight.by_cost(costs), atol=1e-12)


def test_the_rich_and_the_indifferent_count_profit() -> None:
    """A wealth of 10,000 ceilings, and an aversion of one in a million, to four digits."""
    neutral, profile = three_firms(0.0, 0.0), Profile(np.array([[0.1, 0.3, 0.25, 0.15]]))
    known = expect(neutral, profile, 0).at(0.4)
    for aversion, wealth in ((0.5, 1e4), (1e-6, 0.0)):
        np.testing.assert_allclose(
            expect(three_firms(aversion, wealth), profile, 0).at(0.4), known, atol=1e-4
        )


def test_utilities_are_those_of_simulated_tenders() -> None:
    """The rules decide 4,000 tenders against random bids; certain worths to 4.5 standard errors."""
    base, count = with_outside(), 4_000
    averse = replace(base.classes[1], risk_aversion=0.6, wealth=50_000)
    variety = replace(base, classes=(base.classes[0], averse))
    prices = price_list(variety, 160_000, 12)
    profile = Profile(np.full((2, len(prices)), 0.8 / len(prices)))
    payoff = expect(to_game(variety, prices), profile, 1)
    game, (standing, lots) = sampled(variety, prices), draws("averse", count, variety.bidders)
    bids, costs = bid_of(game, profile, standing)
    own, cost = np.full(count, 3), float(averse.costs.points[0])
    costs[:, 3] = cost
    for at in (2, 6, 10):
        bids[:, 3] = prices[at]
        felt = averse.utility.of(
            earned_now(averse, own_awards(game, decide(game, bids, lots, costs), own), costs[:, 3])
        )
        error = 4.5 * felt.std() / np.sqrt(count)
        low, high = ((felt.mean() + way * error) ** (1 / 0.4) - 50_000 for way in (-1, 1))
        assert low <= payoff.at(cost)[at] <= high


def five_firms(aversion: float, wealth: float, loser: float = 0.02) -> Game:
    """Two equal awards beside a market in which losers keep a little."""
    outside = Outside(1.2, 0.0, loser)
    one = BidderClass("all", 5, uniform(0.0, 1.0), outside, risk_aversion=aversion, wealth=wealth)
    return open_game(np.linspace(0.2, 1.2, 40), [one], (0.4, 0.4))


@cache
def mean_bid(aversion: float, wealth: float, loser: float = 0.02) -> float:
    """Return the mean bid, certified at 0.2 %; bids that are 10 % higher are not."""
    game = five_firms(aversion, wealth, loser)
    found = solve(game, Terms(0.002, 600))
    assert found.converged
    dearer = replace(game, prices=1.1 * game.prices)
    assert certify(dearer, found.profile).exploitability > 5 * found.certificate.exploitability
    return float(found.profile.mass[0] @ game.prices)


def test_aversion_lowers_bids_beside_a_market_and_what_is_sure_takes_it_back() -> None:
    """By more than a hundredth at certificates of 0.2 %: wealth helps, and so do sales of who loses."""
    rising = [mean_bid(0.9, 0.0), mean_bid(0.9, 0.1), mean_bid(0.9, 1.0), mean_bid(0.0, 0.0)]
    assert (np.diff(rising) > 0.01).all()
    lowered = mean_bid(0.0, 0.0, 0.05) - mean_bid(0.9, 0.0, 0.05)
    assert 0.01 < lowered < rising[-1] - rising[0] - 0.01


def test_firms_that_err_mind_the_risk_as_well() -> None:
    """Mean bids of logit responses differ by far more than their residuals."""
    found = [
        quantal_bids(five_firms(*one), QuantalTerms(20.0, 16)) for one in ((0.9, 0.0), (0.9, 0.1), (0, 0))
    ]
    assert max(one.residual for one in found) < 1e-3
    means = [float(one.profile.mass[0] @ np.linspace(0.2, 1.2, 40)) for one in found]
    assert (np.diff(means) > 0.01).all()


def test_drawn_profits_count_by_what_they_are_worth_for_certain() -> None:
    """Square roots: 0 or 1 by the flip of a coin is worth 0.25, that is 0.11 less than 0.36 for sure.

    The dear half of the firms has 1 or 9 and 4 for sure, which are worth the same.
    """
    standing = np.array([0.1, 0.1, 0.9, 0.9])
    profit = np.array(
        [[0.0, 1.0, 1.0, 9.0], [0.36, 0.36, 4.0, 4.0], [0.16, 0.16, 4.0, 4.0], [0.0, 1.0, 1.0, 9.0]]
    )
    found = as_certain(profit, standing, Utility(0.5))
    by_half = found.reshape(4, 2, 2).mean(axis=2)
    np.testing.assert_allclose(by_half, [[0.25, 4], [0.36, 4], [0.16, 4], [0.25, 4]], atol=1e-12)
    assert as_certain(profit, standing, Utility(0.0)) is profit


def test_fresh_draws_pass_an_equilibrium_and_catch_a_planted_error() -> None:
    """99 % intervals on 20,000 tenders; worths as in the exact game to 2 %; bids 10 % too low are found."""
    outside = Outside(900_000, 0.0, 0.02)
    averse = firms(4, outside=outside, risk_aversion=0.7, wealth=20_000)
    variety = setting(book("round-5-2021"), averse)
    found = solve_variety(variety, Terms(0.005, 600))
    assert found.converged
    game, seen = sampled(variety, found.prices), draws("fresh", 20_000, 4)
    (true,) = gains_by_compiled_award(game, found.profile, [seen])
    assert true.gain - true.half_width <= 0.005
    assert true.earned == pytest.approx(found.certificate.gains[0].earned, rel=0.02)
    low = np.searchsorted(found.prices, 0.9 * found.prices)
    mass = np.zeros_like(found.profile.mass)
    np.add.at(mass[0], low, found.profile.mass[0])
    (planted,) = gains_by_compiled_award(game, Profile(mass), [seen])
    assert planted.gain - planted.half_width > 0.02
