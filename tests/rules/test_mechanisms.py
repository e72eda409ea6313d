"""Mechanisms of devices, renewals and alliances on the engine, with examples worked out by hand.

Rules and shares are those of the shipped books. Prices are in yuan; hospitals report 1,000 units for
a brand unless said, so that volumes read as shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from simulator.rules.lot import CRITERIA, AwardedLot, Lot
from tests.rules.tenders import Price, award, book, change, lot, one, row, states, ticks, tune


def bids(prices: Sequence[Price], ceiling: Price | None = 100, **facts: object) -> Lot:
    """Bids with a ceiling in yuan and 1,000 units reported for each brand, and further facts of a lot."""
    own = {name: facts.pop(name) for name in list(facts) if name in FACTS}
    top = None if ceiling is None else (str(ceiling) if isinstance(ceiling, int) else ceiling)
    brand = facts.pop("brand", [1_000] * len(prices))
    made = lot([str(p) for p in prices], ceiling=top, brand=brand, **facts)  # type: ignore[arg-type]
    arrays = {name: np.array(values, dtype=np.int64) for name, values in own.items() if name != "names"}
    named = {"specifications": tuple(own["names"])} if "names" in own else {}  # type: ignore[arg-type]
    return replace(made, **arrays, **named)  # type: ignore[arg-type]


FACTS = {"nationwide", "technical", "supply_score", "credit", "fee", "enquiry", "previous_price", "class_a"}
FACTS |= {"class_b", "names"}


def volumes(awarded: AwardedLot) -> tuple[list[int], list[int]]:
    return row(awarded.volume), row(awarded.pool)


# --- competitive units ---------------------------------------------------------------------------------

DEMAND = [40, 30, 10, 8, 4, 3, 2, 1, 1, 1]


def test_unit_a_is_filled_up_to_seven_firms_and_each_unit_is_decided_alone() -> None:
    # 40 + 30 + 10 = 80 % before the fourth, 88 % before the fifth: four firms, filled up to seven.
    awarded = one("joints-2021", bids([50 + k for k in range(10)], brand=DEMAND))
    assert row(awarded.rank) == [1, 2, 3, 4, 5, 6, 0, 1, 2, 0]
    assert (int(awarded.bidders[0]), int(awarded.places[0]), int(awarded.winners[0])) == (10, 8, 8)


def test_without_filling_up_unit_a_ends_at_85_percent() -> None:
    clauses = tune(book("joints-2021"), "units", least_firms=0)
    # Unit A has four firms and three places, unit B six firms and five places.
    assert row(one(clauses, bids([50 + k for k in range(10)], brand=DEMAND)).rank) == [
        1, 2, 3, 0, 1, 2, 3, 4, 5, 0,
    ]  # fmt: skip


def test_who_does_not_promise_to_supply_everywhere_is_in_unit_b() -> None:
    # The cheapest does not promise and leads unit B; a silent firm counts as one that does.
    made = bids([50 + k for k in range(10)], brand=DEMAND, nationwide=[0, -1, *[1] * 8])
    awarded = one("joints-2021", made)
    assert row(awarded.rank) == [1, 1, 2, 3, 4, 5, 6, 0, 2, 0]


def test_a_firm_without_a_report_puts_all_in_one_unit() -> None:
    awarded = one("joints-2021", bids([50 + k for k in range(10)], brand=[*DEMAND[:9], None]))
    assert sorted(row(awarded.rank)) == [0, *range(1, 10)]


def test_quality_tiers_of_henan_have_a_winner_each() -> None:
    made = bids([10, 6, 7], status=["passed", "not-passed", "not-passed"])
    awarded = one("province-henan-2020", made)
    assert states(awarded) == ["won", "won", "no-place"]
    assert row(awarded.rank) == [1, 1, 0]


# --- score ---------------------------------------------------------------------------------------------


def points(*values: float) -> list[int]:
    return [round(10_000 * value) for value in values]


def test_composite_review_from_three_bidders() -> None:
    # 0.6 x 100 + 0.4 x 50 = 80 against 0.6 x 90.9091 + 0.4 x 80 = 86.5.
    prices, technical = [10, 11, 12], points(50, 80, 0)
    assert row(one("province-henan-2020", bids(prices, technical=technical)).rank) == [0, 1, 0]
    assert row(one("province-henan-2020", bids(prices[:2], technical=technical[:2])).rank) == [1, 0]
    unknown = [*technical[:2], -1]
    assert row(one("province-henan-2020", bids(prices, technical=unknown)).rank) == [1, 0, 0]


def test_a_tie_of_scores_goes_to_the_lower_price() -> None:
    # Price points 100 and 80 (10 over 12.5): 0.6 x 20 = 12 points are worth 30 technical ones.
    for other, first in ((30, 0), (30.0001, 1)):
        awarded = one("province-henan-2020", bids(["10", "12.5", "90"], technical=points(0, other, 0)))
        assert row(awarded.rank)[first] == 1


def test_single_scores_make_technical_points_by_weight() -> None:
    clauses = change(
        book("province-henan-2020"),
        ranking={
            "use": "score", "price_weight": "0.5", "technical_weight": "0.5", "least_bidders": 1,
            "price_points": "cut", "criteria": {"recognition": "0.25", "credit": "0.75"},
        },
    )  # fmt: skip
    made = bids([40, 50])
    scores = np.full((2, len(CRITERIA)), -1, dtype=np.int64)
    # Cuts of 60 and 50 points; technical 20 against 0.25 x 60 + 0.75 x 20 = 30: a tie, the cheaper first.
    scores[0, [CRITERIA.index("recognition"), CRITERIA.index("credit")]] = points(20, 20)
    scores[1, [CRITERIA.index("recognition"), CRITERIA.index("credit")]] = points(60, 20)
    assert row(one(clauses, replace(made, criteria=scores)).rank) == [1, 0]
    scores[1, CRITERIA.index("recognition")] += 10
    assert row(one(clauses, replace(made, criteria=scores)).rank) == [0, 1]


# --- places and tests ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("others", "places"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_the_cheaper_half_of_those_above_the_enquiry_price(others: int, places: int) -> None:
    prices = [90, 100, *(110 + k for k in range(others))]
    awarded = one("renewal-jiangsu-2022", bids(prices, 200, enquiry=[ticks("100")] * len(prices)))
    # Who is at the enquiry price wins and takes no place.
    assert states(awarded) == ["won"] * (2 + places) + ["no-place"] * (others - places)
    assert int(awarded.places[0]) == places


def test_one_tick_above_the_enquiry_price_a_place_is_needed() -> None:
    prices = ["100.0001", "100.0002"]
    enquiry = [ticks("100")] * 2
    assert states(one("renewal-jiangsu-2022", bids(prices, 200, enquiry=enquiry))) == ["won", "no-place"]
    at_line = bids(["100", "99"], 200, enquiry=enquiry)
    assert states(one("renewal-jiangsu-2022", at_line)) == ["won", "won"]
    # Without an enquiry price on record nobody can be said to have failed it.
    undecided = one("renewal-rounds-1-8-2026", bids([100], 200))
    assert states(undecided) == ["undecided"]


def test_at_a_posted_price_everybody_wins_and_the_others_may_join_later() -> None:
    # 798 and 50 for service make 848, the ceiling.
    made = bids(["798", "798.0001", "730", "849"], 848, fee=[ticks("50"), ticks("50"), 0, 0])
    awarded = one("stents-2022", made)
    assert states(awarded) == ["won", "over-ceiling", "won", "over-ceiling"]
    assert row(awarded.price) == [ticks("848"), 0, ticks("730"), 0]
    assert row(awarded.rank) == [2, 0, 1, 0]
    assert awarded.late[0].tolist() == [False, True, False, True]


def test_who_has_no_ceiling_or_did_not_qualify_cannot_join_later() -> None:
    made = bids(["900", "900"], "848", status=["not-passed", "passed"])
    clauses = book("stents-2022")
    assert one(clauses, made).late[0].tolist() == [clauses.quality.use == "none", True]
    assert not one(clauses, bids(["900"], None)).late.any()


def test_a_sole_bidder_must_still_cut() -> None:
    assert states(one("iol-36-2020", bids([100]))) == ["failed-price-test"]
    assert states(one("iol-36-2020", bids(["99.9901"]))) == ["failed-price-test"]
    assert states(one("iol-36-2020", bids(["99.99"]))) == ["won"]
    assert states(one("iol-36-2020", bids([100], None))) == ["undecided"]
    assert states(one("iol-36-2020", bids([100, 100]))) == ["won", "won"]


def test_with_few_bidders_the_largest_cuts_of_the_round_win() -> None:
    # The cheaper of two bidders cuts by 10, 50, 30, 40 and 20 %; 40 % of the five on the list are two.
    few = [bids([100 - cut, 95], name=f"v{cut}") for cut in (10, 50, 30, 40, 20)]
    enough = bids([97, 98, 99], name="three")
    found = [states(result) for result in award("alliance-shandong-shanxi-2021", *few, enough)]
    assert [first for first, _ in found[:5]] == [
        "cut-too-small",
        "won",
        "cut-too-small",
        "won",
        "cut-too-small",
    ]
    assert {second for _, second in found[:5]} == {"no-place"}
    assert found[5] == ["won", "won", "no-place"], "with three bidders a variety stands for itself"
    # Six on the list: 2.4 are two; seven: 2.8 are three.
    for number, winners in ((6, 2), (7, 3)):
        lots = [bids([90 - cut, 95], name=f"v{cut}") for cut in range(number)]
        results = award("alliance-shandong-shanxi-2021", *lots)
        assert [states(r)[0] for r in results].count("won") == winners
    assert states(one("alliance-shandong-shanxi-2021", few[0]))[0] == "won", "off on a part of the round"


# --- volumes -------------------------------------------------------------------------------------------


def test_joints_in_one_hospital() -> None:
    # Firm D ranks second and has no need here.
    awarded = one("joints-2021", bids([50, 51, 52, 53], brand=[40, 0, 20, 10]))
    assert volumes(awarded) == ([40, 0, 17, 0], [0, 0, 1, 10])


def test_joints_by_rank() -> None:
    kept, pool = volumes(one("joints-2021", bids([50 + k for k in range(7)])))
    assert kept == [1000, 900, 850, 800, 750, 700, 0]
    assert pool == [0, 0, 50, 100, 150, 200, 1000]


def test_reagents_by_rank_and_with_top_up_lines() -> None:
    six = [10 + k for k in range(6)]
    awarded = one("reagent-jiangxi-2024", bids([*six, 50, 60]))
    assert volumes(awarded) == ([1000, 950, 950, 800, 750, 700, 600, 400], [0, 0, 0, 100, 150, 200, 300, 500])
    above = one("reagent-jiangxi-2024", bids([*six, "50.0001", "60.0001"]))
    assert states(above) == ["won"] * 7 + ["no-place"]
    assert (row(above.volume)[6:], row(above.pool)[6:]) == ([400, 0], [500, 1000])


@pytest.mark.parametrize(
    ("kind", "kept"), [("ordinary", [1000, 900, 800, 800]), ("reduced", [700, 600, 500, 500])]
)
def test_alliance_table_with_half_of_the_pool_to_the_cheapest(kind: str, kept: list[int]) -> None:
    awarded = one("alliance-allocation-2022", bids([10 + k for k in range(5)], 50, volume_class=kind))
    # 100 + 200 + 200 from winners and 1,000 from the loser: half of 1,500.
    assert row(awarded.pool) == [0, 100, 200, 200, 1000]
    assert row(awarded.assigned) == [750, 0, 0, 0, 0]
    assert row(awarded.volume) == [kept[0] + 750, *kept[1:], 0]
    assert int(awarded.years[0]) == 2


@pytest.mark.parametrize(
    "name", ["joints-2021", "reagent-jiangxi-2024", "alliance-allocation-2022", "device-linear-fujian"]
)
def test_rounding_makes_no_unit_out_of_nothing(name: str) -> None:
    # With 5 units reported, 90 % kept and 10 % pooled would both be rounded up, to 6.
    for reported in range(1, 60):
        awarded = one(name, bids([20 + k for k in range(6)], brand=[reported] * 6))
        spent = awarded.volume + awarded.pool - awarded.assigned
        assert (spent <= reported).all(), (name, reported, spent)


@pytest.mark.parametrize(
    ("price", "kept", "passed_on"),
    [
        ("35", 500, 300),
        ("34.5", 515, 285),
        ("34", 530, 270),
        ("30", 650, 150),
        ("25", 800, 0),
        ("20", 800, 0),
    ],
)
def test_clips_keep_three_points_more_for_each_point_of_cut(price: str, kept: int, passed_on: int) -> None:
    assert volumes(one("device-linear-fujian", bids([price]))) == ([kept], [passed_on])


def test_clips_below_65_percent_lose_and_the_line_is_exact() -> None:
    assert states(one("device-linear-fujian", bids(["35.0001"]))) == ["failed-price-test"]
    # 1,000,000 units, one tick below 35: 3 x 0.0001 % of them more.
    made = bids(["34.9999"], brand=[1_000_000])
    assert volumes(one("device-linear-fujian", made)) == ([500_003], [299_997])


def insulin(prices: Sequence[Price], **facts: object) -> Lot:
    """Class A up to 25 yuan, class B and the enquiry price 35, ceiling 50."""
    n = len(prices)
    printed = {"class_a": [ticks("25")] * n, "class_b": [ticks("35")] * n, "enquiry": [ticks("35")] * n}
    return bids(prices, 50, **(printed | facts))


def test_insulin_2024_by_printed_class() -> None:
    awarded = one("insulin-2024", insulin(["20", "21", "25.5", "30", "40", "41", "42"]))
    # A1, A, B by the multiple, B by the printed price; 40 comes back at 30, in class C.
    assert states(awarded) == ["won"] * 4 + ["revived-shortlisted", "no-place", "no-place"]
    assert row(awarded.volume) == [1000, 800, 550, 550, 450, 0, 0]
    assert row(awarded.price)[4] == ticks("30")
    edge = one("insulin-2024", insulin(["25", "25.0001"]))
    assert row(edge.volume) == [1000, 550]


def test_insulin_2024_a_larger_cartridge_counts_1_3_times() -> None:
    awarded = one("insulin-2024", insulin([26, 21], names=["1.5ml-450u", ""]))
    assert row(awarded.price) == [ticks("20"), ticks("21")]
    assert row(awarded.rank) == [1, 2]


@pytest.mark.parametrize(
    ("price", "old", "volume"),
    [
        ("60", "60", 8000),
        # A rise of any part of a point counts as a whole one: 0.8 x (0.9 - 0.01).
        ("60.0001", "60", 7120),
        ("60.6", "60", 7120),
        ("60.6001", "60", 7040),
        ("63", "60", 6800),
        ("70", None, 8000),
        # Above 0.7 of the benchmark, in the next step: 0.7 x (0.9 - 0.01).
        ("70.0001", None, 6230),
        ("70.7", None, 6230),
        ("70.7001", None, 6160),
        ("84", None, 4900),
        ("84", "84", 7000),
        # Up by 98 %: nothing is left.
        ("99", "50", 0),
        ("100", "100", 6000),
    ],
)
def test_renewal_by_ratio_one_tick_on_either_side(price: str, old: str | None, volume: int) -> None:
    made = bids(
        [price], 120, brand=[10_000], enquiry=[ticks("100")], previous_price=[ticks(old) if old else -1]
    )
    assert row(one("renewal-rounds-1-8-2026", made).volume) == [volume]


@pytest.mark.parametrize(
    ("bidders", "expected"),
    [(1, [600]), (2, [360, 240]), (3, [360, 240, 0]), (4, [360, 144, 96, 0]), (6, [300, 150, 75, 75, 0, 0])],
)
def test_three_plus_six_lenses_share_out_60_percent(bidders: int, expected: list[int]) -> None:
    made = bids([50 + k for k in range(bidders)], base=[400, 350, 250])
    assert row(one("iol-36-2020", made).volume) == expected
    assert sum(expected) == 600


def test_yangtze_incumbents_get_more_and_the_term_follows_the_bidders() -> None:
    base = [10_000] * 4
    for past, kind, share in (
        (1, "ordinary", 6),
        (0, "ordinary", 5),
        (None, "ordinary", 5),
        (1, "reduced", 5),
    ):
        awarded = one("renewal-yangtze-2022", bids([10], 20, past=[past], volume_class=kind, base=base))
        assert row(awarded.volume) == [share * 4_000]
    for bidders, years in ((1, 2), (5, 2), (6, 3)):
        assert int(one("renewal-yangtze-2022", bids([10 + k for k in range(bidders)], 20)).years[0]) == years


def test_brand_first_in_two_areas() -> None:
    # Two winners commit 60 %. Brand volumes of 400, 300 and 200 are split 3 : 1 over areas of 900 and 300.
    clauses = change(book("round-11-2025"), supply=two_areas())
    made = bids(["1", "1.1", "5"], brand=[400, 300, 200], base=[900, 300])
    awarded = one(clauses, made)
    assert states(awarded)[:2] == ["won", "won"]
    assert row(awarded.main) == [0, 1]
    # The first: 60 % of 300 and of 100, and of the rest 900 - 300 - 225 in its area; the second: 60 % of 225
    # and 75, and of the rest 300 - 100 - 75 in its own.
    assert row(awarded.volume) == [180 + 60 + 225, 135 + 45 + 75, 0]
    assert sum(row(awarded.volume)) == 6 * 1_200 // 10, "own and rest together are 60 % of the base"


def two_areas(**more: object) -> dict[str, object]:
    return {"use": "serial-choice", "areas": "national-31", "first_pick": 0, **more}


# --- supply --------------------------------------------------------------------------------------------


def test_no_winner_takes_more_than_its_most_areas() -> None:
    clauses = change(book("round-7-2022"), supply=two_areas(most_areas=2))
    awarded = one(clauses, bids(["1", "1.1"], base=[10] * 5))
    assert row(awarded.main) == [0, 1, 0, 1, -1]
    wider = change(book("round-7-2022"), supply=two_areas(most_areas=3))
    assert row(one(wider, bids(["1", "1.1"], base=[10] * 5)).main) == [0, 1, 0, 1, 0]


def test_the_better_supply_score_chooses_first() -> None:
    clauses = change(book("round-7-2022"), supply=two_areas(order="supply-score"))
    made = bids(["1", "1.1", "1.2", "1.3"], base=[10] * 6, supply_score=[80, 95, -1, 0])
    # Four bidders have three places; the second chooses first, who has no score last.
    assert row(one(clauses, made).main) == [1, 0, 2, 1, 0, 2]
    tied = bids(["1", "1.1", "1.2", "1.3"], base=[10] * 6, supply_score=[80, 80, 80, 0])
    assert row(one(clauses, tied).main) == [0, 1, 2, 0, 1, 2]


# --- listing -------------------------------------------------------------------------------------------


def test_henan_lines_above_the_highest_winning_price() -> None:
    made = replace(
        bids([10, 12, 9], 50, status=["passed", "passed", "not-passed"]),
        present=np.array([[True, True, False]]),
    )
    awarded = one("province-henan-2020", made)
    assert states(awarded) == ["won", "no-place", "absent"]
    assert row(awarded.outside_cap) == [ticks("15"), 0, 0]
    assert row(awarded.yellow) == [0, ticks("18"), ticks("10")]
    assert row(awarded.red) == [0, ticks("30"), 166_667]


def test_henan_the_highest_winning_price_of_the_variety_is_the_floor_of_the_cap() -> None:
    awarded = one("province-henan-2020", bids([10, 6, 7], 50, status=["passed", "not-passed", "not-passed"]))
    # 1.5 x 6 = 9 lies below the 10 yuan of the other tier's winner.
    assert row(awarded.outside_cap) == [ticks("15"), ticks("10"), 0]
