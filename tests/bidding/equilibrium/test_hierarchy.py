"""Limited thinking: every step is a best answer by brute force, and shares are Poisson."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import expect
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.hierarchy import HierarchyBids, Thinking, hierarchy_bids, shares_of_levels

PRICES = np.linspace(0.25, 1.0, 31)


def game(number: int = 3, places: int = 2) -> Game:
    """Equal volumes for the lowest prices; costs uniform."""
    size = len(PRICES)
    volume = np.zeros((places + 1, places + 1))
    for winners in range(1, places + 1):
        volume[winners, 1 : winners + 1] = 1.0
    seats = np.minimum(np.arange(number + 1), places)
    law = BidderClass("generic", number, uniform(0.2, 0.9))
    return Game(PRICES, (law,), np.full(size, size - 1), seats, volume)


def masses(found: HierarchyBids) -> list[np.ndarray]:
    """Bids of firms of 0, 1, 2 ... steps, one class."""
    return [found.naive[0].mean(axis=0), *(one[0] for one in found.thinking)]


def best_prices(mass: np.ndarray, costs: np.ndarray) -> np.ndarray:
    """The best price of each cost, tried one after the other; nan where none earns anything."""
    payoff = expect(game(), Profile(mass[None]), 0)
    found = []
    for cost in costs:
        worth = [float(payoff.income[b] - cost * payoff.volume[b]) for b in range(len(PRICES))]
        found.append(PRICES[int(np.argmax(worth))] if max(worth) > 1e-12 else np.nan)
    return np.array(found)


@pytest.mark.parametrize("alike", [True, False])
def test_every_step_answers_the_steps_before_it(alike: bool) -> None:
    thinking = Thinking(3 if alike else 1.5, 3, alike)
    found = hierarchy_bids(game(), thinking)
    steps = masses(found)
    poisson = np.array([exp(-1.5) * 1.5**k / factorial(k) for k in range(4)])
    standing = (np.arange(40) + 0.5) / 40
    costs = 0.2 + 0.7 * standing
    for k in (1, 2, 3):
        believed = steps[k - 1]
        if not alike:
            believed = sum(poisson[h] * steps[h] for h in range(k)) / poisson[:k].sum()
        at = Profile(steps[k][None]).bids(0, standing)
        bid = np.where(at >= 0, PRICES[at], np.nan)
        truth = best_prices(believed, costs)
        # A cost at the edge of a step may stand on either side of it.
        assert np.mean(np.isclose(bid, truth, equal_nan=True)) >= 0.9
        known = np.isfinite(bid) & np.isfinite(truth)
        assert np.abs(bid - truth)[known].max() <= 0.1


def test_shares_are_those_of_a_poisson_law_cut_off() -> None:
    shares = shares_of_levels(Thinking(1.5, 4))
    poisson = [exp(-1.5) * 1.5**k / factorial(k) for k in range(5)]
    np.testing.assert_allclose(shares, np.array(poisson) / sum(poisson))
    np.testing.assert_array_equal(shares_of_levels(Thinking(2, 2, True)), [0, 0, 1])


def test_the_gain_is_that_of_knowing_how_all_others_bid() -> None:
    """By brute force over 2,000 costs, and 2 % for the parts of equal cost."""
    found = hierarchy_bids(game(), Thinking(1.5, 3))
    everybody = sum(share * one for share, one in zip(found.shares, masses(found), strict=True))
    payoff = expect(game(), Profile(everybody[None]), 0)
    standing = (np.arange(2000) + 0.5) / 2000
    costs = 0.2 + 0.7 * standing
    worth = payoff.income[None] - costs[:, None] * payoff.volume[None]
    best = worth.max(axis=1).mean()
    part = np.minimum((standing * 32).astype(int), 31)
    earned = found.shares[0] * (found.naive[0][part] * worth[:, :-1]).sum(axis=1).mean()
    for share, one in zip(found.shares[1:], found.thinking, strict=True):
        at = Profile(one).bids(0, standing)
        earned += share * worth[np.arange(2000), at].mean()
    assert found.gains[0] == pytest.approx((best - earned) / earned, rel=0.02)
    assert found.gains[0] > 0.01


def test_firms_that_do_not_think_bid_anything_at_or_above_cost() -> None:
    found = hierarchy_bids(game(), Thinking(1.0, 1))
    costs = 0.2 + 0.7 * (np.arange(32) + 0.5) / 32
    for cost, choice in zip(costs, found.naive[0], strict=True):
        assert choice[cost > PRICES].sum() == 0
        assert (choice[cost <= PRICES] > 0).all()
