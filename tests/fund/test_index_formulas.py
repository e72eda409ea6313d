"""Price indices: a worked example, and what the theory of index numbers asks of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.fund.price_index import FORMULAS, chained, fisher, laspeyres, paasche, price_index

NAMES = sorted(FORMULAS)
BASKET = st.lists(
    st.tuples(*[st.floats(0.01, 1e4)] * 2, *[st.floats(0.5, 1e6)] * 2), min_size=1, max_size=6
).map(lambda rows: np.array(rows).T)


def test_worked_example() -> None:
    """Two varieties: 10 units at 10 and 20 at 5 before; 12 at 4 and 30 at 3 after."""
    before, after = np.array([10.0, 5.0]), np.array([4.0, 3.0])
    first, second = np.array([10.0, 20.0]), np.array([12.0, 30.0])
    assert laspeyres(before, after, first) == pytest.approx((40 + 60) / (100 + 100))
    assert paasche(before, after, second) == pytest.approx((48 + 90) / (120 + 150))
    assert fisher(before, after, first, second) == pytest.approx(np.sqrt(0.5 * 138 / 270))


@pytest.mark.parametrize("formula", NAMES)
@settings(max_examples=25, deadline=None)
@given(basket=BASKET, factor=st.floats(0.01, 100))
def test_same_prices_give_one_and_proportional_prices_their_factor(formula, basket, factor) -> None:
    before, _, first, second = basket
    assert price_index(formula, before, before, first, second) == pytest.approx(1)
    assert price_index(formula, before, factor * before, first, second) == pytest.approx(factor)


@pytest.mark.parametrize("formula", NAMES)
@settings(max_examples=25, deadline=None)
@given(basket=BASKET, units=st.floats(0.01, 100))
def test_units_of_money_and_of_quantity_do_not_matter(formula, basket, units) -> None:
    before, after, first, second = basket
    index = price_index(formula, before, after, first, second)
    assert price_index(formula, units * before, units * after, first, second) == pytest.approx(index)
    # A pack of ten at ten times the price is the same good.
    packs = np.where(np.arange(before.size) == 0, units, 1.0)
    assert price_index(
        formula, before * packs, after * packs, first / packs, second / packs
    ) == pytest.approx(index)


@settings(max_examples=25, deadline=None)
@given(basket=BASKET)
def test_fisher_reverses_in_time_and_splits_spending_into_price_and_quantity(basket) -> None:
    before, after, first, second = basket
    index = fisher(before, after, first, second)
    assert fisher(after, before, second, first) * index == pytest.approx(1)
    volume = fisher(first, second, before, after)
    assert index * volume == pytest.approx((after @ second) / (before @ first))
    low, high = sorted((laspeyres(before, after, first), paasche(before, after, second)))
    assert low * (1 - 1e-12) <= index <= high * (1 + 1e-12)


def test_laspeyres_does_not_reverse_in_time() -> None:
    """The property that sets Fisher apart is no property of every formula."""
    before, after = np.array([1.0, 1.0]), np.array([2.0, 0.5])
    first, second = np.ones(2), 1 / after
    assert laspeyres(before, after, first) * laspeyres(after, before, second) == pytest.approx(1.25**2)


@pytest.mark.parametrize("formula", NAMES)
@settings(max_examples=25, deadline=None)
@given(basket=BASKET)
def test_chain_of_two_periods_is_the_direct_index(formula, basket) -> None:
    before, after, first, second = basket
    chain = chained([before, after], [first, second], formula)
    assert chain == pytest.approx([1, float(price_index(formula, before, after, first, second))])


@settings(max_examples=25, deadline=None)
@given(basket=BASKET)
def test_chain_with_fixed_quantities_agrees_with_the_direct_index(basket) -> None:
    """With one basket throughout every formula is transitive: the way does not matter."""
    before, after, quantity, middle = basket
    chain = chained([before, middle, after], [quantity] * 3)
    assert chain[2] == pytest.approx(laspeyres(before, after, quantity))


def test_varieties_come_and_go_along_the_chain() -> None:
    prices = [np.array([10.0, 8.0, np.nan]), np.array([5.0, np.nan, 20.0]), np.array([4.0, np.nan, 10.0])]
    quantities = [np.array([1.0, 1.0, np.nan]), np.array([1.0, np.nan, 1.0]), np.array([1.0, np.nan, 1.0])]
    assert chained(prices, quantities) == pytest.approx([1, 0.5, 0.5 * 14 / 25])
    nothing = [np.array([1.0, np.nan]), np.array([np.nan, 1.0])]
    assert np.isnan(chained(nothing, [np.ones(2)] * 2)[1])


def test_replications_are_computed_side_by_side() -> None:
    rng = np.random.default_rng(1)
    before, after, first, second = rng.uniform(1, 9, (4, 7, 5))
    alone = [fisher(*(array[row] for array in (before, after, first, second))) for row in range(7)]
    assert fisher(before, after, first, second) == pytest.approx(alone)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"after": [-1.0, 1.0]}, "a price of -1 in the second period"),
        ({"before": [0.0, 1.0]}, "a price of 0 in the first period"),
        ({"first": [np.nan, 1.0]}, "1 varieties with a price in both periods have no weight"),
        ({"second": [1.0, -2.0]}, "a weight of -2"),
        ({"formula": "fischer"}, "did you mean 'fisher'"),
    ],
)
def test_bad_input_is_said_in_a_sentence(change, says) -> None:
    given_ = {
        "formula": "fisher",
        "before": [1.0, 1],
        "after": [1.0, 1],
        "first": [1.0, 1],
        "second": [1.0, 1],
    }
    arrays = {k: v if k == "formula" else np.array(v) for k, v in {**given_, **change}.items()}
    with pytest.raises(InputError, match=says):
        price_index(**arrays)


def test_chain_needs_quantities_for_every_period() -> None:
    with pytest.raises(InputError, match="2 periods with prices and 1 with quantities"):
        chained([np.ones(1)] * 2, [np.ones(1)])
