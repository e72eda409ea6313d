"""Money is exact: prices in ticks, one rounding, and splits that lose nothing."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.money import MAX_PRICE, TICKS_PER_YUAN, format_price, parse_price, round_half_up, split

PARTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)


@pytest.mark.parametrize(
    ("text", "ticks"),
    [
        ("0.1807", 1_807),
        ("0.0001", 1),
        ("12", 120_000),
        ("12.", 120_000),
        (".5", 5_000),
        (" 775.98 ", 7_759_800),
        ("007", 70_000),
        ("0.10000", 1_000),  # a fifth decimal that says nothing
        ("300000", MAX_PRICE),
        ("300000.0000", MAX_PRICE),
    ],
)
def test_a_price_is_read_exactly(text: str, ticks: int) -> None:
    assert parse_price(text) == ticks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a price in yuan, such as 12.5"),
        ("twelve", "'twelve' is not a price in yuan"),
        ("12,5", "'12,5' is not a price in yuan"),
        ("1 2", "is not a price in yuan"),
        ("¥12", "is not a price in yuan"),
        (".", "is not a price in yuan"),
        ("1e3", "'1e3' is not a plain decimal price"),
        ("1_000", "is not a plain decimal price"),
        ("-5", "is not a plain decimal price"),
        ("+5", "is not a plain decimal price"),
        ("nan", "is not a plain decimal price"),
        ("Infinity", "is not a plain decimal price"),
        ("１２", "is not a plain decimal price"),  # full-width digits
        ("0.12345", "0.12345 yuan has more than four decimals; round it to 1/10,000 yuan"),
        ("0.00001", "more than four decimals"),
        ("0", "outside 0.0001 to 300,000 yuan"),
        ("0.0000", "outside 0.0001"),
        ("300000.0001", "outside 0.0001 to 300,000 yuan"),
        ("9" * 40, "outside"),
    ],
)
def test_what_is_no_price_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="yuan") as caught:
        parse_price(text)
    assert says in str(caught.value)


def test_a_price_with_very_many_decimals_is_refused_too() -> None:
    with pytest.raises(ValueError, match="more than four decimals"):
        parse_price("1." + "0" * 30 + "1")


@given(st.integers(1, MAX_PRICE))
def test_what_is_written_can_be_read_again(ticks: int) -> None:
    text = format_price(ticks)
    assert parse_price(text) == ticks
    assert Decimal(text) * TICKS_PER_YUAN == ticks
    assert len(text.partition(".")[2]) in {2, 3, 4}


@pytest.mark.parametrize(
    ("ticks", "text"),
    [
        (1, "0.0001"),
        (1_807, "0.1807"),
        (4_690_000, "469.00"),
        (125_000, "12.50"),
        (0, "0.00"),
        (-15_000, "-1.50"),
        (-1, "-0.0001"),
    ],
)
def test_prices_are_written_without_needless_zeros(ticks: int, text: str) -> None:
    assert format_price(ticks) == text
    assert format_price(np.int64(ticks)) == text  # type: ignore[arg-type]  # array elements are written the same


@pytest.mark.long
@given(st.integers(-(10**15), 10**15), st.integers(1, 10**3))
def test_rounding_goes_to_the_nearest_and_halves_up(over: int, under: int) -> None:
    rounded = int(round_half_up(over, under))
    gap = Fraction(rounded) - Fraction(over, under)
    assert -Fraction(1, 2) < gap <= Fraction(1, 2)


def test_rounding_of_halves_and_arrays() -> None:
    assert round_half_up(np.array([1, 3, 5, -1, -3]), 2).tolist() == [1, 2, 3, 0, -1]
    assert round_half_up(np.array([[1, 2], [3, 4]]), np.array([2, 3])).tolist() == [[1, 1], [2, 1]]
    assert round_half_up(7, 2).dtype == np.int64


@pytest.mark.long
@given(st.integers(0, 10**12), PARTS)
def test_a_split_loses_no_unit_and_is_proportional_within_one(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert int(parts.sum()) == total
    assert parts.dtype == np.int64
    for part, weight in zip(parts.tolist(), weights, strict=True):
        assert abs(Fraction(part) - Fraction(total * weight, sum(weights))) < 1
        assert part >= 0
        assert weight or part == 0


@pytest.mark.long
@given(st.integers(0, 10**9), PARTS)
def test_who_weighs_more_never_gets_less(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    by_weight = [part for _, part in sorted(zip(weights, parts.tolist(), strict=True))]
    assert by_weight == sorted(by_weight)


@pytest.mark.long
@given(st.integers(0, 10**9), PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(total: int, weights: list[int], rng: random.Random) -> None:
    order = rng.sample(range(len(weights)), len(weights))
    before, after = split(total, weights), split(total, [weights[i] for i in order])
    pairs = sorted(zip(weights, before.tolist(), strict=True))
    assert sorted(zip([weights[i] for i in order], after.tolist(), strict=True)) == pairs


@settings(max_examples=50)
@given(st.integers(0, 10**9), PARTS, st.integers(2, 1_000))
def test_the_unit_of_the_weights_does_not_matter(total: int, weights: list[int], factor: int) -> None:
    assert split(total, [w * factor for w in weights]).tolist() == split(total, weights).tolist()


def test_a_split_by_hand() -> None:
    # Exact shares 3.33 each: the left-over unit goes to the first of equals.
    assert split(10, [1, 1, 1]).tolist() == [4, 3, 3]
    # 2.5, 2.5, 5: equal fractions, equal weights, the earlier one.
    assert split(10, [1, 1, 2]).tolist() == [3, 2, 5]
    # 1.5 and 4.5: equal fractions, the larger weight.
    assert split(6, [1, 3]).tolist() == [1, 5]
    # Bigger than 64 bits on the way.
    assert int(split(10**18, [10**18, 1]).sum()) == 10**18


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [0, 0]), (1, [2, -1]), (1, []), (0, [])])
def test_a_split_that_makes_no_sense_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split needs"):
        split(total, weights)
