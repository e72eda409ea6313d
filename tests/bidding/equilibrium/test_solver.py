"""The solver against every equilibrium that is known: bids, gains left, prices, numbers of winners.

Bids are compared at the middle of each price step and weighted by the volume won (``games.bid_error``), since
bids that win next to nothing are not determined.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.solver import Solution, Terms, solve
from simulator.bidding.equilibrium.starts import starting_profile
from tests.bidding.equilibrium.cases import CASES
from tests.bidding.equilibrium.games import (
    Known,
    bid_error,
    duel,
    gated,
    open_game,
    outcome,
    symmetric,
)

NOT_FOR_THIS_SOLVER = (
    "uniform-price-highest-winning",  # the price paid is another firm's bid
    "uniform-price-lowest-losing",
    "interdependent",  # costs are not private
    "affiliated",
    "common-cost",
    "chosen-quality",  # more than a price is bid
    "quality-points",
    "capacity-duopoly",  # costs are known: rivals mix, and fictitious play stays at gains of 1 to 10 %
    "rank-lottery",
    "price-with-losers",
    "finite-game",
    "logit-response",  # another idea of equilibrium
    "cognitive-hierarchy",
    "coarse-grid",
    "collusion",  # no tender of one round
    "regret",
)
AVERSE = ("averse-single-award", "averse-rank-volumes")
SYMMETRIC = ("single-award", "equal-awards", "binding-ceiling", "rank-volumes", "outside-market", *AVERSE)
DUELS = ("common-upper-cost", "different-upper-costs")
SLOW = {
    "kwin_n4_k2",
    "kwin_n5_k2",
    "kwin_n7_k4",
    "kwin_n10_k8",
    "ceiling_n4_k2_r0.5",
    "ceiling_n6_k3_r0.6",
    "ceiling_n10_k4_r0.5",
    "kwin_n3_k2",
    "kwin_n5_k3",
    "rank_0.6-0.4_n2_r1.5",
    "rank_0.4-0.3-0.2-0.1_n4_r1.2",
    "asym_gls_0.5_1.0_m0.2",
}
FINER = {"kwin_n10_k8": (96, 5e-4), "rank_0.4-0.3-0.2-0.1_n4_r1.2": (96, 1e-4), "residual_n4_k1": (64, 3e-5)}
"""Bids that 64 prices and gains of 1e-4 do not pin down well enough: price list and tolerance."""


def named(*families: str) -> list[object]:
    """Cases of some families, the slow ones marked."""
    ids = [case.id for case in CASES.values() if case.family in families and case.id != "kwin_all_win"]
    return [pytest.param(one, marks=[pytest.mark.slow] if one in SLOW else []) for one in ids]


def is_found(known: Known, name: str, terms: Terms) -> None:
    case, found = CASES[name], solve(known.game, terms)
    assert found.certificate.exploitability <= case.tolerance["solver_rel_exploitability"]
    assert found.converged
    for number in range(len(known.game.classes)):
        assert bid_error(known, found.profile, number) <= case.tolerance["solver_rms_bid"]


def test_every_family_is_solved_or_said_not_to_be() -> None:
    assert {case.family for case in CASES.values()} == {*SYMMETRIC, *DUELS, "gate", *NOT_FOR_THIS_SOLVER}


@pytest.mark.long
@pytest.mark.parametrize("name", named(*SYMMETRIC))
def test_bids_of_firms_that_look_alike(name: str) -> None:
    count, tolerance = FINER.get(name, (64, 1e-4))
    is_found(symmetric(CASES[name], count), name, Terms(tolerance, 20_000))


@pytest.mark.long
@pytest.mark.parametrize("name", named(*DUELS))
def test_bids_of_two_unequal_firms(name: str) -> None:
    is_found(duel(CASES[name], 64), name, Terms(1e-4, 10_000))


def test_firms_that_all_win_alike_ask_the_ceiling() -> None:
    firms = [BidderClass("all", 3, uniform(0, 1))]
    game = open_game(np.linspace(0.5, 1.0, 51), firms, (1.0, 1.0, 1.0))
    found = solve(game, Terms(1e-6))
    assert found.profile.mass[0, -1] == pytest.approx(1.0, abs=1e-4)


def gate_solution(name: str) -> tuple[Game, Solution]:
    game = gated(CASES[name])
    return game, solve(game, Terms(CASES[name].tolerance["required_rel_exploitability"], 20_000))


@pytest.mark.slow
@pytest.mark.parametrize("name", [case.id for case in CASES.values() if case.family == "gate"])
def test_tenders_with_a_price_test(name: str) -> None:
    case = CASES[name]
    allowed = case.tolerance
    game, found = gate_solution(name)
    assert found.certificate.exploitability <= allowed["required_rel_exploitability"]
    result = outcome(game, found.profile)
    assert result.price == pytest.approx(case.scalars["avg_price"], abs=allowed["avg_price_abs"])
    np.testing.assert_allclose(
        result.winners, case.scalars["prob_number_of_winners"], rtol=0, atol=allowed["prob_abs"]
    )
    for number, gain in enumerate(found.certificate.gains):
        # Profits of 0.001 are printed to 1 in 240: the tolerance cannot be finer than their last digit.
        printed = case.scalars["profit_per_firm"][number]
        assert gain.earned == pytest.approx(printed, rel=allowed["profit_rel"], abs=1e-5)
        same_bids(case.id, game, found.profile, number, result.wins[number])


def same_bids(name: str, game: Game, profile: Profile, number: int, wins: np.ndarray) -> None:
    """Bids at the printed cost levels, where a firm can expect 2 % of the volume of the cheapest."""
    case = CASES[name]
    levels = np.array(case.table["cost_quantile"])
    at = profile.bids(number, levels)
    printed = np.array(case.table["bid"][number])
    allowed = np.where(
        levels <= 0.75, case.tolerance["bid_abs_quantile_le_0_75"], case.tolerance["bid_abs_quantile_0_95"]
    )
    told = (at >= 0) & (wins[at] >= 0.02 * wins[at[0]])
    assert told[:2].all()
    assert (np.abs(game.prices[at] - printed) <= allowed + 1e-9)[told].all()


@pytest.mark.slow
def test_three_firms_with_three_places_compete_only_where_the_price_test_bites() -> None:
    prices = {}
    for name in ("vbp_gate_R5", "vbp_gate_R4", "vbp_gate_R3"):
        game, found = gate_solution(name)
        prices[name] = outcome(game, found.profile).price
    # No test, 1.8 times the lowest price, 1.2 times the lowest price without a sheltering line.
    assert list(prices.values()) == pytest.approx([0.863, 0.863, 0.360], abs=0.003)


@pytest.mark.slow
def test_the_price_does_not_depend_on_where_the_search_starts() -> None:
    game = gated(CASES["vbp_gate_R2"])
    even = starting_profile(game, "even")
    top, bottom = np.zeros_like(even.mass), np.zeros_like(even.mass)
    top[:, -1], bottom[:, 0] = 1.0, 1.0
    starts = (even, Profile(top), Profile(bottom))
    found = [solve(game, Terms(2e-4, 20_000), start) for start in starts]
    assert all(one.converged for one in found)
    prices = [outcome(game, one.profile).price for one in found]
    assert max(prices) - min(prices) < 0.003


def test_the_same_game_has_the_same_solution() -> None:
    game = gated(CASES["vbp_gate_R6"])
    first, second = (solve(game, Terms(1e-2)) for _ in range(2))
    np.testing.assert_array_equal(first.profile.mass, second.profile.mass)
    assert first.trace == second.trace


def test_more_steps_are_never_worse() -> None:
    game = gated(CASES["vbp_gate_R1n"])
    gains = [
        solve(game, Terms(0.0, steps)).certificate.exploitability for steps in (1, 10, 50, 100, 200, 400)
    ]
    # Steps are judged with ties integrated to about 1e-6 of profit, certificates to rounding error.
    assert (np.diff(gains) <= 1e-5).all()
    assert gains[-1] < gains[0] / 100


def test_steps_are_counted_and_limited() -> None:
    game = gated(CASES["vbp_gate_R1n"])
    found = solve(game, Terms(0.0, 37))
    assert found.iterations == 37
    assert not found.converged
    assert [gain for _, gain in found.trace] == sorted((gain for _, gain in found.trace), reverse=True)
