"""Linked firms: one bidder with the lowest quote, the double void of round 3, consortia from round 10 on."""

from __future__ import annotations

import pytest

from tests.rules.tenders import book, lot, one, row, states, tune

MERGE, VOID, CONSORTIUM = "round-2-2020", "round-3-2020", "round-10-2024"


def test_merge_lets_the_lowest_quote_stand_and_counts_one_bidder() -> None:
    awarded = one(MERGE, lot(["1.2", "1", "1.1", "1.3"], link=[1, None, 1, None]))
    # Three bidders are left and have two places; four would have had three.
    assert states(awarded) == ["linked-higher", "won", "won", "no-place"]
    assert (int(awarded.bidders[0]), int(awarded.places[0])) == (3, 2)
    apart = one(MERGE, lot(["1.2", "1", "1.1", "1.3"]))
    assert states(apart) == ["won", "won", "won", "no-place"]


def test_merge_tells_equal_quotes_apart_by_the_tie_order() -> None:
    for past, left in (([5, 7, 1], 1), ([7, 5, 1], 0)):
        awarded = one(MERGE, lot(["1", "1", "2"], link=[1, 1, None], past=past))
        assert states(awarded)[left] == "won"
        assert states(awarded)[1 - left] == "linked-higher"
    # Without past volumes the lot decides.
    for draw, left in (([5, 2, 9], 1), ([2, 5, 9], 0)):
        awarded = one(MERGE, lot(["1", "1", "2"], link=[1, 1, None], draw=draw))
        assert states(awarded)[1 - left] == "linked-higher"


def test_a_firm_that_fails_the_quality_gate_is_not_merged_with_anybody() -> None:
    bids = lot(["0.5", "1", "2"], link=[1, 1, None], status=["not-passed", "passed", "passed"])
    for name in (MERGE, VOID, CONSORTIUM):
        assert states(one(name, bids))[:2] == ["not-passed", "won"]
    # In round 3 a quote is left over of nobody: although it is the highest of the lot it stands.
    highest = lot(
        ["0.5", "2", "1"], link=[1, 1, None], status=["not-passed", "passed", "passed"], ceiling="5"
    )
    assert states(one(VOID, highest)) == ["not-passed", "won", "won"]


def test_links_come_before_ceilings() -> None:
    # The lower quote stands and is then above its own ceiling: the higher one does not come back.
    awarded = one(MERGE, lot(["1", "1.1", "1.2"], link=[1, 1, None], ceiling=["0.9", "2", "2"]))
    assert states(awarded) == ["over-ceiling", "linked-higher", "won"]


def test_the_higher_quote_is_void_and_the_other_stands_below_somebody_else() -> None:
    awarded = one(VOID, lot(["1", "1.1", "1.2", "1.5"], link=[1, None, 1, None]))
    assert states(awarded) == ["won", "won", "linked-higher", "no-place"]


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        # The quote that is left is the highest of the variety.
        (["2", "1", "3"], ["linked-highest", "won", "linked-higher"]),
        # Equal to the highest is still the highest: nobody is strictly above.
        (["2", "2", "3"], ["linked-highest", "won", "linked-higher"]),
        # One tick above it saves the quote (and the two remaining bidders have two places).
        (["2", "2.0001", "3"], ["won", "won", "linked-higher"]),
    ],
)
def test_both_quotes_are_void_if_the_one_left_is_the_highest(prices: list[str], expected: list[str]) -> None:
    assert states(one(VOID, lot(prices, link=[1, None, 1], ceiling="5"))) == expected


def test_both_quotes_are_void_in_a_variety_where_nobody_else_bids() -> None:
    assert states(one(VOID, lot(["2", "1"], link=[1, 1]))) == ["linked-higher", "linked-highest"]


def test_a_single_quote_of_a_group_is_never_void() -> None:
    assert states(one(VOID, lot(["1", "2"], link=[None, 1], ceiling="5"))) == ["won", "won"]


def test_two_groups_are_judged_at_once() -> None:
    # 1 and 2 are left; only 2 is the highest. Judging in turn would void 1 as well.
    awarded = one(VOID, lot(["1", "1.5", "2", "3"], link=[1, 1, 2, 2], ceiling="5"))
    assert states(awarded) == ["won", "linked-higher", "linked-highest", "linked-higher"]
    # Both left at the same price are both the highest.
    awarded = one(VOID, lot(["2", "2.5", "2", "3"], link=[1, 1, 2, 2], ceiling="5"))
    assert states(awarded) == ["linked-highest", "linked-higher"] * 2


def test_where_the_rule_book_lets_the_one_left_stand_it_stands() -> None:
    lenient = tune(book(VOID), "links", if_left_highest="stands")
    assert states(one(lenient, lot(["2", "1", "3"], link=[1, None, 1], ceiling="5"))) == [
        "won",
        "won",
        "linked-higher",
    ]


def test_quotes_are_compared_as_comparable_prices() -> None:
    # 1.8 for twice the strength is 1.8 / 1.7 = 1.0588 in the main specification: lower than 1.06.
    bids = lot(["1.06", "1.8", "1"], link=[1, 1, None], strength=[1.0, 2.0, 1.0])
    awarded = one(MERGE, bids)
    assert states(awarded) == ["linked-higher", "won", "won"]
    assert row(awarded.comparable) == [10_600, 10_588, 10_000]


def test_a_consortium_has_one_place_and_one_price_and_all_its_members_win() -> None:
    awarded = one(
        CONSORTIUM, lot(["1", "1.1", "1", "1.2", "1.3"], link=[1, None, 1, None, None], base=[100] * 31)
    )
    # Four bidders, three places: the consortium, 1.1 and 1.2.
    assert states(awarded) == ["won", "won", "won", "won", "no-place"]
    assert (int(awarded.bidders[0]), int(awarded.places[0]), int(awarded.winners[0])) == (4, 3, 3)
    assert row(awarded.price)[0] == row(awarded.price)[2] == 10_000
    assert row(awarded.rank) == [1, 2, 1, 3, 0]
    # Three winners commit 70 %; the consortium chooses as one, through its first member.
    assert int(awarded.share[0]) == 700_000
    assert set(row(awarded.main)) == {0, 1, 3}
    assert sum(row(awarded.volume)) == 31 * 70


def test_a_member_that_quotes_more_is_out_and_a_bid_of_its_own_does_not_hurt_it() -> None:
    awarded = one(CONSORTIUM, lot(["1", "1.0001", "1", "1.5"], link=[1, 1, 1, None]))
    assert states(awarded) == ["won", "linked-higher", "won", "won"]


def test_a_consortium_loses_as_a_whole() -> None:
    awarded = one(
        CONSORTIUM, lot(["1", "1.1", "1.2", "1.3", "1.3", "1.25"], link=[None, None, None, 1, 1, None])
    )
    # Five bidders, three places.
    assert states(awarded) == ["won", "won", "won", "no-place", "no-place", "no-place"]
    # Two bidders, two places: both members fail the multiple together, and both are revived together.
    awarded = one(CONSORTIUM, lot(["1", "1.9", "1.9"], link=[None, 1, 1]))
    assert states(awarded) == ["won", "revived-shortlisted", "revived-shortlisted"]


def test_members_of_a_consortium_count_one_by_one_in_the_mean_brand_volume() -> None:
    # Members of the consortium carry 4 and 0: with seven standing bids the mean is 14/7 = 2, so 2 is enough.
    prices = ["1", "1", "1.1", "1.2", "1.3", "1.4", "1.5"]
    link = [1, 1, *[None] * 5]
    awarded = one("round-11-2025", lot(prices, link=link, brand=[4, 0, 3, 3, 2, 1, 1]))
    assert states(awarded)[4:] == ["revived-not-shortlisted", "no-place", "no-place"]


def test_firms_linked_in_a_book_without_the_clause_bid_apart() -> None:
    for name in ("insulin-2021", "stents-2020"):
        linked = one(name, lot(["1", "1.1", "1.2"], link=[1, 1, 1], ceiling="2"))
        apart = one(name, lot(["1", "1.1", "1.2"], ceiling="2"))
        assert states(linked) == states(apart)
