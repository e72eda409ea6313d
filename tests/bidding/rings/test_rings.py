"""Rings: designations, cover bids, phantoms, hidden links, by hand, as properties, under a rule book."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bidding.rings.cover import Ring, Spread, cover_bids, rig
from simulator.bidding.rings.designation import by_lot, cheapest, in_turn
from simulator.bidding.rings.hidden import lowest_quote
from simulator.bidding.strategies.protocol import Quotes
from tests.rules.tenders import lot, one, states

Floats = npt.NDArray[np.float64]
Cover = Literal["above", "same", "abstain"]


def quotes(*rows: list[int]) -> Quotes:
    bids = np.array(rows, dtype=np.int64)
    return Quotes(bids, np.ones(bids.shape, dtype=np.bool_))


def ceilings(like: Quotes, ceiling: int) -> npt.NDArray[np.int64]:
    return np.full(like.bid.shape, ceiling, dtype=np.int64)


def marks(*rows: list[int]) -> npt.NDArray[np.bool_]:
    return np.array(rows, dtype=np.bool_)


HALF_WAY = Ring((0, 1, 2), raised=0.5, spread=Spread(0.1, 0.2))


def test_cover_bids_by_hand() -> None:
    """The second goes half way from 120 to 200, to 160; covers lie 10 and 15 % above; the last is outside."""
    own = quotes([100, 120, 110, 300])
    uniform = np.array([[0.0, 0.9, 0.5]])
    rigged = rig(own, ceilings(own, 200), HALF_WAY, marks([0, 1, 0]), uniform)
    assert rigged.bid.tolist() == [[176, 160, 184, 300]]
    assert rigged.present.all()


def test_at_the_ceiling_one_tick_is_left_for_cover() -> None:
    own = quotes([100, 120, 110, 90])
    rigged = rig(own, ceilings(own, 200), Ring((0, 1, 2)), marks([1, 0, 0]), np.zeros((1, 3)))
    assert rigged.bid.tolist() == [[199, 200, 200, 90]]
    alone = rig(own, ceilings(own, 200), Ring((0, 1, 2)), marks([1, 1, 1]), np.zeros((1, 3)))
    assert alone.bid.tolist() == [[200, 200, 200, 90]]


def test_several_designated_are_all_covered() -> None:
    own = quotes([100, 150, 110])
    rigged = rig(own, ceilings(own, 200), HALF_WAY, marks([1, 1, 0]), np.zeros((1, 3)))
    # 100 goes to 150 and 150 to 175; the cover lies 10 % above 175, rounded up: 193.
    assert rigged.bid.tolist() == [[150, 175, 193]]


def test_members_may_bid_the_same_or_stay_away() -> None:
    own = quotes([100, 120, 180])
    same = rig(own, ceilings(own, 200), Ring((0, 1, 2), 0.5, "same"), marks([1, 0, 0]), np.zeros((1, 3)))
    assert same.bid.tolist() == [[150, 150, 180]]
    away = rig(own, ceilings(own, 200), Ring((0, 1, 2), 0.5, "abstain"), marks([1, 0, 0]), np.zeros((1, 3)))
    assert away.bid[0, 0] == 150
    assert away.present.tolist() == [[True, False, False]]


def test_own_bids_beyond_the_ceiling_are_left_alone() -> None:
    own = quotes([100, 200, 250])
    rigged = rig(own, ceilings(own, 200), HALF_WAY, marks([1, 0, 0]), np.zeros((1, 3)))
    assert rigged.bid.tolist() == [[150, 200, 250]]
    # Who bids beyond the ceiling cannot be the designated winner: then everybody bids on his own.
    nobody = rig(own, ceilings(own, 200), HALF_WAY, marks([0, 0, 1]), np.zeros((1, 3)))
    assert nobody.bid.tolist() == own.bid.tolist()


def test_who_has_no_room_above_the_designated_bid_stays_away() -> None:
    """The second has a ceiling of its own at 90, below what the first bids in any case."""
    own = quotes([100, 80])
    limit = np.array([[200, 90]])
    rigged = rig(own, limit, Ring((0, 1), raised=1), marks([1, 0]), np.zeros((1, 2)))
    assert rigged.bid[0, 0] == 100
    assert rigged.present.tolist() == [[True, False]]


def test_arrays_that_do_not_fit_are_refused() -> None:
    own = quotes([100, 120, 110])
    good, uniform = marks([1, 0, 0]), np.zeros((1, 3))
    for ring, designated, draws in (
        (Ring((0, 3)), marks([1, 0]), np.zeros((1, 2))),
        (HALF_WAY, marks([1, 0]), uniform),
        (HALF_WAY, good, np.zeros((2, 3))),
    ):
        with pytest.raises(ValueError, match="a ring of columns"):
            rig(own, ceilings(own, 200), ring, designated, draws)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"members": (0,)}, "two members"),
        ({"members": (0, 0)}, "two members"),
        ({"members": (-1, 0)}, "counted from 0"),
        ({"members": (0, 1), "raised": 1.1}, "from 0 to 1"),
        ({"members": (0, 1), "raised": float("nan")}, "from 0 to 1"),
    ],
)
def test_what_is_no_ring_is_refused(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        Ring(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [(-0.1, 0.1), (0.2, 0.1), (0.0, float("inf")), (float("nan"), 1.0)])
def test_what_is_no_spread_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="spread"):
        Spread(*ends)


@pytest.mark.long
@given(st.data())
def test_a_ring_keeps_its_agreement(data: st.DataObject) -> None:
    """Whatever it is: covers lose to the designated, nobody bids below his own bid or above the ceiling."""
    firms = data.draw(st.integers(2, 7))
    members = tuple(data.draw(st.permutations(range(firms))))[: data.draw(st.integers(2, firms))]
    ceiling = data.draw(st.integers(2, 5000))
    rows = data.draw(st.integers(1, 4))
    numbers = st.lists(st.integers(1, 6000), min_size=firms, max_size=firms)
    own = quotes(*(data.draw(numbers) for _ in range(rows)))
    flags = st.lists(st.booleans(), min_size=len(members), max_size=len(members))
    designated = marks(*(data.draw(flags) for _ in range(rows)))  # type: ignore[arg-type]
    uniform = np.random.default_rng(data.draw(st.integers(0, 99))).random((rows, len(members)))
    raised = data.draw(st.floats(0, 1))
    before = own.bid.copy()
    rigged = rig(own, ceilings(own, ceiling), Ring(members, raised), designated, uniform)
    assert (own.bid == before).all()
    outside = [column for column in range(firms) if column not in members]
    assert (rigged.bid[:, outside] == own.bid[:, outside]).all()
    mine, price = own.bid[:, members], rigged.bid[:, members]
    valid = mine < ceiling
    assert (price >= mine).all()
    assert (price[valid] <= ceiling).all()
    assert (price[~valid] == mine[~valid]).all()
    for row in range(rows):
        leads = designated[row] & valid[row]
        covers = ~designated[row] & valid[row] & rigged.present[row, members]
        if leads.any():
            assert (price[row][covers] > price[row][leads].max()).all()
        else:
            assert (price[row] == mine[row]).all()


def test_cover_bids_keep_the_stated_distance() -> None:
    """Between 2 and 10 % above, at least a tick, at most the ceiling."""
    uniform = np.random.default_rng(3).random((200, 6))
    bids = cover_bids(np.full((200, 1), 10_000), np.full((200, 6), 20_000), uniform, Spread(0.02, 0.10))
    assert bids.min() >= 10_200
    assert bids.max() <= 11_000
    # Even over the range: the mean of 1200 draws of 6 % +- 2.3 % is within 4 standard errors (0.27 %).
    assert bids.mean() / 10_000 - 1 == pytest.approx(0.06, abs=0.0027)
    assert cover_bids(np.array([[3]]), np.array([[9]]), np.array([[0.0]]), Spread(0, 0)).tolist() == [[4]]
    assert cover_bids(np.array([[3]]), np.array([[3]]), np.array([[0.0]]), Spread(0, 0)).tolist() == [[3]]


def test_turns_serve_everybody_equally() -> None:
    for members in range(2, 8):
        for winners in range(1, members + 1):
            designated = in_turn(np.arange(members), np.ones((members, members), dtype=np.bool_), winners)
            assert designated.sum(axis=1).tolist() == [winners] * members
            assert designated.sum(axis=0).tolist() == [winners] * members
    assert in_turn(np.arange(4), np.ones((4, 3), dtype=np.bool_)).argmax(axis=1).tolist() == [0, 1, 2, 0]
    three = in_turn(np.arange(3), np.ones((3, 3), dtype=np.bool_), 2)
    assert three.astype(int).tolist() == [[1, 1, 0], [1, 0, 1], [0, 1, 1]]


def test_who_is_away_is_passed_over() -> None:
    present = marks([0, 1, 1], [1, 0, 1], [0, 0, 0])
    assert in_turn(np.array([0, 1, 2]), present).astype(int).tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert in_turn(np.array([0, 1, 2]), present, 3).tolist() == present.tolist()


def test_lots_are_fair() -> None:
    """In 6000 tenders each of 4 members is drawn 3000 times as one of two, within 4 standard errors (155)."""
    uniform = np.random.default_rng(4).random((6000, 4))
    designated = by_lot(uniform, np.ones((6000, 4), dtype=np.bool_), 2)
    assert (designated.sum(axis=1) == 2).all()
    assert designated.sum(axis=0) == pytest.approx(np.full(4, 3000), abs=155)
    assert by_lot(np.array([[0.4, 0.1, 0.2]]), marks([1, 0, 1])).astype(int).tolist() == [[0, 0, 1]]


def test_the_cheapest_by_hand() -> None:
    cost = np.array([[30, 20, 20, 50]])
    uniform = np.array([[0.1, 0.9, 0.2, 0.0]])
    everybody = marks([1, 1, 1, 1])
    assert cheapest(cost, uniform, everybody).astype(int).tolist() == [[0, 0, 1, 0]]
    assert cheapest(cost, uniform, everybody, 3).astype(int).tolist() == [[1, 1, 1, 0]]
    assert cheapest(cost, uniform, marks([1, 1, 0, 1])).astype(int).tolist() == [[0, 1, 0, 0]]


def test_a_ring_designates_somebody() -> None:
    with pytest.raises(ValueError, match="at least one winner"):
        in_turn(np.array([0]), marks([1, 1]), 0)


def test_phantoms_open_places() -> None:
    """Round 7: three bidders have two places, six have four, so that three phantoms let the dearest in."""
    ceiling = 100_000
    real = one("round-7-2022", lot([10_000, 11_000, 12_000], ceiling=ceiling))
    assert states(real) == ["won", "won", "no-place"]
    spread = Spread(0.2, 0.3)
    paper = cover_bids(np.array([[12_000]]), np.array([[ceiling]]), np.zeros((1, 3)), spread)
    assert paper.tolist() == [[14_400] * 3]
    many = one("round-7-2022", lot([10_000, 11_000, 12_000, *paper[0].tolist()], ceiling=ceiling))
    assert states(many)[:3] == ["won", "won", "won"]


def test_firms_under_hidden_control_let_the_lowest_bid_stand() -> None:
    group = Ring((0, 2, 5), raised=0.0, spread=Spread(0.05, 0.05))
    own = quotes([100, 80, 90, 150, 160, 100, 70])
    own.present[0, 2] = False
    designated = lowest_quote(own, group)
    assert designated.astype(int).tolist() == [[1, 0, 0]]
    rigged = rig(own, ceilings(own, 200), group, designated, np.zeros((1, 3)))
    assert rigged.bid.tolist() == [[100, 80, 90, 150, 160, 105, 70]]
    nobody = Quotes(own.bid, np.zeros_like(own.present))
    assert not lowest_quote(nobody, group).any()


def test_hidden_links_open_places_that_disclosed_ones_do_not() -> None:
    """Round 7: two linked firms and two others are three units with two places; hidden, four with three."""
    own = quotes([10_000, 10_500, 11_000, 15_000])
    ring = Ring((0, 1), raised=0.0, spread=Spread(0.01, 0.01))
    rigged = rig(own, ceilings(own, 100_000), ring, lowest_quote(own, ring), np.zeros((1, 2)))
    assert rigged.bid.tolist() == [[10_000, 10_500, 11_000, 15_000]]
    prices = rigged.bid[0].tolist()
    hidden = one("round-7-2022", lot(prices, ceiling=100_000))
    disclosed = one("round-7-2022", lot(prices, ceiling=100_000, link=[5, 5, None, None]))
    assert states(hidden) == ["won", "won", "won", "no-place"]
    assert states(disclosed) == ["won", "linked-higher", "won", "no-place"]
