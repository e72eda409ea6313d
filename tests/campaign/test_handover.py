"""Stocks, capacity and beliefs that pass from round to round; no unit is lost between two contracts."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from simulator.bidding.learning.table import LearnedBids
from simulator.campaign.carried import Carried
from simulator.campaign.handover import capacity_after, with_beliefs
from simulator.campaign.sequence import Played, play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.campaign.stores import HospitalStores, stores_before
from simulator.scenario.campaign import Handover
from simulator.study.campaign_plan import plan_campaign
from simulator.supply.records import BOUGHT, Cell, Maker
from tests.campaign.conftest import small_tender
from tests.supply.contracts_made_up import calm, with_given

SMALL = (
    "first.market={varieties: 2, bids: 12, most_bidders: 8, fewest_bidders: 4}",
    "first.firms.firms=10",
    "rounds.first.change.supply.stress=[]",
)
REPS = 10


@lru_cache
def course(*sets: str) -> tuple[tuple[Played, ...], Carried]:
    plan = plan_campaign("renewal-after-breach", [*SMALL, *sets])
    return play_campaign(lay_out_rounds([one.made for one in plan.rounds][:2]), 0, REPS)


@pytest.mark.parametrize("part", ["1", "0.25"])
def test_what_is_left_in_stock_is_there_when_the_next_contract_begins(part: str) -> None:
    (first, second), _ = course(f"rounds.while-barred.handover.stock={part}")
    found = 0
    for at, (old, new) in enumerate(zip(first.outcomes, second.outcomes, strict=True)):
        again = first.block.awarded[at].won & second.block.awarded[at].won
        left, there = old.makers[..., Maker.STOCK_END], new.makers[..., Maker.STOCK_START]
        assert np.array_equal(there[again], float(part) * left[again])
        fresh = second.block.awarded[at].won & ~first.block.awarded[at].won
        assert np.array_equal(there[fresh], second.contracts[at].given.reserve[fresh])
        found += int(again.sum())
    assert found > REPS
    # Stocks that were drawn down are not those of a maker without a past.
    differs = [
        (one.given.opening != one.given.reserve)[lot.won].any()
        for one, lot in zip(second.contracts, second.block.awarded, strict=True)
    ]
    assert any(differs)


@pytest.mark.parametrize("part", ["1", "0.25", "0"])
def test_what_hospitals_hold_is_there_under_the_next_contract(part: str) -> None:
    """Areas keep their own; not a unit is lost where the variety is bought again."""
    (first, second), _ = course(f"rounds.while-barred.handover.hospitals={part}")
    found = 0.0
    for old, new, dealt in zip(first.outcomes, second.outcomes, second.contracts, strict=True):
        left, stored = old.cells[..., Cell.HELD], dealt.given.stored
        bought_again = dealt.given.term > 0
        assert stored.sum(axis=1)[bought_again] == pytest.approx(float(part) * left.sum(axis=1)[bought_again])
        everywhere = (dealt.given.main >= 0).all(axis=1) & bought_again
        assert stored[everywhere] == pytest.approx(float(part) * left[everywhere])
        bought = new.cells[..., BOUGHT].sum(axis=2)
        assert new.cells[..., Cell.USED : Cell.EXPIRED + 1].sum(axis=2) == pytest.approx(bought + stored)
        found += stored.sum()
    assert (found > 0) == (part != "0")


def test_stocks_of_areas_that_nobody_supplies_now_go_to_the_others() -> None:
    dealt = calm(rows=2, bids=2, cells=3)
    main = np.array([[0, -1, 1], [0, 1, 1]])
    need = np.array([[100.0, 100, 300]] * 2)
    dealt = with_given(dealt, main=main, need=need, term=np.array([24, 0]))
    held = np.array([[10.0, 20, 30], [10, 20, 30]])
    found = stores_before(dealt, HospitalStores(dealt.areas, held), 1.0).given.stored
    assert found == pytest.approx(np.array([[15.0, 0, 45], [0, 0, 0]]))
    elsewhere = stores_before(dealt, HospitalStores(("X", "Y", "Z"), held), 0.5).given.stored
    assert elsewhere[0] == pytest.approx([7.5, 0, 22.5])


def test_capacity_is_scrapped_where_nothing_is_won_and_kept_where_it_is() -> None:
    (first, second), carried = course("rounds.while-barred.handover.idle=0.4")
    for at, before in enumerate(carried.former["first"]):
        after = carried.former["while-barred"][at]
        lot, out = second.block.awarded[at], second.outcomes[at]
        lost = ~lot.won & (before.capacity > 0)
        assert np.allclose(after.capacity[lost], 0.6 * before.capacity[lost])
        assert np.array_equal(after.capacity[lot.won], out.makers[..., Maker.CAPACITY_END][lot.won])
        assert not before.capacity[~first.block.awarded[at].won].any()
        # A maker that can make more than its new areas ask for keeps that.
        given = second.contracts[at].given
        known = lot.won & (before.capacity > 0)
        assert (given.capacity[known] >= before.capacity[known] * (1 - 1e-12)).all()


@pytest.mark.parametrize(
    ("there", "margin", "terms", "expected"),
    [
        (150.0, 0.1, {}, 150.0),
        (150.0, 0.1, {"kept": 0.4}, 120.0),
        (60.0, 0.1, {}, 100.0),
        (60.0, 0.1, {"built": 0.25}, 70.0),
        (60.0, 0.5, {"built": 0.25, "by_margin": 1}, 90.0),
        (60.0, -0.5, {"built": 0.25, "by_margin": 1}, 60.0),
        (60.0, 0.9, {"built": 0.25, "by_margin": 5}, 100.0),
    ],
)
def test_capacity_by_hand(there: float, margin: float, terms: dict[str, float], expected: float) -> None:
    """A maker plans on 100 units a month."""
    handover = Handover.model_validate(terms)
    found = capacity_after(np.array(100.0), np.array(there), np.array(margin), handover)
    assert found == pytest.approx(expected)


def test_the_round_before_is_untouched_by_what_is_handed_over() -> None:
    one, other = course()[0], course("rounds.while-barred.handover={stock: 0, kept: 0, built: 0.5}")[0]
    for a, b in zip(one[0].outcomes, other[0].outcomes, strict=True):
        assert np.array_equal(a.cells, b.cells)
    pairs = list(zip(one[1].outcomes, other[1].outcomes, strict=True))
    assert any(not np.array_equal(a.makers, b.makers) for a, b in pairs)


def test_beliefs_are_weighed() -> None:
    old, new = np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 1.0], [0.5, 0.5]])
    blank = small_tender()
    count = len(blank.entrants)
    before = replace(blank, learned=({"generic": LearnedBids(old)},) * count)
    other_list = LearnedBids(np.full((2, 3), 1 / 3))
    now = replace(blank, learned=({"generic": LearnedBids(new), "own-api": other_list},) * count)
    found = with_beliefs(now, before, 0.25)
    assert found.learned[0]["generic"].mixture == pytest.approx(np.array([[0.25, 0.75], [0.5, 0.5]]))
    assert found.learned[0]["own-api"] is other_list, "nothing was learned before by this class"
    assert with_beliefs(now, before, 0.0) is now
