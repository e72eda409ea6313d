"""Comparable prices of other strengths and packs, and how the ceiling of round 11 is derived."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.rules.ceiling import lower_of_half_listing_and_provincial
from simulator.rules.lot import UNKNOWN, Lot
from tests.rules.tenders import book, change, lot, one, row, states, ticks, with_tests

RATIO = "round-7-2022"


def packed(variety: Lot, *packs: float) -> Lot:
    return replace(variety, pack_ratio=np.array(packs))


@pytest.mark.parametrize(
    ("strength", "pack", "price", "comparable"),
    [
        (1.0, 1.0, 12_345, 12_345),
        (2.0, 1.0, 17_000, 10_000),
        (2.0, 1.0, 17_001, 10_001),  # 10,000.588: up
        (2.0, 1.0, 17_002, 10_001),  # 10,001.176: down
        (4.0, 1.0, 28_900, 10_000),
        (0.5, 1.0, 10_000, 17_000),
        (1.0, 2.0, 19_500, 10_000),
        (1.0, 0.5, 10_000, 19_500),
        (2.0, 2.0, 33_150, 10_000),
        (3.0, 1.0, 10_000, 4_313),  # 1.7 ** log2(3) = 2.31876
    ],
)
def test_the_price_ratio_rule(strength: float, pack: float, price: int, comparable: int) -> None:
    awarded = one(RATIO, packed(lot([price], strength=[strength]), pack))
    assert row(awarded.comparable) == [comparable]


@pytest.mark.parametrize(
    ("strength", "pack", "price", "comparable"),
    [(2.0, 1.0, 10_001, 5_001), (2.0, 1.0, 9_999, 5_000), (2.0, 3.0, 10_000, 1_667), (0.5, 1.0, 3, 6)],
)
def test_linear_conversion_rounds_halves_up(
    strength: float, pack: float, price: int, comparable: int
) -> None:
    clauses = change(book(RATIO), conversion={"use": "linear"})
    awarded = one(clauses, packed(lot([price], strength=[strength]), pack))
    assert row(awarded.comparable) == [comparable]


def test_a_book_without_conversion_takes_bids_as_they_are() -> None:
    awarded = one("expansion-2019", packed(lot([10_000], strength=[2.0], areas=25), 2.0))
    assert row(awarded.comparable) == [10_000]


def test_the_place_and_the_multiple_go_by_comparable_prices() -> None:
    # 3.06 for twice the strength is 1.8 in the main specification, one tick more is 1.8001 (rounded).
    clauses = with_tests(book(RATIO), cut=None, threshold=None)
    for price, state in (("3.06", "won"), ("3.0601", "failed-price-test")):
        assert states(one(clauses, lot(["1", price], strength=[1.0, 2.0]))) == ["won", state]
    # Ranked by comparable price, the dearer quote for twice the strength has the second place.
    assert states(one(RATIO, lot(["1", "1.1", "1.8"], strength=[1.0, 1.0, 2.0]))) == [
        "won",
        "no-place",
        "won",
    ]


def test_the_cut_is_measured_after_conversion() -> None:
    # Bid and ceiling 2.5 and 5 for twice the strength: both are divided by 1.7 and rounded, 14,706 of 29,412.
    clauses = with_tests(book(RATIO), multiple=None, threshold=None)
    awarded = one(clauses, lot(["0.1", "2.5"], ceiling=["1", "5"], strength=[1.0, 2.0]))
    assert (row(awarded.comparable)[1], row(awarded.comparable_ceiling)[1]) == (14_706, 29_412)
    assert states(awarded) == ["won", "won"]


def test_the_ceiling_of_round_11_is_the_lower_of_two_bases() -> None:
    listing = np.array([ticks(p) for p in ("2", "2", "2.0001", "1")])
    provincial = np.array([[9_000, 12_000], [8_000, 7_000], [20_000, UNKNOWN], [UNKNOWN, UNKNOWN]])
    nowhere = np.zeros((4, 2), dtype=np.bool_)
    # Half of 2.0001 yuan is 10,000.5 ticks, halves up.
    assert lower_of_half_listing_and_provincial(listing, provincial, nowhere).tolist() == [
        10_000,
        8_000,
        10_001,
        5_000,
    ]
    # Provinces whose tender had a sole winner are left out; with nothing left the other basis stands.
    sole = np.array([[False, True], [True, True], [True, False], [False, False]])
    assert lower_of_half_listing_and_provincial(listing, provincial, sole).tolist() == [
        9_000,
        10_000,
        10_001,
        5_000,
    ]
    missing = np.full(4, UNKNOWN)
    assert lower_of_half_listing_and_provincial(missing, provincial, nowhere).tolist() == [
        12_000,
        8_000,
        20_000,
        UNKNOWN,
    ]
