"""Lists of prices too coarse for a threshold of the rules are refused; those laid for a search never are."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solvable import CEILING, NO_TEST, book, change, cited, firms, setting, with_tests

from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.resolution import told_apart
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.errors import InputError

FOUR = setting(book("round-5-2021"), firms(4))
MARKS = (500_000, 500_001, 1_000_000)


def multiple(times: float, **tests: object) -> Setting:
    """Four firms under round 5 with another multiple of the lowest price."""
    one = {"times": cited(times), "anchor": cited("lowest")}
    return setting(with_tests(book("round-5-2021"), multiple=one, **tests), firms(4))


def test_a_list_without_the_lines_is_refused_and_says_which() -> None:
    """The list of the issue: no 500,000, so that nobody can be seen to take shelter there."""
    with pytest.raises(InputError, match=r"lacks 500,000, 500,001 \(1/10,000 yuan\)[\s\S]*price_list"):
        to_game(FOUR, np.array([200_000, 400_000, 1_000_000]))
    with pytest.raises(InputError, match="lacks 1,000,000"):
        to_game(FOUR, np.array([200_000, 500_000, 500_001, 800_000]))


def test_a_list_too_coarse_for_the_multiple_is_refused_and_says_where() -> None:
    """1.8 times 500,001 lets bids pass up to 900,001, and the list has none."""
    with pytest.raises(InputError, match=r"coarse for 1\.8 times[\s\S]*between 500,001 and 1,000,000"):
        to_game(FOUR, np.array([200_000, 400_000, *MARKS]))
    to_game(FOUR, np.array([200_000, 400_000, 500_000, 500_001, 900_001, 1_000_000]))


@pytest.mark.parametrize("last", [900_001, 900_002])
def test_the_multiple_is_compared_exactly(last: int) -> None:
    """The highest price within 1.8 times 500,001 is 900,001: a list that has the tick above only lacks it."""
    prices = np.array([300_000, *MARKS[:2], last, 1_000_000])
    if last == 900_001:
        assert to_game(FOUR, prices).limit[2] == 3
    else:
        with pytest.raises(InputError, match="between 500,001 and 900,002"):
            to_game(FOUR, prices)


def test_without_a_multiple_only_the_ceiling_has_to_be_there() -> None:
    one = setting(change(book("round-5-2021"), price_test=NO_TEST), firms(4))
    to_game(one, np.array([200_000, 1_000_000]))
    to_game(FOUR, np.array([200_000, 400_000]), complete=False)


@settings(max_examples=30, deadline=None)
@given(st.integers(1_010, 2_500), st.integers(2, 30), st.booleans())
def test_lists_for_a_search_show_every_multiple(thousandths: int, count: int, shelter: bool) -> None:
    """Told a second time in fractions: no step that decides jumps over all that would still pass."""
    times = Fraction(thousandths, 1000)
    one = multiple(float(times)) if shelter else multiple(float(times), cut=None, threshold=None)
    listed = told_apart(one, price_list(one, lowest_price(one), count))
    line = 500_000 if shelter else 0
    for low, after in zip(listed[:-1].tolist(), listed[1:].tolist(), strict=True):
        highest = int(times * low)
        assert low < lowest_price(one) or highest <= max(low, line) or after <= highest
    to_game(one, listed)


def test_lists_that_are_fine_enough_stay_as_they_are() -> None:
    listed = price_list(FOUR, lowest_price(FOUR), 24)
    np.testing.assert_array_equal(told_apart(FOUR, listed), listed)


@pytest.mark.parametrize("ceiling", [2, 7, 20, CEILING])
def test_whole_ticks_are_fine_enough_for_anything(ceiling: int) -> None:
    one = setting(book("round-5-2021"), firms(4, 1e-6, 1e-5), ceiling=ceiling)
    to_game(one, told_apart(one, price_list(one, 1, 4)))


def test_a_multiple_next_to_one_is_refused_with_what_would_do() -> None:
    near = multiple(1.0001, cut=None, threshold=None)
    with pytest.raises(InputError, match=r"1\.0001 times[\s\S]*further from 1"):
        told_apart(near, price_list(near, lowest_price(near), 40))
    one = multiple(1.0, cut=None, threshold=None)
    to_game(one, price_list(one, lowest_price(one), 40))
