"""Searches from several starts: one equilibrium where there is one, several where there are."""

from __future__ import annotations

import numpy as np
import pytest
from solvable import book, firms, setting

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass, Game
from simulator.bidding.equilibrium.solver import Terms, solve
from simulator.bidding.equilibrium.starts import STARTS, Start, starting_profile
from simulator.bidding.equilibrium.variety import Grid, solve_variety

ONE_AWARD = np.array([[0.0, 0.0], [0.0, 1.0]])


def two_firms(prices: list[float]) -> Game:
    """Return two firms of cost 9 that ask for one award, by a list of prices."""
    costs, size = uniform(8.99, 9.0), len(prices)
    firm = BidderClass("generic", 2, costs)
    return Game(np.array(prices), (firm,), np.full(size, size - 1), np.array([0, 1, 1]), ONE_AWARD)


def price_found(game: Game, start: Start) -> float:
    """Return the price that everybody bids in the equilibrium found."""
    found = solve(game, Terms(1e-4, 2000), starting_profile(game, start))
    assert found.converged
    (mass,) = found.profile.mass
    assert mass.max() > 0.999
    return float(game.prices[mass.argmax()])


def test_both_equilibria_of_a_coarse_price_list_are_found() -> None:
    """At cost 9, undercutting 12 by 10 earns 1 for sure against 3 for half of the time: both prices hold."""
    game = two_firms([10, 12, 14, 16, 20])
    assert {price_found(game, start) for start in STARTS} == {10, 12}


def test_the_only_equilibrium_is_found_from_everywhere() -> None:
    """With steps of 1 only the lowest price holds: 2 for half of the time is no more than 1 for sure."""
    game = two_firms([10, 11, 12, 13])
    assert {price_found(game, start) for start in STARTS} == {10}


def test_starting_bids_are_what_they_say() -> None:
    costs = uniform(20, 40)
    prices = np.array([10.0, 20.0, 30.0, 36.0])
    game = Game(prices, (BidderClass("generic", 2, costs),), np.full(4, 3), np.array([0, 1, 1]), ONE_AWARD)
    mass = {start: starting_profile(game, start).mass[0] for start in STARTS}
    # Half of the firms have a cost from 20 to 30, three tenths from 30 to 36, the rest always stays out.
    assert mass["even"] == pytest.approx([0.2] * 4)
    assert mass["ceiling"] == pytest.approx([0, 0, 0, 0.8])
    assert mass["cost"] == pytest.approx([0, 0, 0.5, 0.3])


def test_a_variety_has_the_same_price_from_every_start() -> None:
    """Certified at 1 % each, prices may differ by what such bids leave open: up to 2 % of the ceiling."""
    one = setting(book("round-5-2021"), firms(5))
    found = [solve_variety(one, Terms(0.01, 600), Grid(), start) for start in STARTS]
    assert all(each.converged for each in found)
    prices = [each.outcome.price / one.ceiling for each in found]
    assert max(prices) - min(prices) < 0.02
    assert len({each.profile.mass.tobytes() for each in found}) == len(STARTS)
