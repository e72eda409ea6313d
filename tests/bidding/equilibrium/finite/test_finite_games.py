"""Volumes by rank against a count of all rival profiles, and the payoffs made of them."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_games import prices, rank_matrix

from simulator.bidding.equilibrium.finite.games import matrix_game, rank_share_game, regret
from simulator.bidding.equilibrium.finite.shares import RankVolume

Floats = npt.NDArray[np.float64]


def counted(shares: tuple[float, ...], firms: int, mixture: list[float]) -> list[float]:
    """Volume of each own price, by listing every profile of rivals and every order of the tied."""
    volumes = [*shares, *[0.0] * firms]
    found = []
    for own in range(len(mixture)):
        total = 0.0
        for rivals in product(range(len(mixture)), repeat=firms - 1):
            odds = float(np.prod([mixture[rival] for rival in rivals]))
            orders = list(permutations(range(firms)))
            ranked = [sorted(range(firms), key=lambda i: ((own, *rivals)[i], order[i])) for order in orders]
            total += odds * sum(volumes[ranks.index(0)] for ranks in ranked) / len(orders)
        found.append(total)
    return found


@pytest.mark.parametrize(
    ("shares", "firms"), [((0.6, 0.4), 2), ((1.0,), 2), ((0.5, 0.3, 0.1), 3), ((0.5, 0.2), 4), ((1, 1, 1), 3)]
)
def test_volume_is_the_mean_over_all_profiles(shares: tuple[float, ...], firms: int) -> None:
    mixture = [0.1, 0.45, 0.05, 0.4]
    volume = RankVolume(shares, firms).volume(np.array(mixture))
    assert volume == pytest.approx(counted(shares, firms, mixture), abs=1e-14)


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=6).filter(lambda x: sum(x) > 0.01),
    st.lists(st.floats(0, 1), min_size=1, max_size=7),
    st.integers(2, 7),
)
def test_all_volume_is_given_out(weights: list[float], shares: list[float], firms: int) -> None:
    mixture = np.array(weights) / sum(weights)
    volume = RankVolume(tuple(shares), firms).volume(mixture)
    assert firms * float(mixture @ volume) == pytest.approx(sum(shares[:firms]), abs=1e-12)


def test_volumes_of_many_mixtures_at_once() -> None:
    law = RankVolume((0.5, 0.3, 0.2), 4)
    mixtures = np.random.default_rng(1).dirichlet(np.ones(5), size=(2, 3))
    together = law.volume(mixtures)
    for place in np.ndindex(2, 3):
        assert together[place] == pytest.approx(law.volume(mixtures[place]), abs=1e-15)


@pytest.mark.parametrize("firms", [2, 3, 6])
def test_slopes_are_the_derivatives(firms: int) -> None:
    """Central differences of a polynomial: the error is of the order of the square of the step."""
    game = rank_share_game(prices(5), (0.5, 0.3, 0.2), firms=firms, cost=0.1)
    mixture = np.array([0.1, 0.3, 0.2, 0.25, 0.15])
    step = 1e-5
    differences = np.array(
        [(game.payoff(mixture + step * e) - game.payoff(mixture - step * e)) / (2 * step) for e in np.eye(5)]
    ).T
    assert game.jacobian(mixture) == pytest.approx(differences, abs=1e-8)


def test_two_firms_have_a_matrix() -> None:
    """Below the rival's price a firm gets 0.6 units, level half of all, above 0.4."""
    matrix = rank_matrix(3)
    by_hand = [[0.6 * 0.5, 0.6 * 0.6, 0.6 * 0.6], [0.8 * 0.4, 0.8 * 0.5, 0.8 * 0.6], [0.4, 0.4, 0.5]]
    assert matrix == pytest.approx(np.array(by_hand), abs=1e-15)
    mixture = np.array([0.2, 0.5, 0.3])
    game = rank_share_game(prices(3), (0.6, 0.4))
    assert game.payoff(mixture) == pytest.approx(matrix @ mixture, abs=1e-15)


def test_regret_by_hand() -> None:
    game = matrix_game([[2, 0], [0, 1]])
    assert regret(game.payoff, np.array([1.0, 0.0])) == 0
    # Against an even mix the first row earns 1, the second 0.5, the mix 0.75.
    assert regret(game.payoff, np.array([0.5, 0.5])) == pytest.approx(0.25)


def test_regret_of_several_types_is_the_largest() -> None:
    mixtures = np.array([[1.0, 0.0], [0.5, 0.5]])
    assert regret(lambda x: np.array([[0.0, 3.0], [1.0, 0.0]]) * (x >= 0), mixtures) == 3


@pytest.mark.parametrize("wrong", [[[1, 2]], [1, 2], [], [[1, float("nan")], [0, 1]], [[[1]]]])
def test_what_is_no_payoff_matrix_is_refused(wrong: list[object]) -> None:
    with pytest.raises(ValueError, match=r"square|finite"):
        matrix_game(wrong)


@pytest.mark.parametrize(
    ("levels", "shares", "firms", "word"),
    [
        ([1, 1], (1.0,), 2, "rises"),
        ([2, 1], (1.0,), 2, "rises"),
        ([], (1.0,), 2, "rises"),
        ([1, float("inf")], (1.0,), 2, "rises"),
        ([1, 2], (), 2, "volumes of rank"),
        ([1, 2], (float("nan"),), 2, "volumes of rank"),
        ([1, 2], (1.0,), 1, "two firms"),
    ],
)
def test_what_is_no_tender_is_refused(
    levels: list[float], shares: tuple[float, ...], firms: int, word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        rank_share_game(levels, shares, firms=firms)
