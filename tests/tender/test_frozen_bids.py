"""Bids of one rule book awarded by another: the same bids, other rules, and what follows without theory."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.study.plan import load_scenario
from simulator.tender.frozen import play_frozen, same_bidders
from simulator.tender.ready import Tender, set_up
from simulator.tender.simulate import play_block

MARKET = (
    "market.varieties=12",
    "market.bids=84",
    "firms.firms=60",
    "firms.size_exponent=0",
    "rules.change.elimination={use: none}",
)
SHELTER = "rules.change.price_test.tests.cut=null"


def laid(*sets: str, name: str = "round-9-2023") -> Tender:
    scenario, rules = load_scenario(name, [*MARKET, *sets])
    return set_up(scenario.record, rules.record.clauses)


def winners(block) -> np.ndarray:
    return np.concatenate([one.won for one in block.awarded], axis=1)


def test_the_same_rules_give_the_same_awards() -> None:
    base = laid()
    own, frozen = play_block(base, 3, 40), play_frozen(laid(), base, 3, 40)
    for one, other in zip(own.awarded, frozen.awarded, strict=True):
        np.testing.assert_array_equal(one.lot.bid, other.lot.bid)
        np.testing.assert_array_equal(one.lot.present, other.lot.present)
    np.testing.assert_array_equal(winners(own), winners(frozen))


def test_without_the_shelter_a_subset_wins_at_fixed_bids() -> None:
    """Same table, no elimination, no revivals: whoever the 50 % shelter let in is gone, nobody else comes."""
    base, without = laid(), laid(SHELTER)
    before, after = play_block(base, 0, 200), play_frozen(without, base, 0, 200)
    for one, other in zip(before.awarded, after.awarded, strict=True):
        np.testing.assert_array_equal(one.lot.bid, other.lot.bid)
    won, still = winners(before), winners(after)
    assert not (still & ~won).any()
    assert still.sum() < won.sum(), "the shelter protects somebody in this market"
    # Rules of thumb aim at the protected cut, so that bids of their own would not be the same.
    own = play_block(without, 0, 200)
    assert any(
        (one.lot.bid != other.lot.bid).any() for one, other in zip(own.awarded, after.awarded, strict=True)
    )


def test_an_anchor_above_the_lowest_price_lets_a_superset_win_at_fixed_bids() -> None:
    """The multiple then applies to half of the mean where that is higher; no revivals on either side."""
    plain = (*MARKET[:-1], "rules.change.revival={use: none}", "costs.spread_between_bidders=0.6")
    raised = "rules.change.price_test.tests.multiple={anchor: mean-or-lowest, share: 0.5}"
    tenders = []
    for more in ((), (raised,)):
        scenario, rules = load_scenario("round-10-2024", [*plain, *more])
        tenders.append(set_up(scenario.record, rules.record.clauses))
    won, more_won = (winners(play_frozen(one, tenders[0], 0, 200)) for one in tenders)
    assert not (won & ~more_won).any()
    assert more_won.sum() > won.sum(), "somebody undercuts half of the mean in this market"


def test_other_firms_have_no_bid_to_keep() -> None:
    base, other = laid(), laid("market.bids=96")
    assert same_bidders(base, laid(SHELTER))
    assert not same_bidders(base, other)
    with pytest.raises(ValueError, match="same firms"):
        play_frozen(other, base, 0, 1)
