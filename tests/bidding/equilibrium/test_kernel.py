"""Expected awards against enumeration of every case, and against the rules themselves by simulation."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.kernel import Rivals, Rules, expected_awards, tables_for
from simulator.bidding.equilibrium.ties import nodes_needed, tie_rules

Floats = npt.NDArray[np.float64]
PARTS = 12
"""Probabilities are whole numbers of parts."""


def award_of(bids: tuple[int, ...], order: tuple[int, ...], game: Game, worth: Floats) -> Floats:
    """What firm 0 is awarded when equal prices are ranked in a drawn order; -1 is no bid."""
    present = [firm for firm in range(len(bids)) if bids[firm] >= 0]
    top = game.limit[min(bids[firm] for firm in present)]
    ranked = sorted((bids[firm], order.index(firm), firm) for firm in present if bids[firm] <= top)
    winners = ranked[: game.places[len(present)]]
    place = next((k for k, one in enumerate(winners, start=1) if one[2] == 0), 0)
    return worth[:, len(winners), place] if place else np.zeros(len(worth))


def enumerated(game: Game, profile: Profile, number: int, worth: Floats) -> Floats:
    """Expected awards of each price: every combination of rivals' bids, and every order of the lots."""
    rivals = [c for c, one in enumerate(game.classes) for _ in range(one.number - (c == number))]
    out = np.maximum(1 - profile.mass.sum(axis=1), 0)
    chances = np.column_stack([profile.mass, out])
    size = len(game.prices)
    orders = list(permutations(range(len(rivals) + 1)))
    total = np.zeros((len(worth), size))
    for own in range(size):
        for drawn in product(range(size + 1), repeat=len(rivals)):
            chance = np.prod([chances[c, b] for c, b in zip(rivals, drawn, strict=True)])
            if chance == 0:
                continue
            bids = (own, *(b if b < size else -1 for b in drawn))
            awards = [award_of(bids, order, game, worth) for order in orders]
            total[:, own] += chance * np.mean(awards, axis=0)
    return total


@st.composite
def tenders(draw: st.DrawFn) -> tuple[Game, Profile]:
    """A small tender of any rules, and any way to bid in it."""
    size = draw(st.integers(3, 5))
    numbers = draw(st.sampled_from([(2,), (3,), (4,), (1, 1), (1, 2), (2, 2), (1, 1, 1), (1, 1, 2)]))
    bidders = sum(numbers)
    places = draw(st.lists(st.integers(1, 4), min_size=bidders + 1, max_size=bidders + 1))
    limit = draw(st.lists(st.integers(-1, size - 1), min_size=size, max_size=size))
    most = max(places)
    volume = np.zeros((most + 1, most + 1))
    for winners in range(1, most + 1):
        row = draw(st.lists(st.integers(0, 9), min_size=winners, max_size=winners))
        volume[winners, 1 : winners + 1] = row
    mass = []
    for _ in numbers:
        cuts = sorted(draw(st.lists(st.integers(0, PARTS), min_size=size, max_size=size)))
        mass.append(np.diff([0, *cuts]) / PARTS)
    classes = tuple(BidderClass(f"class {c}", n, uniform(0, 1)) for c, n in enumerate(numbers))
    prices = np.arange(1.0, size + 1)
    game = Game(prices, classes, np.array(limit), np.array(places), volume)
    return game, Profile(np.array(mass))


@given(tenders())
@settings(max_examples=15)
def test_expected_awards_are_those_of_every_case_counted(tender: tuple[Game, Profile]) -> None:
    is_counted(*tender)


@pytest.mark.slow
@given(tenders())
@settings(max_examples=150)
def test_expected_awards_of_many_tenders_are_those_of_every_case_counted(
    tender: tuple[Game, Profile],
) -> None:
    is_counted(*tender)


def is_counted(game: Game, profile: Profile) -> None:
    wins = np.tril(np.ones_like(game.volume))
    worth = np.stack([game.volume, wins])
    ready = Expectations.of(game)
    for number in range(len(game.classes)):
        found = ready.worth(profile, number, worth)
        # Volumes go up to 9.
        np.testing.assert_allclose(found, enumerated(game, profile, number, worth), rtol=0, atol=9e-12)


def test_a_lone_firm_wins_what_qualifies() -> None:
    tables = tables_for(0)
    rules = Rules(np.array([2, 0, 2]), 1, np.array([[[0.0, 0.0], [0.0, 5.0]]]))
    found = expected_awards(Rivals(np.zeros((1, 3)), np.array([0])), rules, tables, True)
    np.testing.assert_array_equal(found, [[5.0, 0.0, 5.0]])


def many_firms(concentration: float) -> tuple[Rivals, Rules]:
    """27 rivals of four classes, ten places, a price test."""
    steps = np.arange(30)
    mass = np.exp(-concentration * (steps[None, :] - np.array([5, 8, 10, 15])[:, None]) ** 2)
    mass *= np.array([0.9, 1.0, 0.95, 1.0])[:, None] / mass.sum(axis=1, keepdims=True)
    limit = np.minimum(np.maximum(steps * 9 // 5, 12), 29)
    worth = np.zeros((1, 11, 11))
    for winners in range(1, 11):
        worth[0, winners, 1 : winners + 1] = np.arange(winners, 0, -1) / winners
    return Rivals(mass, np.array([1, 5, 10, 11])), Rules(limit, 10, worth)


@pytest.mark.parametrize("concentration", [1e-3, 0.02, 0.2, 2.0])
def test_ties_are_integrated_as_finely_as_promised(concentration: float) -> None:
    rivals, rules = many_firms(concentration)
    tables = tables_for(27)
    # A rule of the full number of nodes in every row is exact, whatever the row that is asked for.
    nodes, weights = (np.tile(table[-1], (len(table), 1)) for table in (tables.nodes, tables.weights))
    awards = {fine: expected_awards(rivals, rules, tables, fine) for fine in (True, False)}
    exact = np.zeros_like(awards[True])
    for node, weight in zip(nodes[0], weights[0], strict=True):
        one = tables._replace(nodes=np.full_like(nodes, node), weights=_first_only(nodes.shape))
        exact += weight * expected_awards(rivals, rules, one, True)
    assert np.abs(awards[True] - exact).max() < 1e-9
    assert np.abs(awards[False] - exact).max() < 1e-5


def _first_only(shape: tuple[int, ...]) -> Floats:
    """Weights by which a rule of any number of nodes returns the value at its node."""
    return np.tile(1 / np.arange(1, shape[0] + 1)[:, None], (1, shape[1]))


def test_more_ties_need_more_nodes() -> None:
    for fine in (True, False):
        needed = [nodes_needed(tied, 9, fine) for tied in (0, 1e-6, 1e-3, 0.02, 0.1, 0.2, 0.5, 1, 4, 9)]
        assert needed == sorted(needed)
        assert needed[0] == 1
        assert needed[-1] == 9


@pytest.mark.parametrize("rivals", [0, 1, 4, 7, 27])
def test_the_largest_tie_rule_is_exact_for_ties_of_all(rivals: int) -> None:
    nodes, weights = tie_rules(rivals)
    for power in range(rivals + 1):
        assert weights[-1] @ nodes[-1] ** power == pytest.approx(1 / (power + 1), abs=1e-13)
