"""Levels of thinking: the reference case, levels worked out by hand, and ties."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest
from rank_games import prices

from simulator.bidding.equilibrium.finite.games import matrix_game, rank_share_game
from simulator.bidding.equilibrium.finite.hierarchy import best_response, cognitive_hierarchy, level_k

GAME = rank_share_game(prices(6), (0.6, 0.4))


def test_reference_hierarchy() -> None:
    """Case finite_rank_ch: mean 1.5 steps, levels 0 to 11."""
    found = cognitive_hierarchy(GAME.payoff, GAME.uniform, 1.5, 11)
    known = [0.03718836, 0.03718836, 0.03718836, 0.05576423, 0.46078705, 0.37188363]
    assert found.aggregate == pytest.approx(np.array(known), abs=1e-6)
    best = prices(6)[found.levels[1:].argmax(axis=1)]
    assert best == pytest.approx([1.0, 0.92, 0.92, 0.92, *[0.84] * 7])


def test_weights_are_those_of_poisson() -> None:
    found = cognitive_hierarchy(GAME.payoff, GAME.uniform, 1.5, 11)
    plain = np.array([exp(-1.5) * 1.5**k / factorial(k) for k in range(12)])
    assert found.weights == pytest.approx(plain / plain.sum(), abs=1e-15)


def test_levels_undercut_each_other_by_a_step() -> None:
    """Against one price the best answer is the price below it, until staying dear for 0.4 units pays more."""
    levels = level_k(GAME.payoff, GAME.uniform, 6)
    assert levels[1:].argmax(axis=1).tolist() == [5, 4, 3, 2, 1, 5]
    # 0.6 * 0.6 = 0.36 for undercutting 0.68, 0.5 * 0.68 = 0.34 for meeting it, 0.4 * 1.0 for staying dear.
    assert prices(6)[1] == pytest.approx(0.68)


def test_level_0_is_what_was_given() -> None:
    start = [0, 0, 0, 0, 0, 1.0]
    assert level_k(GAME.payoff, start, 1).argmax(axis=1).tolist() == [5, 4]
    assert len(level_k(GAME.payoff, start, 0)) == 1


def test_exact_ties_are_mixed_evenly() -> None:
    found = cognitive_hierarchy(matrix_game(np.zeros((4, 4))).payoff, [1, 0, 0, 0], 1.0, 3)
    assert found.levels[1:] == pytest.approx(np.full((3, 4), 0.25))
    # Planted: 0.1 + 0.2 is not 0.3 in binary, yet the two are a tie; 0.3 + 1e-9 is none.
    assert best_response(np.array([0.1 + 0.2, 0.3, 0.1])).tolist() == [0.5, 0.5, 0]
    assert best_response(np.array([0.3 + 1e-9, 0.3])).tolist() == [1, 0]
    assert best_response(np.array([[1.0, 2.0], [3.0, 3.0]])).tolist() == [[0, 1], [0.5, 0.5]]


def test_many_steps_of_thinking_stay_finite() -> None:
    found = cognitive_hierarchy(GAME.payoff, GAME.uniform, 300.0, 20)
    assert found.weights.sum() == pytest.approx(1)
    assert found.weights.argmax() == 20


@pytest.mark.parametrize("steps", [0.0, -1.0, float("nan"), float("inf")])
def test_mean_steps_are_positive(steps: float) -> None:
    with pytest.raises(ValueError, match="positive number"):
        cognitive_hierarchy(GAME.payoff, GAME.uniform, steps, 3)


@pytest.mark.parametrize(("start", "levels"), [([0.5, 0.6], 1), ([-0.5, 1.5], 1), ([[1.0]], 1), ([1.0], -1)])
def test_what_is_no_level_0_is_refused(start: list[float], levels: int) -> None:
    with pytest.raises(ValueError, match="level"):
        level_k(lambda x: x, start, levels)
