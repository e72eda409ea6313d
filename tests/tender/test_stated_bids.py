"""What makers foresee of originators, against the quotes of the strategy itself."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.bidding.equilibrium.stated import stated_mass
from simulator.bidding.strategies.originator_exit import OriginatorExit
from simulator.firms.population import CLASSES
from simulator.study.plan import make_plan
from simulator.tender.equilibria import exact_games
from simulator.tender.forming import equilibrium_setting
from simulator.tender.ready import Tender
from simulator.tender.settings import levels_of
from simulator.tender.simulate import play_block, set_up
from simulator.tender.stated import classes_as_stated

SMALL = (
    "market.varieties.value=3",
    "market.bids.value=15",
    "firms.firms.value=10",
    "firms.originator_presence.value=1",
)
SOLVED = tuple(
    f"bidding.{maker}={{use: equilibrium, levels: 2}}" for maker in ("generic", "own-api", "newcomer")
)


def tender(*sets: str) -> Tender:
    made = make_plan("round-5-2021", [*SMALL, *sets])
    return set_up(made.scenario.record, made.rules.record.clauses, made.folder, solve=False)


def test_games_of_makers_hold_the_originators_bids_as_the_tender_draws_them() -> None:
    """Shares of bids above the ceiling, at it, and below it, and their mean, over 3 x 4,000 quotes.

    The tender draws cost levels, the game has one: with no spread between varieties they are the same. Four
    standard errors of a share over some 12,000 draws are 0.018.
    """
    one = tender("costs.spread_between_varieties.value=0", "market.ceiling_spread.value=0")
    rule = one.scenario.bidding.originator
    assert isinstance(rule, OriginatorExit)
    level = levels_of(one.scenario, 1)[0]
    entrants = one.entrants[0]
    setting = equilibrium_setting(one.scenario, one.clauses, one.areas, entrants, level)
    law = next(each for each in setting.classes if each.name == "originator")
    assert law.stated
    prices = np.unique(np.round(np.linspace(0.001, 1.0, 1000) * setting.ceiling))
    mass = stated_mass(law, prices)
    drawn = []
    for awarded, each in zip(play_block(one, 0, 4000).awarded, one.entrants, strict=True):
        at = np.flatnonzero(each.kind == CLASSES.index("originator"))
        lot = awarded.lot
        drawn.append((lot.bid[:, at] / lot.ceiling[:, at])[lot.present[:, at]])
    bids = np.concatenate(drawn)
    above, exactly = float((bids > 1).mean()), float((bids == 1).mean())
    assert 1 - mass.sum() == pytest.approx(above, abs=0.02)
    assert mass[prices >= 0.999 * setting.ceiling].sum() == pytest.approx(exactly, abs=0.02)
    serious = prices < 0.998 * setting.ceiling
    mean = float((mass * prices)[serious].sum() / mass[serious].sum() / setting.ceiling)
    assert mean == pytest.approx(float(bids[bids < 0.998].mean()), rel=0.05)


def test_originators_that_think_are_in_the_game_as_thinking_ones() -> None:
    shipped = tender(*SOLVED)
    assert classes_as_stated(shipped.scenario, shipped.clauses) == ("originator",)
    thinking = tender(*SOLVED, "bidding.originator={use: equilibrium, levels: 2}")
    assert classes_as_stated(thinking.scenario, thinking.clauses) == ()
    stated = []
    for one in (shipped, thinking):
        games = exact_games(one.scenario, one.clauses, one.areas, one.entrants)
        assert games is not None
        stated.append({each.name for game in games.flat for each in game.classes if each.stated})
    assert stated == [{"originator"}, set()]
