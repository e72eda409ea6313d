"""What learners are guaranteed, against chance and against an opponent who knows them; and where they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from learning_games import RANK_GAME, learn, seen, two_firms

from simulator.bidding.equilibrium.closed_forms.regret import hedge_rate, hedge_regret, matching_regret
from simulator.bidding.equilibrium.finite.games import matrix_game, regret
from simulator.bidding.learning.account import open_account
from simulator.bidding.learning.best_response import BestResponse
from simulator.bidding.learning.ewa import ExperienceWeightedAttraction
from simulator.bidding.learning.hedge import Hedge
from simulator.bidding.learning.protocol import LearningRule
from simulator.bidding.learning.regret_matching import RegretMatching

Floats = npt.NDArray[np.float64]
Nature = Callable[[int, Floats, Floats], Floats]
ROUNDS, PRICES = 1000, 10
SHAPE = (20, 1, PRICES)


def drawn(turn: int, *shape: int) -> Floats:
    """Uniforms of a round, the same in every test."""
    return np.random.default_rng([9, turn]).random(shape)


def chance(turn: int, mixture: Floats, __: Floats) -> Floats:
    return drawn(turn, *mixture.shape)


def coins(turn: int, mixture: Floats, __: Floats) -> Floats:
    """Every price wins or loses on the toss of a coin."""
    return (drawn(turn, *mixture.shape) < 0.5).astype(np.float64)


def least_quoted(_: int, mixture: Floats, __: Floats) -> Floats:
    """Only the price that the firm is least likely to quote earns anything."""
    return np.asarray(np.arange(PRICES) == mixture.argmin(axis=2)[..., None]).astype(np.float64)


def coin_for_two(turn: int, mixture: Floats, __: Floats) -> Floats:
    """One of two prices wins, by the toss of a coin; the others lose."""
    winner = (drawn(turn, *mixture.shape[:2]) < 0.5).astype(np.int64)
    return (np.arange(PRICES) == winner[..., None]).astype(np.float64)


def in_long_waves(turn: int, mixture: Floats, __: Floats) -> Floats:
    """One price is good for a long time, then another."""
    good = (turn // 100) % PRICES
    return np.broadcast_to((np.arange(PRICES) == good).astype(np.float64), mixture.shape)


def one_is_better(turn: int, mixture: Floats, __: Floats) -> Floats:
    """A coin for every price, one of which wins a little more often."""
    odds = 0.5 + (np.arange(PRICES) == 3) / np.sqrt(ROUNDS)
    return (drawn(turn, *mixture.shape) < odds).astype(np.float64)


def first_half_then_other(turn: int, mixture: Floats, __: Floats) -> Floats:
    """The first price earns 1 at first; then all others do."""
    first = np.arange(PRICES) == 0
    return np.broadcast_to((first if turn < ROUNDS // 2 else ~first).astype(np.float64), mixture.shape)


def two_in_turn(turn: int, mixture: Floats, __: Floats) -> Floats:
    """The first and the second price are good in turn."""
    return np.broadcast_to((np.arange(PRICES) == turn % 2).astype(np.float64), mixture.shape)


NATURES: list[Nature] = [
    chance,
    coins,
    least_quoted,
    coin_for_two,
    in_long_waves,
    one_is_better,
    first_half_then_other,
]


def largest_regret(rule: LearningRule[Any], nature: Nature, rounds: int = ROUNDS) -> float:
    uniforms = np.random.default_rng(1).random((rounds, *SHAPE[:2]))
    return float(learn(rule, SHAPE, uniforms, nature).regret.max())


def test_reference_bounds() -> None:
    """Case regret_bounds."""
    prices, rounds = (10, 50, 100), (1000, 1000, 10_000)
    hedge = [hedge_regret(a, t) for a, t in zip(prices, rounds, strict=True)]
    assert hedge == pytest.approx([33.930702, 44.226819, 151.742713], abs=1e-6)
    matching = [matching_regret(a, t) for a, t in zip(prices, rounds, strict=True)]
    assert matching == pytest.approx([100.0, 223.606798, 1000.0], abs=1e-6)
    assert hedge_regret(10, 1000, spread=3) == pytest.approx(3 * hedge[0])
    assert matching_regret(10, 1000, spread=3) == pytest.approx(300)


@pytest.mark.parametrize("nature", NATURES)
def test_hedge_keeps_its_bound(nature: Nature) -> None:
    rule = Hedge(rate=hedge_rate(PRICES, ROUNDS))
    assert largest_regret(rule, nature) <= hedge_regret(PRICES, ROUNDS)


def test_the_bound_is_not_slack() -> None:
    """Coins alone, with the rate meant for them, bring some of 20 runs to two thirds of the bound."""
    assert largest_regret(Hedge(rate=hedge_rate(PRICES, ROUNDS)), coins) >= 0.67 * hedge_regret(
        PRICES, ROUNDS
    )


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("rounds", [10, 200, ROUNDS])
def test_hedge_without_a_rate_keeps_its_bound_at_any_time(nature: Nature, rounds: int) -> None:
    bound = 2 * np.sqrt(rounds * np.log(PRICES) / 2) + np.sqrt(np.log(PRICES) / 8)
    assert largest_regret(Hedge(), nature, rounds) <= bound


@pytest.mark.parametrize("nature", NATURES)
@pytest.mark.parametrize("rounds", [10, 200, ROUNDS])
def test_regret_matching_keeps_its_bound_at_any_time(nature: Nature, rounds: int) -> None:
    assert largest_regret(RegretMatching(), nature, rounds) <= matching_regret(PRICES, rounds)


def test_bounds_scale_with_the_range_of_payoffs() -> None:
    def wide(turn: int, mixture: Floats, chosen: Floats) -> Floats:
        return 50 * coins(turn, mixture, chosen) - 20

    assert largest_regret(Hedge(rate=hedge_rate(PRICES, ROUNDS, 50)), wide) <= hedge_regret(
        PRICES, ROUNDS, 50
    )
    assert largest_regret(RegretMatching(), wide) <= matching_regret(PRICES, ROUNDS, 50)


def test_the_last_prices_alone_give_no_guarantee() -> None:
    """Planted: the same check catches a rule without a bound, which two prices in turn beat every time."""
    assert largest_regret(BestResponse(), two_in_turn) > 4 * matching_regret(PRICES, ROUNDS)
    assert largest_regret(RegretMatching(), two_in_turn) <= matching_regret(PRICES, ROUNDS)


def test_a_rate_far_too_high_breaks_the_bound() -> None:
    """Planted: Hedge then chases the price that was good last."""
    right = hedge_rate(PRICES, ROUNDS)
    assert largest_regret(Hedge(rate=50 * right), two_in_turn) > hedge_regret(PRICES, ROUNDS)
    assert largest_regret(Hedge(rate=right), two_in_turn) <= hedge_regret(PRICES, ROUNDS)


def test_accounts_by_hand() -> None:
    mixture = np.array([[[0.25, 0.75]]])
    account = open_account((1, 1, 2)).after(mixture, seen([4, 0], 1)).after(mixture, seen([0, 2], 1))
    assert account.totals[0, 0].tolist() == [4, 2]
    assert account.expected[0, 0] == pytest.approx(1 + 1.5)
    assert account.earned[0, 0] == 2
    assert account.regret[0, 0] == pytest.approx(1.5)
    assert account.realised_regret[0, 0] == 2
    assert account.average[0, 0].tolist() == [0.25, 0.75]
    assert open_account((1, 1, 2)).average.tolist() == [[[0, 0]]]


def meet(rule: LearningRule[Any], rounds: int, seed: int, replications: int = 20) -> Floats:
    """Two firms that learn by the same rule meet in the rank game; return their ``[R, 2]`` exploitability."""
    uniforms = np.random.default_rng(seed).random((rounds, replications, 2))
    account = learn(rule, (replications, 2, 6), uniforms, two_firms(RANK_GAME))
    game = matrix_game(RANK_GAME)
    return np.array([[regret(game.payoff, one) for one in pair] for pair in account.average])


def test_fictitious_play_ends_near_the_equilibrium() -> None:
    """Beliefs leave at most 2 % of the equilibrium payoff of 0.4027 to gain; chance leaves 6 %.

    It need not go to zero: the game is not one of those in which fictitious play is known to converge.
    """
    left = meet(BestResponse(memory=1), 3000, seed=2)
    assert left.max() <= 0.008
    game = matrix_game(RANK_GAME)
    assert left.mean() < 0.25 * regret(game.payoff, game.uniform)


@pytest.mark.long
def test_regret_matching_and_hedge_end_near_the_equilibrium() -> None:
    """Average play leaves at most 2 % of the equilibrium payoff to gain after 5000 rounds."""
    assert meet(RegretMatching(), 5000, seed=3).max() <= 0.008
    assert meet(Hedge(rate=hedge_rate(6, 5000, 0.25), span=0.25), 5000, seed=4).max() <= 0.008


def test_answering_the_last_prices_circles() -> None:
    """Each undercuts the other's last price, down and up again; more rounds do not help."""
    early, late = (meet(BestResponse(), rounds, seed=5, replications=5) for rounds in (500, 2000))
    assert min(early.min(), late.min()) > 0.009
    assert late.mean() == pytest.approx(early.mean(), rel=0.02)


@pytest.mark.long
def test_logit_fictitious_play_ends_in_the_quantal_response() -> None:
    """Case finite_rank_qre_50.0: with precision 50, full imagination and memory, within 0.02 of it."""
    rule = ExperienceWeightedAttraction(precision=50, imagination=1, decay=1)
    uniforms = np.random.default_rng(6).random((3000, 20, 2))
    account = learn(rule, (20, 2, 6), uniforms, two_firms(RANK_GAME))
    known = np.array([0.00963828, 0.07844541, 0.24410806, 0.26644627, 0.21798833, 0.18337365])
    assert account.average.mean(axis=(0, 1)) == pytest.approx(known, abs=0.02)
