"""Firms that choose nearly the best price: derivatives by differences, limits by hand, games solved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solvable import CEILING, book, firms, setting

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.continuous import continuous_bids, on_list
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.smooth_answer import SmoothAnswer, price_widths
from simulator.bidding.equilibrium.smoothed import smoothed_bids
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.variety import solve_variety
from tests.bidding.equilibrium.games import open_game

CLASSES = (BidderClass("one", 1, uniform(0.3, 0.9)), BidderClass("many", 3, uniform(0.1, 0.5)))
GAME = open_game(np.linspace(0.05, 1.0, 20), CLASSES, (0.5, 0.3, 0.2))


def with_top_prices_out(game: Game) -> Game:
    """The same game where the three highest prices never qualify."""
    return replace(game, limit=np.full(len(game.prices), len(game.prices) - 4))


def with_a_test_by_the_lowest(game: Game) -> Game:
    """The same game where only prices near the lowest qualify, and places fall with bidders that stay out."""
    size = len(game.prices)
    return replace(game, limit=np.minimum(np.arange(size) + 6, size - 1), places=np.array([0, 1, 1, 2, 3]))


@pytest.mark.parametrize("game", [GAME, with_top_prices_out(GAME), with_a_test_by_the_lowest(GAME)])
def test_slope_is_what_small_differences_say(game: Game) -> None:
    """Central differences of the map itself, one expected volume after the other; ties there are coarser."""
    answer = SmoothAnswer(game, 16)
    even = np.full((2, 20), 1 / 20)
    volumes = answer.volumes(answer.mass(answer.volumes(even), 10.0)) + 0.01
    slope = answer.slope(volumes, 10.0)
    counted = np.zeros_like(slope)
    for at in range(volumes.size):
        step = np.zeros(volumes.size)
        step[at] = 1e-6
        step = step.reshape(volumes.shape)
        ends = [answer.change(volumes + way * step, 10.0) + way * step for way in (1, -1)]
        counted[:, at] = (ends[0] - ends[1]).ravel() / 2e-6
    np.testing.assert_allclose(slope, counted, atol=2e-3 * np.abs(counted).max())


def test_careless_firms_take_any_open_price_and_precise_ones_the_best() -> None:
    answer = SmoothAnswer(GAME, 16)
    volumes = answer.volumes(np.full((2, 20), 1 / 20))
    costs = [one.costs.quantile((np.arange(16) + 0.5) / 16)[:, None] for one in CLASSES]
    weights = price_widths(GAME.prices)
    for number, cost in enumerate(costs):
        open_ = np.where(GAME.prices >= cost, weights, 0.0)
        careless = (open_ / open_.sum(axis=1, keepdims=True)).mean(axis=0)
        np.testing.assert_allclose(answer.mass(volumes, 0.0)[number], careless, atol=1e-12)
        best = ((GAME.prices - cost) * volumes[number]).argmax(axis=1)
        precise = np.bincount(best, minlength=20) / 16
        np.testing.assert_allclose(answer.mass(volumes, 1e6)[number], precise, atol=1e-6)


def test_what_one_rival_more_at_a_price_means_is_counted_exactly() -> None:
    """Expected volumes are a polynomial in the bids, linear in those of a single rival."""
    game = with_a_test_by_the_lowest(GAME)
    ready, even = Expectations.of(game), np.full((2, 20), 1 / 20)
    slope = ready.worth_by_rival(Profile(even), 1, 0, ready.own[1][0])
    for price in (0, 7, 19):
        sure = even.copy()
        sure[0] = np.eye(20)[price]
        there = ready.worth(Profile(sure), 1, ready.own[1], fine=False)[0]
        np.testing.assert_allclose(slope[:, price], there, atol=1e-9)
    assert not ready.worth_by_rival(Profile(even), 0, 0, ready.own[0][0]).any()


def test_more_precise_firms_leave_less() -> None:
    """A hundred times as precise, a tenth of the gain at most; the last bids are an equilibrium to 1 %."""
    found = {
        one.precision: certify(GAME, one.profile).exploitability
        for one in smoothed_bids(GAME, Profile(np.full((2, 20), 1 / 20)), 1.0, 200.0)
    }
    rough, precise = min(found), max(found)
    assert rough == 1
    assert precise > 100
    assert found[precise] < found[rough] / 10
    assert found[precise] < 0.01


def test_bids_under_a_price_test_that_the_lowest_bid_moves_are_found() -> None:
    """Three makers with costs next to nothing, and a fourth bidder that mostly asks for the ceiling.

    Everybody has a place unless the fourth undercuts it, and high bids fail where a rival's is low: best
    responses jump, so that fictitious play left 3 to 15 per cent.
    """
    fourth = BidderClass("originator", 1, uniform(0.6 * CEILING, 1.01 * CEILING), stated=True)
    found = solve_variety(setting(book("round-7-2022"), fourth, firms(3, 0.001, 0.06)), Terms(0.003, 600))
    assert found.converged
    assert certify(found.game, found.profile).exploitability <= 0.003


def nearly_known_costs() -> Setting:
    """An originator beside four makers whose costs are next to nothing, with a place for every maker."""
    makers, originator = firms(4, 0.0004, 0.004), firms(1, 0.01, 0.06, "originator")
    return setting(book("round-7-2022"), originator, makers)


def test_sure_winners_with_nearly_known_costs_are_certified() -> None:
    """What no rule for the steps of fictitious play settled; the start alone leaves more than it may."""
    one = nearly_known_costs()
    game = to_game(one, price_list(one, lowest_price(one), 256))
    curves = continuous_bids(game)
    assert curves is not None
    assert certify(game, on_list(game, curves)).exploitability > 0.02
    found = solve_variety(one, Terms(0.01, 600))
    assert found.converged
    assert found.iterations > 0
    assert certify(found.game, found.profile).exploitability <= 0.01
