"""Second chances of rounds 10 and 11: who is asked, at what price, and with what rights."""

from __future__ import annotations

import pytest

from tests.rules.tenders import REFUSES, book, change, lot, one, row, states, ticks, tune

TEN, ELEVEN = "round-10-2024", "round-11-2025"
BASE = [1_000] * 31


# --- round 10 ------------------------------------------------------------------------------------------


def test_with_one_direct_winner_the_offer_is_1_8_times_its_price() -> None:
    # Six bidders, three places; 1.8 x 1.0001 = 1.80018, offered 1.8002 (halves up), limit 1.8001.
    awarded = one(TEN, lot(["1.0001", "1.9", "2", "3", "4", "5"], base=BASE))
    assert states(awarded) == ["won", "revived-shortlisted", "revived-shortlisted", *["no-place"] * 3]
    assert row(awarded.price) == [10_001, 18_002, 18_002, 0, 0, 0]
    assert row(awarded.offered) == [0, 18_002, 18_002, 0, 0, 0]
    assert row(awarded.rank) == [1, 2, 3, 0, 0, 0]


def test_with_several_direct_winners_the_offer_is_the_highest_of_their_prices() -> None:
    awarded = one(TEN, lot(["1", "1.5", "1.9", "3", "4", "5"], base=BASE))
    assert states(awarded)[:3] == ["won", "won", "revived-shortlisted"]
    assert row(awarded.price)[:3] == [10_000, 15_000, 15_000]


def test_a_firm_that_refuses_stays_out_and_leaves_the_others_their_rights() -> None:
    prices = ["1", "1.9", "2", "3", "4", "5"]
    for reserve, state in (
        ("1.8", "revived-shortlisted"),
        ("1.8001", "failed-price-test"),
        (REFUSES, "failed-price-test"),
    ):
        awarded = one(TEN, lot(prices, base=BASE, reserve=["0.1", reserve, "0.1", "0.1", "0.1", "0.1"]))
        assert states(awarded)[:3] == ["won", state, "revived-shortlisted"]
        # The offer stays on record whether or not it was accepted.
        assert row(awarded.offered)[1:3] == [18_000, 18_000]


def test_the_share_follows_from_the_number_of_winners_with_the_revived() -> None:
    prices = ["1", "1.9", "2", "3", "4", "5"]
    for refusing, winners, share in ((0, 3, 700_000), (1, 2, 600_000), (2, 1, 500_000)):
        reserve = ["0.1", *[REFUSES] * refusing, *["0.1"] * (5 - refusing)]
        awarded = one(TEN, lot(prices, base=BASE, reserve=reserve))
        assert (int(awarded.winners[0]), int(awarded.share[0])) == (winners, share)
        assert int(awarded.volume.sum()) == 31_000 * share // 1_000_000


def test_revived_firms_of_round_10_choose_areas_after_the_direct_winners() -> None:
    awarded = one(TEN, lot(["1", "1.9", "2", "3", "4", "5"], base=BASE))
    # Every firm prefers the areas in their order: first pick, then turns by rank.
    assert row(awarded.main)[:7] == [0, 0, 1, 2, 0, 1, 2]


def test_who_has_no_place_or_a_void_bid_is_not_asked_in_round_10() -> None:
    awarded = one(TEN, lot(["1", "1.9", "2", "1.95", "4", "9.5"], ceiling="9"))
    assert states(awarded) == [
        "won",
        "revived-shortlisted",
        "no-place",
        "revived-shortlisted",
        "no-place",
        "over-ceiling",
    ]


def test_without_a_test_to_fail_there_is_nobody_to_revive() -> None:
    # 0.1 yuan for oral solids is a test of its own: the dearest bid wins at its own price.
    awarded = one(TEN, lot(["0.01", "0.1", "0.1001"], form="oral-solid", firms=["a", "b", "c"]))
    assert states(awarded) == ["won", "won", "no-place"]
    awarded = one(TEN, lot(["0.01", "0.1"], form="oral-liquid"))
    assert states(awarded) == ["won", "revived-shortlisted"]
    assert row(awarded.price) == [100, 180]


def test_an_undecided_bid_is_not_revived() -> None:
    awarded = one(TEN, lot(["0.01", "0.1"], form=""))
    assert states(awarded) == ["won", "undecided"]
    assert row(awarded.offered) == [0, 0]


# --- round 11, shortlisted -----------------------------------------------------------------------------


def test_in_round_11_the_sole_offer_starts_from_the_anchor() -> None:
    # Mean of the three shortlisted 1.02, half 0.51; 1.8 x 0.51 = 0.918. In round 10: 1.8 x 0.30 = 0.54.
    prices = ["0.30", "1.26", "1.50", "1.80", "1.98", "2.40"]
    for name, offer in ((ELEVEN, "0.918"), (TEN, "0.54")):
        awarded = one(name, lot(prices, brand=[0] * 6))
        assert row(awarded.price)[:3] == [ticks("0.30"), ticks(offer), ticks(offer)]


def test_the_anchor_is_the_lowest_price_where_half_the_mean_is_below_it() -> None:
    awarded = one(ELEVEN, lot(["1", "1.9", "2", "3", "4", "5"], brand=[0] * 6))
    # Half of the mean 1.6333 is 0.8167, below 1: the anchor is 1 and the offer 1.8.
    assert [int(part) for part in awarded.anchor[0]] == [10_000, 1]
    assert row(awarded.price)[:3] == [10_000, 18_000, 18_000]


def test_an_anchor_that_is_no_whole_tick_is_compared_exactly_and_offered_rounded() -> None:
    # Sum 0.1 + 0.7 + 0.7001 = 1.5001 yuan: anchor 15,001/6 = 2,500.1667 ticks, limit 4,500.3, offer 4,500.
    awarded = one(ELEVEN, lot(["0.1", "0.7", "0.7001", "3", "4", "5"], brand=[0] * 6))
    assert row(awarded.offered)[1:3] == [4_500, 4_500]
    # Sum 15,004: anchor 2,500.6667, limit 4,501.2, offer 4,501.
    awarded = one(ELEVEN, lot(["0.1", "0.7", "0.7004", "3", "4", "5"], brand=[0] * 6))
    assert row(awarded.offered)[1:3] == [4_501, 4_501]


# --- round 11, not shortlisted -------------------------------------------------------------------------


def second(brand: list[int | None], prices: list[str] | None = None, **facts: object) -> list[str]:
    """States of the bids without a place: six bidders, three places, all three direct winners."""
    listed = prices or ["1", "1.1", "1.2", "1.3", "1.4", "1.5"]
    return states(one(ELEVEN, lot(listed, brand=brand, **facts)))[3:]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("volume", "others", "revived"),
    [
        (100, [100, 100, 100, 100, 100], True),  # at the mean
        (99, [100, 100, 100, 100, 100], False),
        (101, [100, 100, 100, 101, 100], True),
        (100, [100, 100, 100, 101, 100], False),  # the mean is 100.17
        (0, [0, 0, 0, 0, 0], True),
    ],
)
def test_a_brand_that_hospitals_asked_for_at_least_on_average_is_revived(
    volume: int, others: list[int], revived: bool
) -> None:
    assert second([*others[:3], volume, *others[3:]])[0] == (
        "revived-not-shortlisted" if revived else "no-place"
    )


def test_the_highest_bid_is_excluded_however_much_its_brand_is_asked_for() -> None:
    assert second([1, 1, 1, 1, 1, 999]) == ["no-place"] * 3
    # Equal highest bids are all excluded.
    tied = ["1", "1.1", "1.2", "1.5", "1.5", "1.5"]
    assert second([1, 1, 1, 9, 9, 9], tied) == ["no-place"] * 3
    # An invalid bid is none of the standing bids: it shields nobody, and its brand volume is not in the mean.
    with_void = ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "9.1"]
    assert second([1, 1, 1, 1, 1, 1, 999], with_void, ceiling="9") == [
        *["revived-not-shortlisted"] * 2,
        "no-place",
        "over-ceiling",
    ]


def test_a_missing_brand_volume_leaves_the_second_revival_undecided() -> None:
    awarded = one(ELEVEN, lot(["1", "1.1", "1.2", "1.3", "1.4", "1.5"], brand=[1, 1, None, 9, 1, 9]))
    assert states(awarded)[3:] == ["no-place"] * 3
    # 64 marks the revival: it is open for those that the price does not exclude already.
    assert [bool(bits & 64) for bits in row(awarded.undecided)] == [False, False, False, True, True, False]


def test_the_second_offer_is_the_highest_award_price_so_far() -> None:
    # Direct winners 1 and 1.2; 2.5 is revived at 1.2; 2.6 is asked at 1.2 as well.
    awarded = one(ELEVEN, lot(["1", "1.2", "2.5", "2.6", "9", "9.5"], brand=[1, 1, 1, 4, 1, 1]))
    assert states(awarded) == [
        "won",
        "won",
        "revived-shortlisted",
        "revived-not-shortlisted",
        "no-place",
        "no-place",
    ]
    # Mean of the shortlist 1.5667, half 0.7833: the anchor is the lowest bid.
    assert row(awarded.price) == [10_000, 12_000, 12_000, 12_000, 0, 0]
    # A sole direct winner at 1: the shortlisted are revived at 1.8, and so is the brand without a place.
    awarded = one(ELEVEN, lot(["1", "1.9", "2", "2.6", "9", "9.5"], brand=[1, 1, 1, 4, 1, 1]))
    assert row(awarded.price) == [10_000, 18_000, 18_000, 18_000, 0, 0]


def test_a_brand_revived_without_a_place_keeps_its_own_volume_and_chooses_no_areas() -> None:
    brand = [1_000, 1_000, 1_000, 3_001, 1_000, 1_000]
    awarded = one(ELEVEN, lot(["1", "1.1", "1.2", "1.3", "1.4", "1.5"], brand=brand, base=BASE))
    assert states(awarded)[3] == "revived-not-shortlisted"
    assert (int(awarded.winners[0]), int(awarded.share[0])) == (4, 800_000)
    assert row(awarded.rank) == [1, 2, 3, 4, 0, 0]
    assert 3 not in row(awarded.main)
    assert 3 not in row(awarded.backup)
    # Split over 31 equal areas, 3,001 are 25 x 97 and 6 x 96, of which 80 % are 78 and 77; 1,000 are 8 x 33
    # and 23 x 32, of which 80 % are 26 both.
    assert row(awarded.volume)[3] == 25 * 78 + 6 * 77
    # What no winner was named for is 804 in 8 areas, 807 in 17 and 808 in 6; the first three supply it.
    assert sum(row(awarded.volume)[:3]) == 3 * 31 * 26 + 8 * 643 + 17 * 646 + 6 * 646


def test_without_the_right_to_its_brand_volume_it_wins_nothing_but_the_price() -> None:
    # Where volume goes to winning brands first there is no such right to take away, so this is round 11 with
    # the volumes of round 10.
    clauses = change(book(ELEVEN), volume=book(TEN).volume)
    terms = clauses.revival.not_shortlisted  # type: ignore[union-attr]
    bare = tune(
        clauses,
        "revival",
        not_shortlisted={"chooses_regions": terms.chooses_regions, "keeps_brand_volume": False},
    )
    brand = [1_000, 1_000, 1_000, 3_000, 1_000, 1_000]
    awarded = one(bare, lot(["1", "1.1", "1.2", "1.3", "1.4", "1.5"], brand=brand, base=BASE))
    assert states(awarded)[3] == "revived-not-shortlisted"
    assert row(awarded.volume)[3] == 0


def test_refusal_ends_the_second_revival_too() -> None:
    reserve = ["0.1"] * 3 + ["1.2001", "1.2", "0.1"]
    awarded = one(ELEVEN, lot(["1", "1.1", "1.2", "1.3", "1.4", "1.5"], brand=[1] * 6, reserve=reserve))
    assert states(awarded)[3:] == ["no-place", "revived-not-shortlisted", "no-place"]
    assert row(awarded.offered)[3:] == [12_000, 12_000, 0]


def test_revived_bids_rank_by_stage_and_then_by_price() -> None:
    awarded = one(ELEVEN, lot(["2.6", "1.2", "9.5", "1", "2.5", "9"], brand=[9, 1, 1, 1, 1, 1], base=BASE))
    # Direct: 1, 1.2; revived with a place: 2.5; revived without: 2.6.
    assert row(awarded.rank) == [4, 2, 0, 1, 3, 0]


def test_a_consortium_accepts_as_a_whole_and_counts_once_as_the_sole_winner() -> None:
    # f1 and f2 bid together at 1.9 and are revived at 1.8 only if both accept.
    prices = ["1", "1.9", "1.9", "3", "4", "5", "6"]
    link = [None, 1, 1, None, None, None, None]
    for second_reserve, state in (("1.8", "revived-shortlisted"), ("1.8001", "failed-price-test")):
        reserve = ["0.1", "0.1", second_reserve, *["0.1"] * 4]
        awarded = one(TEN, lot(prices, link=link, reserve=reserve, base=BASE))
        assert int(awarded.bidders[0]) == 6
        assert states(awarded)[1:3] == [state, state]
        # Places: f0, the consortium, f3 (revived).
        assert int(awarded.winners[0]) == (3 if state == "revived-shortlisted" else 2)
    # A consortium that is the sole direct winner counts as one: the offer is 1.8 times its price.
    awarded = one(TEN, lot(["1", "1", "1.9", "3", "4", "5", "6"], link=[1, 1, *[None] * 5]))
    assert row(awarded.price)[:3] == [10_000, 10_000, 18_000]
