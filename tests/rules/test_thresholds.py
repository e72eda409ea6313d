"""Every threshold, one tick on either side: a comparison wrong by a hair decides who supplies a nation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.rules.lot import Test as Met
from simulator.rules.parameters import AnyOf, Clauses
from tests.rules.tenders import (
    BOOKS,
    THREE_WAY,
    Price,
    award,
    book,
    change,
    lot,
    one,
    row,
    states,
    ticks,
    with_tests,
)


def second(clauses: Clauses | str, low: Price, price: Price, **facts: object) -> str:
    """State of the dearer of two bids (two bidders have two places in all books used here)."""
    return states(one(clauses, lot([low, price], **facts)))[1]  # type: ignore[arg-type]


def only(name: str, test: str) -> Clauses:
    """A rule book with one price test left and no second chances."""
    others = dict.fromkeys({"multiple", "cut", "threshold", "line"} - {test})
    return change(with_tests(book(name), **others), revival={"use": "none"})


@pytest.mark.parametrize("name", THREE_WAY)
def test_1_8_times_the_lowest(name: str) -> None:
    clauses = only(name, "multiple")
    for low, limit in (
        (10_000, 18_000),
        (10_001, 18_001),  # 18,001.8: the limit itself is no price, the tick below it wins
        (10_003, 18_005),  # 18,005.4
        (10_004, 18_007),  # 18,007.2
        (1, 1),  # 1.8
        (5, 9),
        (1_666_666_667, 3_000_000_000),  # 3,000,000,000.6, at the upper end of prices
    ):
        assert second(clauses, low, limit) == "won"
        if limit < 3_000_000_000:
            assert second(clauses, low, limit + 1) == "failed-price-test"


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 1_500_000_000))
def test_1_8_times_the_lowest_is_exact_at_any_price(low: int) -> None:
    clauses = only("round-5-2021", "multiple")
    limit = low * 18 // 10
    assert second(clauses, low, limit) == "won"
    assert second(clauses, low, limit + 1) == "failed-price-test"


@pytest.mark.parametrize("name", THREE_WAY)
def test_a_cut_of_50_00_percent(name: str) -> None:
    clauses = only(name, "cut")
    for ceiling, limit in ((10_000, 5_000), (10_001, 5_000), (10_003, 5_001), (1_999_999, 999_999)):
        assert second(clauses, 1, limit, ceiling=[2, ceiling]) == "won"
        assert second(clauses, 1, limit + 1, ceiling=[2, ceiling]) == "failed-price-test"
    # 49.9999 % is no 50.00 %, even though it would print as such.
    assert second(clauses, 1, 1_500_001, ceiling=[2, 3_000_000]) == "failed-price-test"


@pytest.mark.parametrize("name", THREE_WAY)
def test_0_1000_yuan(name: str) -> None:
    clauses = only(name, "threshold")
    for form in ("oral-solid", "small-injection", ""):
        assert second(clauses, 1, "0.1", form=form) == "won"
        assert second(clauses, 1, "0.1001", form=form) == "failed-price-test"


@pytest.mark.parametrize(
    ("name", "form", "limit"),
    [
        ("round-10-2024", "oral-solid", "0.1"),
        ("round-10-2024", "small-injection", "1"),
        ("round-10-2024", "large-injection", "2"),
        ("round-11-2025", "oral-solid", "0.1"),
    ],
)
def test_thresholds_by_form(name: str, form: str, limit: str) -> None:
    clauses = only(name, "threshold")
    assert second(clauses, 1, limit, form=form) == "won"
    assert second(clauses, 1, ticks(limit) + 1, form=form) == "failed-price-test"


def test_a_form_without_a_threshold_fails_and_a_missing_form_is_undecided() -> None:
    for name, form in (("round-10-2024", "oral-liquid"), ("round-11-2025", "small-injection")):
        assert second(only(name, "threshold"), 1, 2, form=form) == "failed-price-test"
        assert second(only(name, "threshold"), 1, 2, form="") == "undecided"


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in BOOKS if name not in {"stents-2020"}])
def test_the_ceiling(name: str) -> None:
    for over in (0, 1):
        awarded = award(name, lot([10_000, 15_000 + over], ceiling=["2", "1.5"]), whole=False)[0]
        assert (states(awarded)[1] == "over-ceiling") == (over == 1)
        assert int(awarded.bidders[0]) == 2 - over


def test_the_ceiling_is_compared_as_bid_and_not_after_conversion() -> None:
    # Twice the strength: 1.9 becomes 1.1176 in the main specification; its own ceiling is what counts.
    for ceiling, valid in (("1.9", True), ("1.8999", False)):
        awarded = one("round-5-2021", lot(["1", "1.9"], ceiling=["9", ceiling], strength=[1.0, 2.0]))
        assert (states(awarded)[1] == "won") == valid
        assert row(awarded.comparable)[1] == 11_176


def test_1_3_times_the_lowest_in_the_insulin_tender() -> None:
    clauses = only("insulin-2021", "multiple")
    for low, limit in ((487_100, 633_230), (188_900, 245_570), (10_001, 13_001), (10_003, 13_003)):
        assert second(clauses, low, limit) == "won"
        assert second(clauses, low, limit + 1) == "failed-price-test"


def test_40_percent_below_the_ceiling_in_the_insulin_tender() -> None:
    clauses = only("insulin-2021", "cut")
    for ceiling, limit in ((1_320_000, 792_000), (719_900, 431_940), (10_001, 6_000), (10_002, 6_001)):
        assert second(clauses, 1, limit, ceiling=[2, ceiling]) == "won"
        assert second(clauses, 1, limit + 1, ceiling=[2, ceiling]) == "failed-price-test"


def test_the_guaranteed_line_holds_without_a_place() -> None:
    # Three bidders, two places. The third wins at the line and has no place one tick above it.
    for price, state in ((6_000, "won"), (6_001, "no-place")):
        awarded = one("insulin-2021", lot([5_000, 5_100, price], ceiling=10_000))
        assert states(awarded) == ["won", "won", state]
    # The multiple does need a place: 5,200 is within 1.3 x 5,000, and 48 % below a ceiling nobody printed.
    awarded = one("insulin-2021", lot([5_000, 5_100, 5_200], ceiling=[10_000, 10_000, None]))
    assert states(awarded) == ["won", "won", "undecided"]
    awarded = one("insulin-2021", lot([5_000, 5_100, 5_200], ceiling=[10_000, 10_000, 8_000]))
    assert states(awarded) == ["won", "won", "no-place"]


def test_the_line_of_2850_yuan() -> None:
    for price, state in (("2850", "won"), ("2850.0001", "failed-price-test")):
        assert second("stents-2020", "469", price) == state
    assert second("stents-2020", "469", "844.2") == "won"
    assert row(one("stents-2020", lot(["469", "844.2"])).met)[1] == Met.MULTIPLE | Met.LINE
    assert row(one("stents-2020", lot(["469", "844.2001"])).met)[1] == Met.LINE


def test_1_8_times_the_anchor_of_the_mean() -> None:
    clauses = only("round-11-2025", "multiple")

    # Four bidders, three places. With shortlisted bids a, b and p the limit is 1.8 x (a + b + p) / 6, that is
    # 0.3 x (a + b + p), wherever that exceeds 1.8 times the lowest of them.
    def third(low: int, mid: int, price: int) -> str:
        return states(one(clauses, lot([low, mid, price, 90_000_000])))[2]

    # p <= 0.3 x (10,000 + 50,000 + p)  <=>  p <= 25,714.28
    assert third(10_000, 50_000, 25_714) == "won"
    assert third(10_000, 50_000, 25_715) == "failed-price-test"
    # 24,500 + 10,500 = 35,000, times 0.3 is 10,500 exactly; at 10,499 the limit 10,499.7 is no whole tick.
    assert third(4_000, 20_500, 10_499) == "won"
    assert third(4_000, 20_500, 10_500) == "won"
    assert third(4_000, 20_500, 10_501) == "failed-price-test"
    # Where half the mean is at most the lowest price the limit is 1.8 times the lowest.
    assert third(10_000, 17_000, 18_000) == "won"
    assert third(10_000, 17_000, 18_001) == "failed-price-test"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 3_000_000_000), min_size=3, max_size=3))
def test_the_anchor_is_exact_at_any_price(prices: list[int]) -> None:
    # Reference: p wins if 10 p <= 18 x max(sum / 6, lowest), all multiplied out.
    clauses = only("round-11-2025", "multiple")
    decided = states(one(clauses, lot([*prices, 3_000_000_000], draw=[1, 2, 3, 4])))[:3]
    doubled_anchor = max(sum(prices), 6 * min(prices))
    expected = ["won" if 60 * p <= 18 * doubled_anchor else "failed-price-test" for p in prices]
    assert decided == expected


def test_the_lowest_shortlisted_bid_always_passes_the_multiple() -> None:
    for name in BOOKS:
        clause = book(name).price_test
        if isinstance(clause, AnyOf) and clause.tests.multiple is not None:
            awarded = one(name, lot([7, 3_000_000_000], form="other", ceiling=3_000_000_000))
            assert states(awarded)[0] == "won"
            assert row(awarded.met)[0] & Met.MULTIPLE
