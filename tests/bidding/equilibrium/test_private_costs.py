"""Private costs: the formulas against quadrature, first-order conditions, limits and each other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import binom

from simulator.bidding.equilibrium.closed_forms import pay_as_bid, risk_aversion, uniform_price
from simulator.bidding.equilibrium.closed_forms.outside_market import OutsideMarket
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender, equal_awards
from simulator.bidding.equilibrium.closed_forms.uniform import Uniform

COSTS = Uniform(2.0, 7.0)


def tenders() -> st.SearchStrategy[SymmetricTender]:
    """Tenders of 2 to 9 firms with falling volumes and a ceiling that binds, touches or is slack."""

    def build(firms: int, volumes: list[float], ceiling: float) -> SymmetricTender:
        return SymmetricTender(firms, tuple(sorted(volumes, reverse=True)), COSTS, ceiling)

    return st.builds(
        build,
        st.integers(2, 9),
        st.lists(st.floats(0.05, 1), min_size=1, max_size=6),
        st.sampled_from([3.0, 5.5, 7.0, 8.5]),
    )


def volume_by_counting(level: float, tender: SymmetricTender) -> float:
    """Expected volume by the chance that so many rivals are cheaper."""
    cheaper = binom.pmf(np.arange(len(tender.ranks)), tender.firms - 1, level)
    return float(np.dot(cheaper, tender.ranks))


def interior(tender: SymmetricTender, count: int = 5) -> np.ndarray:
    return tender.costs.at(np.linspace(0.02, 0.93, count) * tender.entry)


@settings(max_examples=30)
@given(tenders())
def test_margin_is_the_envelope_integral(tender: SymmetricTender) -> None:
    bids = pay_as_bid.rank_volume_bids(interior(tender), tender)
    for cost, bid in zip(interior(tender), bids, strict=True):
        level = float(tender.costs.level(cost))
        area, error = quad(volume_by_counting, level, tender.entry, args=(tender,), epsabs=1e-13)
        sure = max(0.0, tender.ceiling - COSTS.high) * tender.sure_volume
        margin = (COSTS.width * area + sure) / volume_by_counting(level, tender)
        assert bid == pytest.approx(cost + margin, abs=1e-9 + COSTS.width * error)


@pytest.mark.long
@settings(max_examples=30)
@given(tenders())
def test_no_other_bid_pays_more(tender: SymmetricTender) -> None:
    """Whatever cost a firm pretends to have, it earns less; the slope at the truth is zero."""
    levels = np.linspace(0.02, 0.98, 193) * tender.entry
    shown = tender.costs.at(levels)
    bids = pay_as_bid.rank_volume_bids(shown, tender)
    volume = np.array([volume_by_counting(level, tender) for level in levels])
    profit = (bids - shown[:, None]) * volume
    assert np.all(profit.max(axis=1) <= np.diag(profit) * (1 + 1e-12) + 1e-12)
    step = 1e-4
    own = interior(tender, 3)
    either = [pay_as_bid.rank_volume_bids(own + side * step, tender) for side in (-1, 1)]
    volumes = [pay_as_bid.expected_volume(own + side * step, tender) for side in (-1, 1)]
    slope = ((either[1] - own) * volumes[1] - (either[0] - own) * volumes[0]) / (2 * step)
    np.testing.assert_allclose(slope, 0, atol=1e-5)


@settings(max_examples=30)
@given(tenders(), st.sampled_from([0.3, 0.6, 0.9]))
def test_no_other_bid_is_worth_more_to_firms_that_dislike_risk(tender: SymmetricTender, rho: float) -> None:
    levels = np.linspace(0.02, 0.95, 49) * tender.entry
    shown = tender.costs.at(levels)
    bids = risk_aversion.averse_rank_volume_bids(shown, tender, rho)
    ranks = np.arange(len(tender.ranks))
    chances = np.array([binom.pmf(ranks, tender.firms - 1, level) for level in levels])
    worth = chances @ np.asarray(tender.ranks) ** rho
    utility = np.clip(bids - shown[:, None], 0, None) ** rho * worth
    assert np.all(utility.max(axis=1) <= np.diag(utility) * (1 + 1e-6) + 1e-12)


@settings(max_examples=30)
@given(tenders())
def test_expected_outcome_is_the_integral_of_bids(tender: SymmetricTender) -> None:
    found = pay_as_bid.expected_outcome(tender)

    def over_costs(of: object) -> float:
        return float(quad(of, 0, tender.entry, epsabs=1e-12)[0])  # type: ignore[arg-type]

    def paid(level: float) -> float:
        bid = float(pay_as_bid.rank_volume_bids(COSTS.at(level), tender))
        return bid * volume_by_counting(level, tender)

    volume = tender.firms * over_costs(lambda level: volume_by_counting(level, tender))
    spent = tender.firms * over_costs(lambda level: COSTS.at(level) * volume_by_counting(level, tender))
    payment = tender.firms * over_costs(paid)
    assert found.volume == pytest.approx(volume, abs=1e-9)
    assert found.payment == pytest.approx(payment, abs=1e-7)
    assert found.profit == pytest.approx((payment - spent) / tender.firms, abs=1e-7)
    assert found.no_award == pytest.approx((1 - tender.entry) ** tender.firms)


@given(tenders())
def test_bids_are_above_cost_rise_with_it_and_stop_at_the_ceiling(tender: SymmetricTender) -> None:
    costs = COSTS.at(np.linspace(0, 1, 101))
    bids = pay_as_bid.rank_volume_bids(costs, tender)
    inside = costs <= tender.ceiling
    assert np.array_equal(np.isnan(bids), ~inside)
    assert np.all(bids[inside] >= costs[inside] - 1e-12)
    assert np.all(bids[inside] <= tender.ceiling + 1e-9)
    assert np.all(np.diff(bids[inside]) >= -1e-9)


@given(tenders(), st.floats(0.1, 10), st.floats(-3, 3))
def test_bids_follow_the_unit_of_money(tender: SymmetricTender, scale: float, shift: float) -> None:
    """Prices in another currency, and above another floor, are the same prices."""
    moved = SymmetricTender(
        tender.firms,
        tender.volumes,
        Uniform(scale * COSTS.low + shift, scale * COSTS.high + shift),
        scale * tender.ceiling + shift,
    )
    own = interior(tender)
    here = pay_as_bid.rank_volume_bids(own, tender)
    there = pay_as_bid.rank_volume_bids(scale * own + shift, moved)
    np.testing.assert_allclose(there, scale * here + shift, atol=1e-7)


@pytest.mark.parametrize("ceiling", [3.0, 5.0, 7.0, 9.0])
@pytest.mark.parametrize(("firms", "awards"), [(2, 1), (5, 1), (5, 2), (9, 8), (40, 7)])
def test_equal_volumes_by_two_formulas(firms: int, awards: int, ceiling: float) -> None:
    tender = equal_awards(firms, awards, COSTS, ceiling)
    costs = COSTS.at(np.linspace(0, 1, 41))
    by_rank = pay_as_bid.rank_volume_bids(costs, tender)
    np.testing.assert_allclose(pay_as_bid.equal_award_bids(costs, tender), by_rank, atol=1e-9)
    if awards == 1:
        np.testing.assert_allclose(pay_as_bid.single_award_bids(costs, tender), by_rank, atol=1e-9)


@pytest.mark.parametrize("ceiling", [5.0, 8.0])
def test_firms_that_all_win_the_same_bid_the_ceiling(ceiling: float) -> None:
    costs = np.array([2.0, 4.0, 4.9])
    for tender in (equal_awards(3, 3, COSTS, ceiling), equal_awards(3, 5, COSTS, ceiling)):
        assert pay_as_bid.equal_award_bids(costs, tender) == pytest.approx(ceiling)
        assert pay_as_bid.rank_volume_bids(costs, tender) == pytest.approx(ceiling)


def test_a_last_volume_that_vanishes_is_one_that_is_not_there() -> None:
    costs = COSTS.at(np.linspace(0, 0.99, 12))
    with_last = SymmetricTender(4, (0.5, 0.3, 0.2, 1e-9), COSTS, 9.0)
    without = SymmetricTender(4, (0.5, 0.3, 0.2), COSTS, 9.0)
    bids = [pay_as_bid.rank_volume_bids(costs, tender) for tender in (with_last, without)]
    np.testing.assert_allclose(*bids, atol=1e-3)


@pytest.mark.parametrize("awards", [1, 3])
def test_a_ceiling_that_becomes_slack_stops_to_matter(awards: int) -> None:
    costs = COSTS.at(np.linspace(0, 0.9, 10))
    slack = pay_as_bid.equal_award_bids(costs, equal_awards(6, awards, COSTS))
    for ceiling, error in ((7.0, 1e-12), (7.0 - 1e-4, 1e-3), (6.9, 0.2)):
        bids = pay_as_bid.equal_award_bids(costs, equal_awards(6, awards, COSTS, ceiling))
        np.testing.assert_allclose(bids, slack, atol=error)


@pytest.mark.long
@given(tenders())
def test_firms_without_aversion_bid_as_before(tender: SymmetricTender) -> None:
    own = interior(tender)
    plain = pay_as_bid.rank_volume_bids(own, tender)
    np.testing.assert_allclose(risk_aversion.averse_rank_volume_bids(own, tender, 1.0), plain, atol=1e-8)
    near = risk_aversion.averse_rank_volume_bids(own, tender, 0.999)
    np.testing.assert_allclose(near, plain, atol=0.02)
    # Where all winners get the same, aversion lowers bids; where ranks differ dear firms may bid higher.
    if len(set(tender.volumes)) == 1:
        assert np.all(near <= plain + 1e-9)


@pytest.mark.parametrize("rho", [0.2, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("firms", [2, 4, 9])
def test_averse_firms_with_one_award_by_two_formulas(firms: int, rho: float) -> None:
    tender = equal_awards(firms, 1, COSTS)
    costs = COSTS.at(np.linspace(0, 1, 21))
    single = risk_aversion.averse_single_award_bids(costs, tender, rho)
    np.testing.assert_allclose(risk_aversion.averse_rank_volume_bids(costs, tender, rho), single, atol=1e-7)
    payment = risk_aversion.expected_payment(tender, rho)
    assert payment == pytest.approx(risk_aversion.expected_single_price(tender, rho), abs=1e-8)
    assert payment <= pay_as_bid.expected_outcome(tender).payment + 1e-12


def test_aversion_lowers_bids_for_equal_awards() -> None:
    costs = COSTS.at(np.linspace(0, 0.95, 9))
    tender = equal_awards(5, 2, COSTS)
    by_rho = [risk_aversion.averse_rank_volume_bids(costs, tender, rho) for rho in (0.2, 0.5, 0.8, 1.0)]
    assert np.all(np.diff(np.array(by_rho), axis=0) > 0)


@pytest.mark.parametrize(("firms", "awards"), [(2, 1), (4, 2), (6, 3), (10, 4), (10, 9)])
def test_three_formats_pay_the_same(firms: int, awards: int) -> None:
    """Each payment by its own route: bids times volumes, the dearest winner's bid, the best loser's cost."""
    tender = equal_awards(firms, awards, COSTS)

    def of_rank(rank: int, bid: object) -> float:
        def weighed(level: float) -> float:
            others = binom.pmf(rank - 1, firms - 1, level)
            return float(bid(COSTS.at(level))) * firms * others  # type: ignore[operator]

        return float(quad(weighed, 0, 1, epsabs=1e-12)[0])

    pay = sum(of_rank(j, lambda c: pay_as_bid.equal_award_bids(c, tender)) for j in range(1, awards + 1))
    highest = awards * of_rank(awards, lambda c: uniform_price.bids_for_highest_winning_price(c, tender))
    losing = awards * of_rank(awards + 1, lambda c: uniform_price.bids_for_lowest_losing_price(c, tender))
    expected = uniform_price.expected_payment(tender)
    assert [pay, highest, losing] == pytest.approx([expected] * 3, abs=1e-8)
    assert pay_as_bid.expected_outcome(tender).payment == pytest.approx(expected, abs=1e-10)


def test_one_award_at_the_highest_winning_price_is_pay_as_bid() -> None:
    tender = equal_awards(5, 1, COSTS)
    costs = COSTS.at(np.linspace(0, 1, 11))
    np.testing.assert_allclose(
        uniform_price.bids_for_highest_winning_price(costs, tender),
        pay_as_bid.single_award_bids(costs, tender),
        atol=1e-12,
    )


def test_bids_outside_count_with_what_winning_gives_up() -> None:
    """No other bid earns more in the tender and the market together; a larger award lowers bids."""
    tender = SymmetricTender(5, (0.4, 0.4), COSTS)
    market = OutsideMarket(tender, price=8.0, winning=0.05, losing=0.2)
    shown = COSTS.at(np.linspace(0.02, 0.98, 97))
    bids = market.bids(shown)
    chance = pay_as_bid.expected_volume(shown, tender) / 0.4
    cost = shown[:, None]
    profit = chance * (0.4 * (bids - cost) + 0.05 * (8.0 - cost)) + (1 - chance) * 0.2 * (8.0 - cost)
    assert np.all(profit.max(axis=1) <= np.diag(profit) + 1e-12)
    larger = OutsideMarket(SymmetricTender(5, (0.8, 0.8), COSTS), price=8.0, winning=0.05, losing=0.2)
    assert np.all(larger.bids(shown) < bids)
    none = OutsideMarket(tender, price=8.0, winning=0.2, losing=0.2)
    np.testing.assert_allclose(none.bids(shown), pay_as_bid.equal_award_bids(shown, tender), atol=1e-12)


def test_outcome_beside_a_market_is_the_integral_of_bids() -> None:
    tender = SymmetricTender(4, (0.6,), COSTS)
    market = OutsideMarket(tender, price=7.5, winning=0.1, losing=0.3)

    def paid(level: float) -> float:
        return float(market.bids(COSTS.at(level))) * volume_by_counting(level, tender)

    def earned(level: float) -> float:
        cost, chance = float(COSTS.at(level)), volume_by_counting(level, tender) / 0.6
        gain = 0.6 * (float(market.bids(cost)) - cost) + 0.1 * (7.5 - cost)
        return chance * gain + (1 - chance) * 0.3 * (7.5 - cost)

    assert market.outcome.payment == pytest.approx(4 * quad(paid, 0, 1)[0], abs=1e-8)
    assert market.outcome.profit == pytest.approx(quad(earned, 0, 1)[0], abs=1e-8)


def test_many_firms_and_extreme_costs_give_numbers() -> None:
    tender = equal_awards(500, 20, COSTS)
    costs = COSTS.at([0.0, 0.5, 0.999, 1.0])
    for bids in (
        pay_as_bid.equal_award_bids(costs, tender),
        pay_as_bid.rank_volume_bids(costs, tender),
        pay_as_bid.single_award_bids(costs, equal_awards(500, 1, COSTS)),
        risk_aversion.averse_rank_volume_bids(costs, tender, 0.5),
    ):
        assert np.all(np.isfinite(bids))
        assert np.all(bids >= costs)
        assert bids[-1] == pytest.approx(COSTS.high)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Uniform(1, 1), "below the highest"),
        (lambda: equal_awards(1, 1), "at least 2"),
        (lambda: SymmetricTender(3, ()), "first must be above 0"),
        (lambda: SymmetricTender(3, (0.5, -0.1)), "none below"),
        (lambda: SymmetricTender(3, (0.2, 0.5)), "rise"),
        (lambda: equal_awards(3, 1, ceiling=0.0), "nobody can bid"),
        (lambda: equal_awards(3, 3), "give a ceiling"),
        (lambda: pay_as_bid.single_award_bids(0.5, equal_awards(3, 2)), "for one"),
        (lambda: pay_as_bid.equal_award_bids(0.5, SymmetricTender(3, (0.5, 0.3))), "rank_volume_bids"),
        (lambda: pay_as_bid.rank_volume_bids(1.5, equal_awards(3, 1)), "outside its range"),
        (lambda: uniform_price.expected_payment(equal_awards(3, 3, ceiling=2)), "fewer awards"),
        (lambda: uniform_price.expected_payment(equal_awards(3, 1, ceiling=0.5)), "slack ceiling"),
        (lambda: risk_aversion.averse_single_award_bids(0.5, equal_awards(3, 1), 0), "above 0"),
        (lambda: risk_aversion.averse_single_award_bids(0.5, equal_awards(3, 2), 0.5), "one award"),
        (lambda: OutsideMarket(equal_awards(3, 1), 1, 0.0, 1.0), "below 1"),
        (lambda: OutsideMarket(SymmetricTender(3, (0.5, 0.3)), 1, 0.0, 0.1), "equal awards"),
        (lambda: OutsideMarket(equal_awards(3, 1, ceiling=1), 3, 0.0, 0.5), "binds"),
    ],
)
def test_what_has_no_such_equilibrium_is_refused(make, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
