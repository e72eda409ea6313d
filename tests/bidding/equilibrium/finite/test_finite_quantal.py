"""Logit quantal responses: reference values, a branch that turns back, types, and plain iteration."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from rank_games import EQUILIBRIA, prices, random_matrices, rank_matrix
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.special import expit, softmax

from simulator.bidding.equilibrium.finite import branch
from simulator.bidding.equilibrium.finite.branch import LogitSystem
from simulator.bidding.equilibrium.finite.games import FiniteGame, matrix_game, rank_share_game
from simulator.bidding.equilibrium.finite.quantal import QuantalResponse, quantal_path, quantal_response
from simulator.bidding.equilibrium.finite.shares import RankVolume
from simulator.errors import RunError

Floats = npt.NDArray[np.float64]

# Reference cases finite_rank_qre_1.0, _5.0, _20.0 and _50.0, on the game finite_rank_game_6.
REFERENCE = {
    1.0: [0.15963759, 0.16363633, 0.16677934, 0.16901013, 0.17029792, 0.17063868],
    5.0: [0.13217716, 0.15176247, 0.1680313, 0.17926237, 0.18459223, 0.18417447],
    20.0: [0.05626369, 0.11531825, 0.18419288, 0.22305688, 0.22141858, 0.19974972],
    50.0: [0.00963828, 0.07844541, 0.24410806, 0.26644627, 0.21798833, 0.18337365],
}
# The principal branch of this game goes back from precision 1.7032 to 1.3885 before it goes on.
TURNING = [[4.0, 4.0, 0.0], [6.0, 4.0, 6.0], [2.0, 3.0, 7.0]]


def path(game: FiniteGame, *precisions: float) -> tuple[QuantalResponse, ...]:
    return quantal_path(game.payoff, game.jacobian, precisions, game.size)


def test_reference_values() -> None:
    found = path(rank_share_game(prices(6), (0.6, 0.4)), *REFERENCE)
    for response, known in zip(found, REFERENCE.values(), strict=True):
        assert response.mixture == pytest.approx(np.array(known), abs=1e-6)
        assert response.residual <= 1e-13


def test_high_precision_ends_in_the_equilibrium() -> None:
    found = path(rank_share_game(prices(6), (0.6, 0.4)), 100, 1e3, 1e4, 1e5, 1e6)
    assert all(response.residual <= 1e-10 for response in found)
    assert found[-1].mixture == pytest.approx(np.array(EQUILIBRIA[6][1]), abs=1e-4)
    # A logit mixture of A choices leaves at most ln(A) / precision on the table.
    assert all(0 < response.regret <= np.log(6) / response.precision for response in found)


def test_plain_iteration_does_not_get_there() -> None:
    """Half steps of the logit response converge at precision 20, but circle far from the answer at 500."""
    matrix = rank_matrix(21)
    left = {}
    for precision in (20.0, 500.0):
        mixture = np.full(21, 1 / 21)
        for _ in range(2000):
            mixture = 0.5 * mixture + 0.5 * softmax(precision * matrix @ mixture)
        left[precision] = float(np.abs(mixture - softmax(precision * matrix @ mixture)).max())
    game = matrix_game(matrix)
    assert left[20.0] <= 1e-12
    assert left[500.0] > 0.05
    assert quantal_response(game.payoff, game.jacobian, 500.0, 21).residual <= 1e-12


def test_two_choices_against_a_root_finder() -> None:
    """Hawk and dove have one response at every precision: a root of one equation."""
    game = matrix_game([[-1.0, 2.0], [0.0, 1.0]])

    def miss(x: float, precision: float) -> float:
        return float(x - expit(precision * ((-x + 2 * (1 - x)) - (1 - x))))

    for response in path(game, 0.5, 3.0, 40.0):
        root = brentq(miss, 0, 1, args=(response.precision,), xtol=1e-15)
        assert response.mixture[0] == pytest.approx(root, abs=1e-12)


def test_chance_and_constant_payoffs() -> None:
    (chance,) = path(matrix_game(rank_matrix(6)), 0.0)
    assert chance.mixture == pytest.approx(np.full(6, 1 / 6), abs=1e-15)
    (same,) = path(matrix_game(np.ones((3, 3))), 50.0)
    assert same.mixture == pytest.approx(np.full(3, 1 / 3), abs=1e-15)


def test_only_precision_times_payoff_matters() -> None:
    matrix = rank_matrix(6)
    (one,) = path(matrix_game(matrix), 300.0)
    (other,) = path(matrix_game(1e4 * matrix - 123.0), 0.03)
    assert other.mixture == pytest.approx(one.mixture, abs=1e-10)


def test_slopes_are_the_derivatives_of_the_gap() -> None:
    game = rank_share_game(prices(4), (0.5, 0.3, 0.2), firms=3)
    weights = np.array([[0.3], [0.7]])

    def payoff(mixture: Floats) -> Floats:
        return np.array([[1.0], [0.8]]) * game.payoff((weights * mixture).sum(axis=0))

    def jacobian(mixture: Floats) -> Floats:
        by_price = game.jacobian((weights * mixture).sum(axis=0))
        return np.einsum("t,ab,s->tasb", [1.0, 0.8], by_price, weights[:, 0]).reshape(8, 8)

    system = LogitSystem(payoff, jacobian, (2, 4))
    logs = np.random.default_rng(8).normal(size=8)
    step = 1e-6
    by_log = [
        (system.gap(logs + step * e, 7.0) - system.gap(logs - step * e, 7.0)) / (2 * step) for e in np.eye(8)
    ]
    by_precision = (system.gap(logs, 7.0 + step) - system.gap(logs, 7.0 - step)) / (2 * step)
    assert system.slopes(logs, 7.0) == pytest.approx(np.array([*by_log, by_precision]).T, abs=1e-7)


@pytest.mark.long
def test_firms_with_private_costs() -> None:
    """A tender of three firms with two costs; at low precision plain iteration is an independent answer."""
    levels, costs, prior = prices(5, low=0.2), np.array([0.05, 0.3]), np.array([0.4, 0.6])
    law = RankVolume((0.5, 0.3), 3)
    margin = levels - costs[:, None]

    def payoff(mixture: Floats) -> Floats:
        return np.asarray(margin * law.volume(prior @ mixture))

    def jacobian(mixture: Floats) -> Floats:
        by_price = law.slopes(prior @ mixture)
        return (margin[:, :, None, None] * by_price[None, :, None, :] * prior[None, None, :, None]).reshape(
            10, 10
        )

    low, high = quantal_path(payoff, jacobian, (8.0, 2000.0), (2, 5))
    mixture = np.full((2, 5), 0.2)
    for _ in range(500):
        mixture = 0.5 * mixture + 0.5 * softmax(8.0 * payoff(mixture), axis=1)
    assert low.mixture == pytest.approx(mixture, abs=1e-12)
    assert high.residual <= 1e-12
    # The dearer firm quotes higher.
    assert float(high.mixture[1] @ levels) > float(high.mixture[0] @ levels)


@pytest.mark.long
def test_random_games_leave_no_residual() -> None:
    for matrix in random_matrices(20, seed=9, most=10):
        for response in path(matrix_game(matrix), 1.0, 30.0, 1000.0):
            assert response.residual <= 1e-11
            assert response.mixture.sum() == pytest.approx(1, abs=1e-12)


def by_differential_equation(precision: float) -> Floats:
    """Follow the branch of the turning game as a curve by its arc length, with an integrator of scipy's."""
    game = matrix_game(TURNING)
    system = LogitSystem(game.payoff, game.jacobian, (3,))

    def direction(_: float, at: Floats) -> Floats:
        # Orientation by the sign of the bordered determinant keeps the curve going on through a turn.
        slopes = system.slopes(at[:3], float(at[3]))
        along = np.array([(-1) ** k * np.linalg.det(np.delete(slopes, k, axis=1)) for k in range(4)])
        return -along / np.linalg.norm(along)

    def reached(_: float, at: Floats) -> float:
        return float(at[3] - precision)

    reached.terminal = True  # type: ignore[attr-defined]
    start = np.append(np.full(3, -np.log(3)), 0.0)
    curve = solve_ivp(direction, (0, 500), start, events=reached, rtol=1e-9, atol=1e-11, max_step=0.1)
    assert curve.t_events[0].size == 1
    return np.asarray(softmax(curve.y_events[0][0][:3]))


@pytest.mark.parametrize("precision", [1.5, 1.75, 4.0])
def test_a_branch_that_turns_back_is_followed(precision: float) -> None:
    found = path(matrix_game(TURNING), precision)[0]
    assert found.mixture == pytest.approx(by_differential_equation(precision), abs=1e-6)


def test_the_branch_jumps_where_it_turns() -> None:
    """Precision 1.703 is first reached before the turn; 1.704 only after it, far away."""
    before, after = path(matrix_game(TURNING), 1.703, 1.704)
    assert np.abs(before.mixture - after.mixture).max() > 0.1
    assert max(before.residual, after.residual) <= 1e-13


@pytest.mark.parametrize("wrong", [(), (-1.0,), (2.0, 1.0), (1.0, 1.0), (float("nan"),), (float("inf"),)])
def test_precisions_that_do_not_rise_are_refused(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="rise from 0"):
        path(matrix_game([[1.0]]), *wrong)


@pytest.mark.long
def test_a_wrong_derivative_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the sign of the derivative is wrong; Newton's steps then lead nowhere."""
    monkeypatch.setattr(branch, "_STEPS", 300)
    game = matrix_game(rank_matrix(6))
    with pytest.raises(RunError, match="branch of quantal responses"):
        quantal_path(game.payoff, lambda x: -game.jacobian(x), (1000.0,), 6)
