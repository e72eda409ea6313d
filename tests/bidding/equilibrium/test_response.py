"""Cost laws, best responses and accelerated steps: exact integrals, invariances, an independent search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtri

from simulator.bidding.equilibrium.acceleration import Accelerator
from simulator.bidding.equilibrium.costs import CostLaw, from_quantiles, uniform
from simulator.bidding.equilibrium.expectation import expect
from simulator.bidding.equilibrium.game import BidderClass, Game, Outside, Profile
from simulator.bidding.equilibrium.response import Payoff, best_response, played_payoff
from simulator.bidding.equilibrium.solver import Terms, solve
from tests.bidding.equilibrium.games import open_game


@st.composite
def laws(draw: st.DrawFn) -> CostLaw:
    """Distributions in one to six pieces, some of them empty."""
    widths = draw(st.lists(st.floats(0.01, 2), min_size=1, max_size=6))
    weights = draw(st.lists(st.integers(0, 5), min_size=len(widths), max_size=len(widths)).filter(any))
    points = np.cumsum([draw(st.floats(-1, 3)), *widths])
    levels = np.cumsum([0, *weights]) / sum(weights)
    return CostLaw(points, levels)


@given(laws(), st.floats(-0.2, 1.2))
def test_partial_means_are_the_integrals_of_the_quantiles(law: CostLaw, where: float) -> None:
    cost = law.low + where * (law.high - law.low)
    share = float(law.cdf(cost))
    inner = [float(level) for level in law.levels if 0 < level < share]
    integral = quad(law.quantile, 0, share, points=inner or None, epsabs=1e-11)[0]
    assert float(law.partial_mean(cost)) == pytest.approx(integral, abs=1e-9)
    assert law.mean == pytest.approx(quad(law.quantile, 0, 1, points=law.levels, epsabs=1e-11)[0], abs=1e-9)


def test_a_law_from_quantiles_has_their_mean_and_spread() -> None:
    law = from_quantiles(lambda level: np.exp(0.3 * ndtri(level)), pieces=512)
    # The outermost of 512 pieces are uniform, where the tails are not.
    assert law.mean == pytest.approx(np.exp(0.3**2 / 2), rel=5e-4)
    for level in (0.1, 0.5, 0.9):
        assert float(law.quantile(level)) == pytest.approx(np.exp(0.3 * ndtri(level)), rel=1e-4)
        assert float(law.cdf(law.quantile(level))) == pytest.approx(level, abs=1e-12)


@pytest.mark.parametrize(
    ("points", "levels", "problem"),
    [
        ([0.0], [0.0], "as many levels"),
        ([0.0, 1.0], [0.0, 0.5, 1.0], "as many levels"),
        ([0.0, 0.0], [0.0, 1.0], "rise strictly"),
        ([0.0, 1.0, 2.0], [0.0, 1.1, 1.0], "never fall"),
        ([0.0, 1.0], [0.1, 1.0], "from 0 to 1"),
        ([0.0, 1.0], [0.0, 0.9], "from 0 to 1"),
    ],
)
def test_what_is_no_distribution_is_refused(points: list[float], levels: list[float], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        CostLaw(np.array(points), np.array(levels))


@st.composite
def payoffs(draw: st.DrawFn) -> Payoff:
    """Receipts and volumes of some prices, staying out last."""
    size = draw(st.integers(1, 8))
    volume = draw(st.lists(st.integers(0, 8), min_size=size, max_size=size))
    income = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size))
    return Payoff(np.array([*income, 0.0]) / 4, np.array([*volume, 0.0]) / 4)


@pytest.mark.long
@given(payoffs(), laws(), st.booleans())
def test_best_responses_are_those_of_a_search_over_costs(
    payoff: Payoff, law: CostLaw, may_stay_out: bool
) -> None:
    found = best_response(payoff, law, may_stay_out)
    costs = law.quantile((np.arange(4001) + 0.5) / 4001)
    worth = payoff.income[:, None] - costs[None, :] * payoff.volume[:, None]
    worth = worth if may_stay_out else worth[:-1]
    # The middle of 4001 steps of a line that bends at each price and jumps where costs leave a gap.
    assert found.value == pytest.approx(worth.max(axis=0).mean(), abs=1e-3)
    assert (found.mass >= 0).all()
    assert found.mass.sum() <= 1 + 1e-12
    if not may_stay_out:
        assert found.mass.sum() == pytest.approx(1.0)


def small_game(scale: float = 1.0, bonus: float = 0.0) -> tuple[Game, Profile]:
    """Two classes, a price test, an outside market; prices scaled, receipts without an award raised."""
    prices = np.linspace(0.3, 1.0, 15)
    classes = (
        BidderClass("dear", 1, uniform(0.3 * scale, 0.9 * scale), Outside(0.8 * scale, 0.1, 0.3)),
        BidderClass("cheap", 3, uniform(0.1 * scale, 0.6 * scale)),
    )
    if bonus:
        # Selling as much outside whether one wins or not adds a constant at each cost.
        more = [replace(one.outside, price=one.outside.price or scale) for one in classes]
        more = [
            replace(o, when_winning=o.when_winning + bonus, when_losing=o.when_losing + bonus) for o in more
        ]
        classes = tuple(replace(one, outside=o) for one, o in zip(classes, more, strict=True))
    limit = np.searchsorted(prices, np.maximum(1.5 * prices, 0.5) + 1e-9, side="right") - 1
    volume = np.array([[0, 0, 0], [0, 0.6, 0], [0, 0.5, 0.3]])
    game = Game(prices * scale, classes, limit, np.full(5, 2), volume)
    mass = np.random.default_rng(8).dirichlet(np.full(15, 0.5), size=2)
    return game, Profile(mass)


@pytest.mark.parametrize("scale", [0.01, 7.0, 1e6])
def test_best_responses_do_not_depend_on_the_unit_of_money(scale: float) -> None:
    for number in (0, 1):
        found = []
        for unit in (1.0, scale):
            game, profile = small_game(unit)
            one = game.classes[number]
            found.append(best_response(expect(game, profile, number), one.costs, True))
        np.testing.assert_allclose(found[1].mass, found[0].mass, atol=1e-9)
        assert found[1].value == pytest.approx(scale * found[0].value)


def test_best_responses_do_not_depend_on_sales_that_no_award_changes() -> None:
    for number in (0, 1):
        found = []
        for bonus in (0.0, 0.7):
            game, profile = small_game(bonus=bonus)
            one = game.classes[number]
            found.append(best_response(expect(game, profile, number), one.costs, True).mass)
        np.testing.assert_allclose(found[1], found[0], atol=1e-9)


def test_playing_the_best_response_earns_its_value() -> None:
    game, profile = small_game()
    one = game.classes[1]
    payoff = expect(game, profile, 1)
    # Without a price test lower prices sell more, so that the cheapest firms take the lowest prices.
    open_payoff = expect(replace(game, limit=np.full(15, 14)), profile, 1)
    found = best_response(open_payoff, one.costs, True)
    assert played_payoff(open_payoff, one.costs, found.mass) == pytest.approx(found.value, abs=1e-12)
    assert (
        played_payoff(payoff, one.costs, found.mass) <= best_response(payoff, one.costs, True).value + 1e-12
    )


@pytest.mark.long
def test_an_entry_cost_keeps_dear_firms_out() -> None:
    firms = [BidderClass("all", 3, uniform(0, 1), Outside(entry_cost=0.05))]
    game = open_game(np.linspace(0.2, 1.0, 81), firms, (1.0,))
    found = solve(game, Terms(1e-3, 10_000))
    assert found.converged
    # The dearest firm that bids wins only if both rivals are dearer still, and then at the ceiling: it earns
    # (1 - c) (1 - c)^2 = 0.05.
    entry = found.profile.mass[0].sum()
    assert (1 - entry) ** 3 == pytest.approx(0.05, abs=0.01)


def test_acceleration_solves_a_linear_map_in_as_many_steps_as_it_has_directions() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(6, 6)) / 4
    shift = rng.normal(size=6)
    truth = np.linalg.solve(np.eye(6) - matrix, shift)
    accelerator = Accelerator(0.5, 6)
    point = np.zeros(6)
    for _ in range(9):
        point = accelerator.step(point, matrix @ point + shift - point)
    plain = np.zeros(6)
    for _ in range(9):
        plain = plain + 0.5 * (matrix @ plain + shift - plain)
    assert np.abs(point - truth).max() < 1e-5
    assert np.abs(plain - truth).max() > 1e-3


def test_acceleration_stays_at_a_fixed_point() -> None:
    accelerator = Accelerator(0.5, 3)
    for _ in range(4):
        np.testing.assert_array_equal(accelerator.step(np.ones(3), np.zeros(3)), np.ones(3))
