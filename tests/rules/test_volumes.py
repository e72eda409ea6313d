"""Committed volume and term: shares by winners, by brand and by class; every unit is accounted for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.rules.volume import price_class
from tests.rules.tenders import areas_of, book, lot, one, row, tune

INSULIN = "insulin-2021"


def with_winners(name: str, winners: int, **facts: object):
    """A variety with exactly so many winners (bids within a hair; losers have no place)."""
    for bidders in range(1, 17):
        found = one(name, lot([10_000 + i for i in range(bidders)], areas=areas_of(book(name)), **facts))  # type: ignore[arg-type]
        if int(found.winners[0]) == winners:
            return found
    raise AssertionError


@pytest.mark.parametrize(
    ("name", "volume_class", "percent"),
    [
        ("expansion-2019", "ordinary", [50, 60, 70]),
        ("round-2-2020", "ordinary", [50, 60, 70, 80, 80, 80]),
        ("round-2-2020", "special", [50, 60, 70, 80]),  # a class without a table counts as ordinary
        ("round-7-2022", "ordinary", [50, 60, 70, 80, 80, 80, 80, 80, 80, 80]),
        ("round-7-2022", "reduced", [40, 50, 60, 70, 70]),
        ("round-7-2022", "special", [30, 40, 50, 50, 50]),
    ],
)
def test_the_share_rises_with_the_number_of_winners(name: str, volume_class: str, percent: list[int]) -> None:
    base = [1_000] * areas_of(book(name))
    for winners, share in enumerate(percent, 1):
        awarded = with_winners(name, winners, volume_class=volume_class, base=base, ceiling="2")
        assert int(awarded.share[0]) == share * 10_000
        assert int(awarded.volume.sum()) == len(base) * share * 10


@pytest.mark.parametrize(
    ("name", "form", "volume_class", "years"),
    [
        ("expansion-2019", "oral-solid", "ordinary", [1, 1, 2]),
        ("round-2-2020", "oral-solid", "ordinary", [1, 2, 2, 3, 3]),
        ("round-3-2020", "oral-solid", "ordinary", [1, 1, 2, 3, 3]),
        ("round-4-2021", "oral-solid", "ordinary", [1, 1, 2, 3]),
        ("round-4-2021", "small-injection", "ordinary", [1, 1, 1, 1]),
        ("round-5-2021", "small-injection", "ordinary", [1, 1, 2, 3]),
        ("round-7-2022", "oral-solid", "special", [1, 1, 2, 2]),
        ("round-8-2023", "oral-solid", "ordinary", [0, 0, 0, 0]),  # one end date for all
        ("insulin-2021", "small-injection", "ordinary", [2, 2, 2]),
    ],
)
def test_the_term_rises_with_the_number_of_winners(
    name: str, form: str, volume_class: str, years: list[int]
) -> None:
    for winners, expected in enumerate(years, 1):
        awarded = with_winners(name, winners, form=form, volume_class=volume_class, ceiling="1.05")
        assert int(awarded.years[0]) == expected


def test_a_variety_without_a_winner_commits_nothing() -> None:
    for name in ("round-7-2022", "stents-2020", INSULIN):
        awarded = one(
            name, lot(["2", "3"], ceiling="1", base=[10] * 31, brand=[5, 5], status=["not-passed"] * 2)
        )
        assert (int(awarded.winners[0]), int(awarded.share[0]), int(awarded.years[0])) == (0, 0, 0)
        assert row(awarded.volume) == [0, 0]


def test_the_largest_volume_that_a_list_may_state_stays_exact() -> None:
    assert row(one("round-7-2022", lot(["1"], base=[10**12] * 31)).volume) == [31 * 10**12 // 2]
    assert row(one("stents-2020", lot(["469"], brand=[10**12])).volume) == [8 * 10**11]


def test_stent_winners_keep_80_percent_of_what_was_reported_for_their_brand() -> None:
    awarded = one("stents-2020", lot(["469", "548.99", "9000"], brand=[1_001, 3, 500]))
    # 800.8 and 2.4
    assert row(awarded.volume) == [801, 2, 0]
    assert awarded.main.shape == (1, 0)


def test_insulin_classes_by_hand() -> None:
    # Five winners: class A ends at round(5 x 0.4) = 2, class B at round(5 x 0.7) = round(3.5) = 4.
    awarded = one(
        INSULIN, lot([100, 101, 102, 103, 104, 105, 106], ceiling=1_000, brand=[300, 100, 999, 50, 77, 1, 1])
    )
    assert int(awarded.winners[0]) == 7
    # Seven winners: A to round(2.8) = 3, B to round(4.9) = 5, C is the rest: 1 and 1.
    # C keeps half, halves up: 1 each; round(0.3) = 0 moves.
    assert row(awarded.volume) == [300, 100, 999, 40, 62, 1, 1]
    awarded = one(INSULIN, lot([100, 101, 102, 103, 104], ceiling=1_000, brand=[300, 100, 999, 50, 77]))
    # C is the fifth: keeps round(38.5) = 39; round(23.1) = 23 moves to A in proportion 300 : 100, exactly
    # 17.25 and 5.75, of which the left-over unit goes to the larger fraction.
    assert row(awarded.volume) == [300 + 17, 100 + 6, 799, 40, 39]


def test_the_first_class_has_at_least_one_winner() -> None:
    clause = book(INSULIN).volume
    # 40 % and 70 % of the winners, halves up, at least one in the first class: the classes end at
    # ranks (1, 1), (1, 1), (1, 2), (2, 3); with two winners nobody is in the middle.
    for winners, expected in ((1, [0]), (2, [0, 2]), (3, [0, 1, 2]), (4, [0, 0, 1, 2])):
        ranks = np.arange(1, winners + 1)[None, :]
        assert price_class(ranks, np.array([winners]), clause).tolist()[0] == expected  # type: ignore[arg-type]


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=10), st.sampled_from(["0", "0.3", "0.123456", "1"])
)
def test_what_the_last_class_passes_on_arrives_in_the_first(brand: list[int], part: str) -> None:
    bids = lot([100 + i for i in range(len(brand))], ceiling=1_000, brand=brand)
    with_transfer = row(one(tune(book(INSULIN), "volume", transfer=part), bids).volume)
    without = row(one(tune(book(INSULIN), "volume", transfer="0"), bids).volume)
    winners = len(brand)
    ranks = np.arange(1, winners + 1)[None, :]
    kind = price_class(ranks, np.array([winners]), book(INSULIN).volume)[0]  # type: ignore[arg-type]
    gained = [more - less for more, less in zip(with_transfer, without, strict=True)]
    share = int(part.replace("0.", "").ljust(6, "0")) if part.startswith("0.") else int(part) * 1_000_000
    moved = sum(
        (2 * own * share + 1_000_000) // 2_000_000 for own, k in zip(brand, kind, strict=True) if k == 2
    )
    first = sum(own for own, k in zip(brand, kind, strict=True) if k == 0)
    assert sum(gained) == (moved if first else 0)
    assert all(g == 0 for g, k in zip(gained, kind, strict=True) if k != 0)
    # In proportion to the brands, within one unit.
    for own, g, k in zip(brand, gained, kind, strict=True):
        if k == 0 and first:
            assert abs(g * first - moved * own) < first
