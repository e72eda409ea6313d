"""The inversion against its definition (try every price) and against a closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.bidding.equilibrium.closed_forms.pay_as_bid import equal_award_bids
from simulator.bidding.equilibrium.closed_forms.symmetric import equal_awards
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform
from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.response import Payoff
from simulator.study.costs.density import smooth
from simulator.study.costs.inversion import cost_bounds


@pytest.mark.long
@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=12),
    st.lists(st.floats(0.0, 10.0), min_size=50, max_size=50),
)
def test_bounds_are_the_costs_at_which_a_price_is_best(chances: list[float], costs: list[float]) -> None:
    """Trying every price at any cost finds one whose bounds contain that cost, and none is left out."""
    volume = np.array(sorted(chances, reverse=True))
    prices = np.linspace(1.0, 10.0, len(volume))
    payoff = Payoff(np.append(prices * volume, 0.0), np.append(volume, 0.0))
    bounds = cost_bounds(prices, payoff)
    assert (bounds.lower <= bounds.upper + 1e-9).all()
    for cost in costs:
        worth = payoff.at(cost)
        best = int(worth.argmax())
        if best == len(prices) or (worth > worth[best] - 1e-9).sum() > 1:
            continue
        assert bounds.lower[best] - 1e-6 <= cost <= bounds.upper[best] + 1e-6
        # No price that falls visibly short at this cost may claim it in the inside of its bounds.
        inside = (bounds.lower + 1e-6 < cost) & (cost < bounds.upper - 1e-6) & (bounds.shortfall < 1e-9)
        assert (worth[:-1][inside] > worth[best] - 1e-6).all()


def _pay_as_bid(prices: np.ndarray, firms: int, awards: int, outside: Outside | None = None) -> Game:
    volume = np.tril(np.ones((awards + 1, awards + 1)))
    volume[0], volume[:, 0] = 0.0, 0.0
    one = BidderClass("all", firms, uniform(0, 1), outside or Outside())
    size = len(prices)
    return Game(prices, (one,), np.full(size, size - 1), np.minimum(np.arange(firms + 1), awards), volume)


@pytest.mark.parametrize(("firms", "awards"), [(4, 1), (6, 3), (10, 5)])
def test_known_bids_give_back_the_costs(firms: int, awards: int) -> None:
    """With the exact distribution of bids only the step of the price list is left as an error."""
    tender = equal_awards(firms, awards, Uniform(2, 7))
    levels = np.linspace(0, 0.995, 201)
    prices = equal_award_bids(2 + 5 * levels, tender)
    edges = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2, [1.0]])
    game = _pay_as_bid(prices, firms, awards)
    bounds = cost_bounds(prices, Expectations.of(game).payoff(Profile(np.diff(edges)[None]), 0))
    inner = slice(20, 180)  # at the low end the chance to lose is too flat for steps of this size
    error = (bounds.lower + bounds.upper)[inner] / 2 - (2 + 5 * levels)[inner]
    assert np.abs(error).max() < 0.015  # a step of the list is 0.025 in cost


def test_sales_outside_are_weighed() -> None:
    """What a loser sells outside enters both income and volume."""
    prices = np.linspace(2.0, 6.0, 60)
    mass = np.full((1, 60), 1 / 60)
    found = {}
    for name, outside in {"none": Outside(), "some": Outside(5.0, 0.0, 0.3)}.items():
        game = _pay_as_bid(prices, 5, 2, outside)
        found[name] = cost_bounds(prices, Expectations.of(game).payoff(Profile(mass), 0))
    # Income falls short by 5 * 0.3 on winning, volume by 0.3: (A' - 1.5) / (0.7 Q') with A' = c Q'.
    plain = (found["none"].lower + found["none"].upper)[10:50] / 2
    with_sales = (found["some"].lower + found["some"].upper)[10:50] / 2
    expected = np.clip((plain - 1.5) / 0.7, 0, prices[10:50])
    inner = expected > 0.3  # bounds of which one is cut off at 0 do not follow
    assert inner.sum() > 20
    assert np.abs(with_sales - expected)[inner].max() < 1e-6


def test_smoothing_keeps_mass_atoms_and_gaps() -> None:
    """Every bid counts once; what is at the line stays there; nothing is smeared across it."""
    bids = np.concatenate([np.linspace(30, 45, 40), np.full(30, 50.0), np.linspace(60, 80, 30)])
    prices = np.unique(np.concatenate([np.linspace(30, 80, 101), [50.0]]))
    smoothing = smooth(bids, prices, 50.0)
    assert np.allclose(smoothing.shares.sum(axis=1), 1)
    mass = smoothing.masses(np.ones(100))
    assert mass[prices == 50.0] == pytest.approx(0.3)
    assert mass[(prices > 45) & (prices < 50)].sum() == 0
    assert mass[(prices > 50) & (prices < 60)].sum() == 0
    assert smoothing.atom.sum() == 30
    assert not smoothing.trusted[prices == 50.0].any()
