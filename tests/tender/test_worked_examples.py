"""Worked examples of real tenders, replayed from the shipped bid lists as far as bids are on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.market.areas import load_areas
from simulator.money import Ints
from simulator.rules.parameters import Clauses, FixedEnd
from simulator.scenario.catalogue import shipped_root
from simulator.tender.journal import explain_bid, highest_winning_price
from simulator.tender.lists import BidRow, read_bids, to_lots
from simulator.tender.replay import Decision, Doubt, Replay, replay
from tests.rules.tenders import book, change, lot, one, states, ticks, with_tests

AREAS = load_areas("national-31")


def bids(name: str) -> tuple[BidRow, ...]:
    return read_bids(shipped_root() / "data" / "bids" / f"{name}.csv")


def play(rows: Sequence[BidRow], clauses: Clauses, varieties: int = 1000) -> Replay:
    return replay(to_lots(rows, AREAS), clauses, AREAS, varieties)


def by_firm(outcome: Replay) -> dict[str, Decision]:
    return {decision.firm: decision for decision in outcome.decisions}


def reasons(outcome: Replay) -> list[str]:
    return [decision.reason for decision in outcome.decisions]


def number(rows: Sequence[BidRow], firm: str, clauses: Clauses, clause: str, name: str) -> str:
    """One number out of the explanation of a firm's bid."""
    at = [row.firm for row in rows].index(firm)
    told = explain_bid(to_lots(rows, AREAS), (0, at), clauses, AREAS, whole_round=False)
    return next(entry for entry in told.entries if entry.clause == clause).number(name)


def test_7_1_stents_2020() -> None:
    rows = bids("stents-2020")
    prices = [row.price for row in rows]
    # The list is what the record says: 26 quotes, 12 up to 1,000 yuan, 22 up to 2,850.
    assert [sum(p <= ticks(limit) for p in prices) for limit in ("1000", "2850", "300000")] == [12, 22, 26]
    outcome = play(rows, book("stents-2020"))
    assert reasons(outcome) == ["won"] * 10 + ["no-place"] * 16
    winners = outcome.decisions[:10]
    assert [w.rank for w in winners] == list(range(1, 11))
    assert [w.award_price for w in winners] == prices[:10]
    assert len({w.firm for w in winners}) == 8
    assert int(outcome.awarded[0].years[0]) == 2


def test_7_1_stents_2020_places_bind_and_not_the_price_test() -> None:
    rows = bids("stents-2020")
    clauses = book("stents-2020")
    # Without any price test the same ten win; with a place for everybody the test alone lets 22 win.
    assert (
        reasons(play(rows, change(clauses, price_test={"use": "none"}))) == ["won"] * 10 + ["no-place"] * 16
    )
    roomy = change(clauses, places={"use": "place-table", "table": {1: 26}, "cap": 26})
    assert reasons(play(rows, roomy)) == ["won"] * 22 + ["failed-price-test"] * 4
    # The line of 2,850 yuan carries ranks 11 to 22: 1.8 times the lowest bid is 844.2 yuan.
    outcome = play(rows, clauses)
    assert [d.tests for d in outcome.decisions] == [("multiple", "line")] * 10 + [("line",)] * 12 + [()] * 4
    without_line = reasons(play(rows, with_tests(roomy, line=None)))
    assert without_line == ["won"] * 10 + ["failed-price-test"] * 16


def test_7_1_stents_2020_the_limit_per_firm_does_not_bind() -> None:
    rows = bids("stents-2020")
    clauses = book("stents-2020")
    freely = change(clauses, places=clauses.places.model_copy(update={"per_firm": None}))
    assert play(rows, freely).decisions == play(rows, clauses).decisions


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(
    lowest=st.integers(min_value=10, max_value=3_000_000),
    above=st.lists(st.fractions(min_value=0, max_value=Fraction(4, 5)), min_size=5, max_size=5),
)
def test_7_2_bromhexine_places(lowest: int, above: list[Fraction]) -> None:
    # Six bidders, four winners; the prices are not on record, and within 1.8 times the lowest none matters.
    prices = [lowest, *(lowest + int(lowest * extra) for extra in above)]
    awarded = one("round-7-2022", lot(prices, form="small-injection", past=[6, 5, 4, 3, 2, 1]))
    assert sorted(states(awarded)) == ["no-place"] * 2 + ["won"] * 4
    assert (int(awarded.bidders[0]), int(awarded.places[0]), int(awarded.winners[0])) == (6, 4, 4)
    worst_winner = max(p for p, s in zip(prices, states(awarded), strict=True) if s == "won")
    assert worst_winner == sorted(prices)[3]


def test_7_3_insulin_basal_analogue() -> None:
    rows = bids("insulin-basal-2021")
    clauses = book("insulin-2021")
    outcome = by_firm(play(rows, clauses))
    assert outcome["Gan & Lee"].tests == ("multiple", "cut")
    sanofi = outcome["Sanofi"]
    assert (sanofi.won, sanofi.tests, sanofi.award_price) == (True, ("cut",), ticks("69"))
    assert number(rows, "Sanofi", clauses, "price_test", "limit") == "63.323"
    assert number(rows, "Sanofi", clauses, "price_test", "cut") == "0.477272"
    assert number(rows, "Gan & Lee", clauses, "price_test", "cut") == "0.630984"
    # Rule 2 ends at 60 % of 132 yuan; under rule 1 alone Sanofi loses, and 1.3 x 48.71 is where it would win.
    lots = to_lots(rows, AREAS)
    assert highest_winning_price(lots, (0, 1), clauses, AREAS, whole_round=False) == ticks("79.20")
    rule_1 = with_tests(clauses, cut=None)
    assert reasons(play(rows, rule_1)) == ["won", "failed-price-test"]
    assert highest_winning_price(lots, (0, 1), rule_1, AREAS, whole_round=False) == ticks("63.323")


@pytest.mark.parametrize(
    ("price", "won", "tests"),
    [
        ("24.557", True, ("multiple", "cut")),  # 1.3 x 18.89
        ("24.5571", True, ("cut",)),
        ("43.19", True, ("cut",)),
        ("43.194", True, ("cut",)),  # 60 % of 71.99
        ("43.1941", False, ()),
        ("43.20", False, ()),
    ],
)
def test_7_4_insulin_premixed_analogue(price: str, won: bool, tests: tuple[str, ...]) -> None:
    rows = bids("insulin-premixed-2021")
    assert (rows[0].price, rows[1].price) == (ticks("18.89"), ticks("43.19"))
    other = replace(rows[1], price=ticks(price))
    decision = play([rows[0], other], book("insulin-2021")).decisions[1]
    assert (decision.won, decision.tests) == (won, tests)


def test_7_4_insulin_premixed_analogue_the_line_needs_no_place() -> None:
    rows = list(bids("insulin-premixed-2021"))
    fillers = [replace(rows[1], firm=f"filler {i}", price=ticks("19") + i) for i in range(8)]
    outcome = play([*fillers, *rows], book("insulin-2021"))
    assert int(outcome.awarded[0].places[0]) == 8
    assert all(decision.won for decision in outcome.decisions), "ten bidders, eight places, ten winners"
    assert by_firm(outcome)["not on record 1"].rank == 10


def test_7_5_round_4_ceilings() -> None:
    rows = bids("round-4-ceilings")
    outcome = play(rows, book("round-4-2021"))
    assert [decision.reason == "over-ceiling" for decision in outcome.decisions] == [True] * 3 + [False] * 2
    valid = [awarded for awarded in outcome.awarded if int(awarded.bidders[0])]
    assert [awarded.lot.variety for awarded in valid] == [
        "valsartan-amlodipine 80/5 mg",
        "ambroxol 2 ml:15 mg",
    ]
    cuts = [Fraction(row.ceiling - row.price, row.ceiling) for row in rows[3:]]
    assert [round(float(cut), 3) for cut in cuts] == [0.034, 0.001]


def test_7_6_acarbose_round_2() -> None:
    rows = bids("acarbose-round-2")
    clauses = book("round-2-2020")
    outcome = play(rows, clauses)
    decided = by_firm(outcome)
    assert reasons(outcome) == ["won", "won", "no-place"]
    assert (int(outcome.awarded[0].places[0]), int(outcome.awarded[0].years[0])) == (2, 2)
    assert decided["Sichuan Luye"].tests == ("multiple",)
    assert number(rows, "Sichuan Luye", clauses, "price_test", "limit") == "0.32526"
    # 0.32526 yuan: 0.3252 wins, 0.3253 does not.
    lots = to_lots(rows, AREAS)
    assert highest_winning_price(lots, (0, 1), clauses, AREAS, whole_round=False) == ticks("0.3252")
    # The ceilings are not on record: said so, and of no consequence for who wins by price.
    assert decided["Bayer"].undecided == ("cut", "ceiling")
    assert outcome.doubts == (Doubt("acarbose", "ceiling", 3, matters=False),)


def bases(odd: int, last_digits: Sequence[int], total: int) -> Ints:
    """Split a national base over 31 areas of which the first have these last digits, the others a zero."""
    base = np.array([1_000 + d for d in [*last_digits, *[0] * (31 - len(last_digits))]])
    base[-1] += total - base.sum()
    assert base[-1] > 0
    assert (int(base.sum()), int((base % 2).sum())) == (total, odd)
    return base.astype(np.int64)


AFATINIB = bases(13, [5] * 13 + [4] * 3, 596_327)
MEROPENEM = bases(13, [1] * 7 + [7] * 6 + [2, 6], 7_286_887)

PUBLISHED = [
    ("afatinib", AFATINIB, "ordinary", 1, Fraction(1, 2), 298_170),
    ("afatinib", AFATINIB, "ordinary", 2, Fraction(3, 5), 357_795),
    ("meropenem", MEROPENEM, "special", 1, Fraction(3, 10), 2_186_064),
    ("meropenem", MEROPENEM, "special", 2, Fraction(2, 5), 2_914_753),
    ("meropenem", MEROPENEM, "special", 3, Fraction(1, 2), 3_643_450),
]


@pytest.mark.parametrize(("drug", "base", "volume_class", "winners", "share", "published"), PUBLISHED)
def test_7_7_round_7_volumes(
    drug: str, base: Ints, volume_class: str, winners: int, share: Fraction, published: int
) -> None:
    prices = {1: ["1"], 2: ["1", "1.1"], 3: ["1", "1.1", "1.2", "1.3"]}[winners]
    awarded = one("round-7-2022", lot(prices, name=drug, volume_class=volume_class, base=base.tolist()))
    assert (int(awarded.winners[0]), int(awarded.share[0])) == (winners, share * 1_000_000)
    assert int(awarded.volume.sum()) == published


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 60_000), min_size=31, max_size=31), st.data())
def test_7_7_round_7_volumes_at_one_half_every_odd_area_gains_half_a_unit(
    parts: list[int], data: st.DataObject
) -> None:
    # Why 13 odd areas: at 50 % the published totals exceed half the base by 6.5 = 13 x 0.5 in both drugs.
    odd = data.draw(st.sets(st.integers(0, 30), max_size=31))
    base = [2 * part + (area in odd) for area, part in enumerate(parts)]
    awarded = one("round-7-2022", lot(["1"], base=base))
    assert 2 * int(awarded.volume.sum()) == sum(base) + len(odd)
    assert [Fraction(298_170) - Fraction(596_327, 2), Fraction(3_643_450) - Fraction(7_286_887, 2)] == [
        Fraction(13, 2)
    ] * 2


def test_7_7_round_7_volumes_can_come_from_no_other_rounding() -> None:
    # However the base is split, rounding down never exceeds share x base and rounding up never falls short
    # of it. Each drug has a published total on either side, so neither rounding can give both.
    excess = {
        (drug, share): published - share * int(base.sum()) for drug, base, _, _, share, published in PUBLISHED
    }
    assert excess["afatinib", Fraction(1, 2)] > 0 > excess["afatinib", Fraction(3, 5)]
    assert excess["meropenem", Fraction(1, 2)] > 0 > excess["meropenem", Fraction(3, 10)]
    assert excess["meropenem", Fraction(2, 5)] < 0
    # Rounding the national total once is off by at most half a unit; the totals are off by more.
    assert all(abs(gap) > Fraction(1, 2) for gap in excess.values())
    # Halves down instead of up would lose at 50 % what halves up gain.
    assert int(sum((base - 1) // 2 if base % 2 else base // 2 for base in AFATINIB.tolist())) < 298_170


def spread(volume: int, base: Sequence[int]) -> list[int]:
    """Split a volume in proportion to the base, with no unit lost: the largest remainders get one more."""
    exact = [Fraction(volume * part, sum(base)) for part in base]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(base)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: volume - sum(whole)]:
        whole[i] += 1
    return whole


def seven_tenths(volume: int) -> int:
    return (7 * volume + 5) // 10


def test_7_9_round_11_anchor() -> None:
    rows = bids("round-11-anchor")
    clauses = book("round-11-2025")
    outcome = play(rows, clauses)
    awarded = outcome.awarded[0]
    assert (int(awarded.bidders[0]), int(awarded.places[0]), int(awarded.winners[0])) == (6, 3, 3)
    over, under = (int(part) for part in awarded.anchor[0])
    assert Fraction(over, under) == ticks("0.51")
    for name, expected in (("anchor", "0.51"), ("limit", "0.918")):
        assert number(rows, "Firm B", clauses, "price_test", name) == expected
    assert reasons(outcome) == ["won", "revived-shortlisted", "revived-shortlisted", *["no-place"] * 3]
    assert [d.award_price for d in outcome.decisions[:3]] == [ticks(p) for p in ("0.30", "0.918", "0.918")]
    assert int(awarded.share[0]) == 700_000
    # Three winners: 70 % of each area's reports for a winning brand go to that brand, and 70 % of the rest of
    # the area to its main supplier.
    base = [int(b) for b in awarded.lot.base]
    assert sum(base) == 6_000_000
    own = [spread(volume, base) for volume in (400_000, 900_000, 700_000)]
    rest = [b - sum(of_area) for b, of_area in zip(base, zip(*own, strict=True), strict=True)]
    main = [int(supplier) for supplier in awarded.main[0]]
    expected = [
        sum(seven_tenths(volume) for volume in own[firm])
        + sum(seven_tenths(volume) for volume, supplier in zip(rest, main, strict=True) if supplier == firm)
        for firm in range(3)
    ]
    assert awarded.volume[0].tolist() == [*expected, 0, 0, 0]
    assert set(main) == {0, 1, 2}
    # All brands together come to 70 % of the base, but for the rounding of four parts in 31 areas.
    assert abs(sum(expected) - 4_200_000) <= 31 * 4 / 2
    assert isinstance(clauses.term, FixedEnd)
    assert int(awarded.years[0]) == 0


def test_7_9_round_11_anchor_protects_the_others_and_not_the_lowest() -> None:
    # The lowest bid lies below the anchor and wins all the same; measured from it the limit would be 0.54.
    rows = bids("round-11-anchor")
    clauses = change(book("round-11-2025"), revival={"use": "none"})
    assert reasons(play(rows, clauses))[:3] == ["won", "failed-price-test", "failed-price-test"]
    lots = to_lots(rows, AREAS)
    from_lowest = with_tests(clauses, multiple={"times": "1.8", "anchor": "lowest"})
    assert highest_winning_price(lots, (0, 1), from_lowest, AREAS, whole_round=False) == ticks("0.54")
    # A lower own bid lowers the mean: B wins where p <= 0.9 x (0.30 + 1.50 + p) / 3, that is 0.7714 yuan.
    highest = highest_winning_price(lots, (0, 1), clauses, AREAS, whole_round=False)
    assert highest == ticks("0.7714")
