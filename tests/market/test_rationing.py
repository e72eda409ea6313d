"""Scarce supply and hospitals' pools: by hand, and with nothing lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.money import Ints
from simulator.rules.lot import UNKNOWN
from simulator.rules.parameters import ByRank, Clauses
from simulator.rules.rationing import HospitalPools, hospital_pools, ration
from simulator.scenario.loading import load_rulebook


def ints(*values: object) -> Ints:
    return np.array(values, dtype=np.int64)


def clause_of(book: str) -> ByRank:
    volume = load_rulebook(book, Clauses).record.clauses.volume
    assert isinstance(volume, ByRank)
    return volume


JOINTS = clause_of("joints-2021")
ALLIANCE = clause_of("alliance-allocation-2022")


def test_enough_for_all() -> None:
    claims = ints([60, 5], [40, 6])
    assert ration(claims, ints(100, UNKNOWN), ints(0, 1)).tolist() == claims.tolist()


def test_pro_rata_among_hospitals() -> None:
    """80 for claims of 60 and 40: 48 and 32; 10 for 5, 5 and 5: 3.33 each, the odd unit to the first."""
    assert ration(ints([60], [40]), ints(80), ints(0, 0)).ravel().tolist() == [48, 32]
    assert ration(ints([5], [5], [5]), ints(10), ints(0, 0, 0)).ravel().tolist() == [4, 3, 3]


def test_hospitals_before_pharmacies() -> None:
    claims = ints([50], [30], [20], [20])
    groups = ints(1, 0, 0, 1)
    # 50 units serve the hospitals in full, 10 are left for pharmacies that want 70.
    assert ration(claims, ints(60), groups).ravel().tolist() == [7, 30, 20, 3]
    # 40 units do not even serve the hospitals.
    assert ration(claims, ints(40), groups).ravel().tolist() == [0, 24, 16, 0]
    assert ration(claims, ints(0), groups).ravel().tolist() == [0, 0, 0, 0]


def test_each_firm_for_itself() -> None:
    assert ration(ints([60, 10], [40, 10]), ints(50, 15), ints(0, 0)).tolist() == [[30, 8], [20, 7]]


def test_claims_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="not negative"):
        ration(ints([-1]), ints(5), ints(0))
    with pytest.raises(ValueError, match="needs claims"):
        ration(ints([1, 2]), ints(5), ints(0))


sizes = st.tuples(st.integers(1, 6), st.integers(1, 4))


@st.composite
def shortages(draw: st.DrawFn) -> tuple[Ints, Ints, Ints]:
    buyers, firms = draw(sizes)
    claims = [[draw(st.integers(0, 10**6)) for _ in range(firms)] for _ in range(buyers)]
    capacity = [draw(st.just(UNKNOWN) | st.integers(0, 3 * 10**6)) for _ in range(firms)]
    groups = [draw(st.integers(0, 2)) for _ in range(buyers)]
    return np.array(claims, dtype=np.int64), ints(*capacity), ints(*groups)


@given(shortages())
def test_rationing_holds_back_nothing_and_favours_no_one(case: tuple[Ints, Ints, Ints]) -> None:
    claims, capacity, groups = case
    given_out = ration(claims, capacity, groups)
    assert (given_out >= 0).all()
    assert (given_out <= claims).all()
    for firm, limit in enumerate(capacity):
        want, got = claims[:, firm], given_out[:, firm]
        assert got.sum() == (want.sum() if limit == UNKNOWN else min(want.sum(), limit))
        for group in set(groups.tolist()):
            mine = groups == group
            if got[mine].sum() < want[mine].sum():
                assert got[groups > group].sum() == 0
                # Within one unit of the exact share.
                exact = want[mine] * got[mine].sum()
                assert (np.abs(got[mine] * want[mine].sum() - exact) < want[mine].sum()).all()
            if want[mine].sum() and got[groups > group].sum():
                assert (got[mine] == want[mine]).all()


def test_joint_example_in_one_hospital() -> None:
    """Needs A 40 (rank 1), B 20 (rank 3), C 10 (not selected): kept 40 and 17, pool 1 + 10, 2 free."""
    found = hospital_pools(ints([40, 20, 10]), ints(7_000, 7_500, 9_000), ints(1, 3, 0), JOINTS)
    assert found.kept.tolist() == [[40, 17, 0]]
    assert found.pool.tolist() == [11]
    assert found.uncommitted.tolist() == [[0, 2, 0]]
    assert found.assigned.tolist() == [[0, 0, 0]]
    assert found.free.tolist() == [11]


@pytest.mark.parametrize(
    ("rank", "kept", "pooled"),
    [(1, 100, 0), (2, 90, 0), (3, 85, 5), (4, 80, 10), (5, 75, 15), (6, 70, 20), (9, 70, 20), (0, 0, 100)],
)
def test_joint_shares_by_rank(rank: int, kept: int, pooled: int) -> None:
    found = hospital_pools(ints([100]), ints(1), ints(rank), JOINTS)
    assert (found.kept[0, 0], found.pool[0]) == (kept, pooled)


def test_alliance_assigns_half_of_each_pool() -> None:
    """Three winners and a loser: 100, 90 and 80 % are kept, the rest is pooled."""
    need = ints(
        [100, 100, 100, 100],  # reported all: half of 10 + 20 + 100 goes to the first
        [0, 100, 100, 10],  # never reported the cheapest winner: half of 40 goes to the second
        [0, 0, 0, 31],  # reported no winner: all is free
        [0, 0, 0, 0],
    )
    found = hospital_pools(need, ints(10, 20, 30, 40), ints(1, 2, 3, 0), ALLIANCE)
    assert found.kept.tolist() == [[100, 90, 80, 0], [0, 90, 80, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert found.pool.tolist() == [130, 40, 31, 0]
    assert found.assigned.tolist() == [[65, 0, 0, 0], [0, 20, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert found.free.tolist() == [65, 20, 31, 0]
    assert not found.uncommitted.any()


def test_equal_prices_share_equally() -> None:
    need = ints([100, 100, 0, 50], [100, 0, 7, 50], [100, 100, 50, 51])
    found = hospital_pools(need, ints(10, 10, 10, 99), ints(1, 1, 1, 0), ALLIANCE)
    # Pools of 50, 50 and 51: 25, 25 and 25.5 (rounded up) units are assigned to those that were reported.
    assert found.assigned.tolist() == [[13, 12, 0, 0], [13, 0, 12, 0], [9, 9, 8, 0]]


def test_antibacterials_and_revived_winners() -> None:
    reduced = hospital_pools(ints([100, 100, 100]), ints(1, 2, 3), ints(1, 2, 3), ALLIANCE, reduced=True)
    assert reduced.kept.tolist() == [[70, 60, 50]]
    revived = hospital_pools(
        ints([100, 40]), ints(1, 2), ints(1, 2), ALLIANCE, revived=np.array([False, True])
    )
    assert revived.kept.tolist() == [[100, 0]]
    assert revived.pool.tolist() == [40]
    assert revived.assigned.tolist() == [[20, 0]]


def test_rounding_makes_no_units() -> None:
    """Need 5 at rank 2: 4.5 is kept as 5, and the pool of 0.5 gets nothing instead of a sixth unit."""
    found = hospital_pools(ints([5]), ints(1), ints(2), ALLIANCE)
    assert (found.kept[0, 0], found.pool[0], found.uncommitted[0, 0]) == (5, 0, 0)


@st.composite
def hospitals(draw: st.DrawFn) -> tuple[HospitalPools, Ints, Ints, Ints]:
    number, bids = draw(sizes)
    need = [[draw(st.integers(0, 10**6)) for _ in range(bids)] for _ in range(number)]
    price = ints(*(draw(st.integers(1, 3)) for _ in range(bids)))
    rank = ints(*(draw(st.integers(0, 8)) for _ in range(bids)))
    clause = draw(st.sampled_from([JOINTS, ALLIANCE]))
    found = hospital_pools(np.array(need, dtype=np.int64), price, rank, clause, reduced=draw(st.booleans()))
    return found, np.array(need, dtype=np.int64), price, rank


@given(hospitals())
def test_pools_conserve_every_unit(case: tuple[HospitalPools, Ints, Ints, Ints]) -> None:
    found, need, price, rank = case
    parts = (found.kept, found.assigned, found.uncommitted, found.pool, found.free)
    assert all((part >= 0).all() for part in parts)
    assert (need.sum(axis=1) == found.kept.sum(axis=1) + found.pool + found.uncommitted.sum(axis=1)).all()
    assert not found.kept[:, rank == 0].any()
    assert not found.assigned[:, rank == 0].any()
    for mine, assigned in zip(need, found.assigned, strict=True):
        reported = (mine > 0) & (rank > 0)
        if assigned.any():
            takers = price[assigned > 0]
            assert (takers == price[reported].min()).all()
            equal = assigned[reported & (price == price[reported].min())]
            assert equal.max() - equal.min() <= 1


def test_pools_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="hospital_pools needs"):
        hospital_pools(ints([1, 2]), ints(1), ints(1), JOINTS)
