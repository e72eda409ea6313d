"""Games are named by what bidders play: not by clauses that decide nothing about a bid."""

from __future__ import annotations

import numpy as np

from simulator.campaign.policy import PolicyStrategy, with_policy
from simulator.study.plan import make_plan
from simulator.tender.games import Games, games_of
from simulator.tender.ready import set_up

SMALL = (
    "market.varieties=1",
    "market.bids=7",
    "firms.firms=7",
    "firms.size_exponent=0",
    "market.ceiling_spread=0",
)
SOLVED = tuple(
    f"bidding.{name}={{use: equilibrium, levels: 2}}" for name in ("generic", "own-api", "newcomer")
)


def games(*changes: str, bids: tuple[str, ...] = SOLVED, scenario: str = "round-7-2022") -> Games:
    plan = make_plan(scenario, [*SMALL, *bids, *changes])
    return games_of(set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False))


def test_only_what_is_played_names_a_game() -> None:
    plain = games()
    assert plain.number == 2
    assert not plain.drawn
    assert games("rules.change.supply.backup=null").keys == plain.keys
    assert games("rules.change.elimination={use: none}").keys == plain.keys
    assert games("rules.change.places.cap=9").keys == plain.keys, "seven bidders never have nine places"
    for changed in (
        "rules.change.places.cap=2",
        "rules.change.price_test.tests.multiple.times=1.5",
        "rules.change.volume.shares.ordinary.1=0.2",
        "costs.median.generic=0.3",
        "market.ceiling_over_reference=1.2",
    ):
        assert set(games(changed).keys).isdisjoint(plain.keys), changed


def test_a_policy_beside_firms_that_think_is_no_part_of_their_game() -> None:
    """A policy is a function, which nobody can write down; the game of the others is what it was."""
    plan = make_plan("round-7-2022", [*SMALL, *SOLVED])
    one = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)
    trained = with_policy(one, PolicyStrategy(lambda seen: np.full(len(seen), 0.5)), ("newcomer",))
    assert games_of(trained).keys == games().keys


def test_nothing_to_solve_and_drawn_rivals() -> None:
    assert games(bids=()) == Games((), 0, 0.0)
    drawn = games(scenario="round-11-2025")
    assert (drawn.keys, drawn.number, drawn.drawn) == ((), 2, True)
