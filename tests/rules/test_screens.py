"""Screens of bids: figures worked out by hand, and flags at their thresholds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.rules.lot import Lot
from simulator.rules.screens import (
    Screened,
    Thresholds,
    coefficient_of_variation,
    identical_share,
    lowest_gap,
    screen_bids,
)
from tests.rules.tenders import award, lot, row


def screened(prices: list[int], thresholds: Thresholds | None = None) -> Screened:
    return screen_bids([lot(prices)], thresholds)[0]


def test_coefficient_of_variation_by_hand() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, standard deviation 2.
    assert float(screened([2, 4, 4, 4, 5, 5, 7, 9]).variation[0]) == pytest.approx(0.4)
    assert float(screened([7, 7, 7]).variation[0]) == 0


def test_the_distance_of_the_two_lowest_by_hand() -> None:
    assert float(screened([900, 130, 100]).gap[0]) == pytest.approx(0.3)
    assert float(screened([100, 100, 500]).gap[0]) == 0


def test_the_share_of_identical_prices_by_hand() -> None:
    # Two pairs among five bids.
    assert float(screened([3, 5, 3, 5, 9]).identical[0]) == pytest.approx(0.8)
    assert float(screened([1, 2, 3]).identical[0]) == 0
    assert float(screened([4, 4, 4]).identical[0]) == 1


def test_flags_at_the_thresholds() -> None:
    limits = Thresholds(most_variation=0.4, least_gap=1.0, least_identical=0.625)
    found = screened([2, 4, 4, 4, 5, 5, 7, 9], limits)
    # Variation 0.4, gap (4 - 2) / 2 = 1, five of eight bids have a twin: all exactly at the threshold.
    assert (bool(found.close[0]), bool(found.apart[0]), bool(found.same[0])) == (True, True, True)
    assert row(found.flags[None, :]) == [3]
    stricter = Thresholds(most_variation=0.39, least_gap=1.01, least_identical=0.626)
    assert row(screened([2, 4, 4, 4, 5, 5, 7, 9], stricter).flags[None, :]) == [0]


def test_with_few_bids_nothing_is_flagged() -> None:
    found = screened([100, 100])
    assert (float(found.variation[0]), float(found.gap[0]), float(found.identical[0])) == (0, 0, 1)
    assert row(found.flags[None, :]) == [0]
    alone = screened([100])
    assert np.isnan([alone.variation[0], alone.gap[0], alone.identical[0]]).all()
    assert row(alone.flags[None, :]) == [0]


def test_bids_that_were_not_handed_in_do_not_count() -> None:
    made = replace(lot([1, 100, 100, 130]), present=np.array([[False, True, True, True], [True] * 4]))
    (found,) = screen_bids([made])
    assert found.bids.tolist() == [3, 4]
    assert found.gap.tolist() == [0, 99]
    assert found.identical.tolist() == pytest.approx([2 / 3, 0.5])
    nobody = replace(lot([1, 2]), present=np.zeros((1, 2), dtype=np.bool_))
    assert np.isnan(screen_bids([nobody])[0].variation).all()


def test_the_order_and_the_unit_of_prices_do_not_matter() -> None:
    one, other = screened([10, 13, 13, 20]), screened([20_000, 13_000, 10_000, 13_000])
    for name in ("variation", "gap", "identical"):
        assert getattr(one, name)[0] == pytest.approx(getattr(other, name)[0])


def test_every_variety_is_screened_on_its_own_and_the_award_is_untouched() -> None:
    lots: list[Lot] = [lot([100, 100, 100], name="a"), lot([100, 200, 300], name="b")]
    before = [made.bid.copy() for made in lots]
    found = screen_bids(lots)
    assert [one.variety for one in found] == ["a", "b"]
    assert [int(one.flags[0]) for one in found] == [2, 1]
    assert all((made.bid == bid).all() for made, bid in zip(lots, before, strict=True))
    assert len(award("round-7-2022", *lots)) == 2


def test_the_largest_prices_do_not_overflow() -> None:
    prices = np.array([[3_000_000_000, 3_000_000_000, 1]])
    present = np.ones_like(prices, dtype=np.bool_)
    assert float(lowest_gap(prices, present)[0]) == 2_999_999_999
    assert float(coefficient_of_variation(prices, present)[0]) == pytest.approx(0.5**0.5)
    assert float(identical_share(prices, present)[0]) == pytest.approx(2 / 3)


@pytest.mark.parametrize("wrong", [{"most_variation": -0.1}, {"least_gap": float("nan")}, {"fewest_bids": 1}])
def test_thresholds_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"finite|two bids"):
        Thresholds(**wrong)  # type: ignore[arg-type]
