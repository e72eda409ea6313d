"""The payment standard: the path of Hainan's draft for prices of 1.5, 2, 2.2, 3 and 10 times the winner's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.rules.payment_standard import StandardPath, excess_price, listing_price, payment_standard

WINNER = 10_000
"""One yuan."""
TIMES = (Decimal("1.5"), Decimal(2), Decimal("2.2"), Decimal(3), Decimal(10))
ORIGINAL = np.array([int(WINNER * times) for times in TIMES])


def path(year: int, **switches: bool) -> list[float]:
    found = payment_standard(ORIGINAL, ORIGINAL, np.array(WINNER), year, StandardPath(**switches))
    return (found / WINNER).tolist()


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        # At 2.2 times the second step, 0.88, lies below the winning price: the draft has no floor.
        ({}, [[1, 1, 1.54, 2.1, 7], [1, 1, 0.88, 1.2, 4], [1, 1, 1, 1, 1]]),
        ({"floor": True}, [[1, 1, 1.54, 2.1, 7], [1, 1, 1, 1.2, 4], [1, 1, 1, 1, 1]]),
        ({"compounded": True}, [[1, 1, 1.54, 2.1, 7], [1, 1, 1.078, 1.47, 4.9], [1, 1, 1, 1, 1]]),
    ],
)
def test_path_of_hainan(switches: dict[str, bool], expected: list[list[float]]) -> None:
    assert [path(year, **switches) for year in (1, 2, 3)] == expected


def test_twice_is_within_and_a_tick_more_is_not() -> None:
    prices = np.array([2 * WINNER, 2 * WINNER + 1])
    found = payment_standard(prices, prices, np.array(WINNER), 1, StandardPath())
    assert found.tolist() == [WINNER, 14_001]  # 0.7 of 20,001 is 14,000.7


def test_cheaper_products_are_paid_at_their_own_price_and_unevaluated_ones_get_no_time() -> None:
    prices = np.array([4_000, 30_000])
    evaluated = payment_standard(prices, prices, np.array(WINNER), 1, StandardPath())
    others = payment_standard(prices, prices, np.array(WINNER), 1, StandardPath(), evaluated=False)
    assert evaluated.tolist() == [4_000, 21_000]
    assert others.tolist() == [4_000, WINNER]


def test_a_voluntary_cut_to_twice_the_winner_ends_the_path() -> None:
    found = payment_standard(np.array([30_000]), np.array([20_000]), np.array(WINNER), 1, StandardPath())
    assert found.tolist() == [WINNER]


def test_outside_its_area_a_winner_lists_at_its_old_price_or_one_and_a_half_times_its_award() -> None:
    found = listing_price(np.array([20_000, 12_000]), np.array([10_000, 10_000]), Decimal("1.5"))
    assert found.tolist() == [15_000, 12_000]


@given(
    price=st.integers(1, 10**9),
    winner=st.integers(1, 10**9),
    year=st.integers(1, 5),
    floor=st.booleans(),
    compounded=st.booleans(),
)
def test_patients_never_gain_by_the_standard_and_a_floor_never_lowers_it(
    price: int, winner: int, year: int, floor: bool, compounded: bool
) -> None:
    args = (np.array(price), np.array(price), np.array(winner), year)
    found = payment_standard(*args, StandardPath(compounded=compounded, floor=floor))
    assert 0 <= found <= price
    assert found + excess_price(np.array(price), found) == price
    with_floor = payment_standard(*args, StandardPath(compounded=compounded, floor=True))
    assert with_floor >= found
    assert with_floor >= min(price, winner)
