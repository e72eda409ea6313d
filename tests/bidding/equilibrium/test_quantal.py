"""Quantal response: the fixed point against plain loops, limits that are known, and what must not matter."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside
from simulator.bidding.equilibrium.quantal import QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.solver import Terms, solve

PRICES = np.linspace(0.3, 1.0, 15)


def first_price(number: int = 2, prices: np.ndarray = PRICES, low: float = 0.2) -> Game:
    """One place, the lowest price wins one unit, costs uniform."""
    size = len(prices)
    places = np.minimum(np.arange(number + 1), 1)
    volume = np.zeros((2, 2))
    volume[1, 1] = 1.0
    law = BidderClass("generic", number, uniform(low, 0.9))
    return Game(prices, (law,), np.full(size, size - 1), places, volume)


def mean_price(game: Game, mass: np.ndarray) -> float:
    """Return the expected lowest price of a first-price tender by the law of the minimum."""
    number = game.classes[0].number
    above = 1 - np.concatenate([[0.0], np.cumsum(mass[0])])
    return float(((above[:-1] ** number - above[1:] ** number) * game.prices).sum())


def plain_answer(game: Game, mass: np.ndarray, precision: float, parts: int) -> np.ndarray:
    """Two firms, one place: the logit answer in loops, from the words of the docstring."""
    logs = np.log(game.prices)
    edges = [logs[0], *[(a + b) / 2 for a, b in pairwise(logs)], logs[-1]]
    answer = np.zeros((parts, len(game.prices)))
    cost_of = [0.2 + 0.7 * (k + 0.5) / parts for k in range(parts)]
    gains = np.zeros_like(answer)
    for k, cost in enumerate(cost_of):
        for b, price in enumerate(game.prices):
            wins = sum(mass[0, b + 1 :]) + mass[0, b] / 2
            gains[k, b] = (price - cost) * wins
    stake = np.maximum(gains.max(axis=1), 0.0)
    stake = np.maximum(stake, 0.01 * stake.mean())
    for k, cost in enumerate(cost_of):
        for b, price in enumerate(game.prices):
            if price >= cost:
                answer[k, b] = (edges[b + 1] - edges[b]) * np.exp(precision * gains[k, b] / stake[k])
        answer[k] /= answer[k].sum()
    return answer


@pytest.mark.parametrize("precision", [1.0, 10.0, 40.0])
def test_the_bids_are_the_answer_to_themselves_in_plain_loops(precision: float) -> None:
    game = first_price()
    found = quantal_bids(game, QuantalTerms(precision, parts=20, tolerance=1e-8))
    assert found.residual <= 1e-8
    plain = plain_answer(game, found.profile.mass, precision, 20)
    np.testing.assert_allclose(found.choices[0], plain, atol=1e-7)
    np.testing.assert_allclose(found.choices[0].mean(axis=0), found.profile.mass[0], atol=1e-7)


def test_the_plain_loops_would_notice_another_precision() -> None:
    game = first_price()
    found = quantal_bids(game, QuantalTerms(10.0, parts=20, tolerance=1e-8))
    assert np.abs(plain_answer(game, found.profile.mass, 10.5, 20) - found.choices[0]).max() > 1e-3


def test_without_any_precision_every_open_price_is_as_likely_as_it_is_wide() -> None:
    found = quantal_bids(first_price(), QuantalTerms(1e-9, parts=10))
    logs = np.log(PRICES)
    costs = 0.2 + 0.7 * (np.arange(10) + 0.5) / 10
    for cost, choice in zip(costs, found.choices[0], strict=True):
        wide = np.where(
            cost <= PRICES, (np.append(logs[1:], logs[-1]) - np.append(logs[0], logs[:-1])) / 2, 0
        )
        np.testing.assert_allclose(choice, wide / wide.sum(), atol=1e-6)


def test_errors_cost_less_with_precision_and_end_in_the_equilibrium() -> None:
    """Two firms and 15 prices; at 300 the mean price is within 1.5 % of the equilibrium's."""
    game = first_price()
    found = [quantal_bids(game, QuantalTerms(p, parts=64, tolerance=1e-5)) for p in (3.0, 10.0, 30.0, 300.0)]
    lost = [float(1 - one.earned[0] / one.possible[0]) for one in found]
    assert all(later < before for before, later in pairwise(lost))
    assert lost[0] > 0.05
    assert lost[-1] < 0.005
    exact = solve(game, Terms(1e-4)).profile.mass
    assert mean_price(game, found[-1].profile.mass) == pytest.approx(mean_price(game, exact), rel=0.015)


def test_a_list_twice_as_fine_changes_little() -> None:
    """Within 1 % at a middling precision; without weights by width, doubling one half of a list shows."""
    plain, mixed = np.geomspace(0.3, 1.0, 41), np.geomspace(0.3, 1.0, 81)
    half = np.unique(np.concatenate([plain, mixed[mixed < 0.55]]))
    terms = QuantalTerms(10.0, parts=32, tolerance=1e-6)
    prices = [
        mean_price(game, quantal_bids(game, terms).profile.mass)
        for game in (first_price(3, plain), first_price(3, half), first_price(3, mixed))
    ]
    assert prices[1] == pytest.approx(prices[0], rel=0.01)
    assert prices[2] == pytest.approx(prices[0], rel=0.01)


def test_nobody_considers_a_price_below_cost_and_who_can_bid_does() -> None:
    found = quantal_bids(first_price(3), QuantalTerms(5.0, parts=16))
    costs = 0.2 + 0.7 * (np.arange(16) + 0.5) / 16
    for cost, choice in zip(costs, found.choices[0], strict=True):
        assert choice[cost > PRICES].sum() == 0
        assert choice.sum() == pytest.approx(1)


def test_firms_whose_cost_is_above_every_price_stay_out() -> None:
    game = first_price(3)
    dear = replace(game.classes[0], costs=uniform(0.8, 1.2))
    found = quantal_bids(replace(game, classes=(dear,)), QuantalTerms(5.0, parts=10))
    attends = found.choices[0].sum(axis=1)
    np.testing.assert_allclose(attends, [1] * 5 + [0] * 5)


def test_the_unit_of_money_does_not_matter() -> None:
    game = first_price(3)
    tenfold = replace(
        game, prices=game.prices * 10, classes=(replace(game.classes[0], costs=uniform(2.0, 9.0)),)
    )
    terms = QuantalTerms(8.0, parts=12, tolerance=1e-8)
    one, ten = quantal_bids(game, terms), quantal_bids(tenfold, terms)
    np.testing.assert_allclose(one.choices[0], ten.choices[0], atol=1e-9)
    np.testing.assert_allclose(ten.earned, 10 * one.earned)


def test_sales_that_are_lost_by_winning_raise_the_bids() -> None:
    game = first_price(3)
    beside = replace(game.classes[0], outside=Outside(price=1.0, when_losing=0.3))
    terms = QuantalTerms(15.0, parts=16)
    before = mean_price(game, quantal_bids(game, terms).profile.mass)
    after = mean_price(game, quantal_bids(replace(game, classes=(beside,)), terms).profile.mass)
    assert after > before + 0.02


def duel(highest: float) -> Game:
    """Two firms whose costs lie from 0.3 to a highest cost."""
    known = (BidderClass("generic", 2, uniform(0.3, highest)),)
    return replace(first_price(2, np.geomspace(0.2, 1.0, 24)), classes=known)


@pytest.mark.parametrize("precision", [10.0, 40.0])
def test_firms_that_chase_each_other_are_solved_along_the_path(precision: float) -> None:
    """Costs nearly known: each firm undercuts the other, and plain answers go round in circles."""
    game, terms = duel(0.35), QuantalTerms(precision, parts=8, tolerance=1e-3)
    found = quantal_bids(game, terms)
    assert found.residual <= 1e-3
    answered = duel_answer(game, 0.35, found.profile.mass, precision).mean(axis=0)
    np.testing.assert_allclose(answered, found.profile.mass[0], atol=1e-3)


@pytest.mark.long
def test_a_search_that_fails_says_by_how_much() -> None:
    """Costs known to 3 %: the path turns back, and what is returned is not the answer to itself."""
    game = duel(0.31)
    found = quantal_bids(game, QuantalTerms(20.0, parts=8, tolerance=1e-3))
    answered = duel_answer(game, 0.31, found.profile.mass, 20.0).mean(axis=0)
    assert found.residual > 1e-3
    assert np.abs(answered - found.profile.mass[0]).sum() == pytest.approx(found.residual, rel=1e-6)


def duel_answer(game: Game, highest: float, mass: np.ndarray, precision: float) -> np.ndarray:
    """The same answer as in the loops above, for the costs of a duel."""
    logs = np.log(game.prices)
    edges = np.concatenate([logs[:1], (logs[1:] + logs[:-1]) / 2, logs[-1:]])
    costs = 0.3 + (highest - 0.3) * (np.arange(8) + 0.5) / 8
    wins = np.array([mass[0, b + 1 :].sum() + mass[0, b] / 2 for b in range(len(game.prices))])
    gains = (game.prices - costs[:, None]) * wins
    stake = gains.max(axis=1)
    weight = np.where(game.prices >= costs[:, None], np.diff(edges), 0.0)
    answer = weight * np.exp(precision * gains / np.maximum(stake, 0.01 * stake.mean())[:, None])
    return np.asarray(answer / answer.sum(axis=1, keepdims=True))
