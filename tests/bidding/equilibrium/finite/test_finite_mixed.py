"""Mixed equilibria: reference games, all equilibria counted two ways, and what is close but wrong is seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from rank_games import EQUILIBRIA, prices, random_matrices, rank_matrix

from simulator.bidding.equilibrium.finite import lemke
from simulator.bidding.equilibrium.finite.bimatrix import extreme_equilibria
from simulator.bidding.equilibrium.finite.games import matrix_game, rank_share_game
from simulator.bidding.equilibrium.finite.limit import limit_equilibrium
from simulator.bidding.equilibrium.finite.mixed import indifferent, judged
from simulator.bidding.equilibrium.finite.supports import symmetric_equilibria
from simulator.errors import RunError


@pytest.mark.parametrize("count", EQUILIBRIA)
def test_reference_games_by_pivoting(count: int) -> None:
    payoff, probabilities = EQUILIBRIA[count]
    found = lemke.symmetric_equilibrium(rank_matrix(count))
    assert found.mixture == pytest.approx(np.array(probabilities), abs=1e-6)
    assert found.payoff == pytest.approx(payoff, abs=1e-7)
    assert found.regret <= 1e-15


@pytest.mark.parametrize("count", EQUILIBRIA)
def test_reference_games_by_ever_more_precise_responses(count: int) -> None:
    payoff, probabilities = EQUILIBRIA[count]
    found = limit_equilibrium(rank_share_game(prices(count), (0.6, 0.4)))
    assert found.mixture == pytest.approx(np.array(probabilities), abs=1e-6)
    assert found.payoff == pytest.approx(payoff, abs=1e-7)
    assert found.regret <= 1e-12


@pytest.mark.long
@pytest.mark.parametrize("count", [6, 11])
def test_reference_games_have_one_equilibrium(count: int) -> None:
    """Cases finite_rank_game_6 and _11 count one equilibrium, asymmetric ones included."""
    matrix = rank_matrix(count)
    searched = symmetric_equilibria(matrix)
    assert searched.unique
    assert searched.margin > 1e-3
    (only,) = searched.equilibria
    assert only.mixture == pytest.approx(np.array(EQUILIBRIA[count][1]), abs=1e-6)
    (pair,) = extreme_equilibria(matrix)
    assert pair.symmetric
    assert pair.first == pytest.approx(only.mixture, abs=1e-9)


def test_the_reference_equilibrium_is_exact_in_fractions() -> None:
    """Prices 0.68, 0.76 and 0.92 earn the same and the others less, in exact arithmetic."""
    levels = [Fraction(60 + 8 * i, 100) for i in range(6)]
    share = {-1: Fraction(6, 10), 0: Fraction(5, 10), 1: Fraction(4, 10)}
    matrix = [[p * share[(p > q) - (p < q)] for q in levels] for p in levels]
    support = [1, 2, 4]
    # Cramer's rule for the two indifferences and the total.
    rows = [[matrix[1][j] - matrix[i][j] for j in support] for i in (2, 4)] + [[Fraction(1)] * 3]

    def determinant(m: list[list[Fraction]]) -> Fraction:
        (a, b, c), (d, e, f), (g, h, i) = m
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)

    def replaced(k: int) -> list[list[Fraction]]:
        return [
            [*row[:k], value, *row[k + 1 :]]
            for row, value in zip(rows, map(Fraction, (0, 0, 1)), strict=True)
        ]

    exact = [determinant(replaced(k)) / determinant(rows) for k in range(3)]
    earned = [sum(matrix[i][j] * x for j, x in zip(support, exact, strict=True)) for i in range(6)]
    assert earned[1] == earned[2] == earned[4] > max(earned[0], earned[3], earned[5])
    found = lemke.symmetric_equilibrium(rank_matrix(6))
    assert found.mixture[support] == pytest.approx([float(x) for x in exact], abs=1e-14)


def test_games_whose_equilibria_are_known() -> None:
    both = symmetric_equilibria([[2, 0], [0, 1]])
    assert [one.support for one in both.equilibria] == [(0,), (1,), (0, 1)]
    assert both.equilibria[2].mixture == pytest.approx([1 / 3, 2 / 3])
    assert both.equilibria[2].payoff == pytest.approx(2 / 3)
    assert not both.unique
    dilemma = symmetric_equilibria([[3, 0], [5, 1]])
    assert [one.support for one in dilemma.equilibria] == [(1,)]
    circle = symmetric_equilibria([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    assert circle.unique
    assert circle.equilibria[0].mixture == pytest.approx([1 / 3] * 3)
    assert lemke.symmetric_equilibrium([[7.0]]).payoff == 7


def test_asymmetric_equilibria_are_found_in_both_orders() -> None:
    """Hawk and dove: 2 for the hawk against a dove, 1 each for doves, -1 each for hawks."""
    found = extreme_equilibria([[-1, 2], [0, 1]])
    assert sorted(float(pair.first[0]) for pair in found) == pytest.approx([0, 0.5, 1])
    assert sorted(float(pair.second[0]) for pair in found) == pytest.approx([0, 0.5, 1])
    assert [pair.symmetric for pair in found].count(True) == 1
    assert max(pair.regret for pair in found) <= 1e-15


@pytest.mark.long
def test_both_counts_of_symmetric_equilibria_agree_and_are_odd() -> None:
    """A game that is not degenerate has an odd number of symmetric equilibria."""
    for matrix in random_matrices(60, seed=5):
        searched = symmetric_equilibria(matrix)
        assert not searched.undetermined
        assert searched.margin > 1e-9
        assert len(searched.equilibria) % 2 == 1
        pairs = extreme_equilibria(matrix)
        assert max(pair.regret for pair in pairs) <= 1e-12
        alike = sorted(pair.first.tolist() for pair in pairs if pair.symmetric)
        assert len(alike) == len(searched.equilibria)
        for one, other in zip(alike, sorted(e.mixture.tolist() for e in searched.equilibria), strict=True):
            assert one == pytest.approx(other, abs=1e-9)
        assert len(pairs) % 2 == 1


@pytest.mark.long
def test_pivoting_and_precise_responses_end_in_one_of_all_equilibria() -> None:
    for matrix in random_matrices(20, seed=6):
        known = [one.mixture for one in symmetric_equilibria(matrix).equilibria]
        for found in (lemke.symmetric_equilibrium(matrix), limit_equilibrium(matrix_game(matrix))):
            assert found.regret <= 1e-12
            assert min(float(np.abs(found.mixture - one).max()) for one in known) <= 1e-9


def test_every_equilibrium_of_a_coordination_game_is_reached_from_a_belief_near_it() -> None:
    matrix = [[2.0, 0.0], [0.0, 1.0]]
    assert lemke.symmetric_equilibrium(matrix, start=[0.9, 0.1]).support == (0,)
    assert lemke.symmetric_equilibrium(matrix, start=[0.1, 0.9]).support == (1,)


@pytest.mark.long
def test_degenerate_games_are_named_and_still_solved() -> None:
    nothing = symmetric_equilibria(np.zeros((3, 3)))
    assert set(nothing.undetermined) == {(0, 1), (0, 2), (1, 2), (0, 1, 2)}
    assert not nothing.unique
    assert len(extreme_equilibria(np.zeros((2, 2)))) == 4
    # A copy of the only good price: any split between the two is an equilibrium.
    twin = symmetric_equilibria([[1, 1, 1], [1, 1, 1], [0, 0, 0]])
    assert (0, 1) in twin.undetermined
    assert not twin.unique
    rng = np.random.default_rng(3)
    for _ in range(40):
        size = int(rng.integers(2, 20))
        whole = rng.integers(0, 3, size=(size, size)).astype(np.float64)
        assert lemke.symmetric_equilibrium(whole).regret <= 1e-12


def test_units_constants_and_order_of_prices_play_no_part() -> None:
    """Neither does what the own price cannot change: a constant for each price of the rival."""
    matrix = rank_matrix(11)
    base = lemke.symmetric_equilibrium(matrix)
    bonus = np.random.default_rng(2).normal(size=11)
    changed = lemke.symmetric_equilibrium(3e4 * matrix + 7 + bonus)
    assert changed.mixture == pytest.approx(base.mixture, abs=1e-8)
    order = np.random.default_rng(4).permutation(11)
    mixed = lemke.symmetric_equilibrium(matrix[np.ix_(order, order)])
    assert mixed.mixture == pytest.approx(base.mixture[order], abs=1e-10)


def test_a_wrong_mixture_has_regret() -> None:
    """Planted: a little weight moved, and the equilibrium of a game in which the first rank takes a tie."""
    game = matrix_game(rank_matrix(6))
    right = lemke.symmetric_equilibrium(rank_matrix(6)).mixture
    moved = right + 0.01 * np.array([0, 1, -1, 0, 0, 0])
    assert judged(game, moved).regret > 1e-4
    first_takes_all = rank_matrix(6) + np.diag(0.1 * prices(6))
    other = lemke.symmetric_equilibrium(first_takes_all)
    assert judged(game, other.mixture).regret > 1e-3


def test_long_lists_of_prices() -> None:
    """The regret says how good they are; the payoff tends to that of continuous prices, 0.4."""
    for count in (41, 101):
        found = lemke.symmetric_equilibrium(rank_matrix(count))
        assert found.regret <= 1e-12
        assert found.payoff == pytest.approx(0.4, abs=0.005)


@pytest.mark.slow
def test_many_firms_approach_the_continuous_equilibrium() -> None:
    """Case rank_mixed_0.4-0.3-0.2-0.1: cumulative probabilities of four firms within 0.02, profit 0.1."""
    levels = prices(61, low=0.25)
    found = limit_equilibrium(rank_share_game(levels, (0.4, 0.3, 0.2, 0.1), firms=4))
    assert found.regret <= 1e-12
    assert found.payoff == pytest.approx(0.1, abs=1e-3)
    at = np.array([0.4, 0.55, 0.7, 0.85])
    below = np.array([found.mixture[levels < p - 1e-9].sum() for p in at])
    upto = np.array([found.mixture[levels < p + 1e-9].sum() for p in at])
    known = np.array([0.5, 0.72727273, 0.85714286, 0.94117647])
    assert (below + upto) / 2 == pytest.approx(known, abs=0.02)


def test_many_firms_have_an_exact_equilibrium_too() -> None:
    found = limit_equilibrium(rank_share_game(prices(11, low=0.3), (0.5, 0.3, 0.1), firms=3, cost=0.2))
    assert found.regret <= 1e-14
    assert len(found.support) > 2


def test_indifference_on_given_prices() -> None:
    game = matrix_game([[2, 0], [0, 1]])
    assert indifferent(game, (0, 1), game.uniform) == pytest.approx(np.array([1 / 3, 2 / 3]))
    assert indifferent(game, (1,), game.uniform) == pytest.approx(np.array([0, 1]))
    assert indifferent(matrix_game(np.ones((2, 2))), (0, 1), np.array([0.5, 0.5])) is None


def test_lists_too_long_to_search_name_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"17 prices .* lemke"):
        symmetric_equilibria(np.eye(17))
    with pytest.raises(ValueError, match=r"13 prices .* lemke"):
        extreme_equilibria(np.eye(13))


@pytest.mark.parametrize("start", [[1.0], [0.5, 0.6], [1.5, -0.5], [float("nan"), 1.0]])
def test_a_start_that_is_no_mixture_is_refused(start: list[float]) -> None:
    with pytest.raises(ValueError, match="start gives each of the 2 prices"):
        lemke.symmetric_equilibrium([[2, 0], [0, 1]], start=start)


def test_when_pivots_do_not_end_the_error_says_what_to_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lemke, "_PIVOTS", 3)
    with pytest.raises(RunError, match="start from another belief"):
        lemke.symmetric_equilibrium(rank_matrix(21))
