"""Varieties that nobody can supply at a gain: found at once, said to be so, and kept like any other."""

from __future__ import annotations

import numpy as np
import pytest
from solvable import CEILING, book, firms, setting

from simulator.bidding.equilibrium.absence import all_stay_out, too_dear
from simulator.bidding.equilibrium.drawn_variety import solve_drawn
from simulator.bidding.equilibrium.fresh_draws import as_sampled
from simulator.bidding.equilibrium.game import BidderClass, Outside
from simulator.bidding.equilibrium.kept_variety import arrays_of, restored
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.starts import STARTS, Start
from simulator.bidding.equilibrium.translation import to_game
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
