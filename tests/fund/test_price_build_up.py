"""Layers of prices: exact to the last 1/10,000 yuan, by hand, and against fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.fund.price_build_up import (
    LAYERS,
    Rates,
    cost_carried,
    layers_of,
    of_the_cut,
    rates_of,
    squeezed,
)
from simulator.money import MAX_PRICE
from simulator.scenario.welfare import Layers

PRICES = st.integers(1, MAX_PRICE)
RATES = st.builds(Rates, st.integers(0, 5_000_000), st.integers(0, 999_999), st.integers(0, 999_999))


def test_by_hand() -> None:
    """100 yuan: 10 to distribution, 36 of 90 to selling, 20 cost, 3 reasonable margin, 31 beyond it."""
    rates = Rates(150_000, 400_000, 100_000)
    found = layers_of(np.array([1_000_000]), np.array([200_000]), rates)
    assert found.tolist() == [[200_000, 30_000, 310_000, 360_000, 100_000]]


def test_a_price_below_cost_squeezes_the_margin_first_and_then_is_a_loss() -> None:
    rates = Rates(150_000, 50_000, 50_000)
    # 10 yuan leave 10 - 0.5 - 0.475 = 9.025; cost 9 leaves 0.025 of a margin of 1.35, cost 12 a loss
    # of 2.975.
    found = layers_of(np.array([100_000, 100_000]), np.array([90_000, 120_000]), rates)
    assert found[:, 1].tolist() == [250, 0]
    assert found[:, 2].tolist() == [0, -29_750]


@settings(max_examples=200, deadline=None)
@given(price=PRICES, cost=PRICES, rates=RATES)
def test_layers_add_up_and_round_once(price: int, cost: int, rates: Rates) -> None:
    amounts = dict(zip(LAYERS, layers_of(np.array(price), np.array(cost), rates).tolist(), strict=True))
    assert sum(amounts.values()) == price
    distribution = Fraction(price * rates.distribution, 10**6)
    assert abs(amounts["distribution"] - distribution) <= Fraction(1, 2)
    ex_works = price - amounts["distribution"]
    assert abs(amounts["selling"] - Fraction(ex_works * rates.selling, 10**6)) <= Fraction(1, 2)
    assert 0 <= amounts["margin"] <= Fraction(cost * rates.margin, 10**6) + Fraction(1, 2)
    assert amounts["cost"] == cost
    assert amounts["further"] <= 0 or amounts["margin"] >= Fraction(cost * rates.margin, 10**6) - Fraction(
        1, 2
    )


@settings(max_examples=100, deadline=None)
@given(price=PRICES, rates=RATES)
def test_cost_carried_is_the_highest_that_leaves_a_reasonable_margin(price: int, rates: Rates) -> None:
    highest = cost_carried(np.array(price), rates)
    left = price - layers_of(np.array(price), highest, rates)[..., 3:].sum()
    unit = 10**6
    assert highest * (unit + rates.margin) <= left * unit < (highest + 1) * (unit + rates.margin)


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [(13_000, 700, 0.9462), (35_000, 7_000, 0.8), (32_000, 5_000, 0.8438)],
    ids=["stents", "hips", "knees"],
)
def test_mean_prices_of_devices(before: int, after: int, cut: float) -> None:
    """Mean prices before and after of the Chongqing reply of 2022; the layers are assumptions, their sum
    is not."""
    then, now = rates_of(Layers(), "device")
    prices = [np.array(yuan * 10_000) for yuan in (before, after)]
    cost = cost_carried(prices[1], now)
    layers = [layers_of(price, cost, rates) for price, rates in zip(prices, (then, now), strict=True)]
    assert [int(one.sum()) for one in layers] == [yuan * 10_000 for yuan in (before, after)]
    shares = of_the_cut(*layers)
    assert shares.sum() == pytest.approx(1)
    assert 1 - after / before == pytest.approx(cut, abs=5e-5)
    assert shares[0] == 0, "cost is the same before and after"
    assert squeezed(*layers) == "distribution"


def test_no_change_gives_no_shares() -> None:
    one = layers_of(np.array([10_000]), np.array([5_000]), Rates(0, 0, 0))
    assert np.isnan(of_the_cut(one, one)).all()


@pytest.mark.parametrize(("price", "cost", "says"), [(0, 1, "a price of 0 yuan"), (1, -1, "a cost of")])
def test_impossible_prices_are_refused(price: int, cost: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        layers_of(np.array([price]), np.array([cost]), Rates(0, 0, 0))


def test_impossible_rates_are_refused() -> None:
    with pytest.raises(ValidationError, match="less than 1"):
        Layers(selling_before={"value": {"drug": "1", "device": "0"}})
