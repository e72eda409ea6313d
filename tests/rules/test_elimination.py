"""The round-wide elimination of rounds 7 to 9, on whole rounds small enough to check by eye."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.market.areas import load_areas
from simulator.rules.lot import Lot
from simulator.tender.replay import replay
from tests.rules.tenders import award, book, lot, row, states, tune

SEVEN, NINE = "round-7-2022", "round-9-2023"


def spread(percent: int, name: str = "drug") -> Lot:
    """Two bids with a ratio of 1 plus so many percent; both pass the price test."""
    return lot([10_000, 10_000 + 100 * percent], name=name, ceiling=100_000, past=[2, 1])


def hit(clauses: str, spreads: Sequence[int], reason: str) -> list[int]:
    """Which varieties, by position, lose their highest bid for this reason; no other bid may fall."""
    results = award(clauses, *(spread(s) for s in spreads))
    assert all(states(r)[0] == "won" for r in results)
    assert all(states(r)[1] in {"won", "eliminated-widest", "eliminated-tightest"} for r in results)
    return [k for k, r in enumerate(results) if states(r)[1] == reason]


def test_round_7_hits_the_six_widest_of_eight() -> None:
    spreads = [30, 10, 80, 20, 70, 60, 40, 50]
    assert hit(SEVEN, spreads, "eliminated-widest") == [0, 2, 4, 5, 6, 7]
    assert hit(SEVEN, spreads, "eliminated-tightest") == []


def test_equal_ratios_hit_the_earlier_variety() -> None:
    # Five clear ones; of the three equal ratios the first in the list is the sixth to be hit.
    assert hit(SEVEN, [20, 30, 40, 50, 20, 60, 70, 20], "eliminated-widest") == [0, 1, 2, 3, 5, 6]
    # Equal as ratios, from different prices: 1.2 to 1 and 6 to 5.
    rest = [spread(s) for s in (30, 40, 50, 60, 70)]
    doubled = lot([50_000, 60_000], ceiling=500_000, past=[2, 1])
    for pair in ([spread(20), doubled], [doubled, spread(20)]):
        first, second = award(SEVEN, *pair, *rest)[:2]
        assert states(first)[1] == "eliminated-widest"
        assert states(second)[1] == "won"


def test_a_ratio_larger_by_one_tick_in_a_million_decides() -> None:
    rest = [spread(s) for s in (30, 40, 50, 60, 70)]
    # 1.2 exactly, and 1,200,001 to 1,000,000.
    wider = lot([1_000_000, 1_200_001], ceiling=9_000_000, past=[2, 1])
    first, second = award(SEVEN, spread(20), wider, *rest)[:2]
    assert [states(first)[1], states(second)[1]] == ["won", "eliminated-widest"]


def test_comparable_prices_above_429_000_yuan_are_compared_as_well() -> None:
    # 30,000 to 60,000 yuan for a thousandth of the main strength; the ratio of what passed is 1.1.
    dear = lot(["30000", "33000", "60000"], strength=[0.001] * 3)
    clauses = tune(book(SEVEN), "elimination", widest=1)
    first, second = award(clauses, dear, lot(["1", "1.5"]))
    assert [states(first)[1], states(second)[1]] == ["won", "eliminated-widest"]


def test_rounds_8_and_9_hit_the_four_widest_and_the_two_tightest() -> None:
    spreads = [30, 10, 80, 20, 70, 60, 40, 50]
    for name in ("round-8-2023", NINE):
        assert hit(name, spreads, "eliminated-widest") == [2, 4, 5, 7]
        assert hit(name, spreads, "eliminated-tightest") == [1, 3]


def test_the_tightest_are_chosen_among_those_that_the_widest_left() -> None:
    assert hit(NINE, [10, 20, 30, 40, 50], "eliminated-widest") == [1, 2, 3, 4]
    assert hit(NINE, [10, 20, 30, 40, 50], "eliminated-tightest") == [0]
    assert hit(NINE, [10, 20, 30, 40], "eliminated-tightest") == []


def test_equal_smallest_ratios_hit_the_earlier_variety() -> None:
    assert hit(NINE, [5, 60, 70, 5, 80, 90, 5], "eliminated-tightest") == [0, 3]


def test_a_variety_with_a_single_winner_is_never_hit() -> None:
    sole = lot([10_000], name="sole", ceiling=100_000)
    results = award(SEVEN, sole, spread(10), spread(20))
    assert states(results[0]) == ["won"]
    # One winner among several bidders: the dear ones failed the price test or have no place.
    beaten = lot([10_000, 18_001, 20_000], ceiling=21_000, past=[3, 2, 1])
    results = award(SEVEN, beaten, spread(10))
    assert states(results[0]) == ["won", "failed-price-test", "no-place"]
    assert states(results[1]) == ["won", "eliminated-widest"]


def test_only_the_winners_make_the_ratio() -> None:
    # Counting all valid bids the first variety has the widest spread; among winners it has the tightest.
    first = lot([10_000, 10_500, 90_000], ceiling=100_000, past=[3, 2, 1])
    for ranked, other in (("passed", "eliminated-widest"), ("valid", "won")):
        clauses = tune(book(SEVEN), "elimination", widest=1, ranked=ranked)
        results = award(clauses, first, spread(30))
        assert states(results[0]) == ["won", "won", "no-place"]
        assert states(results[1])[1] == other


def test_if_the_highest_counted_bid_had_not_passed_nobody_is_out() -> None:
    # Four bidders have three places; the third is shortlisted at more than 1.8 times the lowest.
    lots = [lot([10_000, 12_000, 18_001, 20_000], ceiling=21_000, past=[4, 3, 2, 1])]
    among_listed = tune(book(SEVEN), "elimination", ranked="shortlisted")
    assert states(award(among_listed, *lots)[0]) == ["won", "won", "failed-price-test", "no-place"]
    assert states(award(SEVEN, *lots)[0]) == ["won", "eliminated-widest", "failed-price-test", "no-place"]


def test_of_equal_highest_bids_the_last_by_rank_is_out() -> None:
    tied = lot([10_000, 13_000, 13_000, 20_000, 21_000], ceiling=100_000, past=[5, 3, 4, 2, 1])
    # Four places for five bidders: the highest bid that passed is 20,000 (a cut of 80 %), and it is alone.
    result = award(SEVEN, tied)[0]
    assert states(result) == ["won", "won", "won", "eliminated-widest", "no-place"]
    tied = lot([10_000, 13_000, 13_000], ceiling=100_000, past=[5, 3, 4])
    # Three bidders have two places: the one with less past volume has none.
    assert states(award(SEVEN, tied)[0]) == ["won", "no-place", "eliminated-widest"]
    tied = lot([10_000, 13_000, 13_000, 90_000], ceiling=100_000, past=[5, 3, 4, 1])
    assert states(award(SEVEN, tied)[0]) == ["won", "eliminated-widest", "won", "no-place"]


def test_the_place_stays_empty_and_volume_follows_from_the_winners_that_are_left() -> None:
    four = lot(
        [10_000, 11_000, 12_000, 13_000, 14_000, 15_000],
        ceiling=100_000,
        base=[100] * 31,
        past=[6, 5, 4, 3, 2, 1],
    )
    before = award(SEVEN, four, whole=False)[0]
    after = award(SEVEN, four)[0]
    assert states(before) == ["won"] * 4 + ["no-place"] * 2
    assert states(after) == ["won"] * 3 + ["eliminated-widest"] + ["no-place"] * 2
    assert (int(before.share[0]), int(after.share[0])) == (800_000, 700_000)
    assert (int(before.years[0]), int(after.years[0])) == (3, 2)
    assert (int(before.volume.sum()), int(after.volume.sum())) == (31 * 80, 31 * 70)
    assert row(after.rank) == [1, 2, 3, 0, 0, 0]
    assert row(after.price)[3] == 0


def test_the_elimination_couples_varieties() -> None:
    """The same bids win or lose by what happens in other varieties."""
    mine = spread(40)
    calm = [spread(s) for s in (1, 2, 3, 4, 5, 6)]
    wild = [spread(s) for s in (71, 72, 73, 74, 75, 76)]
    assert states(award(SEVEN, mine, *calm)[0])[1] == "eliminated-widest"
    assert states(award(SEVEN, mine, *wild)[0])[1] == "won"


def test_on_a_part_of_the_round_the_elimination_is_off_and_the_replay_says_so() -> None:
    areas = load_areas("national-31")
    lots = [spread(s) for s in (30, 10, 80, 20, 70, 60, 40, 50)]
    part = replay(lots, book(SEVEN), areas, varieties_of_round=61)
    assert (part.whole_round, part.switched_off) == (False, True)
    assert all(decision.won for decision in part.decisions)
    whole = replay(lots, book(SEVEN), areas, varieties_of_round=8)
    assert (whole.whole_round, whole.switched_off) == (True, False)
    assert [d.reason for d in whole.decisions].count("eliminated-widest") == 6
    # A rule book without such clauses has nothing to switch off.
    assert not replay(lots, book("round-5-2021"), areas, varieties_of_round=62).switched_off
