"""The plain reading reproduces worked examples of real tenders, as far as their bids are on record.

Where only counts are public, the missing bids are filled in inside the ranges that the record gives; the
asserted figures are those that the record states. Prices are in 1/10,000 yuan.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from simulator.rules.parameters import AnyOf, Clauses
from tests.oracle.plain import PlainBid, PlainBidList, PlainLot, award_plain
from tests.rules.tenders import book


def yuan(text: str) -> int:
    ticks = Fraction(text) * 10_000
    assert ticks.denominator == 1
    return int(ticks)


def bid(firm: str, price: str, ceiling: str | None = None, **facts: int | str | None) -> PlainBid:
    return PlainBid(
        firm=firm,
        price=yuan(price),
        ceiling=None if ceiling is None else yuan(ceiling),
        **facts,  # type: ignore[arg-type]
    )


def award(clauses: Clauses, lot: PlainBidList) -> PlainLot:
    return award_plain([lot], clauses, [f"u{i}" for i in range(len(lot.base))], whole_round=False)[0]


def without_cut(clauses: Clauses) -> Clauses:
    assert isinstance(clauses.price_test, AnyOf)
    tests = clauses.price_test.tests.model_copy(update={"cut": None})
    return clauses.model_copy(update={"price_test": clauses.price_test.model_copy(update={"tests": tests})})


STENT_WINNERS = [
    ("Shandong JWMS", "469"),
    ("Essen Technology", "548.99"),
    ("MicroPort", "590"),
    ("Lepu", "645"),
    ("Medtronic", "648"),
    ("MicroPort", "750"),
    ("Kinhely", "755"),
    ("Boston Scientific", "775.98"),
    ("Boston Scientific", "776.31"),
    ("Wanrui Feihong", "798"),
]


def test_7_1_stents_2020() -> None:
    # 12 quotes up to 1,000 yuan, 22 up to 2,850, 26 in all; the losers are on record as counts only.
    losers = ["799", "1000"]
    losers += [str(1_100 + 190 * k) for k in range(9)] + ["2850"]
    losers += ["2850.01", "3000", "5000", "9000"]
    quotes = [bid(firm, price) for firm, price in STENT_WINNERS]
    quotes += [bid(f"firm {k % 3}", price) for k, price in enumerate(losers)]
    assert len(quotes) == 26
    result = award(book("stents-2020"), PlainBidList("stents", list(reversed(quotes))))
    states, ranks = list(reversed(result.state)), list(reversed(result.rank))
    assert states == ["won"] * 10 + ["no-place"] * 16, "places bind, not the price test"
    assert ranks[:10] == list(range(1, 11))
    assert (result.bidders, result.places, result.winners, result.years) == (26, 10, 10, 2)
    assert len({firm for firm, _ in STENT_WINNERS}) == 8
    assert all(yuan(price) <= Fraction("1.8") * yuan("469") for _, price in STENT_WINNERS)


def test_7_1_stents_2020_reference_price_is_an_alternative_to_the_multiple() -> None:
    quotes = [bid("a", "469"), bid("b", "844.2"), bid("c", "2850"), bid("d", "2850.0001")]
    result = award(book("stents-2020"), PlainBidList("stents", quotes))
    assert result.state == ["won", "won", "won", "failed-price-test"]


def test_7_2_round_7_six_bidders_give_four_winners() -> None:
    # The winners are on record, the prices are not: these are made up in the order of the record.
    winners = ["Chengdu Xinjie", "Renhe Yikang", "Guangzhou Yipinhong", "Shijiazhuang No. 4"]
    losers = ["Shanghai Xudong Haipu", "Jiangxi Yiyou"]
    quotes = [bid(firm, str(Fraction(10 + k, 10))) for k, firm in enumerate(winners + losers)]
    result = award(book("round-7-2022"), PlainBidList("bromhexine", quotes, "small-injection"))
    assert result.state == ["won"] * 4 + ["no-place"] * 2
    assert (result.bidders, result.places, result.share, result.years) == (6, 4, Fraction("0.8"), 3)


@pytest.mark.parametrize(
    ("price", "with_rule_2", "rule_1_alone"),
    [
        ("69", "won", "failed-price-test"),  # Sanofi
        ("63.32", "won", "won"),  # rule 1: 1.3 x 48.71 = 63.323
        ("63.323", "won", "won"),
        ("63.3231", "won", "failed-price-test"),
        ("79.2", "won", "failed-price-test"),  # rule 2: 60 % of 132
        ("79.2001", "failed-price-test", "failed-price-test"),
    ],
)
def test_7_3_insulin_2021_basal_analogue(price: str, with_rule_2: str, rule_1_alone: str) -> None:
    lot = PlainBidList("basal analogue", [bid("Gan & Lee", "48.71", "132"), bid("Sanofi", price, "132")])
    assert award(book("insulin-2021"), lot).state == ["won", with_rule_2]
    assert award(without_cut(book("insulin-2021")), lot).state == ["won", rule_1_alone]


@pytest.mark.parametrize(
    ("price", "with_rule_2", "rule_1_alone"),
    [
        ("24.557", "won", "won"),
        ("24.5571", "won", "failed-price-test"),
        ("43.194", "won", "failed-price-test"),
        ("43.1941", "failed-price-test", "failed-price-test"),
    ],
)
def test_7_4_insulin_2021_premixed_analogue(price: str, with_rule_2: str, rule_1_alone: str) -> None:
    lot = PlainBidList("premixed analogue", [bid("Lilly", "18.89", "71.99"), bid("other", price, "71.99")])
    assert award(book("insulin-2021"), lot).state == ["won", with_rule_2]
    assert award(without_cut(book("insulin-2021")), lot).state == ["won", rule_1_alone]


def test_7_4_insulin_2021_the_forty_percent_line_needs_no_place() -> None:
    prices = ["18.89", "19", "20", "21", "43.194", "43.1941"]
    lot = PlainBidList("premixed analogue", [bid(f"f{k}", p, "71.99") for k, p in enumerate(prices)])
    result = award(book("insulin-2021"), lot)
    assert result.places == 4
    assert result.state == ["won"] * 5 + ["no-place"]


def test_7_5_a_bid_above_its_own_ceiling_is_void_and_one_at_the_ceiling_is_not() -> None:
    # Made-up prices: each specification has its own ceiling, and rounds since the second void bids above it.
    lot = PlainBidList("tablets", [bid("a", "1.18", "1.17"), bid("b", "1.17", "1.17"), bid("c", "0.9", None)])
    result = award(book("round-5-2021"), lot)
    assert result.state == ["over-ceiling", "won", "won"]
    assert (result.bidders, result.places) == (2, 2)


def test_7_6_round_2_acarbose() -> None:
    ceiling = "0.9"
    quotes = [
        bid("Hangzhou Huadong", "0.465", ceiling),
        bid("Sichuan Luye", "0.32", ceiling),
        bid("Bayer", "0.1807", ceiling),
    ]
    result = award(book("round-2-2020"), PlainBidList("acarbose", quotes, "oral-solid"))
    assert result.state == ["no-place", "won", "won"]
    assert result.rank == [0, 2, 1]
    assert (result.bidders, result.places, result.share, result.years) == (3, 2, Fraction("0.6"), 2)


def test_7_6_round_2_multiple_alone_lets_acarbose_pass_up_to_a_third_of_a_yuan() -> None:
    for price, state in (("0.3252", "won"), ("0.3253", "failed-price-test")):  # 1.8 x 0.1807 = 0.32526
        lot = PlainBidList(
            "acarbose", [bid("Bayer", "0.1807", "0.33"), bid("b", price, "0.33")], "oral-solid"
        )
        assert award(book("round-2-2020"), lot).state == ["won", state]


def areas(total: int, last_digits: list[int]) -> list[int]:
    """Split a national base over 31 areas with the given last digits."""
    base = [digit + 10 for digit in last_digits + [0] * (31 - len(last_digits))]
    left = total - sum(base)
    assert left % 10 == 0
    base[-1] += left
    return base


# Published totals of round 7 differ from share x base by what rounding in each area leaves. These splits show
# that one split of the base over the areas explains all published totals of a drug at once.
AFATINIB = areas(596_327, [5] * 13 + [4] * 3)
MEROPENEM = areas(7_286_887, [1] * 7 + [7] * 6 + [2, 6])


@pytest.mark.parametrize(
    ("base", "volume_class", "winners", "published", "years"),
    [
        (AFATINIB, "ordinary", 1, 298_170, 1),
        (AFATINIB, "ordinary", 2, 357_795, 1),
        (MEROPENEM, "special", 1, 2_186_064, 1),
        (MEROPENEM, "special", 2, 2_914_753, 1),
        (MEROPENEM, "special", 3, 3_643_450, 2),
    ],
)
def test_7_7_round_7_volumes_are_rounded_by_area(
    base: list[int], volume_class: str, winners: int, published: int, years: int
) -> None:
    # One bidder more than places in the case of two and three winners: 3 give 2 places, 4 give 3.
    bidders = {1: 1, 2: 3, 3: 4}[winners]
    quotes = [
        PlainBid(f"f{k}", 10_000 + k, ceiling=20_000, preference=[(area + 5 * k) % 31 for area in range(31)])
        for k in range(bidders)
    ]
    lot = PlainBidList("drug", quotes, "small-injection", volume_class, base)
    result = award(book("round-7-2022"), lot)
    assert result.winners == winners
    assert sum(result.volume) == published
    assert result.years == years
    assert None not in result.main
    taken = sorted(result.main.count(k) for k in range(winners))
    assert taken[-1] - taken[0] <= 2, "a first pick, then turns"
    assert (None in result.backup) == (winners == 1)
    assert all(m != b for m, b in zip(result.main, result.backup, strict=True))


def round_11_lot(reserves: list[str]) -> PlainBidList:
    prices = ["0.30", "1.26", "1.50", "1.80", "1.98", "2.40"]
    return PlainBidList(
        "tablets",
        [
            bid(f"f{k}", p, "2.5", reserve=yuan(r))
            for k, (p, r) in enumerate(zip(prices, reserves, strict=True))
        ],
        "oral-solid",
    )


def test_7_9_round_11_anchor_and_revival() -> None:
    # Mean 1.02, half of it 0.51, lowest 0.30: the anchor is 0.51 and the limit 0.918.
    result = award(book("round-11-2025"), round_11_lot(["0", "0.918", "0.9181", "0", "0", "0"]))
    assert result.state == ["won", "revived-shortlisted", "failed-price-test", *["no-place"] * 3]
    assert result.price == [yuan("0.30"), yuan("0.918"), 0, 0, 0, 0]
    assert result.rank == [1, 2, 0, 0, 0, 0]
    assert (result.bidders, result.places, result.winners) == (6, 3, 2)


def test_7_9_rounds_2_to_9_would_have_set_the_limit_at_0_54() -> None:
    for price, state in (("0.54", "won"), ("0.5401", "failed-price-test")):
        lot = PlainBidList("tablets", [bid("a", "0.30", "0.60"), bid("b", price, "0.60")], "oral-solid")
        assert award(book("round-5-2021"), lot).state == ["won", state]
