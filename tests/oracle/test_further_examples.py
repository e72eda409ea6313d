"""The plain reading reproduces what the record says of renewals, alliances and device tenders.

Rules and shares are those of the shipped rule books; bids are made up where the record has none. Prices are
in 1/10,000 yuan, and hospitals report 1,000 (or 10,000) units for a brand, so that volumes read as shares.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from simulator.rules.parameters import DemandUnits
from tests.oracle.plain import PlainBid, PlainBidList, PlainLot, award_plain
from tests.oracle.plain.units import divide
from tests.rules.tenders import book


def yuan(text: str | int) -> int:
    ticks = Fraction(text) * 10_000
    assert ticks.denominator == 1
    return int(ticks)


def bid(price: str | int, ceiling: str | int | None = None, **facts: object) -> PlainBid:
    """One bid of a firm of its own; 1,000 units are reported for its brand."""
    made = PlainBid(
        firm=str(facts.pop("firm", price)),
        price=yuan(price),
        ceiling=None if ceiling is None else yuan(ceiling),
        brand_volume=1_000,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def award(rules: str, bids: list[PlainBid], **lot: object) -> PlainLot:
    made = replace(PlainBidList("variety", bids), **lot)  # type: ignore[arg-type]
    units = ["u"] * len(made.base)
    return award_plain([made], book(rules), units)[0]


# --- joints, spine, lenses -----------------------------------------------------------------------------


def test_7_8_joint_volumes_in_one_hospital() -> None:
    # Firm D holds rank 2 and has no need in this hospital.
    needs = {"A": 40, "D": 0, "B": 20, "C": 10}
    quotes = [
        bid(5000 + 100 * k, 8000, firm=firm, brand_volume=need)
        for k, (firm, need) in enumerate(needs.items())
    ]
    result = award("joints-2021", quotes)
    assert result.rank == [1, 2, 3, 0]
    assert result.volume == [40, 0, 17, 0]
    assert result.pool == [0, 0, 1, 10]
    assert result.assigned == [0, 0, 0, 0], "the hospital gives the pool to winners that it chooses"
    assert needs["B"] - result.volume[2] - result.pool[2] == 2, "left free"


def test_4_5_joints_kept_and_pooled_by_rank() -> None:
    result = award("joints-2021", [bid(5000 + k, 8000) for k in range(7)])
    assert result.rank == [1, 2, 3, 4, 5, 6, 0]
    assert result.volume == [1000, 900, 850, 800, 750, 700, 0]
    assert result.pool == [0, 0, 50, 100, 150, 200, 1000]
    tendered = [kept + pooled for kept, pooled in zip(result.volume, result.pool, strict=True)]
    assert set(tendered[1:6]) == {900}, "from rank two on 90 % of the need was tendered"


DEMAND = [40, 30, 10, 8, 4, 3, 2, 1, 1, 1]


def test_4_5_unit_a_holds_the_first_85_percent_and_is_filled_up_to_seven() -> None:
    quotes = [bid(5000 + k, 8000, brand_volume=demand) for k, demand in enumerate(DEMAND)]
    lot = PlainBidList("hips", quotes)
    assert divide(lot, book("joints-2021").units) == [[0, 1, 2, 3, 4, 5, 6], [7, 8, 9]]
    # The second does not promise to supply everywhere, the third is silent.
    quotes[1] = replace(quotes[1], nationwide=False)
    quotes[2] = replace(quotes[2], nationwide=None)
    assert divide(lot, book("joints-2021").units) == [[0, 2, 3, 4, 5, 6, 7], [1, 8, 9]]
    units = book("joints-2021").units
    assert isinstance(units, DemandUnits)
    few = units.model_copy(update={"least_firms": units.least_firms.model_copy(update={"value": 0})})
    assert divide(lot, few) == [[0, 2, 3], [1, 4, 5, 6, 7, 8, 9]], (
        "the fourth starts at 80 %, the fifth at 88"
    )


def test_4_5_units_are_decided_each_on_its_own() -> None:
    quotes = [bid(5000 + k, 8000, brand_volume=demand) for k, demand in enumerate(DEMAND)]
    result = award("joints-2021", quotes)
    assert result.rank == [1, 2, 3, 4, 5, 6, 0, 1, 2, 0]
    assert (result.bidders, result.places, result.winners) == (10, 8, 8)


def test_4_8_lenses_up_to_twenty_firms_are_all_in_unit_a() -> None:
    demand = [1000, *range(19, 0, -1)]
    quotes = [bid(100 + k, 900, brand_volume=volume) for k, volume in enumerate(demand)]
    assert len(divide(PlainBidList("lenses", quotes), book("iol-sports-2023").units)) == 1
    quotes.append(bid(200, 900, brand_volume=1))
    in_a, in_b = divide(PlainBidList("lenses", quotes), book("iol-sports-2023").units)
    assert 0 in in_a
    assert 20 in in_b


def test_4_7_spine_a_bid_at_forty_percent_of_the_ceiling_wins_without_a_place() -> None:
    # Seven firms, six places; the first six are cheaper still.
    cheaper = [bid(30 + k, 100) for k in range(6)]
    for price, state in (("40", "won"), ("40.0001", "no-place")):
        result = award("spine-2022", [*cheaper, bid(price, 100)])
        assert result.places == 6
        assert result.state == ["won"] * 6 + [state]


@pytest.mark.parametrize(
    ("bidders", "volumes"),
    [
        (1, [600]),
        (2, [360, 240]),
        (3, [360, 240, 0]),
        (4, [360, 144, 96, 0]),
        (6, [300, 150, 75, 75, 0, 0]),
    ],
)
def test_5_lenses_2020_each_takes_a_part_of_what_is_left(bidders: int, volumes: list[int]) -> None:
    result = award("iol-36-2020", [bid(50 + k, 100) for k in range(bidders)], base=[400, 350, 250])
    assert result.volume == volumes
    assert sum(volumes) == 600, "60 % of the need"


def test_5_lenses_2020_a_single_bidder_must_still_cut() -> None:
    assert award("iol-36-2020", [bid(100, 100)]).state == ["failed-price-test"]
    assert award("iol-36-2020", [bid("99.99", 100)]).state == ["won"]
    assert award("iol-36-2020", [bid(100)]).state == ["undecided"]
    assert award("iol-36-2020", [bid(100, 100), bid(100, 100, firm="b")]).state == ["won", "won"]


def test_5_lenses_2020_ties_by_past_quantity() -> None:
    quotes = [bid(50, 100, firm=f"f{past}", past_volume=past) for past in (10, 30, 20)]
    assert award("iol-36-2020", quotes).rank == [0, 1, 2]


# --- clips, reagents, stents ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "kept", "passed_on"),
    [
        ("35", 500, 300),
        ("34", 530, 270),
        ("30", 650, 150),
        ("25", 800, 0),
        ("20", 800, 0),  # the line ends at a cut of 75 %
        ("34.5", 515, 285),
    ],
)
def test_5_fujian_clips_keep_three_points_more_for_each_point_of_cut(
    price: str, kept: int, passed_on: int
) -> None:
    result = award("device-linear-fujian", [bid(price, 100)])
    assert result.volume == [kept]
    assert result.pool == [passed_on]


def test_5_fujian_clips_less_than_65_percent_loses() -> None:
    assert award("device-linear-fujian", [bid("35.0001", 100)]).state == ["failed-price-test"]


def test_5_jiangxi_reagents_by_rank_and_for_top_up_winners() -> None:
    quotes = [bid(10 + k, 100) for k in range(6)]
    result = award("reagent-jiangxi-2024", [*quotes, bid(50, 100), bid(60, 100)])
    assert result.places == 6
    assert result.volume == [1000, 950, 950, 800, 750, 700, 600, 400]
    assert result.pool == [0, 0, 0, 100, 150, 200, 300, 500]
    result = award("reagent-jiangxi-2024", [*quotes, bid("50.0001", 100), bid("60.0001", 100)])
    assert result.state == ["won"] * 7 + ["no-place"]
    assert result.volume[6:] == [400, 0]
    assert result.pool[6:] == [500, 1000]


def test_4_4_stents_2022_everybody_at_or_below_the_ceiling_wins() -> None:
    quotes = [bid(798, 848, fee=yuan(50)), bid("798.0001", 848, fee=yuan(50)), bid("730", 848), bid(849, 848)]
    result = award("stents-2022", quotes)
    assert result.state == ["won", "over-ceiling", "won", "over-ceiling"]
    assert result.price == [yuan(848), 0, yuan(730), 0]
    assert result.rank == [2, 0, 1, 0]
    assert result.late == [False, True, False, True], "the others may join at the ceiling"
    assert result.years == 3


# --- insulin 2024 --------------------------------------------------------------------------------------


def insulin(price: str | int, **facts: object) -> PlainBid:
    """Class A up to 25 yuan, class B up to 35, ceiling 50."""
    printed = {"class_a": yuan(25), "class_b": yuan(35), "enquiry": yuan(35)}
    return bid(price, 50, **(printed | facts))


def test_4_2_insulin_2024_classes() -> None:
    quotes = [insulin(price) for price in ("20", "21", "25.5", "30", "40", "41", "42")]
    result = award("insulin-2024", quotes)
    assert result.places == 5
    # 25.5 lies within 1.3 x 20, 30 only below the class-B price; 40 comes back at 30, in class C.
    assert result.state == [*["won"] * 4, "revived-shortlisted", "no-place", "no-place"]
    assert result.price[4] == yuan(30)
    assert result.volume == [1000, 800, 550, 550, 450, 0, 0]


def test_4_2_insulin_2024_without_anybody_in_class_a_nobody_is_a1() -> None:
    assert award("insulin-2024", [insulin(26), insulin(27)]).volume == [550, 550]
    result = award("insulin-2024", [insulin(26), insulin("35.0001")])
    assert result.volume == [550, 450], "the second comes back in class C"


def test_4_2_insulin_2024_a_larger_cartridge_counts_1_3_times() -> None:
    result = award("insulin-2024", [insulin(26, specification="1.5ml-450u"), insulin(21)])
    assert result.price == [yuan(20), yuan(21)]
    assert result.rank == [1, 2]


# --- renewals and alliances ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "old", "volume"),
    [
        ("60", "60", 8000),  # step 0.7: 80 %
        ("60.01", "60", 7120),  # a rise of 0.02 % counts as 1 %: 0.8 x (0.9 - 0.01)
        ("60.6", "60", 7120),
        ("60.61", "60", 7040),
        ("63", "60", 6800),
        ("63", None, 8000),
        ("70", None, 8000),
        ("70.01", None, 6230),  # step 0.85, above 0.7 x the benchmark: 0.7 x (0.9 - 0.01)
        ("84", None, 4900),
        ("84", "84", 7000),
        ("99", "50", 0),  # up by 98 %
        ("100", "100", 6000),
    ],
)
def test_5_renewal_2026_raising_the_old_price_costs_volume(price: str, old: str | None, volume: int) -> None:
    former = None if old is None else yuan(old)
    quote = bid(price, 120, enquiry=yuan(100), previous_price=former, brand_volume=10_000)
    assert award("renewal-rounds-1-8-2026", [quote]).volume == [volume]


def test_5_jiangsu_renewal_enquiry_price_or_the_cheaper_half() -> None:
    enquiry = {"enquiry": yuan(100)}
    quotes = [bid(price, 200, **enquiry) for price in ("90", "100", "110", "120", "130")]
    result = award("renewal-jiangsu-2022", quotes)
    assert result.state == ["won"] * 4 + ["no-place"], "half of the three others, rounded up"
    assert result.places == 2


@pytest.mark.parametrize(
    ("past", "volume_class", "share"),
    [(1, "ordinary", "0.6"), (0, "ordinary", "0.5"), (None, "ordinary", "0.5"), (1, "reduced", "0.5")],
)
def test_5_yangtze_renewal_incumbents_get_more(past: int | None, volume_class: str, share: str) -> None:
    base = [10_000] * 4
    result = award(
        "renewal-yangtze-2022", [bid(10, 20, past_volume=past)], volume_class=volume_class, base=base
    )
    assert result.volume == [Fraction(share) * 40_000]
    assert result.main == [0, 0, 0, 0]


@pytest.mark.parametrize(("bidders", "years"), [(1, 2), (5, 2), (6, 3)])
def test_5_yangtze_renewal_three_years_with_more_than_five_bidders(bidders: int, years: int) -> None:
    assert award("renewal-yangtze-2022", [bid(10 + k, 20) for k in range(bidders)]).years == years


@pytest.mark.parametrize(
    ("volume_class", "kept"), [("ordinary", [1000, 900, 800, 800]), ("reduced", [700, 600, 500, 500])]
)
def test_5_alliance_2022_half_of_the_pool_goes_to_the_cheapest(volume_class: str, kept: list[int]) -> None:
    result = award("alliance-allocation-2022", [bid(10 + k, 50) for k in range(5)], volume_class=volume_class)
    assert result.rank == [1, 2, 3, 4, 0]
    assert result.pool == [0, 100, 200, 200, 1000]
    assert result.assigned == [750, 0, 0, 0, 0]
    assert result.volume == [kept[0] + 750, *kept[1:], 0]
    assert result.years == 2


def test_5_alliance_2022_a_revived_firm_keeps_nothing() -> None:
    result = award("alliance-allocation-2022", [bid(10, 50), bid(19, 50)])
    assert result.state == ["won", "revived-shortlisted"]
    assert result.pool == [0, 1000]
    assert result.volume == [1500, 0]
    assert result.years == 1, "three bidders or fewer"


def test_5_shandong_shanxi_with_two_bidders_the_largest_cuts_win() -> None:
    # Cuts of the cheaper of two bidders: 10, 50, 30, 40, 20 %; 40 % of five bids are two.
    few = [PlainBidList(f"v{cut}", [bid(100 - cut, 100), bid(95, 100)]) for cut in (10, 50, 30, 40, 20)]
    enough = PlainBidList("v", [bid(price, 100) for price in (97, 98, 99)])
    results = award_plain([*few, enough], book("alliance-shandong-shanxi-2021"), [])
    assert [lot.state[0] for lot in results] == [
        "cut-too-small",
        "won",
        "cut-too-small",
        "won",
        "cut-too-small",
        "won",
    ]
    assert all(lot.state[1] == "no-place" for lot in results[:5])
    assert results[5].state == ["won", "won", "no-place"], "with three bidders a variety stands for itself"
    alone = award_plain(few[:1], book("alliance-shandong-shanxi-2021"), [], whole_round=False)
    assert alone[0].state[0] == "won", "nothing is compared on a part of the round"


def test_5_henan_composite_review_from_three_bidders() -> None:
    # 0.6 x 100 + 0.4 x 50 = 80 against 0.6 x 90.9091 + 0.4 x 80 = 86.5 points.
    quotes = [bid(10, 50, technical=500_000), bid(11, 50, technical=800_000)]
    assert award("province-henan-2020", quotes).rank == [1, 0], "with two bidders the price decides"
    third = bid(12, 50, technical=0)
    assert award("province-henan-2020", [*quotes, third]).rank == [0, 1, 0]
    assert award("province-henan-2020", [*quotes, replace(third, technical=None)]).rank == [1, 0, 0]


def test_6_5_henan_red_and_yellow_lines() -> None:
    quotes = [
        bid(10, 50),
        bid(12, 50, firm="passed"),
        bid(9, 50, firm="not", status="not-passed", present=False),
    ]
    result = award("province-henan-2020", quotes)
    assert result.state == ["won", "no-place", "absent"]
    assert result.outside_cap == [yuan(15), 0, 0]
    assert result.yellow == [0, yuan(18), yuan(10)]
    assert result.red == [0, yuan(30), 166_667], "3 / 1.8 of its yellow line"


def test_6_5_henan_the_highest_winning_price_of_the_variety_counts() -> None:
    quotes = [bid(10, 50), bid(6, 50, status="not-passed"), bid(7, 50, firm="not", status="not-passed")]
    result = award("province-henan-2020", quotes)
    assert result.state == ["won", "won", "no-place"], "each tier has its winner"
    assert result.outside_cap == [yuan(15), yuan(10), 0]
    assert result.yellow == [0, 0, yuan(10)]
