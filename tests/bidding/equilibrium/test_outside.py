"""Sales outside the tender: payoffs by hand, bids in closed form, and what each parameter does to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bidding.equilibrium.certificate import certify
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.drawn_response import drawn_response
from simulator.bidding.equilibrium.earnings import Awards, earned_now
from simulator.bidding.equilibrium.expectation import Expectations, expect
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.lines import price_list
from simulator.bidding.equilibrium.outcome import expected_outcome
from simulator.bidding.equilibrium.quantal import QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.response import best_response
from simulator.bidding.equilibrium.sampled import bid_of, decide, own_awards
from simulator.bidding.equilibrium.solver import Terms, solve
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.worths import Worths
from tests.bidding.equilibrium.games import open_game
from tests.bidding.equilibrium.test_sampled import draws, sampled, with_outside

TENDER = SymmetricTender(5, (0.4, 0.4))
EVERYTHING = Outside(
    price=0.9,
    when_winning=0.1,
    when_losing=0.3,
    entry_cost=0.02,
    private_price=1.1,
    private=0.2,
    pressure=0.5,
    standard=0.6,
)


def test_payoffs_of_two_bidders_by_hand() -> None:
    """One award of volume 1, prices 0.5 and 1; the rival bids either as often; own cost 0.4.

    Bidding 0.5 one wins for sure against 1, by lot against 0.5: 3/4; bidding 1, 1/4. With the award at 0.5:
    0.5 * 1 from it, 0.1 * (0.9 - 0.2) = 0.07 public, 0.2 * (1.1 - 0.3) = 0.16 private, 1.3 units made; at 1:
    1, 0.1 * 0.9 = 0.09, 0.2 * (1.1 - 0.05) = 0.21. Without: 0.3 * 0.6 + 0.2 * 1.1 = 0.4 for 0.5 units.
    """
    classes = [BidderClass("all", 2, uniform(0.3, 0.5), EVERYTHING)]
    game = open_game(np.array([0.5, 1.0]), classes, (1.0,))
    found = expect(game, Profile(np.array([[0.5, 0.5]])), 0)
    cheap = 0.75 * (0.73 - 1.3 * 0.4) + 0.25 * (0.4 - 0.5 * 0.4) - 0.02
    dear = 0.25 * (1.30 - 1.3 * 0.4) + 0.75 * (0.4 - 0.5 * 0.4) - 0.02
    np.testing.assert_allclose(found.at(0.4), [cheap, dear, 0.4 - 0.5 * 0.4], atol=1e-12)
    got = Awards(
        np.array([True, True, True, False]),
        np.array([True, True, False, False]),
        np.array([0.5, 1.0, 0.0, 0.0]),
        np.ones(4),
    )
    earned = earned_now(classes[0], got, np.full(4, 0.4))
    np.testing.assert_allclose(earned, [0.73 - 0.54, 1.30 - 0.54, 0.18, 0.2], atol=1e-12)


def test_no_price_outside_is_raised_by_a_dearer_award() -> None:
    """Pressure works downwards only: at 1.2 the public price stays 0.9, and the private one 1.1."""
    assert EVERYTHING.received_more(1.2) == pytest.approx(0.1 * 0.9 + 0.2 * 1.1 - 0.4)
    assert not replace(EVERYTHING, when_winning=0.3, pressure=0.0, standard=0.9).depends


MARKETS = {
    "residual market": OutsideMarket(TENDER, 1.2, 0.05, 0.2),
    "private channel": OutsideMarket(TENDER, 1.2, 0.0, 0.0, 0.2, 1.3, 0.6),
    "payment standard": OutsideMarket(TENDER, 1.2, 0.05, 0.2, standard=0.7),
    "together": OutsideMarket(TENDER, 1.2, 0.05, 0.2, 0.1, 1.4, 0.3, 1.0),
}


def stakes(of: OutsideMarket) -> Outside:
    return Outside(
        of.price, of.winning, of.losing, 0.0, of.private_price, of.private, of.pressure, of.standard
    )


def game_of(market: OutsideMarket, count: int) -> tuple[Game, Profile]:
    """Return the game on a list of its true bids, prices below and above them, and these bids."""
    true = market.bids(np.linspace(0.0, 1.0, count))
    prices = np.concatenate([true[0] - np.array([0.3, 0.1, 0.03]), true, true[-1:] + 0.1])
    firms = BidderClass("all", 5, uniform(0.0, 1.0), stakes(market))
    game = open_game(prices, [firms], market.tender.volumes)
    mass = np.zeros((1, len(prices)))
    middle = np.linspace(0.0, 1.0, count)
    mass[0, 3:-1] = np.diff(np.concatenate([[0.0], (middle[1:] + middle[:-1]) / 2, [1.0]]))
    return game, Profile(mass)


@pytest.mark.parametrize("name", MARKETS)
def test_true_bids_are_certified_and_others_are_not(name: str) -> None:
    """Profits are those of the formula to the coarseness of the list; 10 % more is found out."""
    market = MARKETS[name]
    game, profile = game_of(market, 400)
    certificate = certify(game, profile)
    assert certificate.exploitability < 2e-4
    assert certificate.gains[0].earned == pytest.approx(market.outcome.profit, rel=1e-3)
    dearer = replace(game, prices=np.where(np.arange(len(game.prices)) < 3, 1.0, 1.1) * game.prices)
    assert certify(dearer, profile).exploitability > 3e-3


def test_the_solver_finds_the_bids_of_the_formula() -> None:
    """Mean price paid to 0.5 %, at a certificate of 0.2 %."""
    market = MARKETS["together"]
    game, _ = game_of(market, 60)
    found = solve(game, Terms(0.002, 800))
    assert found.converged
    out = expected_outcome(game, found.profile)
    assert out.price == pytest.approx(market.outcome.payment / market.outcome.volume, rel=0.005)


def mean_bid(market: OutsideMarket) -> float:
    return float(market.bids(np.linspace(0.0, 1.0, 101)).mean())


@given(
    standard=st.floats(0.3, 1.1),
    stricter=st.floats(0.01, 0.2),
    private=st.floats(0, 0.5),
    g=st.floats(0.05, 1),
)
def test_what_each_parameter_does_to_bids(standard: float, stricter: float, private: float, g: float) -> None:
    """A stricter standard lowers bids; private sales raise them if they feel the award, else not at all."""
    base = OutsideMarket(TENDER, 1.6, 0.1, 0.2, private, 1.7, g, standard)
    assert mean_bid(replace(base, standard=standard - stricter)) < mean_bid(base)
    assert mean_bid(replace(base, private=private + 0.1)) > mean_bid(base)
    apart = replace(base, pressure=0.0)
    assert mean_bid(replace(apart, private=private + 0.1)) == pytest.approx(mean_bid(apart))
    # A market outside at which losers sell as much as winners, and are paid as much, does not count.
    assert mean_bid(replace(apart, losing=0.1, standard=2.0)) == pytest.approx(
        mean_bid(OutsideMarket(TENDER, 1.6, 0, 0))
    )


@pytest.mark.parametrize(
    ("changed", "more"), [({"standard": 0.5}, False), ({"private": 0.3}, True), ({"pressure": 0.9}, True)]
)
def test_firms_that_err_move_the_same_way(changed: dict[str, float], more: bool) -> None:
    """Mean bids of logit responses to 0.002, some ten times the residual."""
    means = []
    for outside in (stakes(MARKETS["together"]), replace(stakes(MARKETS["together"]), **changed)):
        firms = BidderClass("all", 5, uniform(0.0, 1.0), outside)
        game = open_game(np.linspace(0.05, 1.4, 28), [firms], TENDER.volumes)
        found = quantal_bids(game, QuantalTerms(20.0, 16))
        assert found.residual < 1e-3
        means.append(float(found.profile.mass[0] @ game.prices))
    assert (means[1] - means[0] > 0.002) if more else (means[0] - means[1] > 0.002)


@pytest.mark.parametrize("number", [0, 1])
def test_profits_are_those_of_simulated_tenders(number: int) -> None:
    """The rules decide 4,000 tenders between random bids; profits to 4.5 standard errors of their mean."""
    variety, count = with_outside(), 4_000
    prices = price_list(variety, 160_000, 12)
    mass = np.full((2, len(prices)), 0.8 / len(prices))
    exact = expected_outcome(to_game(variety, prices), Profile(mass)).classes[number]
    game, (standing, lots) = sampled(variety, prices), draws("profit", count, variety.bidders)
    bids, costs = bid_of(game, Profile(mass), standing)
    own = np.full(count, 3 * number)
    got = own_awards(game, decide(game, bids, lots, costs), own)
    earned = earned_now(variety.classes[number], got, costs[:, 3 * number])
    assert earned.mean() == pytest.approx(exact.profit, abs=4.5 * earned.std() / np.sqrt(count))


def test_answers_to_drawn_rivals_are_those_to_expected_ones() -> None:
    """With exact means in place of drawn ones, from firms that never err: to one firm in 128."""
    less = with_outside().classes[1].outside.scaled(1.0, 0.15)
    firms = replace(with_outside().classes[0], outside=less)
    variety = replace(with_outside(), classes=(firms, with_outside().classes[1]))
    prices = price_list(variety, 160_000, 12)
    ready = Expectations.of(to_game(variety, prices))
    falling = np.exp(-0.6 * np.arange(len(prices)))
    profile = Profile(np.tile(0.9 * falling / falling.sum(), (2, 1)))
    volume, wins = ready.worth(profile, 0, ready.own[0])
    offers = np.zeros((len(prices), 2))
    seen = Worths(prices * volume, volume, wins, np.array([1, 2]), offers, offers)
    exact = best_response(ready.payoff(profile, 0), firms.costs, True).mass
    assert (exact > 0).sum() > 1
    np.testing.assert_allclose(drawn_response(seen, firms, prices, 0.0, 1e7), exact, atol=1 / 128 + 1e-9)
