"""Expectations by simulating the award: the same as the exact ones where both exist, and a search on them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from solvable import book, cited, firms, setting, solved, varieties, with_tests

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.drawn_search import Stage, candidates
from simulator.bidding.equilibrium.expectation import expect
from simulator.bidding.equilibrium.fresh_draws import as_sampled
from simulator.bidding.equilibrium.game import Outside, Profile
from simulator.bidding.equilibrium.lines import marks, price_list
from simulator.bidding.equilibrium.outcome import expected_outcome, sampled_outcome
from simulator.bidding.equilibrium.sampled import SampledGame, bid_of
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.worths import class_worths
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.streams import uniforms

Floats = npt.NDArray[np.float64]


def draws(name: str, count: int, bidders: int = 8) -> tuple[Floats, Floats]:
    standing, lots = (uniforms(4, "sampled", name, what, count=count, blocks=2) for what in ("s", "l"))
    return standing[:, :bidders], lots[:, :bidders]


def sampled(variety: Setting, prices: npt.NDArray[np.int64]) -> SampledGame:
    def award(lot: Lot) -> AwardedLot:
        return award_round([lot], variety.clauses, variety.units, whole_round=False)[0]

    return as_sampled(variety, prices, award)


@cache
def with_outside() -> Setting:
    """Three generics, and an originator with everything at stake outside that a scenario can name."""
    public, private = Outside(900_000, 0.1, 0.3, entry_cost=2_000), {"private": 0.2, "private_price": 950_000}
    outside = replace(public, pressure=0.4, standard=700_000, **private)
    one = varieties()["originator"]
    return replace(one, classes=(one.classes[0], replace(one.classes[1], outside=outside, capacity=0.4)))


@pytest.mark.parametrize("by_rules", [False, True])
@pytest.mark.parametrize("number", [0, 1])
def test_expectations_are_those_of_the_exact_game(number: int, by_rules: bool) -> None:
    """At every price, to 4.5 standard errors of the larger of the two outcomes' spread, 120 comparisons."""
    variety, count = with_outside(), 3_000
    prices = price_list(variety, 160_000, 12)
    game = to_game(variety, prices)
    mass = np.full((2, len(prices)), 1 / len(prices))
    mass[1] *= 0.7
    profile = Profile(mass)
    exact = expect(game, profile, number)
    game_of_rules = sampled(variety, prices)
    drawn = replace(game_of_rules, compiled=None) if by_rules else game_of_rules
    found = class_worths(drawn, profile, number, draws("exact", count, variety.bidders))
    wins, ours = found.wins, number == 1
    beside = ours * (0.1 * wins + 0.3 * (1 - wins) + 0.2)
    with_award = 0.1 * np.minimum(900_000, 540_000 + 0.4 * prices)
    with_award += 0.2 * np.minimum(950_000, 570_000 + 0.4 * prices)
    income = found.income + ours * (wins * with_award + (1 - wins) * (0.3 * 700_000 + 0.2 * 950_000) - 2_000)
    # A volume lies between 0 and its largest value, so that its standard deviation is at most half of that.
    error = 4.5 * game.volume.max() / 2 / np.sqrt(count)
    np.testing.assert_allclose(found.volume + beside, exact.volume[:-1], atol=error)
    np.testing.assert_allclose(income / 1e6, exact.income[:-1] / 1e6, atol=error)


def test_outcome_is_that_of_the_exact_game() -> None:
    """Prices to 1 %, shares to 4 standard errors of 6,000 tenders."""
    variety, equilibrium = varieties()["originator"], solved("originator")
    exact = expected_outcome(equilibrium.game, equilibrium.profile)
    game = sampled(variety, equilibrium.prices)
    found = sampled_outcome(game, equilibrium.profile, draws("outcome", 6_000, variety.bidders))
    assert found.price == pytest.approx(exact.price, rel=0.01)
    assert found.volume == pytest.approx(exact.volume, rel=0.02)
    for one, other in zip(found.classes, exact.classes, strict=True):
        assert one.wins == pytest.approx(other.wins, abs=4 * 0.5 / np.sqrt(6_000))
        assert one.mean_bid == pytest.approx(other.mean_bid, rel=0.01)
        assert one.bids == other.bids
        assert one.costs == other.costs


def test_who_stays_out_is_not_laid_before_the_rules() -> None:
    variety = varieties()["three firms"]
    prices = price_list(variety, 160_000, 10)
    mass = np.zeros((1, len(prices)))
    mass[0, 3] = 0.25
    game = sampled(variety, prices)
    bids, costs = bid_of(game, Profile(mass), np.array([[0.1, 0.3, 0.9]]))
    assert bids.tolist() == [[prices[3], 0, 0]]
    np.testing.assert_allclose(costs, variety.classes[0].costs.quantile(np.array([[0.1, 0.3, 0.9]])))


SHORT = (Stage(60, 128, 0, 10, 0.3), Stage(80, 128, 24, 40, 0.15))


def last(variety: Setting, count: int = 16) -> tuple[SampledGame, Profile]:
    """Return where a short search ends."""

    def source(name: str, count: int) -> tuple[Floats, Floats]:
        return draws(name, count, variety.bidders)

    return list(candidates(sampled(variety, price_list(variety, 160_000, count)), source, SHORT))[-1]


def test_the_search_ends_near_the_exact_equilibrium() -> None:
    """By the exact certificate on the search's own list; uniform bids, the start, are far from it."""
    variety = setting(book("round-5-2021"), firms(4))
    found, profile = last(variety)
    game = to_game(variety, found.prices)
    start = Profile(np.full((1, len(found.prices)), 1 / len(found.prices)))
    assert certify(game, profile).exploitability < 0.06
    assert certify(game, start).exploitability > 0.3
    again = last(variety)
    np.testing.assert_array_equal(found.prices, again[0].prices)
    np.testing.assert_array_equal(profile.mass, again[1].mass)


def test_finer_lists_keep_the_marks_and_the_ends() -> None:
    variety = setting(book("round-5-2021"), firms(4))
    first, found = sampled(variety, price_list(variety, 160_000, 16)), last(variety)[0]
    assert set(marks(variety)) <= set(found.prices.tolist())
    assert found.prices[-1] == first.prices[-1]
    assert found.prices[0] >= first.prices[0]
    assert (np.diff(found.prices) > 0).all()


@pytest.mark.long
def test_a_rule_without_an_exact_game_moves_the_bids() -> None:
    """An anchor at the mean lets more bids pass than one at the lowest price: bids are higher."""
    tight = {"times": cited(1.1), "anchor": cited("lowest")}
    wide = {"times": cited(1.1), "anchor": cited("mean-or-lowest"), "share": cited(1)}

    def mean_bid(multiple: dict[str, object]) -> float:
        clauses = with_tests(book("round-5-2021"), cut=None, threshold=None, multiple=multiple)
        variety = setting(clauses, firms(3))
        found, profile = last(variety)
        return float(profile.mass[0] @ found.prices / profile.mass[0].sum())

    assert mean_bid(wide) > 1.02 * mean_bid(tight)
