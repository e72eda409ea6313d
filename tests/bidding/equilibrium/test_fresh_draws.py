"""Deviations priced by the rules on fresh draws: true equilibria pass, planted errors are caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from solvable import TOLERANCE, book, cited, solved, varieties, with_tests

from simulator.bidding.equilibrium.fresh_draws import (
    FreshGain,
    as_sampled,
    gains_by_compiled_award,
    gains_on_fresh_draws,
)
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.variety import VarietyEquilibrium
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.streams import uniforms

NAMES = list(varieties())
DRAWS, MANY = 8_000, 40_000
Award = Callable[[Lot], AwardedLot]


def under(variety: Setting) -> Award:
    def award(lot: Lot) -> AwardedLot:
        return award_round([lot], variety.clauses, variety.units, whole_round=False)[0]

    return award


@cache
def draws(
    firms: int, seed: int = 1, count: int = DRAWS
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    standing = uniforms(seed, "test", "standing", count=count, blocks=2)[:, :firms]
    return standing, uniforms(seed, "test", "lots", count=count, blocks=2)[:, :firms]


def gains(
    variety: Setting,
    bids: VarietyEquilibrium,
    award: Award,
    seen: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
) -> tuple[FreshGain, ...]:
    game = as_sampled(variety, bids.prices, award)
    line = guaranteed_line(variety)
    marks = (variety.ceiling, line, line + 1)
    return gains_on_fresh_draws(game, bids.profile, marks, [seen] * len(variety.classes))


@cache
def tried(name: str, bids: VarietyEquilibrium, seed: int = 1) -> tuple[FreshGain, ...]:
    variety = varieties()[name]
    return gains(variety, bids, under(variety), draws(variety.bidders, seed))


def moved(found: VarietyEquilibrium, number: int, target: Callable[[Ints], Ints]) -> VarietyEquilibrium:
    """Return an equilibrium in which one class bids something else, by index of its price."""
    mass = found.profile.mass.copy()
    mass[number] = 0
    to = np.clip(target(np.arange(len(found.prices))), 0, len(found.prices) - 1)
    np.add.at(mass[number], to, found.profile.mass[number])
    return replace(found, profile=Profile(mass))


def times(found: VarietyEquilibrium, number: int, factor: float) -> VarietyEquilibrium:
    nearest = np.searchsorted(found.prices, factor * found.prices)
    return moved(found, number, lambda at: nearest[at])


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_true_equilibrium_keeps_its_tolerance(name: str) -> None:
    """The 99 % interval of the gain reaches down to the tolerance of the exact certificate."""
    for one in tried(name, solved(name)):
        assert one.gain - one.half_width <= TOLERANCE
        assert one.bound == pytest.approx(one.gain + one.half_width)
        assert one.half_width < 0.05


@pytest.mark.parametrize("name", NAMES)
def test_earnings_are_those_of_the_game(name: str) -> None:
    """Game and rules tell one story: to 2 %, three standard errors of the thinnest class."""
    for fresh, exact in zip(tried(name, solved(name)), solved(name).certificate.gains, strict=True):
        assert fresh.name == exact.name
        assert fresh.earned == pytest.approx(exact.earned, rel=0.02)


@pytest.mark.parametrize("name", ["six firms", "originator"])
def test_the_compiled_award_certifies_as_the_rules_do(name: str) -> None:
    """The same draws, the same deviations: volumes are rounded to whole units by the rules alone."""
    variety, found = varieties()[name], solved(name)
    game = as_sampled(variety, found.prices, under(variety))
    seen = [draws(variety.bidders)] * len(variety.classes)
    for quick, slow in zip(
        gains_by_compiled_award(game, found.profile, seen), tried(name, found), strict=True
    ):
        assert quick.earned == pytest.approx(slow.earned, rel=1e-6)
        assert quick.gain == pytest.approx(slow.gain, abs=1e-5)
        assert quick.half_width == pytest.approx(slow.half_width, abs=1e-5)


@pytest.mark.long
def test_the_same_draws_give_the_same_answer() -> None:
    first = tried("three firms", solved("three firms"))
    assert tried.__wrapped__("three firms", solved("three firms")) == first
    assert tried("three firms", solved("three firms"), seed=2) != first


def caught(gains: tuple[FreshGain, ...], number: int = 0) -> None:
    """The whole 99 % interval lies above the tolerance."""
    assert gains[number].gain - gains[number].half_width > TOLERANCE


def tried_often(name: str, bids: VarietyEquilibrium) -> tuple[FreshGain, ...]:
    """Many draws by the compiled award, which certifies as the rules do (see above)."""
    variety = varieties()[name]
    game = as_sampled(variety, bids.prices, under(variety))
    seen = [draws(variety.bidders, 1, MANY)] * len(variety.classes)
    return gains_by_compiled_award(game, bids.profile, seen)


@pytest.mark.parametrize("name", ["six firms", "originator"])
def test_bids_ten_percent_up_are_caught(name: str) -> None:
    """40,000 draws, seed 1: undoing the mark-up gains 1.9 ± 0.4 % (six firms) and 3.4 ± 0.5 %, at 99 %.

    The tolerance is 1 %, so that with a standard error of 0.15 % fewer than one seed in a thousand would miss
    it. The bids without the mark-up pass on the same draws.
    """
    caught(tried_often(name, times(solved(name), 0, 1.1)))
    for one in tried_often(name, solved(name)):
        assert one.gain - one.half_width <= TOLERANCE
        assert one.half_width < 0.005


def test_bids_twenty_percent_down_are_caught() -> None:
    caught(tried("three firms", times(solved("three firms"), 0, 0.8)))


@pytest.mark.long
def test_bids_one_tick_above_the_guaranteed_line_are_caught() -> None:
    """Rivals at half the ceiling less a half: one tick above the line fails every test, at the line none.

    Three rivals at 0.27 of the ceiling and one place less than bidders: a fifth of them is made to stay
    away, so that the originator's place is not in doubt; only its price test is.
    """
    found = solved("originator")
    line = int(np.searchsorted(found.prices, 500_000))
    assert found.prices[line + 1] == 500_001
    low = int(np.searchsorted(found.prices, 270_000, side="right")) - 1
    some = np.zeros_like(found.profile.mass)
    some[0, low], some[1, line] = 0.8, 0.3
    kept = replace(found, profile=Profile(some))
    lost = moved(kept, 1, lambda at: at + 1)
    at_line, above = tried("originator", kept)[1], tried("originator", lost)[1]
    assert above.earned < at_line.earned
    caught(tried("originator", lost), 1)


def below_support(name: str, number: int, cheapest: float) -> VarietyEquilibrium:
    """Return an equilibrium in which the cheapest part of a class bids a tenth below any bid of anybody."""
    found = solved(name)
    lowest = found.prices[np.flatnonzero(found.profile.mass.max(axis=0) > 1e-4)[0]]
    at = int(np.searchsorted(found.prices, 0.9 * lowest))
    assert found.profile.mass[:, : at + 1].max() < 1e-4
    row = found.profile.mass[number]
    kept = np.diff(np.maximum(np.cumsum(row), cheapest), prepend=cheapest)
    kept[at] += cheapest
    mass = found.profile.mass.copy()
    mass[number] = kept
    return replace(found, profile=Profile(mass))


@pytest.mark.parametrize(("name", "number", "part"), [("originator", 1, 1.0), ("six firms", 0, 0.5)])
def test_predatory_bids_below_the_support_are_caught(name: str, number: int, part: float) -> None:
    """One bid that nobody makes in equilibrium, all others as before: a higher one wins as well, for more.

    40,000 draws, seed 1: gains of 137 ± 2 % (the originator) and 99 ± 3 % (the cheaper half of six firms).
    """
    caught(tried_often(name, below_support(name, number, part)), number)


def test_an_award_that_differs_from_the_game_is_noticed() -> None:
    """Without the shelter of half the ceiling and with a multiple of 1.1 these bids are not best."""
    name = "six firms"
    variety = varieties()[name]
    tight = with_tests(
        book("round-5-2021"), cut=None, multiple={"times": cited(1.1), "anchor": cited("lowest")}
    )
    other = gains(variety, solved(name), under(replace(variety, clauses=tight)), draws(variety.bidders))
    caught(other)


@pytest.mark.long
def test_a_deviation_is_priced_on_other_draws_than_it_was_chosen_on() -> None:
    """Few draws choose badly; what they choose must not look like a gain on average over seeds."""
    variety = varieties()["six firms"]
    few = [tuple(part[k * 250 : (k + 1) * 250] for part in draws(6)) for k in range(30)]
    found = [gains(variety, solved("six firms"), under(variety), (a, b))[0].gain for a, b in few]
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert np.mean(found) <= TOLERANCE + 3 * error
