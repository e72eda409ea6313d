"""Rule books become games: every number of a game is computed a second time from the tender documents."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solvable import CEILING, NO_TEST, book, change, cited, firms, lot_of, setting, with_tests

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.game import Game
from simulator.bidding.equilibrium.lines import (
    absolute_line,
    guaranteed_line,
    lowest_price,
    marks,
    only_ratios_matter,
    price_list,
    without_absolute_lines,
)
from simulator.bidding.equilibrium.translation import price_limits, to_game, volumes_by_rank, years_for
from simulator.rules.award import award_round
from simulator.rules.parameters import Clauses
from simulator.rules.places import places_for
from simulator.scenario.catalogue import list_ids

THREE_TESTS = ("round-2-2020", "round-3-2020", "round-4-2021", "round-5-2021", "round-7-2022", "round-9-2023")

# What stands in the way of a game, and what a game leaves out, by rule book; a change of either is news.
SOLVED = {
    "alliance-allocation-2022": ("brand-volume", "revival", "links"),
    "chongqing-common-2021": ("tastes", "links"),
    "chongqing-consumables-2021": ("brand-volume",),
    "expansion-2019": ("tastes", "links"),
    "pilot-4-7-2018": ("negotiation", "links"),
    "round-10-2024": ("tastes", "revival", "links"),
    "round-2-2020": ("tastes", "links"),
    "round-3-2020": ("tastes", "links"),
    "round-4-2021": ("tastes", "links"),
    "round-5-2021": ("tastes", "links"),
    "round-7-2022": ("tastes", "elimination", "links"),
    "round-8-2023": ("tastes", "elimination", "links"),
    "round-9-2023": ("tastes", "elimination", "links"),
    "shortage-chongqing-2021": ("tastes", "links"),
    "stents-2020": ("brand-volume",),
}
FORM = dict(
    zip((1, 3, 5, 12), ("oral-solid", "oral-liquid", "small-injection", "large-injection"), strict=True)
)
SCORE, UNITS = "ranking by score", "competitive units"
MEAN, ENQUIRY = "an anchor that depends on the mean of the bids", "enquiry prices of single products"
LINE = "a line that wins without a place"
OWN_PRICE = "volume that depends on the price itself ({})"
UNSOLVED = {
    "alliance-shaanxi-2020": (SCORE,),
    "alliance-shandong-shanxi-2021": (SCORE, UNITS),
    "device-linear-fujian": (OWN_PRICE.format("by-cut"),),
    "devices-6-2026": (UNITS, MEAN),
    "insulin-2021": (OWN_PRICE.format("by-class"), LINE),
    "insulin-2024": (OWN_PRICE.format("by-printed-class"), ENQUIRY),
    "iol-36-2020": (OWN_PRICE.format("nested"),),
    "iol-sports-2023": (UNITS,),
    "joints-2021": (UNITS,),
    "joints-2024": (UNITS,),
    "province-henan-2020": (SCORE, UNITS),
    "reagent-jiangxi-2024": (LINE,),
    "renewal-jiangsu-2022": (ENQUIRY,),
    "renewal-rounds-1-8-2026": (OWN_PRICE.format("by-ratio"), ENQUIRY),
    "renewal-yangtze-2022": (SCORE,),
    "round-11-2025": (MEAN,),
    "spine-2022": (UNITS, LINE),
    "stents-2022": (OWN_PRICE.format("by-ratio"),),
    "tcm-hubei-2021": (SCORE,),
    "tcm-national-2023": (SCORE, UNITS, MEAN, LINE),
    "tender-without-volume": (OWN_PRICE.format("no-volume"),),
}


def passes(price: int, lowest: int, ceiling: int) -> bool:
    """Read the three tests as the tender documents do: 1.8 times, at least half off, at most 0.1 yuan."""
    return 10 * price <= 18 * lowest or 2 * (ceiling - price) >= ceiling or price <= 1_000


@pytest.mark.parametrize("name", list_ids("rules"))
def test_which_rule_books_can_be_solved(name: str) -> None:
    found = coverage(book(name))
    assert (name in SOLVED) != (name in UNSOLVED)
    assert found.missing == UNSOLVED.get(name, ())
    if name in SOLVED:
        assert found.left_out == SOLVED[name]


@pytest.mark.parametrize("name", THREE_TESTS)
@pytest.mark.parametrize("ceiling", [1_000_000, 99_999, 2_501, 2_000, 1_500])
def test_limits_are_those_of_the_documents_to_the_tick(name: str, ceiling: int) -> None:
    """0.1 yuan is 1,000 ticks; on lists with every edge and the ticks beside it."""
    anchors = [ceiling // 5, ceiling // 3, 5 * ceiling // 9, 5 * ceiling // 9 + 1, 555, 556]
    edges = [*anchors, *(9 * a // 5 for a in anchors), ceiling // 2, 1_000, ceiling]
    prices = np.unique([p for e in edges for p in (e - 1, e, e + 1) if 1 <= p <= ceiling])
    limits = price_limits(setting(book(name), firms(2), ceiling=ceiling), prices)
    for at, lowest in enumerate(prices.tolist()):
        allowed = [p for p in prices.tolist() if p >= lowest and passes(p, lowest, ceiling)]
        assert prices[limits[at]] == max(allowed), lowest


@settings(max_examples=40)
@given(st.integers(10, 10**7), st.lists(st.integers(1, 10**7), min_size=1, max_size=12))
def test_limits_without_the_shelter_of_half_the_ceiling(ceiling: int, drawn: list[int]) -> None:
    """Round 10 kept 1.8 times the lowest price only."""
    prices = np.unique([min(price, ceiling) for price in [*drawn, ceiling]])
    limits = price_limits(setting(book("round-10-2024"), firms(2), ceiling=ceiling), prices)
    for at, lowest in enumerate(prices.tolist()):
        allowed = [p for p in prices.tolist() if p >= lowest and 10 * p <= 18 * lowest]
        assert prices[limits[at]] == max(allowed)


def test_without_a_price_test_every_price_qualifies() -> None:
    prices = np.array([1, 10, 1000, CEILING])
    assert price_limits(setting(book("expansion-2019"), firms(2)), prices).tolist() == [3, 3, 3, 3]


def test_a_test_that_the_lowest_price_itself_may_fail_leaves_nobody() -> None:
    """Only a cut of half: above the line not even the lowest bid qualifies."""
    only = with_tests(book("round-5-2021"), multiple=None, threshold=None)
    prices = np.array([499_999, 500_000, 500_001, CEILING])
    assert price_limits(setting(only, firms(2)), prices).tolist() == [1, 1, -1, -1]


@pytest.mark.parametrize("name", sorted(SOLVED))
def test_game_has_the_places_of_the_rule_book(name: str) -> None:
    one = setting(book(name), firms(8), firms(5, name="originator"))
    prices = price_list(one, lowest_price(one), 6)
    game = to_game(one, prices)
    assert isinstance(game, Game)
    assert game.places.tolist() == [places_for(n, one.clauses.places) for n in range(14)]
    np.testing.assert_array_equal(game.prices, prices)


@pytest.mark.parametrize("name", sorted(SOLVED))
@pytest.mark.parametrize("bidders", [1, 3, 5, 12])
def test_volumes_are_those_of_an_award_under_all_clauses(name: str, bidders: int) -> None:
    """A whole award of firms in random order, of whom the last find no place; to a unit per area."""
    one = replace(setting(book(name), firms(bidders)), form=FORM[bidders])
    rng = np.random.default_rng([bidders, 7])
    order = rng.permutation(bidders)
    bids = (400_000 + 100 * order)[None, :]
    awarded = award_round(
        [lot_of(one, bids, rng.random(bids.shape))], one.clauses, one.units, whole_round=False
    )
    winners = int(awarded[0].winners[0])
    if "brand-volume" in SOLVED[name] and winners < bidders:
        return  # what brands of losers were promised goes to nobody here; the game shares brands evenly
    table = volumes_by_rank(one, winners)
    by_rank = awarded[0].volume[0][np.argsort(order)] / 10**9 * max(int(awarded[0].years[0]), 1)
    assert winners == places_for(bidders, one.clauses.places)
    np.testing.assert_allclose(table[winners, 1:], by_rank[:winners], atol=40 * 5 / 10**9)
    assert (by_rank[winners:] == 0).all()
    assert table[winners, 0] == 0
    assert (table[winners, 1:] > 0).sum() >= 1


@pytest.mark.parametrize(
    ("winners", "share", "years"), [(1, 0.5, 1), (2, 0.6, 1), (3, 0.7, 2), (4, 0.8, 3), (9, 0.8, 3)]
)
def test_volumes_of_round_5_add_up_to_share_times_years(winners: int, share: float, years: int) -> None:
    one = setting(book("round-5-2021"), firms(12))
    table = volumes_by_rank(one, 10)
    assert table[winners].sum() == pytest.approx(share * years, abs=1e-6)
    assert years_for(one, winners) == years
    assert table[winners, 1] == table[winners].max()


def test_a_term_by_bidders_counts_those_who_do_not_win() -> None:
    """Two winners of seven bidders: the years are those of seven."""
    clauses = change(book("round-5-2021"), term={"use": "by-bidders", "years": cited({1: 1, 3: 2, 6: 3})})
    one = setting(clauses, firms(7))
    assert [years_for(one, winners) for winners in (1, 2, 5)] == [3, 3, 3]
    assert volumes_by_rank(one, 2)[2].sum() == pytest.approx(0.6 * 3, abs=1e-6)


def test_nobody_wins_for_no_years() -> None:
    assert years_for(setting(book("round-5-2021"), firms(3)), 0) == 1


@pytest.mark.parametrize(
    ("name", "ceiling", "line", "absolute"),
    [
        ("round-5-2021", 1_000_000, 500_000, 1_000),
        ("round-5-2021", 1_000_001, 500_000, 1_000),
        ("round-5-2021", 1_500, 1_000, 1_000),
        ("round-5-2021", 900, 900, 900),
        ("round-10-2024", 1_000_000, 0, 0),
        ("stents-2020", 40_000_000, 28_500_000, 28_500_000),
        ("chongqing-common-2021", 1_000_000, 0, 0),
        ("expansion-2019", 1_000_000, 0, 0),
    ],
)
def test_lines(name: str, ceiling: int, line: int, absolute: int) -> None:
    one = setting(book(name), firms(2), ceiling=ceiling)
    assert guaranteed_line(one) == line
    assert absolute_line(one) == absolute


@settings(max_examples=40)
@given(st.integers(20, 10**8), st.integers(1, 10**8), st.integers(2, 40))
def test_price_list_holds_the_ceiling_the_line_and_the_tick_above(ceiling: int, low: int, count: int) -> None:
    one = setting(book("round-5-2021"), firms(2), ceiling=ceiling)
    listed = price_list(one, min(low, ceiling), count)
    line = guaranteed_line(one)
    marks = {line, line + 1, ceiling} if line < ceiling else {ceiling}
    assert marks <= set(listed.tolist())
    assert (np.diff(listed) > 0).all()
    assert 1 <= listed[0] <= max(min(low, ceiling), line)
    assert listed[-1] == ceiling


def test_price_list_is_even_in_ratio() -> None:
    one = setting(change(book("round-5-2021"), price_test=NO_TEST), firms(2))
    ratios = np.diff(np.log(price_list(one, 100_000, 24)))
    assert ratios == pytest.approx(np.full(23, np.log(10) / 23), rel=1e-3)


def test_lowest_price_is_below_every_cost() -> None:
    one = setting(book("round-5-2021"), firms(2, 0.3, 0.6), firms(1, 0.2, 0.9, "newcomer"))
    assert lowest_price(one) == 160_000


@pytest.mark.parametrize("name", ["round-5-2021", "round-10-2024", "chongqing-common-2021"])
@pytest.mark.parametrize("times", [10, 37])
def test_ratios_make_the_same_game_at_any_scale(name: str, times: int) -> None:
    relative = without_absolute_lines(book(name))
    one = setting(relative, firms(5))
    prices = price_list(one, lowest_price(one), 30)
    other = replace(one, ceiling=one.ceiling * times)
    small, large = to_game(one, prices), to_game(other, prices * times, complete=False)
    np.testing.assert_array_equal(small.limit, large.limit)
    np.testing.assert_array_equal(small.volume, large.volume)
    np.testing.assert_array_equal(small.places, large.places)


@pytest.mark.parametrize(
    ("name", "ceiling", "cost", "alone"),
    [
        # Costs far above 0.1 yuan; below it, where all prices are a cut of 50 % as well; ticks of 1 %.
        ("round-5-2021", 1_000_000, 200_000, True),
        ("round-5-2021", 1_000_000, 300, True),
        ("round-5-2021", 1_000_000, 100, False),
        # Prices between half the ceiling and 0.1 yuan pass by yuan alone; in the last two by nothing else.
        ("round-5-2021", 1_500, 800, False),
        ("stents-2020", 40_000_000, 20_000_000, False),
        ("chongqing-common-2021", 1_000_000, 300, True),
    ],
)
def test_when_only_ratios_matter(name: str, ceiling: int, cost: int, alone: bool) -> None:
    """The class has costs from half to one and a half times the typical one."""
    low, high = (share * cost / CEILING for share in (0.5, 1.5))
    one = setting(book(name), firms(3, low, high), ceiling=ceiling)
    assert only_ratios_matter(one) is alone
    prices = price_list(one, lowest_price(one), 60)
    changed = replace(one, clauses=without_absolute_lines(one.clauses))
    if alone:
        np.testing.assert_array_equal(price_limits(one, prices), price_limits(changed, prices))


def test_an_absolute_line_breaks_the_scale() -> None:
    """At a ceiling of 0.15 yuan the line of 0.1 yuan decides; at a hundred times that it does not."""
    cheap = setting(book("round-5-2021"), firms(2), ceiling=1_500)
    prices = np.array([400, 700, 900, 1_000, 1_500])
    dear = replace(cheap, ceiling=150_000)
    assert price_limits(cheap, prices).tolist() == [3, 3, 4, 4, 4]
    assert price_limits(dear, prices * 100).tolist() == [1, 3, 4, 4, 4]
    assert absolute_line(setting(without_absolute_lines(cheap.clauses), firms(2), ceiling=1_500)) == 0


def test_marks_are_the_line_the_tick_above_and_the_ceiling() -> None:
    with_line, without = book("round-5-2021"), change(book("round-5-2021"), price_test=NO_TEST)
    assert marks(setting(with_line, firms(2), ceiling=1_000_000)) == (500_000, 500_001, 1_000_000)
    assert marks(setting(without, firms(2), ceiling=1_000_000)) == (1_000_000,)
    # Below 0.1 yuan every price passes: the line is the ceiling, which stands on the list once.
    assert marks(setting(with_line, firms(2), ceiling=900)) == (900,)


def test_rules_without_a_price_test_have_no_absolute_line_to_lose() -> None:
    clauses: Clauses = book("expansion-2019")
    assert without_absolute_lines(clauses) is clauses


def test_limits_agree_with_the_multiple_as_a_fraction() -> None:
    """Chongqing has the multiple alone: the limit is the floor of 9/5 of the lowest price."""
    prices = np.arange(1, 400)
    limits = price_limits(setting(book("chongqing-common-2021"), firms(2), ceiling=399), prices)
    expected = [min(int(Fraction(9, 5) * p), 399) for p in prices.tolist()]
    assert prices[limits].tolist() == expected


def test_volumes_count_with_the_tastes_that_winners_may_have() -> None:
    """Against the mean of awards to winners of random tastes, within 4 standard errors; seed fixed."""
    bare = setting(book("round-5-2021"), firms(6))
    areas = len(bare.weights)
    rng = np.random.default_rng(5)
    tastes = np.array([rng.permutation(areas) for _ in range(31)], dtype=np.int16)
    one = replace(bare, tastes=tastes)
    table = volumes_by_rank(one, 3)
    # Four bidders have three places; the dearest leaves its areas to the others.
    lot, seen = lot_of(bare, np.array([[400_000, 400_100, 400_200, 400_300]]), np.zeros((1, 4))), []
    for _ in range(400):
        mine = replace(lot, preference=tastes[rng.choice(31, 4, replace=False)])
        awarded = award_round([mine], bare.clauses, bare.units, whole_round=False)[0]
        seen.append(awarded.volume[0, :3] / 10**9 * awarded.years[0])
    error = np.std(seen, axis=0, ddof=1) / np.sqrt(len(seen))
    assert (np.abs(np.mean(seen, axis=0) - table[3, 1:]) <= 4 * error).all()
    assert table[3].sum() == pytest.approx(volumes_by_rank(bare, 3)[3].sum(), abs=1e-6)
    # Planted: whoever wants the largest areas first gains more by the first rank.
    assert volumes_by_rank(bare, 3)[3, 1] > table[3, 1] + 10 * error[0]
