"""The certificate: true equilibria pass, planted errors are caught, no dense search finds more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.bidding.equilibrium.certificate import Certificate, ClassGain, certify
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import expect
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.solver import Terms, solve
from tests.bidding.equilibrium.cases import CASES
from tests.bidding.equilibrium.games import gate, gated, open_game

FIRMS = 4
PRICES = np.round(np.linspace(0.1, 1.0, 361), 6)
"""A list that contains bids below the lowest true one, 1/4."""


def single_award() -> Game:
    return open_game(PRICES, [BidderClass("all", FIRMS, uniform(0, 1))], (1.0,))


def profile_of(bid: np.ndarray) -> Profile:
    """Firms at even cost levels bid the nearest price of the list."""
    nearest = np.abs(PRICES[None, :] - np.clip(bid, 0.1, 1.0)[:, None]).argmin(axis=1)
    return Profile(np.bincount(nearest, minlength=len(PRICES))[None] / len(bid))


LEVELS = (np.arange(200_000) + 0.5) / 200_000
TRUE_BIDS = LEVELS + (1 - LEVELS) / FIRMS


@pytest.mark.long
def test_the_true_bids_leave_next_to_nothing_to_gain() -> None:
    # What is left is the rounding to steps of 0.0025, next to margins of 0.15 on average.
    assert certify(single_award(), profile_of(TRUE_BIDS)).exploitability < 2e-3


@pytest.mark.long
def test_a_mark_up_of_a_tenth_is_caught() -> None:
    # Rivals that ask a tenth more leave room to ask more oneself, or to undercut: 0.6 % of profit at n = 5.
    dearer = certify(single_award(), profile_of(np.minimum(TRUE_BIDS * 1.1, 1.0))).exploitability
    assert dearer > 5 * certify(single_award(), profile_of(TRUE_BIDS)).exploitability
    assert dearer > 0.005


def test_bids_of_a_tenth_less_are_caught() -> None:
    cheaper = certify(single_award(), profile_of(np.maximum(TRUE_BIDS * 0.9, LEVELS))).exploitability
    assert cheaper > 0.005


@pytest.mark.long
@pytest.mark.parametrize("levels", [(0.0, 0.05), (0.3, 0.4)])
def test_a_few_firms_that_bid_wrongly_are_caught(levels: tuple[float, float]) -> None:
    wrong = np.where((levels[0] <= LEVELS) & (levels[1] > LEVELS), 0.12, TRUE_BIDS)
    assert certify(single_award(), profile_of(wrong)).exploitability > 0.01


def test_a_bid_just_above_the_line_is_caught() -> None:
    """Bids up to half the ceiling pass for certain, others at 1.2 times the lowest: nobody bids 0.51."""
    base = gated(CASES["vbp_gate_R1"])
    limit = gate(base.prices, {"ratio_gate": 1.2, "absolute_gate_share_of_ceiling": 0.5, "ceiling": 1.0})
    game = replace(base, limit=limit)
    profile = solve(game, Terms(2e-4, 20_000)).profile
    line = int(np.searchsorted(game.prices, 0.5 - 1e-9))
    assert profile.mass[0, line] > 0.03
    assert profile.mass[0, line + 1] < 1e-3
    moved = profile.mass.copy()
    moved[0, line + 1] += moved[0, line]
    moved[0, line] = 0.0
    assert certify(game, profile).exploitability <= 2e-4
    assert certify(game, Profile(moved)).exploitability > 5e-3


def solved_gate(name: str) -> tuple[Game, Profile]:
    game = gated(CASES[name])
    return game, solve(game, Terms(2e-4, 20_000)).profile


def test_a_predatory_bid_is_no_gain_in_equilibrium_and_caught_where_it_is_made() -> None:
    """A bid far below all others disqualifies rivals, but costs more than the larger share is worth."""
    game, profile = solved_gate("vbp_gate_R3")
    lowest = int(np.flatnonzero(profile.mass[0] > 1e-6)[0])
    assert lowest > 5
    payoff = expect(game, profile, 0)
    cheapest = payoff.at(game.classes[0].costs.low)
    assert cheapest[: lowest - 1].max() < cheapest[lowest]
    moved = profile.mass.copy()
    moved[0, lowest - 5] = 0.02
    # The cheapest firms make the bid, and all others keep theirs.
    taken = np.minimum(np.cumsum(moved[0] * (np.arange(len(game.prices)) >= lowest)), 0.02)
    moved[0] -= np.diff(taken, prepend=0.0)
    assert moved[0].sum() == pytest.approx(profile.mass[0].sum())
    assert certify(game, Profile(moved)).exploitability > 10 * certify(game, profile).exploitability


def test_a_predatory_deviation_is_seen_where_it_pays() -> None:
    """If all rivals ask 0.5 and only a bid within 1.2 times the lowest passes, the cheapest goes below."""
    game = gated(CASES["vbp_gate_R3"])
    mass = np.zeros((1, len(game.prices)))
    mass[0, np.searchsorted(game.prices, 0.6 - 1e-9)] = 1.0
    best = certify(game, Profile(mass)).gains[0]
    # At 0.49 the firm is alone: 0.5 units at 0.49 less its cost of 0.31 on average; with the others it has
    # a third of 0.3 + 0.22 + 0.18 units at 0.6.
    alone = 0.5 * (0.49 - 0.31)
    assert best.earned == pytest.approx(0.7 / 3 * (0.6 - 0.31), abs=1e-9)
    assert best.possible >= alone
    assert best.gain > 0.2 * best.earned


@st.composite
def any_profiles(draw: st.DrawFn) -> tuple[Game, Profile]:
    """Any way to bid in a tender with a price test, two classes, and perhaps absent firms."""
    size = 8
    classes = (
        BidderClass("some", 2, uniform(0.1, 0.9), may_stay_out=draw(st.booleans())),
        BidderClass("others", 2, uniform(0.3, 0.7)),
    )
    limit = np.array(draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size)))
    volume = np.array([[0, 0, 0], [0, 0.6, 0], [0, 0.5, 0.3]])
    prices = np.linspace(0.2, 1.0, size)
    game = Game(prices, classes, limit, np.full(5, 2), volume)
    weights = st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any)
    mass = np.array([draw(weights), draw(weights)], dtype=float)
    mass /= mass.sum(axis=1, keepdims=True)
    mass[1] *= draw(st.sampled_from([1.0, 0.7]))
    return game, Profile(mass)


@given(any_profiles())
@settings(max_examples=40)
def test_the_certificate_is_the_best_deviation_of_a_dense_search(tender: tuple[Game, Profile]) -> None:
    game, profile = tender
    found = certify(game, profile)
    count = 20_001
    for number, one in enumerate(game.classes):
        payoff = expect(game, profile, number)
        share = (np.arange(count) + 0.5) / count
        costs = one.costs.quantile(share)
        lines = payoff.income[:, None] - costs[None, :] * payoff.volume[:, None]
        choices = lines if one.may_stay_out else lines[:-1]
        played = lines[profile.bids(number, share), np.arange(count)]
        # The middle of 20,001 steps: off by at most a step where the best choice or the bid changes.
        assert found.gains[number].possible == pytest.approx(choices.max(axis=0).mean(), abs=1e-6)
        assert found.gains[number].earned == pytest.approx(played.mean(), abs=2e-4)


def test_gains_are_relative_to_what_is_earned() -> None:
    gains = (ClassGain("rich", 2.0, 2.1), ClassGain("poor", 0.001, 0.011), ClassGain("lucky", 1.0, 0.9))
    certificate = Certificate(gains)
    # A class that earns less than 1 % of the best one is held against that 1 %.
    assert certificate.relative_gains == pytest.approx((0.05, 0.5, 0.0))
    assert certificate.exploitability == pytest.approx(0.5)
