"""Varieties that nobody can supply at a gain: found at once, said to be so, and kept like any other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solvable import CEILING, book, change, cited, firms, setting

from simulator.bidding.equilibrium.absence import all_stay_out, too_dear
from simulator.bidding.equilibrium.drawn_variety import solve_drawn
from simulator.bidding.equilibrium.fresh_draws import as_sampled
from simulator.bidding.equilibrium.game import BidderClass, Outside
from simulator.bidding.equilibrium.hopeless import hopeful_part, is_hopeless, only_hopeful, without_hopeless
from simulator.bidding.equilibrium.kept_variety import arrays_of, restored
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.starts import STARTS, Start
from simulator.bidding.equilibrium.translation import to_game, volumes_by_rank, years_for
from simulator.bidding.equilibrium.variety import solve_variety
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.streams import uniforms

ROUND_5 = book("round-5-2021")
DEAR = firms(4, 1.2, 1.5)
COSTLY = firms(4, outside=Outside(entry_cost=100.0 * CEILING))
TERMS = Terms(0.01, 300)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("group", [DEAR, COSTLY], ids=["costs", "entry"])
def test_nobody_bids_where_no_firm_can_gain(group: BidderClass, start: Start) -> None:
    one = setting(ROUND_5, group)
    found = solve_variety(one, TERMS, start=start)
    assert found.converged
    assert found.certificate.exploitability == 0
    assert not found.profile.mass.any()
    assert found.outcome.winners == (1.0, 0.0, 0.0, 0.0)
    assert np.isnan(found.outcome.price)
    assert found.prices[-1] == CEILING
    again = restored(one, arrays_of(found))
    assert again.outcome.winners == found.outcome.winners
    assert again.certificate == found.certificate


@pytest.mark.parametrize("start", STARTS)
def test_who_can_just_supply_does(start: Start) -> None:
    """Costs from 0.99 to 1.5 of the ceiling: a firm in 51 can supply, and no winner is found else."""
    found = solve_variety(setting(ROUND_5, firms(4, 0.99, 1.5)), TERMS, start=start)
    assert found.converged
    assert found.outcome.winners[0] == pytest.approx((50 / 51) ** 4, abs=1e-6)
    assert found.outcome.price == pytest.approx(CEILING, rel=1e-3)


def test_entry_that_pays_for_a_lone_bidder_only_is_not_taken_for_absence() -> None:
    """A lone winner earns at most 0.8 of the ceiling times its volume: less than that can be risked."""
    one = setting(ROUND_5, firms(4, outside=Outside(entry_cost=0.1 * CEILING)))
    assert not all_stay_out(to_game(one, price_list(one, lowest_price(one), 12)))


def test_firms_that_must_bid_do_not_stay_out() -> None:
    one = setting(ROUND_5, firms(4, 1.2, 1.5, may_stay_out=False))
    assert not all_stay_out(to_game(one, price_list(one, lowest_price(one), 12)))


def test_firms_that_pay_for_an_award_are_not_too_dear() -> None:
    paying = firms(2, 1.2, 1.5, outside=Outside(2.0 * CEILING, 0.5, 0.0))
    assert too_dear([DEAR], CEILING)
    assert not too_dear([DEAR, paying], CEILING)
    assert not too_dear([DEAR, firms(1)], CEILING)


def test_hopeless_classes_stay_out_of_the_game_of_the_others() -> None:
    """The others bid as they do alone; where the hopeless one counted as a bidder, there were more places."""
    hopeless = firms(1, 1.1, 1.4, "originator")
    alone = solve_variety(setting(ROUND_5, firms(3)), TERMS)
    variety = setting(ROUND_5, hopeless, firms(3))
    found = solve_variety(variety, TERMS)
    np.testing.assert_array_equal(found.profile.mass, np.stack([0 * alone.prices, alone.profile.mass[0]]))
    assert found.certificate.hopeless == ("originator",)
    assert found.certificate.exploitability == pytest.approx(alone.certificate.exploitability, rel=1e-9)
    assert found.converged
    assert found.outcome.price == pytest.approx(alone.outcome.price)
    assert found.outcome.classes[0].attends == 0
    again = restored(variety, arrays_of(found))
    assert again.certificate == found.certificate
    assert not alone.certificate.hopeless


def test_the_term_still_counts_who_may_bid() -> None:
    """Three years for four bidders, two for three: a hopeless fourth one is there when the term is set."""
    years = {"use": "by-bidders", "years": cited({1: 1, 3: 2, 4: 3})}
    one = setting(change(ROUND_5, term=years), firms(1, 1.1, 1.4, "originator"), firms(3))
    left = without_hopeless(one)
    assert (left.bidders, left.absent) == (3, 1)
    assert years_for(left, 2) == years_for(one, 2) == 3
    np.testing.assert_array_equal(volumes_by_rank(left, 2), volumes_by_rank(one, 2))


@given(costs=st.tuples(st.floats(0.1, 2.0), st.floats(0.01, 1.0)), mass=st.lists(st.floats(0, 1), min_size=1))
def test_who_cannot_cover_its_cost_is_taken_from_the_highest_prices(
    costs: tuple[float, float], mass: list[float]
) -> None:
    one = firms(1, costs[0], sum(costs))
    part = hopeful_part(one, CEILING)
    assert part == pytest.approx(min(max((1 - costs[0]) / costs[1], 0), 1))
    assert is_hopeless(one, CEILING) == (costs[0] >= 1)
    before = np.array(mass) / max(sum(mass), 1.0)
    after = only_hopeful(before, part)
    assert after.sum() == pytest.approx(min(before.sum(), part))
    assert (after <= before + 1e-12).all()
    assert (np.cumsum(after) >= np.minimum(np.cumsum(before), part) - 1e-12).all()


@pytest.mark.parametrize("stakes", [{"may_stay_out": False}, {"outside": Outside(2.0 * CEILING, 0.5, 0.1)}])
def test_who_must_bid_or_gains_elsewhere_is_not_hopeless(stakes: dict[str, object]) -> None:
    one = firms(1, 1.1, 1.4, **stakes)
    assert hopeful_part(one, CEILING) == 1
    assert not is_hopeless(one, CEILING)


def test_nobody_bids_against_drawn_rivals_either() -> None:
    one = setting(ROUND_5, DEAR)

    def award(lot: Lot) -> AwardedLot:
        return award_round([lot], one.clauses, one.units, whole_round=False)[0]

    def draws(name: str, count: int) -> tuple[np.ndarray, np.ndarray]:
        return tuple(uniforms(7, name, what, count=count, blocks=1)[:, :4] for what in ("standing", "lots"))

    found = solve_drawn(as_sampled(one, price_list(one, lowest_price(one), 12), award), draws, 0.03)
    assert found.exploitability == 0
    assert not found.profile.mass.any()
    assert found.outcome.winners[0] == 1
