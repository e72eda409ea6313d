"""Equilibria of whole varieties: the certificate, the way to a finer price list, and the way to a file."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solvable import TOLERANCE, book, firms, setting, solved, varieties

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.judged import spread_within_steps
from simulator.bidding.equilibrium.kept_variety import arrays_of, restored
from simulator.bidding.equilibrium.lines import price_list
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.variety import Grid, solve_variety

NAMES = list(varieties())
SMALL = setting(book("round-5-2021"), firms(4))
COARSE = to_game(SMALL, price_list(SMALL, 160_000, 12))
FINER = to_game(
    SMALL,
    np.unique(
        [
            int(low) + (int(high) - int(low)) * part // 4
            for low, high in pairwise(COARSE.prices)
            for part in range(5)
        ]
    ),
)


@pytest.mark.parametrize("name", NAMES)
def test_certificate_on_the_finer_list_keeps_the_tolerance(name: str) -> None:
    found = solved(name)
    assert found.converged
    assert 0 <= found.certificate.exploitability <= TOLERANCE
    assert len(found.prices) >= Grid().judged


@pytest.mark.parametrize("name", NAMES)
def test_certificate_is_the_one_that_the_bids_get_again(name: str) -> None:
    found = solved(name)
    again = certify(found.game, found.profile)
    assert again.relative_gains == pytest.approx(found.certificate.relative_gains, abs=1e-12)


def test_certificate_notices_bids_that_are_not_best() -> None:
    """Everybody a tenth dearer: whoever stays at the old price sells more often."""
    found = solved("six firms")
    dearer = np.minimum(np.searchsorted(found.prices, 1.1 * found.prices), len(found.prices) - 1)
    shifted = np.zeros_like(found.profile.mass)
    np.add.at(shifted[0], dearer, found.profile.mass[0])
    assert certify(found.game, Profile(shifted)).exploitability > 2 * TOLERANCE


def test_solving_twice_gives_the_same_bits() -> None:
    one, other = (solve_variety(SMALL, Terms(0.02, 300), Grid(20, (32,), 64)) for _ in range(2))
    np.testing.assert_array_equal(one.profile.mass, other.profile.mass)
    np.testing.assert_array_equal(one.prices, other.prices)
    assert one.certificate == other.certificate


def test_a_search_cut_short_says_so() -> None:
    found = solve_variety(SMALL, Terms(1e-5, 3), Grid(20, (24, 32), 64))
    assert not found.converged
    assert found.certificate.exploitability > 1e-5


def test_a_grid_needs_a_second_list() -> None:
    with pytest.raises(ValueError, match="at least one list"):
        solve_variety(SMALL, Terms(0.5, 1), Grid(12, (), 24))


@pytest.mark.parametrize("name", NAMES)
def test_price_list_of_the_certificate_holds_line_tick_and_ceiling(name: str) -> None:
    prices = set(solved(name).prices.tolist())
    assert {500_000, 500_001, 1_000_000} <= prices


@pytest.mark.parametrize("name", NAMES)
def test_restored_equals_what_was_kept(name: str) -> None:
    found = solved(name)
    again = restored(varieties()[name], arrays_of(found))
    np.testing.assert_array_equal(again.profile.mass, found.profile.mass)
    for field in ("prices", "limit", "places", "volume"):
        np.testing.assert_array_equal(getattr(again.game, field), getattr(found.game, field))
    assert again.game.classes == found.game.classes
    assert again.certificate == found.certificate
    assert (again.converged, again.iterations) == (found.converged, found.iterations)


shares = st.lists(st.integers(0, 5), min_size=len(COARSE.prices), max_size=len(COARSE.prices)).filter(any)


@settings(max_examples=60)
@given(shares, st.integers(1, 3))
def test_spreading_conserves_mass_and_never_crosses_a_gap(drawn: list[int], absent: int) -> None:
    mass = np.array([drawn], dtype=np.float64) / (sum(drawn) * absent)
    fine = spread_within_steps(COARSE, Profile(mass), FINER).mass
    assert fine.sum() == pytest.approx(mass.sum(), rel=1e-12)
    at = np.searchsorted(FINER.prices, COARSE.prices)
    for b, (low, high) in enumerate(pairwise(at)):
        if not (drawn[b] and drawn[b + 1]):
            assert fine[0, low + 1 : high].sum() == 0, "nothing between prices that are not both bid"
        half = (low + high + 1) // 2
        if drawn[b] and drawn[b + 1]:
            assert fine[0, low:half].sum() <= mass[0, b] + 1e-12
    # Each coarse price keeps its mass within half a step on either side.
    edges = [0, *((low + high + 1) // 2 for low, high in pairwise(at)), len(FINER.prices)]
    np.testing.assert_allclose(np.add.reduceat(fine[0], edges[:-1]), mass[0], atol=1e-12)


def test_spreading_keeps_the_order_of_costs() -> None:
    """The share of firms up to each coarse price's territory is what it was."""
    found = solved("six firms")
    standing = np.linspace(0.01, 0.99, 50)
    bids = found.profile.bids(0, standing)
    assert (np.diff(bids) >= 0).all()
