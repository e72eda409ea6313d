"""Two unequal firms: inverse bids against the published forms, best responses, and limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from simulator.bidding.equilibrium.closed_forms import pay_as_bid
from simulator.bidding.equilibrium.closed_forms.common_upper_cost import CommonUpperCost
from simulator.bidding.equilibrium.closed_forms.different_upper_costs import DifferentUpperCosts
from simulator.bidding.equilibrium.closed_forms.symmetric import equal_awards
from simulator.bidding.equilibrium.closed_forms.two_firms import Duel, Firm, bids, expected_outcome
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform

DUELS: dict[str, Duel] = {
    "common": CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1)),
    "common with a ceiling": CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1), 0.8),
    "common with a low ceiling": CommonUpperCost(Uniform(4, 9), Uniform(1, 9), 5.0),
    "different": DifferentUpperCosts(Uniform(0, 1), Uniform(0.1, 0.5)),
    "different, cheap is better": DifferentUpperCosts(Uniform(0.4, 1), Uniform(0, 0.7)),
    "different, in yuan": DifferentUpperCosts(Uniform(20, 90), Uniform(10, 60)),
    "almost common": DifferentUpperCosts(Uniform(0.5, 1 + 1e-7), Uniform(0, 1)),
}
FIRMS: tuple[Firm, Firm] = (0, 1)


def chance_to_win(duel: Duel, firm: Firm, prices: np.ndarray) -> np.ndarray:
    """Chance that the rival bids higher or not at all, from a table of its bids."""
    other: Firm = 1 if firm == 0 else 0
    rival = duel.costs[other]
    table = np.linspace(rival.low, min(duel.entry[other], rival.high), 20_001)
    cost = np.interp(prices, bids(duel, other, table), table)
    return np.asarray((rival.high - cost) / rival.width)


@pytest.mark.parametrize("name", DUELS)
@pytest.mark.parametrize("firm", FIRMS)
def test_no_other_price_pays_more(name: str, firm: Firm) -> None:
    duel = DUELS[name]
    found = expected_outcome(duel)
    own = duel.costs[firm]
    costs = np.linspace(own.low, own.low + 0.97 * (min(duel.entry[firm], own.high) - own.low), 9)
    prices = np.linspace(found.lowest_price - 0.05 * own.width, found.highest_price, 4_001)
    chance = np.where(prices < found.lowest_price, 1.0, chance_to_win(duel, firm, prices))
    at_bid = bids(duel, firm, costs)
    earned = (at_bid - costs) * chance_to_win(duel, firm, at_bid)
    best = ((prices - costs[:, None]) * chance).max(axis=1)
    assert np.all(best <= earned * (1 + 1e-5) + 1e-6 * own.width)


@pytest.mark.parametrize("name", DUELS)
@pytest.mark.parametrize("firm", FIRMS)
def test_bids_rise_from_the_lowest_price_and_invert_the_inverse(name: str, firm: Firm) -> None:
    duel = DUELS[name]
    own, found = duel.costs[firm], expected_outcome(duel)
    path = np.linspace(0.05, 1, 40)
    costs = duel.cost(firm, path)
    np.testing.assert_allclose(bids(duel, firm, costs), duel.price(path), atol=1e-9 * own.width)
    assert costs[-1] == pytest.approx(own.low)
    assert float(bids(duel, firm, own.low)) == pytest.approx(found.lowest_price)
    every = bids(duel, firm, np.linspace(own.low, min(duel.entry[firm], own.high), 101))
    assert np.all(np.diff(every) > -1e-9)
    assert np.all(every <= found.highest_price + 1e-9)


@pytest.mark.parametrize("name", DUELS)
def test_chances_add_up_and_the_buyer_pays_for_costs_and_profits(name: str) -> None:
    duel = DUELS[name]
    found = expected_outcome(duel)
    assert sum(found.chance) + found.no_award == pytest.approx(1, abs=1e-9)
    spent = 0.0
    for firm in FIRMS:
        own = duel.costs[firm]
        last = min(duel.entry[firm], own.high)
        costs = np.linspace(own.low, last, 2_001)
        values = costs * chance_to_win(duel, firm, bids(duel, firm, costs)) / own.width
        spent += float(np.trapezoid(values, costs))
    width = max(one.width for one in duel.costs)
    assert found.payment == pytest.approx(spent + sum(found.profit), abs=2e-5 * width)


@pytest.mark.parametrize("m", [0.0, 0.05, 0.2, 0.45])
def test_common_upper_cost_in_its_published_form(m: float) -> None:
    """The inverse bids of Griesmer, Levitan and Shubik, and those below a ceiling, as printed."""
    widths = (0.5, 1.0)
    duel = CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1), 1 - m if m else np.inf)
    deepest = (widths[0] * widths[1] + m**2) / sum(widths)
    path = np.linspace(0.1, 1, 10)
    s = 1 - duel.price(path)
    for firm in FIRMS:
        a, b = widths[firm], widths[1 - firm]
        if m:
            c = (1 / a - deepest / m**2) / np.sqrt(deepest**2 - m**2)
            below = 1 / (s / m**2 + c * np.sqrt(s**2 - m**2))
        else:
            below = 2 * s / (1 + s**2 * (1 / a**2 - 1 / b**2))
        np.testing.assert_allclose(1 - duel.cost(firm, path), below, atol=1e-11)


def test_different_upper_costs_in_their_published_form() -> None:
    """The inverse bids of Kaplan and Zamir, mirrored, with their two constants."""
    duel = DifferentUpperCosts(Uniform(0, 1), Uniform(0.1, 0.5))
    top, d, deepest = 0.75, 0.25, 0.75 * 0.65 / 1.4
    s = top - duel.price(np.linspace(0.1, 1, 10))
    c1 = (d**2 / 1.0 - d + deepest) / (deepest * np.exp(-d / deepest))
    c2 = (d**2 / 0.4 + deepest + d) / (deepest * np.exp(d / deepest))
    dear = 1 - d**2 / (c1 * s * np.exp(-d / s) + d - s)
    cheap = 0.5 - d**2 / (c2 * s * np.exp(d / s) - s - d)
    np.testing.assert_allclose(duel.cost(0, np.linspace(0.1, 1, 10)), dear, atol=1e-12)
    np.testing.assert_allclose(duel.cost(1, np.linspace(0.1, 1, 10)), cheap, atol=1e-12)


def test_equal_firms_are_the_symmetric_case() -> None:
    costs = np.linspace(2, 7, 11)
    for ceiling in (np.inf, 6.0):
        tender = equal_awards(2, 1, Uniform(2, 7), ceiling)
        duel = CommonUpperCost(Uniform(2, 7), Uniform(2, 7), ceiling)
        expected = pay_as_bid.single_award_bids(costs, tender)
        for firm in FIRMS:
            np.testing.assert_allclose(bids(duel, firm, costs), expected, atol=1e-8)
        found, alone = expected_outcome(duel), pay_as_bid.expected_outcome(tender)
        assert found.payment == pytest.approx(alone.payment, abs=1e-9)
        assert found.profit == pytest.approx([alone.profit] * 2, abs=1e-9)
        assert found.no_award == pytest.approx(alone.no_award)


def test_upper_costs_that_come_together_are_one() -> None:
    """The two families meet where the highest costs do, at it and nearby."""
    first, second = Uniform(0.5, 1), Uniform(0, 1)
    common = CommonUpperCost(first, second)
    for gap, error in ((0.0, 1e-12), (1e-9, 1e-8), (1e-4, 1e-3)):
        other = DifferentUpperCosts(Uniform(0.5, 1 + gap), second)
        for firm in FIRMS:
            costs = np.linspace((0.5, 0.0)[firm], 0.97, 13)
            np.testing.assert_allclose(bids(other, firm, costs), bids(common, firm, costs), atol=error)
        assert expected_outcome(other).payment == pytest.approx(expected_outcome(common).payment, abs=error)


def test_a_ceiling_at_the_highest_cost_is_slack() -> None:
    first, second = Uniform(0.5, 1), Uniform(0, 1)
    slack = expected_outcome(CommonUpperCost(first, second))
    for ceiling in (1.0, 1.0 - 1e-6, 3.0):
        found = expected_outcome(CommonUpperCost(first, second, ceiling))
        assert found.payment == pytest.approx(slack.payment, abs=1e-5)


def test_bids_solve_the_differential_equations() -> None:
    """Follow the first-order conditions from the lowest price upwards, without the formula."""
    duel = DifferentUpperCosts(Uniform(0, 1), Uniform(0.1, 0.5))
    price, step = expected_outcome(duel).lowest_price, 1e-4
    costs = np.array([0.0, 0.1])
    highs = np.array([1.0, 0.5])

    def slope(at: float, c: np.ndarray) -> np.ndarray:
        return (highs - c) / (at - c[::-1])

    for _ in range(2_000):
        one = slope(price, costs)
        two = slope(price + step / 2, costs + step / 2 * one)
        three = slope(price + step / 2, costs + step / 2 * two)
        four = slope(price + step, costs + step * three)
        costs = costs + step / 6 * (one + 2 * two + 2 * three + four)
        price += step
    for firm in FIRMS:
        assert float(bids(duel, firm, costs[firm])) == pytest.approx(price, abs=1e-8)


def test_firms_that_cannot_win() -> None:
    beyond = DifferentUpperCosts(Uniform(0, 1), Uniform(0.1, 0.5))
    np.testing.assert_allclose(bids(beyond, 0, [0.75, 0.8, 1.0]), [0.75, 0.8, 1.0], atol=1e-8)
    above = CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1), 0.8)
    answer = bids(above, 1, [0.79999, 0.8, 0.81])
    assert np.isnan(answer).tolist() == [False, False, True]
    assert answer[1] == pytest.approx(0.8)


def test_one_bid_by_root_finding() -> None:
    duel = CommonUpperCost(Uniform(0.5, 1), Uniform(0, 1), 0.8)
    path = brentq(lambda at: float(duel.cost(1, np.array([at]))[0]) - 0.3, 1e-6, 1)
    assert float(bids(duel, 1, 0.3)) == pytest.approx(float(duel.price(np.array([path]))[0]), abs=1e-10)
    assert quad(lambda at: float(duel.slope(np.array([at]))[0]), 0, 1)[0] == pytest.approx(0.16)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: CommonUpperCost(Uniform(0, 1), Uniform(0, 2)), "differ"),
        (lambda: CommonUpperCost(Uniform(0, 2), Uniform(1, 2), 1.0), "never bid"),
        (lambda: DifferentUpperCosts(Uniform(0, 1), Uniform(0, 2)), "first"),
        (lambda: DifferentUpperCosts(Uniform(5, 6), Uniform(0, 1)), "never win"),
        (lambda: bids(DUELS["common"], 0, 0.4), "outside its range"),
    ],
)
def test_other_families_are_refused(make, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
