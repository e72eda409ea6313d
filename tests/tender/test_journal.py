"""The journal: the way of every bid through the clauses, and the highest price at which it would have won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.market.areas import load_areas
from simulator.rules.award import award_round
from simulator.rules.lot import Lot, State
from simulator.tender.journal import Explanation, explain_bid, highest_winning_price
from tests.rules.tenders import REFUSES, book, lot, ticks, with_tests

AREAS = load_areas("national-31")
BASE = [1_000] * 31


def explain(
    name: str, lots: Sequence[Lot], bid: int, *, variety: int = 0, whole: bool = False
) -> Explanation:
    return explain_bid(lots, (variety, bid), book(name), AREAS, whole)


def outcomes(told: Explanation) -> dict[str, str]:
    return {entry.clause: entry.outcome for entry in told.entries}


def numbers(told: Explanation, clause: str) -> dict[str, str]:
    return dict(next(entry for entry in told.entries if entry.clause == clause).numbers)


def test_a_winner_is_explained_from_the_gate_to_the_term() -> None:
    told = explain("round-7-2022", [lot(["1", "1.5", "1.7", "9"], ceiling="9", base=BASE)], 1)
    assert (told.won, told.reason, told.firm, told.price) == (True, "won", "f1", 15_000)
    assert outcomes(told) == {
        "quality": "passed", "conversion": "fact", "links": "off", "ceiling": "passed", "places": "passed",
        "price_test": "passed", "elimination": "off", "volume": "fact", "supply": "fact", "term": "fact",
    }  # fmt: skip
    assert numbers(told, "places") == {"position": "2", "bidders": "4", "places": "3"}
    expected = {
        "met": "multiple, cut",
        "anchor": "1",
        "times": "1.8",
        "limit": "1.8",
        "cut": "0.833333",
        "needed_cut": "0.5",
        "threshold": "any 0.1",
    }
    assert numbers(told, "price_test") == expected
    # Three winners: 70 % of 1,000 in each of ten areas (31 areas: one first pick, then thirty in turns).
    assert numbers(told, "volume") == {"rank": "2", "winners": "3", "volume": "7,000", "share": "70%"}
    assert len(numbers(told, "supply")["areas"].split(", ")) == 10
    assert numbers(told, "term") == {"years": "2"}


@pytest.mark.parametrize(
    ("bids", "clause", "reason"),
    [
        (lot(["1", "2"], status=["not-passed", "passed"]), "quality", "not-passed"),
        (lot(["1.1", "1"], link=[1, 1]), "links", "linked-higher"),
        (lot(["2", "1"], ceiling="1.5"), "ceiling", "over-ceiling"),
    ],
)
def test_a_loser_is_explained_up_to_the_clause_that_it_failed(bids: Lot, clause: str, reason: str) -> None:
    told = explain("round-7-2022", [bids], 0)
    assert (told.won, told.reason) == (False, reason)
    assert told.entries[-1].clause == clause
    assert told.entries[-1].outcome == "failed"
    assert all(entry.outcome != "failed" for entry in told.entries[:-1])


def test_losing_by_place_and_by_price_are_told_apart() -> None:
    lots = [lot(["1", "1.1", "1.2", "9"], ceiling="9.5")]
    no_place = explain("round-7-2022", lots, 3)
    assert (no_place.reason, outcomes(no_place)["places"]) == ("no-place", "failed")
    too_dear = explain("round-7-2022", [lot(["1", "1.9"], ceiling="3")], 1)
    assert (too_dear.reason, outcomes(too_dear)["places"], outcomes(too_dear)["price_test"]) == (
        "failed-price-test", "passed", "failed",
    )  # fmt: skip


def test_what_is_undecided_is_called_so() -> None:
    told = explain("round-7-2022", [lot(["1", "1.9"], status=["passed", "unknown"])], 1)
    assert told.reason == "undecided"
    found = outcomes(told)
    assert (found["quality"], found["ceiling"], found["price_test"]) == (
        "undecided",
        "undecided",
        "undecided",
    )
    assert numbers(told, "price_test")["cut"] == "?"


def test_a_revived_bid_shows_its_offer() -> None:
    told = explain("round-10-2024", [lot(["1", "1.9"])], 1)
    assert (told.reason, outcomes(told)["price_test"], outcomes(told)["revival"]) == (
        "revived-shortlisted", "failed", "passed",
    )  # fmt: skip
    assert numbers(told, "revival") == {"offered": "1.80"}
    told = explain("round-10-2024", [lot(["1", "1.9"], reserve=["0.1", REFUSES])], 1)
    assert (told.won, outcomes(told)["revival"], numbers(told, "revival")) == (
        False,
        "failed",
        {"offered": "1.80"},
    )


def test_an_eliminated_bid_and_the_winner_above_whom_nobody_is_left() -> None:
    lots = [lot(["1", f"1.{k}"], ceiling="9", name=f"v{k}") for k in range(1, 9)]
    hit = explain("round-7-2022", lots, 1, variety=7, whole=True)
    assert (hit.reason, outcomes(hit)["elimination"]) == ("eliminated-widest", "failed")
    spared = explain("round-7-2022", lots, 1, variety=0, whole=True)
    assert (spared.reason, outcomes(spared)["elimination"]) == ("won", "passed")
    alone = explain("round-7-2022", lots, 1, variety=7)
    assert (alone.reason, outcomes(alone)["elimination"]) == ("won", "off")


def test_a_bid_that_lost_before_did_not_pass_what_came_after() -> None:
    lots = [lot(["1", "1.1", "1.2"], ceiling="9")]
    told = explain("round-7-2022", lots, 2, whole=True)
    assert told.reason == "no-place"
    assert outcomes(told).get("elimination", "off") != "passed"


def test_places_with_a_limit_per_firm_are_told_as_they_were_given() -> None:
    bids = lot([f"1.{k}" for k in range(1, 8)], firms=["x"] * 5 + ["y", "z"])
    passed_over = explain("stents-2020", [bids], 4)
    assert passed_over.reason == "firm-limit"
    assert outcomes(passed_over)["places"] == "failed"


def test_a_limit_is_not_shown_as_high_as_a_bid_that_failed_it() -> None:
    # 1.8 x 1,234.56 = 2,222.208, and without the line of 2,850 yuan 2,222.21 is too dear.
    clauses = with_tests(book("stents-2020"), line=None)
    told = explain_bid([lot(["1234.56", "2222.21"])], (0, 1), clauses, AREAS, whole_round=False)
    assert told.reason == "failed-price-test"
    assert Fraction(numbers(told, "price_test")["limit"]) < Fraction("2222.21")


def test_a_cut_is_not_shown_as_large_as_the_one_that_it_missed() -> None:
    told = explain("round-7-2022", [lot(["1", "5.0001"], ceiling="10")], 1)
    assert told.reason == "failed-price-test"
    shown = numbers(told, "price_test")
    assert Fraction(shown["cut"]) < Fraction(shown["needed_cut"])


# --- the highest winning price --------------------------------------------------------------------------


def brute_force(name: str, lots: Sequence[Lot], at: tuple[int, int], most: int, *, whole: bool) -> int | None:
    """Try every price up to the largest, one after the other in one batch."""
    variety, bid = at
    bids = np.repeat(lots[variety].bid, most, axis=0)
    bids[:, bid] = np.arange(1, most + 1)
    tried = [
        replace(one, bid=bids if k == variety else np.repeat(one.bid, most, axis=0))
        for k, one in enumerate(lots)
    ]
    won = award_round(tried, book(name), AREAS.units, whole)[variety].state[:, bid] == State.WON
    return int(np.flatnonzero(won)[-1]) + 1 if won.any() else None


def search(name: str, lots: Sequence[Lot], at: tuple[int, int], *, whole: bool) -> int | None:
    return highest_winning_price(lots, at, book(name), AREAS, whole)


PRICES = st.lists(st.integers(1, 400), min_size=2, max_size=6)
DRUG_BOOKS = [
    "round-2-2020",
    "round-3-2020",
    "round-5-2021",
    "round-10-2024",
    "round-11-2025",
    "insulin-2021",
]


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(st.sampled_from(DRUG_BOOKS), PRICES, st.data())
def test_the_highest_winning_price_is_that_of_trying_them_all(
    name: str, prices: list[int], data: st.DataObject
) -> None:
    # Prices far from the threshold of 0.1 yuan; ceilings at 800 ticks bound what can be won.
    bids = lot(prices, ceiling=800, form="other", past=list(range(len(prices))), brand=[5] * len(prices))
    bid = data.draw(st.integers(0, len(prices) - 1))
    assert search(name, [bids], (0, bid), whole=False) == brute_force(
        name, [bids], (0, bid), 800, whole=False
    )


@pytest.mark.long
@settings(max_examples=15, deadline=None)
@given(st.sampled_from(DRUG_BOOKS), st.lists(st.integers(5_000, 15_000), min_size=2, max_size=6), st.data())
def test_the_search_narrows_down_to_a_tick_on_wide_ranges(
    name: str, prices: list[int], data: st.DataObject
) -> None:
    bids = lot(prices, ceiling=20_000, form="other", past=list(range(len(prices))), brand=[5] * len(prices))
    bid = data.draw(st.integers(0, len(prices) - 1))
    assert search(name, [bids], (0, bid), whole=False) == brute_force(
        name, [bids], (0, bid), 20_000, whole=False
    )


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(st.integers(100, 300), min_size=2, max_size=4), min_size=2, max_size=9),
    st.sampled_from(["round-7-2022", "round-9-2023"]),
)
def test_the_search_sees_the_whole_round(tender: list[list[int]], name: str) -> None:
    lots = [
        lot(p, name=f"v{k}", ceiling=500, form="other", past=list(range(len(p))))
        for k, p in enumerate(tender)
    ]
    assert search(name, lots, (0, 1), whole=True) == brute_force(name, lots, (0, 1), 500, whole=True)


def test_the_price_found_wins_and_the_next_tick_does_not() -> None:
    bids = lot(["1", "1.1", "1.2", "9"], ceiling="9.5")
    # Four bidders, three places: f3 must beat 1.2 in price; it wins a tie only by the lot, which it loses.
    assert search("round-7-2022", [bids], (0, 3), whole=False) == ticks("1.1999")
    first = replace(bids, draw=np.array([[3, 2, 1, 0]]))
    assert search("round-7-2022", [first], (0, 3), whole=False) == ticks("1.2")
    # f2 has a place up to f3, and wins there by the 1.8 test or by its cut of 50 %: up to 4.75.
    assert search("round-7-2022", [bids], (0, 2), whole=False) == ticks("4.75")
    assert explain("round-7-2022", [bids], 2).would_have_won == ticks("4.75")


def test_nothing_wins_for_a_bid_that_is_out_whatever_it_asks() -> None:
    bids = lot(["1", "2"], status=["violation-list", "passed"])
    assert search("round-7-2022", [bids], (0, 0), whole=False) is None


@pytest.mark.parametrize(
    ("name", "bids", "bid", "highest"),
    [
        # An absolute threshold above twice the dearest bid: 0.1 yuan for tablets, 2,850 yuan for stents.
        ("round-7-2022", lot(["0.01", "0.02"]), 1, "0.1"),
        ("stents-2020", lot(["469", "500"]), 1, "2850"),
        # A specification of four times the strength: 1.8 in the main one is 1.8 x 1.7 x 1.7 = 5.202.
        ("round-7-2022", lot(["1", "1.5"], strength=[1.0, 4.0]), 1, "5.2021"),
    ],
)
def test_the_search_reaches_beyond_twice_the_prices_on_the_list(
    name: str, bids: Lot, bid: int, highest: str
) -> None:
    assert search(name, [bids], (0, bid), whole=False) == ticks(highest)
