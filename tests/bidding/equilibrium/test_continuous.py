"""Bids for continuous prices without a price test: against closed forms, and as what they claim to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solvable import book, firms, setting

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.closed_forms.pay_as_bid import rank_volume_bids
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.bidding.equilibrium.continuous import BidCurve, continuous_bids, on_list
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.variety import Grid, solve_variety
from tests.bidding.equilibrium.games import open_game

PRICES = np.linspace(0.005, 1.0, 200)


def alone(number: int, shares: tuple[float, ...], low: float = 0.0, high: float = 0.8) -> Game:
    return open_game(PRICES, [BidderClass("all", number, uniform(low, high))], shares)


def curves_of(game: Game) -> tuple[BidCurve, ...]:
    found = continuous_bids(game)
    assert found is not None
    return found


@settings(max_examples=15, deadline=None)
@given(
    number=st.integers(2, 9),
    shares=st.lists(st.floats(0.05, 1.0), min_size=1, max_size=4).map(lambda one: sorted(one, reverse=True)),
    low=st.floats(0.0, 0.3),
)
def test_one_class_bids_the_closed_form(number: int, shares: list[float], low: float) -> None:
    """Where the ceiling binds (no more firms than places) and where it does not; 512 steps of cost."""
    curve = curves_of(alone(number, tuple(shares), low))[0]
    volumes = tuple(shares[:number])
    top = 1.0 if number <= len(shares) else np.inf
    truth = rank_volume_bids(curve.costs[:-1], SymmetricTender(number, volumes, Uniform(low, 0.8), top))
    # The dearest firms of many next to never win: their volume, and with it their bid, is lost.
    likely = curve.levels[:-1] < 0.9
    np.testing.assert_allclose(curve.bids[:-1][likely], truth[likely], atol=2e-3)


def test_one_class_on_a_list_needs_no_search() -> None:
    game = alone(4, (0.5, 0.3, 0.2))
    assert certify(game, on_list(game, curves_of(game))).exploitability < 2e-3
    dearer = tuple(replace(one, bids=np.minimum(1.2 * one.bids, 1.0)) for one in curves_of(game))
    assert certify(game, on_list(game, dearer)).exploitability > 1e-2


@pytest.mark.parametrize(("number", "prices"), [(2, 200), (5, 300), (10, 400)])
def test_first_price_tenders_leave_a_ten_thousandth_without_a_search(number: int, prices: int) -> None:
    """Costs even on [0, 1], one award: the setting in which other solvers are measured."""
    firms_alike = [BidderClass("all", number, uniform(0.0, 1.0))]
    game = open_game(np.linspace(1 / prices, 1.0, prices), firms_alike, (1.0,))
    assert certify(game, on_list(game, curves_of(game))).exploitability < 1e-4


def test_two_classes_settle_where_neither_gains_much() -> None:
    """A single dearer firm beside five, for three places: what a search would need some hundred steps for."""
    classes = [BidderClass("one", 1, uniform(0.2, 0.8)), BidderClass("many", 5, uniform(0.1, 0.6))]
    game = open_game(PRICES, classes, (0.5, 0.3, 0.2))
    found = curves_of(game)
    assert all((np.diff(one.bids) >= 0).all() for one in found)
    assert certify(game, on_list(game, found)).exploitability < 1e-2


def test_nobody_bids_below_cost() -> None:
    classes = [BidderClass("one", 1, uniform(0.5, 1.2)), BidderClass("many", 4, uniform(0.0, 0.1))]
    game = open_game(PRICES[::9], classes, (0.6, 0.4))
    profile = on_list(game, curves_of(game))
    for number, one in enumerate(game.classes):
        bought = np.cumsum(profile.mass[number])
        assert (bought <= one.costs.cdf(game.prices) + 1e-12).all()
    assert profile.mass[0].sum() == pytest.approx((game.prices[-1] - 0.5) / 0.7)


def test_says_nothing_where_more_than_the_award_counts_or_nobody_can_bid() -> None:
    outside = BidderClass("all", 3, uniform(0.0, 0.8), Outside(0.9, 0.1, 0.3))
    averse = BidderClass("all", 3, uniform(0.0, 0.8), risk_aversion=0.3)
    dear = BidderClass("all", 3, uniform(1.5, 2.0))
    assert all(continuous_bids(open_game(PRICES, [one], (1.0,))) is None for one in (outside, averse, dear))
    assert continuous_bids(replace(alone(3, (1.0,)), places=np.zeros(4, dtype=np.int64))) is None


def test_a_variety_that_the_formula_solves_takes_no_step() -> None:
    found = solve_variety(setting(book("round-5-2021"), firms(9)), Terms(0.01, 600), Grid())
    assert found.converged
    assert found.iterations == 0
    assert found.certificate.exploitability < 0.01
