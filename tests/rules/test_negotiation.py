"""The pilot's provisional list on whole rounds whose numbers are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.market.areas import load_areas
from simulator.rules.lot import AwardedLot, Lot
from simulator.tender.replay import replay
from tests.rules.tenders import REFUSES, Price, award, book, change, lot, row, states, ticks, tune

PILOT = "pilot-4-7-2018"

# Two competitive varieties: cuts 60 % and 23,300/93,300 = 24.973...%, in 1/10,000: 6,000 and 2,497.
# Their mean is 4,248.5, halves up 4,249: the floor.
COMPETITIVE = (
    lot(["4", "5", "6"], name="crowded A", ceiling="10", areas=11),
    lot(["8", "9", "7"], name="crowded B", ceiling="9.33", areas=11),
)


def alone(name: str, price: Price, ceiling: Price | None, *, reserve: Price = 0, draw: int = 0) -> Lot:
    return lot([price], name=name, ceiling=[ceiling], reserve=[reserve], draw=[draw], areas=11)


def with_cuts(*cuts: int) -> list[Lot]:
    """Varieties with one bidder each at a ceiling of 1 yuan, by their cuts in 1/10,000."""
    return [alone(f"alone {i}", 10_000 - cut, 10_000) for i, cut in enumerate(cuts)]


def outcome(*lots: Lot) -> list[AwardedLot]:
    return list(award(PILOT, *lots))


def test_three_bidders_make_a_variety_final_at_its_lowest_price() -> None:
    first, second = outcome(*COMPETITIVE)
    assert states(first) == ["won", "no-place", "no-place"]
    assert states(second) == ["no-place", "no-place", "won"]
    assert (row(first.price)[0], row(second.price)[2]) == (ticks("4"), ticks("7"))
    # 65 % of the base for the only winner, which supplies all eleven cities.
    assert (int(first.share[0]), int(first.years[0])) == (650_000, 1)
    assert row(first.main) == [0] * 11
    assert row(first.backup) == [-1] * 11


def test_the_seven_largest_cuts_of_the_list_are_final_at_their_own_price() -> None:
    lots = with_cuts(900, 800, 100, 700, 600, 500, 400, 300)
    results = outcome(*COMPETITIVE, *lots)[2:]
    assert [states(r)[0] for r in results] == ["won", "won", "won-negotiated", *["won"] * 5]
    assert [row(r.price)[0] for r in results] == [9_100, 9_200, 5_751, 9_300, 9_400, 9_500, 9_600, 9_700]


def test_the_list_is_ranked_by_cut_and_not_by_price() -> None:
    # The dear drug has the larger cut: with one direct place it is final, and the cheap one negotiates.
    one_direct = tune(book(PILOT), "negotiation", direct=1)
    dear, cheap = alone("dear", "80", "100"), alone("cheap", "0.9", "1", reserve=REFUSES)
    results = award(one_direct, *COMPETITIVE, cheap, dear)[2:]
    assert [states(r)[0] for r in results] == ["negotiation-failed", "won"]


@pytest.mark.parametrize(
    ("ceiling", "offer"),
    [
        (10_000, 5_751),  # 10,000 x 0.5751
        (33_333, 19_170),  # 19,169.8083
        (20_000, 11_502),
        (5_000, 2_876),  # 2,875.5, half up
    ],
)
def test_the_eighth_is_offered_the_floor_price(ceiling: int, offer: int) -> None:
    seven = with_cuts(*[2_000] * 7)
    asked = ceiling - ceiling // 100
    for reserve, state, price in (
        (0, "won-negotiated", offer),
        (offer, "won-negotiated", offer),
        (offer + 1, "negotiation-failed", 0),
    ):
        last = outcome(*COMPETITIVE, *seven, alone("eighth", asked, ceiling, reserve=reserve))[-1]
        assert (states(last), row(last.price), row(last.offered)) == ([state], [price], [offer])
        assert int(last.winners[0]) == (state != "negotiation-failed")
        assert row(last.main) == ([0] * 11 if price else [-1] * 11)


def test_a_bid_at_or_below_the_floor_price_is_final_at_its_own_price() -> None:
    seven = with_cuts(*[9_000] * 7)
    for price, state, paid in (
        (5_751, "won", 5_751),
        (5_750, "won", 5_750),
        (5_752, "negotiation-failed", 0),
    ):
        last = outcome(*COMPETITIVE, *seven, alone("eighth", price, 10_000, reserve=REFUSES))[-1]
        assert (states(last), row(last.price)) == ([state], [paid])


def test_without_a_competitive_variety_the_eighth_is_undecided() -> None:
    results = outcome(*with_cuts(800, 700, 600, 500, 400, 300, 200, 100))
    assert [states(r)[0] for r in results] == ["won"] * 7 + ["undecided"]
    assert row(results[-1].price) == [0]


def test_the_lower_of_two_bidders_goes_on_the_list_and_the_other_has_no_place() -> None:
    two = lot(["0.999", "0.99"], name="two", ceiling="1", reserve=[0, REFUSES], areas=11)
    result = outcome(*COMPETITIVE, *with_cuts(*[2_000] * 7), two)[-1]
    assert states(result) == ["no-place", "negotiation-failed"]
    assert int(result.winners[0]) == 0, "a failed negotiation fails the variety: nobody moves up"


def test_equal_cuts_at_the_edge_of_the_list_are_told_apart_by_lot() -> None:
    # The cut is 10 % in both, from different ceilings: exact fractions tie.
    six = with_cuts(*[2_000] * 6)
    for draws in ((1, 2), (2, 1)):
        pair = [
            alone("p", "0.9", "1", reserve=REFUSES, draw=draws[0]),
            alone("q", "2.7", "3", reserve=REFUSES, draw=draws[1]),
        ]
        p, q = outcome(*COMPETITIVE, *six, *pair)[-2:]
        expected = ["won", "negotiation-failed"] if draws[0] < draws[1] else ["negotiation-failed", "won"]
        assert [states(p)[0], states(q)[0]] == expected
    # One tick less makes the cut larger by a hair, and the lot no longer counts.
    pair = [
        alone("p", "0.9", "1", reserve=REFUSES, draw=1),
        alone("q", "2.6999", "3", reserve=REFUSES, draw=2),
    ]
    assert [states(r)[0] for r in outcome(*COMPETITIVE, *six, *pair)[-2:]] == ["negotiation-failed", "won"]


def test_a_bid_without_a_ceiling_ranks_behind_all_others_and_cannot_negotiate() -> None:
    unknown = alone("unknown", "0.0001", None)
    last = outcome(*COMPETITIVE, *with_cuts(*[1] * 7), unknown)[-1]
    assert states(last) == ["undecided"]
    within_seven = outcome(*COMPETITIVE, *with_cuts(*[1] * 6), unknown)[-1]
    assert states(within_seven) == ["won"]


def test_a_competitive_variety_without_a_ceiling_is_left_out_of_the_floor() -> None:
    blind = lot(["1", "2", "3"], name="blind", areas=11)
    last = outcome(blind, *COMPETITIVE, *with_cuts(*[2_000] * 7), alone("eighth", "0.99", "1"))[-1]
    assert row(last.offered) == [5_751]


def test_the_share_of_the_mean_cut_is_rounded_once_more() -> None:
    # 90 % of 4,249 is 3,824.1; the offer is 10,000 - 3,824.
    milder = tune(book(PILOT), "negotiation", floor_share="0.9")
    last = award(milder, *COMPETITIVE, *with_cuts(*[2_000] * 7), alone("eighth", "0.99", "1"))[-1]
    assert row(last.offered) == [6_176]


def test_on_a_part_of_the_round_the_list_is_off_and_the_replay_says_so() -> None:
    lots = (*COMPETITIVE, *with_cuts(*[2_000] * 7), alone("eighth", "0.99", "1", reserve=REFUSES))
    cities = load_areas("cities-11")
    part = replay(lots, book(PILOT), cities, varieties_of_round=31)
    assert (part.whole_round, part.switched_off) == (False, True)
    assert part.decisions[-1].reason == "won"
    whole = replay(lots, book(PILOT), cities, varieties_of_round=31, whole_round=True)
    assert (whole.whole_round, whole.switched_off) == (True, False)
    assert whole.decisions[-1].reason == "negotiation-failed"
    assert replay(lots, book(PILOT), cities, varieties_of_round=10).whole_round
    assert not np.array_equal(part.awarded[-1].state, whole.awarded[-1].state)


def test_who_won_in_a_negotiation_can_be_eliminated_like_any_winner() -> None:
    clauses = tune(book(PILOT), "places", table={1: 1, 2: 2}, cap=2)
    clauses = tune(clauses, "negotiation", direct=1)
    two = lot([6_000, 9_500], name="two", ceiling=10_000, reserve=[0, 0], areas=11)
    assert states(list(award(clauses, *COMPETITIVE, two))[2]) == ["won", "won-negotiated"]
    # 9.5 over 6 is the largest ratio of the round: 6 over 4 and 9 over 7 are smaller.
    widest = {"use": "extreme-ratios", "widest": 1, "tightest": 0, "ranked": "valid", "minimum_bids": 2}
    out = list(award(change(clauses, elimination=widest), *COMPETITIVE, two))[2]
    assert states(out) == ["won", "eliminated-widest"]
    assert row(out.price) == [6_000, 0]
