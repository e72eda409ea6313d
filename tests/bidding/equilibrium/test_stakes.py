"""Failing to supply, and the next tender: closed forms, a case by hand, and errors planted on purpose."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.edge import (
    respond,
    respond_by_piece,
    value_by_piece,
    value_of,
)
from simulator.bidding.equilibrium.expectation import Expectations, expect
from simulator.bidding.equilibrium.fresh_draws import gains_by_compiled_award, gains_on_fresh_draws
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.lines import price_list
from simulator.bidding.equilibrium.outcome import expected_outcome
from simulator.bidding.equilibrium.quantal import QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.response import played_payoff
from simulator.bidding.equilibrium.solver import Terms, solve
from simulator.bidding.equilibrium.stakes import Breach, NextTender
from simulator.bidding.equilibrium.translation import to_game
from simulator.scenario.supply import Default
from tests.bidding.equilibrium.games import open_game
from tests.bidding.equilibrium.solvable import varieties
from tests.bidding.equilibrium.test_sampled import draws, sampled

FIRMS = 3
HALF = float(np.log(2))
"""Hazard a year at which half of all contracts of one year fail."""


def default(hazard: float, slope: float = 0.0) -> Default:
    """A hazard that does not depend on the margin, unless it is given a slope."""
    numbers = {"hazard": hazard, "slope": slope, "most": 12}
    return Default.model_validate({k: {"value": str(v), "source": "assumption"} for k, v in numbers.items()})


RISK = Breach(default(HALF), years=1.0, penalty=0.1, barred_years=0.5)
DELIVERED = 0.5 / HALF
DEARER = (1 - DELIVERED) / DELIVERED * 0.1
"""What the penalty adds to the cost of a delivered unit."""


def first_price(low: float = 0.0, steps: int = 48, **stakes: object) -> Game:
    """One award of volume 1, costs even over a width of 1 above a lowest one."""
    one = BidderClass("all", FIRMS, uniform(low, low + 1), **stakes)  # type: ignore[arg-type]
    return open_game(np.linspace(-0.1, 1.3, 28 * steps // 20), [one], (1.0,))


@cache
def solved(**stakes: object) -> Profile:
    """Bids of such a game, to a relative gain of 1e-3."""
    return solve(first_price(**stakes), Terms(1e-3, 2000)).profile  # type: ignore[arg-type]


def mean_price(game: Game, profile: Profile) -> float:
    return expected_outcome(game, profile).price


def test_a_constant_risk_acts_like_a_cost() -> None:
    """Payoffs are those of dearer firms, times the part that is delivered; bids k + c + (1 - c) / n."""
    risky, dear = first_price(breach=RISK), first_price(low=DEARER)
    profile = solved(low=DEARER)
    costs = np.linspace(0, 1, 13)
    mine = expect(risky, profile, 0).by_cost(costs)
    theirs = expect(dear, profile, 0).by_cost(costs + DEARER)
    np.testing.assert_allclose(mine, DELIVERED * theirs, atol=1e-12)
    assert certify(risky, profile).exploitability == pytest.approx(
        certify(dear, profile).exploitability, abs=1e-9
    )
    assert mean_price(risky, solved(breach=RISK)) == pytest.approx(DEARER + 2 / (FIRMS + 1), abs=0.01)


def test_a_prize_for_winning_acts_like_a_lower_cost() -> None:
    """A fixed worth of 0.08 for the one winner of one unit; bids are c + (1 - c) / n less that."""
    prize = NextTender(discount=0.8, incumbency=0.5, profit=0.2)
    paid, cheap = first_price(after=prize), first_price(low=-0.08)
    profile = solved(low=-0.08)
    costs = np.linspace(0, 1, 13)
    mine = expect(paid, profile, 0).by_cost(costs)
    np.testing.assert_allclose(mine, expect(cheap, profile, 0).by_cost(costs - 0.08), atol=1e-12)
    assert mean_price(paid, solved(after=prize)) == pytest.approx(0.5 - 0.08, abs=0.01)


def test_the_profit_of_a_term_is_that_of_the_game() -> None:
    """A prize of d i pi is bid away: pi = 1 / (n (n + 1)) - d i pi / n, and bids fall by d i pi."""
    after = NextTender(discount=0.8, incumbency=0.9)
    profit = 1 / (FIRMS * (FIRMS + 1)) / (1 + 0.8 * 0.9 / FIRMS)
    game, profile = first_price(after=after), solved(after=after)
    term = Expectations.of(game).term(profile, 0)
    earned = played_payoff(term.payoff, game.classes[0].costs, profile.mass[0])
    assert earned == pytest.approx(profit, rel=0.02)
    assert mean_price(game, profile) == pytest.approx(0.5 - 0.8 * 0.9 * profit, abs=0.01)
    assert certify(game, profile).exploitability < 2e-3


def test_two_firms_by_hand() -> None:
    """Own price 3 and cost 1 against a rival at 2 or 4: an award of 10 units half of the time.

    Of a year's contract 0.5 / ln 2 = 0.72135 is delivered; half of all contracts last; a ban of half a year
    costs the next tender if the failure comes in the second half: 0.70711 - 0.5 of all. A unit earns
    0.72135 * 2 - 0.27865 * 0.4 = 1.33124. The next tender: 0.8 * 6 * (0.5 * 0.5 - 0.20711) = 0.20589.
    """
    risk, after = Breach(default(HALF), 1.0, 0.4, 0.5), NextTender(0.8, 0.5, 6.0)
    one = BidderClass("all", 2, uniform(0.9, 1.1), breach=risk, after=after)
    game = open_game(np.array([2.0, 3.0, 4.0]), [one], (10.0,))
    payoff = expect(game, Profile(np.array([[0.5, 0.0, 0.5]])), 0)
    assert payoff.at(1.0)[1] == pytest.approx(0.5 * 10 * 1.33124 + 0.5 * 0.20589, abs=1e-4)
    assert payoff.at(1.0)[3] == 0


def test_hazards_rise_where_margins_fall() -> None:
    """0.1 a year at no margin and a slope of 5: e times as much where cost exceeds price by a fifth."""
    risk = Breach(default(0.1, 5.0), 3.0, 0.0, 0.75)
    even, below = risk.fates(1.0, 1.0), risk.fates(1.0, 1.2)
    assert float(even.kept) == pytest.approx(np.exp(-0.3))
    assert float(below.kept) == pytest.approx(np.exp(-0.3 * np.e))
    assert float(even.missed) == pytest.approx(np.exp(-0.225) - np.exp(-0.3))
    safe = replace(risk, default=default(0.0)).fates(1.0, 1.0)
    assert [float(each) for each in safe] == [0, 1, 0]


@pytest.mark.parametrize(
    "stakes", [{"breach": replace(RISK, penalty=0.5)}, {"after": NextTender(0.8, 1.0, 0.2)}]
)
def test_bids_that_ignore_what_is_at_stake_are_caught(stakes: dict[str, object]) -> None:
    game = first_price(**stakes)  # type: ignore[arg-type]
    assert certify(game, solved()).exploitability > 0.02
    assert certify(game, solved(**stakes)).exploitability < 2e-3


@given(st.integers(0, 10**6))
def test_pieces_of_a_straight_line_are_the_line(seed: int) -> None:
    """What is added may be linear in the cost: then one law in five pieces must say the same as one line."""
    rng = np.random.default_rng(seed)
    law = uniform(0.2, 0.9).refined(5)
    income, volume, more, fewer = rng.random(6), rng.random(6), rng.random(6), rng.random(6) / 2
    income[-1] = volume[-1] = more[-1] = fewer[-1] = 0
    extra = more[None] - law.points[:, None] * fewer[None]
    straight, bent = np.zeros(6), np.zeros(6)
    value = respond(income + more, volume + fewer, law.points, law.levels, straight)
    pieces = respond_by_piece(income, volume, extra, law.points, law.levels, bent)
    assert pieces == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(bent, straight, atol=1e-9)
    mass = rng.dirichlet(np.ones(6))[:-1]
    whole = value_of(income + more, volume + fewer, law.points, law.levels, mass)
    assert value_by_piece(income, volume, extra, law.points, law.levels, mass) == pytest.approx(
        whole, abs=1e-12
    )


@pytest.mark.parametrize("by_rules", [False, True])
def test_drawn_awards_are_worth_what_the_exact_game_says(by_rules: bool) -> None:
    """Mean earnings of both classes, to 4.5 standard errors: those of earnings spread over 0 to 2 terms."""
    bare, count = varieties()["originator"], 600 if by_rules else 6_000
    risk = Breach(default(0.2, 4.0), 2.0, 300_000.0, 0.75)
    stakes = {"breach": risk, "after": NextTender(0.8, 0.6)}
    variety = replace(bare, classes=tuple(replace(one, **stakes) for one in bare.classes))  # type: ignore[arg-type]
    game = to_game(variety, price_list(variety, 160_000, 12))
    # Rather dear than cheap, so that nobody expects a loss, which would count as no profit.
    rising = np.arange(len(game.prices)) ** 2.0
    profile = Profile(np.tile(rising / rising.sum(), (2, 1)))
    drawn = sampled(variety, game.prices.astype(np.int64))
    seen = [draws(f"stakes {k}", count, variety.bidders) for k in range(2)]
    found = (
        gains_on_fresh_draws(drawn, profile, (), seen)
        if by_rules
        else gains_by_compiled_award(drawn, profile, seen)
    )
    ready = Expectations.of(game)
    for k, one in enumerate(variety.classes):
        exact = played_payoff(ready.payoff(profile, k), one.costs, profile.mass[k])
        assert found[k].earned == pytest.approx(exact, abs=4.5 * 0.4e6 / np.sqrt(count))
        now = played_payoff(ready.term(profile, k).payoff, one.costs, profile.mass[k])
        assert abs(exact - now) > 0.02 * abs(now), "the next tender must count for the test to see it"


def test_firms_that_err_take_both_into_account() -> None:
    """Prices rise with the penalty and fall with the prize, and a prize of own profits is in between."""
    firms, prices = BidderClass("all", FIRMS, uniform(0.2, 1.2)), np.linspace(0.1, 1.5, 29)
    stakes: dict[str, dict[str, object]] = {
        "plain": {},
        "risk": {"breach": replace(RISK, penalty=0.5)},
        "prize": {"after": NextTender(0.8, 1.0, 0.2)},
        "own profits": {"after": NextTender(0.8, 1.0)},
    }
    found = {}
    for name, given_ in stakes.items():
        game = open_game(prices, [replace(firms, **given_)], (1.0,))  # type: ignore[arg-type]
        found[name] = mean_price(game, quantal_bids(game, QuantalTerms(20.0, 8, 1e-4)).profile)
    assert found["prize"] < found["own profits"] - 0.01 < found["plain"] - 0.02
    assert found["risk"] > found["plain"] + 0.02


def test_firms_averse_to_risk_have_nothing_else_at_stake() -> None:
    with pytest.raises(ValueError, match="averse"):
        BidderClass("all", 2, uniform(0, 1), risk_aversion=0.3, breach=RISK)
