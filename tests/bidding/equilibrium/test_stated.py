"""Bidders that keep to a rule: their bids stay as stated, and the others answer to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solvable import CEILING, book, firms, setting

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.bidding.equilibrium.kept_variety import arrays_of, restored
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.stated import by_part, stated_mass, with_stated
from simulator.bidding.equilibrium.variety import solve_variety
from tests.bidding.equilibrium.games import open_game

PRICES = np.linspace(0.1, 1.0, 10)


def stated(low: float, high: float, number: int = 1) -> BidderClass:
    return BidderClass("originator", number, uniform(low, high), stated=True)


def test_a_stated_bid_is_put_at_the_nearest_price_and_one_above_the_list_is_no_bid() -> None:
    """Bids even from 0.2 to 1.2: a fifth is above the list; middles, in ratio, part the rest."""
    mass = stated_mass(stated(0.2, 1.2), PRICES)
    assert mass.sum() == pytest.approx(0.8)
    assert mass[0] == pytest.approx(0.0)
    assert mass[4] == pytest.approx(np.sqrt(0.5 * 0.6) - np.sqrt(0.4 * 0.5))


def test_the_cheapest_parts_of_a_stated_class_take_its_lowest_bids() -> None:
    parts = by_part(np.array([0.25, 0.5, 0.0]), 4)
    np.testing.assert_allclose(parts, [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]])


def test_nothing_is_asked_of_who_keeps_to_a_rule() -> None:
    """A rule that bids the ceiling leaves money on the table, which the certificate does not count."""
    game = open_game(PRICES, (stated(0.99, 1.0), BidderClass("many", 2, uniform(0.1, 0.5))), (0.6, 0.4))
    even = Profile(with_stated(game, np.full((2, 10), 0.1)))
    assert even.mass[0, -1] == pytest.approx(1.0)
    given = certify(game, even)
    assert given.relative_gains[0] == 0
    thinking = (replace(game.classes[0], stated=False, costs=uniform(0.1, 0.5)), game.classes[1])
    asked = certify(replace(game, classes=thinking), even)
    assert asked.relative_gains[0] > 0.1
    assert asked.relative_gains[1] == given.relative_gains[1]


def test_who_always_stays_away_changes_nothing() -> None:
    """Bids above the ceiling are void and do not count for places: three makers bid as if they were alone."""
    makers, absent = firms(3), stated(1.01 * CEILING, 1.05 * CEILING)
    alone, beside = (
        solve_variety(setting(book("round-7-2022"), *classes), Terms(0.002, 600))
        for classes in ((makers,), (absent, makers))
    )
    assert beside.certificate.exploitability <= 0.002
    assert beside.outcome.price == pytest.approx(alone.outcome.price, rel=0.004)
    assert beside.outcome.classes[0].attends == 0
    kept = restored(setting(book("round-7-2022"), absent, makers), arrays_of(beside))
    assert kept.certificate.hopeless == beside.certificate.hopeless == (), "its costs are not known"


def test_who_bids_the_ceiling_for_sure_leaves_makers_with_nothing_to_fear() -> None:
    """Three places and a fourth bidder at the ceiling: makers ask for more than if it thought as they do."""
    makers = firms(3, 0.002, 0.02)
    heavy = stated(0.9995 * CEILING, CEILING)
    rival = firms(1, 0.002, 0.02, "originator")
    foreseen, thinking = (
        solve_variety(setting(book("round-7-2022"), one, makers), Terms(0.01, 600)) for one in (heavy, rival)
    )
    assert foreseen.converged
    assert thinking.converged
    price = [one.outcome.classes[1].mean_bid / CEILING for one in (foreseen, thinking)]
    assert price[0] > price[1] + 0.05
