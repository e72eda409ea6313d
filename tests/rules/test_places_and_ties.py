"""How many bids are shortlisted, and who comes first among equal prices."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.tenders import NATIONAL, book, lot, one, row, states, tune

ROUND_9 = [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10]
ROUND_10 = [1, 2, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 8, 9, 9, 10]
PLACES = {
    "pilot-4-7-2018": [1],
    "expansion-2019": [1, 2, 2, 3],
    "round-2-2020": [1, 2, 2, 3, 4, 4, 5, 5, 6],
    "round-3-2020": ROUND_9[:10],
    "round-4-2021": ROUND_9,
    "round-5-2021": ROUND_9,
    "round-7-2022": ROUND_9,
    "round-8-2023": ROUND_9,
    "round-9-2023": ROUND_9,
    "round-10-2024": ROUND_10,
    "round-11-2025": ROUND_10,
    "insulin-2021": ROUND_9[:11],
    "stents-2020": list(range(1, 11)),
}


def test_every_national_book_is_covered() -> None:
    assert set(PLACES) == set(NATIONAL)


@pytest.mark.parametrize("name", NATIONAL)
def test_places_for_1_to_40_bidders(name: str) -> None:
    table = PLACES[name]
    for bidders in range(1, 41):
        expected = table[min(bidders, len(table)) - 1]
        # All bids are within a hair of each other and far above any other line: who has a place wins.
        awarded = one(
            name, lot([1_000_000 + i for i in range(bidders)], ceiling=1_100_000, brand=[0] * bidders)
        )
        assert int(awarded.bidders[0]) == bidders
        assert int(awarded.places[0]) == expected
        direct = [state == "won" for state in states(awarded)]
        assert direct == [True] * expected + [False] * (bidders - expected)


@settings(max_examples=50, deadline=None)
@given(st.permutations(range(9)), st.sampled_from(NATIONAL))
def test_the_lowest_prices_have_the_places_in_any_order_of_the_list(order: list[int], name: str) -> None:
    awarded = one(
        name,
        lot([1_000_000 + i for i in order], ceiling=1_100_000, brand=[0] * 9, firms=[f"f{i}" for i in order]),
    )
    assert row(awarded.position) == [i + 1 for i in order]
    places = int(awarded.places[0])
    assert [state == "won" for state in states(awarded)] == [i < places for i in order]


def test_numbers_between_and_below_the_keys_of_a_table() -> None:
    clauses = tune(book("round-5-2021"), "places", table={3: 2, 6: 4}, cap=3)
    for bidders, places in ((1, 0), (2, 0), (3, 2), (5, 2), (6, 3), (40, 3)):
        awarded = one(clauses, lot([1_000_000 + i for i in range(bidders)], ceiling=1_100_000))
        assert int(awarded.places[0]) == places
        assert states(awarded) == ["won"] * places + ["no-place"] * (bidders - places)


def test_a_firm_at_its_limit_is_passed_over_and_the_place_goes_to_the_next() -> None:
    clauses = tune(book("stents-2020"), "places", table={1: 4}, cap=4)
    firms = ["a", "a", "a", "a", "a", "b", "b", "a"]
    awarded = one(
        tune(clauses, "places", per_firm=2),
        lot(["1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"], firms=firms),
    )
    # Two of firm a, then both of firm b; the bids between are passed over, the last came too late.
    assert states(awarded) == ["won", "won", *["firm-limit"] * 3, "won", "won", "no-place"]
    assert row(awarded.rank) == [1, 2, 0, 0, 0, 3, 4, 0]


# --- ties ----------------------------------------------------------------------------------------------

TIED = [10_000] * 3  # three bidders, two places: the order decides who is out


def order(name: str, **facts: object) -> list[int]:
    """Bids by rank among the standing ones."""
    position = row(one(name, lot(TIED, **facts)).position)  # type: ignore[arg-type]
    return sorted(range(3), key=position.__getitem__)


def test_larger_past_volume_comes_first() -> None:
    for past in permutations([5, 6, 7]):
        expected = sorted(range(3), key=lambda i: -past[i])
        # The lot is drawn the other way round and does not count.
        assert order("round-7-2022", past=list(past), draw=list(past)) == expected


def test_the_pilot_puts_coverage_before_past_volume() -> None:
    for name in ("pilot-4-7-2018", "expansion-2019"):
        assert order(name, coverage=[9, 11, 10], past=[3, 1, 2]) == [1, 2, 0]
        assert order(name, coverage=[9, 9, 10], past=[1, 3, 2]) == [2, 1, 0]
        assert order(name, coverage=[9, 9, 9], past=[1, 3, 2]) == [1, 2, 0]


def test_the_insulin_and_stent_tenders_put_brand_volume_first() -> None:
    for name in ("insulin-2021", "stents-2020"):
        assert order(name, brand=[1, 3, 2], past=[9, 8, 7]) == [1, 2, 0]


def test_a_key_that_is_missing_for_one_bid_is_skipped_for_all() -> None:
    assert order("round-7-2022", past=[1, 9, None], draw=[2, 3, 1]) == [2, 0, 1]
    # Only that key: the next one still counts.
    assert order("pilot-4-7-2018", coverage=[11, None, 9], past=[1, 2, 3]) == [2, 1, 0]


def test_zero_is_on_record_and_not_missing() -> None:
    assert order("round-7-2022", past=[0, 2, 1], draw=[1, 3, 2]) == [1, 2, 0]


def test_the_lot_decides_last_smaller_first_and_then_the_list() -> None:
    for draw in permutations([0, 2**31, 2**32 - 1]):
        assert order("round-7-2022", draw=list(draw)) == sorted(range(3), key=draw.__getitem__)
    assert order("round-7-2022", draw=[7, 7, 7]) == [0, 1, 2]
    assert order("round-7-2022", past=[1, 2, 2], draw=[0, 9, 8]) == [2, 1, 0]


def test_one_tick_beats_every_tie_key() -> None:
    awarded = one("round-7-2022", lot([10_001, 10_000, 10_001], past=[9, 0, 9], draw=[1, 9, 2]))
    assert states(awarded) == ["won", "won", "no-place"]
    assert row(awarded.position) == [2, 1, 3]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, 1, 2])),
        min_size=2,
        max_size=9,
    ),
    st.randoms(use_true_random=False),
    st.sampled_from(["pilot-4-7-2018", "round-2-2020", "round-7-2022", "round-10-2024"]),
)
def test_the_order_of_the_list_does_not_matter_when_the_lots_move_along(bids, random, name) -> None:
    draws = random.sample(range(1_000), len(bids))
    shuffled = random.sample(range(len(bids)), len(bids))

    def play(order: list[int]) -> dict[str, tuple[str, int, int]]:
        awarded = one(
            name,
            lot(
                [10_000 + bids[i][0] for i in order],
                firms=[f"f{i}" for i in order],
                past=[bids[i][1] for i in order],
                coverage=[bids[i][2] for i in order],
                draw=[draws[i] for i in order],
            ),
        )
        facts = zip(states(awarded), row(awarded.position), row(awarded.rank), strict=True)
        return dict(zip(awarded.lot.firms, facts, strict=True))

    assert play(list(range(len(bids)))) == play(shuffled)


def test_a_great_many_bids_at_the_highest_prices_are_still_told_apart_by_lot() -> None:
    count = 400
    awarded = one("round-7-2022", lot([3_000_000_000] * count, draw=list(range(count))[::-1]))
    assert row(awarded.position) == list(range(count, 0, -1))
