"""Rings that go on: the same firms agree again, and the turn moves or stays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from simulator.campaign.sequence import Played, play_campaign
from simulator.campaign.stages import lay_out_rounds
from simulator.errors import InputError
from simulator.study.campaign_plan import plan_campaign
from simulator.tender.collusion import is_phantom

REPS = 10
SMALL = (
    "first.market={varieties: 3, bids: 18, most_bidders: 8, fewest_bidders: 4}",
    "first.firms.firms=12",
    "first.ring={size: {value: 3}, cover: abstain}",
    "rounds.first.change.supply.stress=[]",
)


@lru_cache
def course(*sets: str) -> tuple[Played, ...]:
    plan = plan_campaign("renewal-after-breach", [*SMALL, *sets])
    return play_campaign(lay_out_rounds([one.made for one in plan.rounds][:2]), 0, REPS)[0]


def designated(one: Played, at: int, members: tuple[int, ...]) -> np.ndarray:
    """Return ``[R]`` the only member that bids, by its place in the order of turns; -1 if it is not one."""
    present = one.tabled[at].lot.present[:, list(members)]
    return np.where(present.sum(axis=1) == 1, present.argmax(axis=1), -1)


@pytest.mark.parametrize(("kept", "moved"), [("rotates", 1), ("stays", 0)])
def test_the_turn_moves_or_stays_from_round_to_round(kept: str, moved: int) -> None:
    first, second = course(f"rounds.while-barred.ring={kept}")
    honest = course()[1]
    known = 0
    for at, ring in enumerate(first.stage.tender.rings):
        assert ring is not None
        columns = list(ring.members)
        lot = honest.tabled[at].lot
        # Without an agreement in the second round: who could win it at all.
        able = lot.present[:, columns] & (lot.bid[:, columns] < lot.ceiling[:, columns])
        everybody = able.all(axis=1)
        before = designated(first, at, ring.members)[everybody]
        assert (before == ring.turn % len(columns)).all()
        assert (designated(second, at, ring.members)[everybody] == (before + moved) % len(columns)).all()
        known += int(everybody.sum())
    assert known > REPS


def test_members_of_a_ring_that_ends_bid_on_their_own() -> None:
    first, second = course()
    for at, ring in enumerate(first.stage.tender.rings):
        assert ring is not None
        assert (designated(first, at, ring.members) >= 0).all()
        assert (second.tabled[at].lot.present[:, list(ring.members)].sum(axis=1) > 1).any()


def test_a_ring_that_goes_on_keeps_prices_up() -> None:
    """The second round has the same firms, costs and draws either way."""
    price = {
        kept: [
            np.where(lot.won, lot.price / lot.lot.ceiling, 0).sum() / max(lot.won.sum(), 1)
            for lot in course(f"rounds.while-barred.ring={kept}")[1].block.awarded
        ]
        for kept in ("ends", "rotates")
    }
    assert np.mean(price["rotates"]) > np.mean(price["ends"])


def test_bidders_on_paper_are_there_as_long_as_the_ring() -> None:
    covering = "first.ring={size: {value: 3}, phantoms: {value: 2}, cover: above}"
    for kept, there in (("ends", False), ("rotates", True)):
        first, second = course(covering, f"rounds.while-barred.ring={kept}")
        for one, expected in ((first, True), (second, there)):
            for entrants, tabled in zip(one.stage.tender.entrants, one.tabled, strict=True):
                paper = [is_phantom(firm) for firm in entrants.firms]
                assert sum(paper) == 2
                assert tabled.lot.present[:, paper].any() == expected


@pytest.mark.parametrize(
    ("sets", "what"),
    [
        (("first.ring=null", "rounds.while-barred.ring=rotates"), "there is none in 'first'"),
        (("rounds.first.ring=stays",), "'first' continues no round whose ring could go on"),
        (("while-barred.ring={}",), "`ring: rotates` in the round"),
    ],
)
def test_a_ring_that_cannot_go_on_is_refused(sets: tuple[str, ...], what: str) -> None:
    with pytest.raises(InputError, match=what):
        course(*sets)
