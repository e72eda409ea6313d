"""What a scenario says about failing to supply and about the next tender, on the scale of a game."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.bidding.equilibrium.game import BidderClass, Outside
from simulator.bidding.equilibrium.lines import lowest_price
from simulator.errors import InputError
from simulator.scenario.payoffs import Payoffs
from simulator.study.plan import make_plan
from simulator.tender.concepts import NashBids
from simulator.tender.forming import equilibrium_setting
from simulator.tender.settings import levels_of
from simulator.tender.simulate import play_block
from simulator.tender.stakes import outside_of
from tests.tender.test_equilibria import CLASSES, SMALL, tender

SOLVED = tuple(f"bidding.{name}={{use: equilibrium, levels: 1, tolerance: 0.1}}" for name in CLASSES)


def classes(*sets: str) -> tuple[BidderClass, ...]:
    one = tender(*sets)
    scenario = one.scenario
    return equilibrium_setting(
        scenario, one.clauses, one.areas, one.entrants[0], levels_of(scenario, 1)[0]
    ).classes


def key(*sets: str) -> object:
    one = tender(*sets)
    level = levels_of(one.scenario, 1)[0]
    setting = equilibrium_setting(one.scenario, one.clauses, one.areas, one.entrants[0], level)
    return NashBids(0.05).identity(setting)


def test_hazard_and_ban_are_those_of_the_contracts() -> None:
    """Ceiling 1,000,000 on the scale of the game, two years for so few winners, nine months on the list."""
    plain, mine = (
        classes("payoffs={breach: {penalty: 0.4}}", *more)
        for more in ((), ("supply={default: {hazard: 0.02}, breach: {ban_failure: 18}}",))
    )
    for group, hazard, barred in ((plain, 0.006, 0.75), (mine, 0.02, 1.5)):
        for one in group:
            assert one.breach is not None
            assert float(one.breach.default.hazard.value) == hazard
            assert one.breach.barred_years == barred
            assert one.breach.penalty == pytest.approx(400_000)
            assert one.breach.years == 2


def test_profit_of_a_term_is_a_share_of_the_need_at_the_ceiling() -> None:
    (after,) = {one.after for one in classes("payoffs={continuation: {profit: 0.05, incumbency: 0.2}}")}
    assert after is not None
    assert (after.discount, after.incumbency, after.profit) == (0.8, 0.2, pytest.approx(50_000))


def test_parameters_of_zero_leave_the_game_as_it_was() -> None:
    """The same name in the store, which is made of everything that decides the bids."""
    nothing = ("payoffs={breach: {}, continuation: {discount: 0}}", "supply={default: {hazard: 0}}")
    assert key(*nothing) == key() == key("payoffs={risk_aversion: 0}")
    assert key("payoffs={breach: {}}") != key() != key("payoffs={continuation: {}}")
    assert key("payoffs={breach: {}}") != key("payoffs={breach: {penalty: 0.5}}")


SALES = "outside_price: 0.8, outside_winner: 0.1, outside_loser: 0.4"
MORE = "residual_share: 0.5, private_share: 0.3, price_pressure: 0.2, payment_standard: 0.6"


def test_sales_outside_are_scaled_to_the_game() -> None:
    """Ceiling 1,000,000, two years; what is left out is neutral, and the private price the public one."""
    plain = classes(f"payoffs={{newcomer: {{{SALES}}}}}")
    full = classes(f"payoffs={{newcomer: {{{SALES}, {MORE}}}}}")
    (few,), (all_,) = ([each.outside for each in one if each.name == "newcomer"] for one in (plain, full))
    assert few == Outside(8e5, 0.2, 0.8, 0.0, 8e5)
    assert all_ == Outside(8e5, 0.1, 0.4, 0.0, 8e5, 0.6, 0.2, 6e5)
    assert all(one.outside == Outside() for one in full if one.name != "newcomer")


@pytest.mark.parametrize(
    ("name", "loyal", "kept"),
    [("originator", {}, 0.6), ("generic", {}, 1.0), ("originator", 0.5, 0.8), ("generic", 0.25, 0.9)],
)
def test_evidence_takes_sales_that_rest_on_loyalty(name: str, loyal: object, kept: float) -> None:
    """Evidence of 40 %: all of an originator's sales feel it unless the scenario says otherwise."""
    said = {"outside_price": 0.8, "outside_winner": 0.1, "outside_loser": 0.4, "private_share": 0.3}
    stakes = said | ({"brand_loyalty": loyal} if loyal else {})
    found = outside_of(Payoffs.model_validate({"evidence": 0.4, name: stakes}), name)
    sales = (found.when_losing, found.when_winning, found.private)
    assert sales == pytest.approx((0.4 * kept, 0.1 * kept, 0.3 * kept))


def test_games_with_neutral_sales_keep_their_name() -> None:
    base = f"payoffs={{newcomer: {{{SALES}}}}}"
    neutral = (
        "residual_share: 1, private_share: 0, price_pressure: 0, payment_standard: 0.8, private_price: 3"
    )
    assert key(base) == key(f"payoffs={{newcomer: {{{SALES}, {neutral}}}}}")
    for one in MORE.split(", "):
        assert key(f"payoffs={{newcomer: {{{SALES}, {one}}}}}") != key(base)


def test_evidence_that_moves_nobody_is_refused() -> None:
    with pytest.raises(InputError, match="no loyalty that it could lower"):
        make_plan("round-5-2021", [*SMALL, f"payoffs={{evidence: 0.4, generic: {{{SALES}}}}}"])
    loyal = f"payoffs={{evidence: 0.4, generic: {{{SALES}, brand_loyalty: 0.1}}}}"
    make_plan("round-5-2021", [*SMALL, loyal])


@pytest.mark.slow
def test_firms_of_a_run_pay_for_being_the_incumbent() -> None:
    """Costs are the same, bids are lower, and some lie below cost, which no firm does without a prize."""
    after = "payoffs={continuation: {profit: 0.3, incumbency: 1}}"
    before, now = (play_block(tender(*SOLVED, *more), 0, 60) for more in ((), (after,)))
    means = []
    for block in (before, now):
        bids = np.concatenate([one.lot.bid[one.lot.present] for one in block.awarded])
        costs = np.concatenate(
            [cost[one.lot.present] for one, cost in zip(block.awarded, block.costs, strict=True)]
        )
        means.append((bids / costs).mean())
        assert (bids < costs).any() == (block is now)
    assert means[1] < means[0] - 0.05
    one = tender(after)
    level = levels_of(one.scenario, 1)[0]
    setting = equilibrium_setting(one.scenario, one.clauses, one.areas, one.entrants[0], level)
    assert lowest_price(setting) < 0.1 * min(each.costs.low for each in setting.classes)


def test_risk_aversion_and_what_it_cannot_weigh_are_refused() -> None:
    with pytest.raises(InputError, match="do not weigh failing"):
        make_plan("round-5-2021", [*SMALL, "payoffs={risk_aversion: 0.3, breach: {}}"])


def test_wealth_is_counted_in_needs_at_the_ceiling() -> None:
    (one, *_) = classes(f"payoffs={{risk_aversion: 0.3, wealth: 0.2, own-api: {{{SALES}, entry_cost: 1}}}}")
    assert (one.name, one.risk_aversion, one.wealth) == ("own-api", 0.3, 200_000)
    assert one.outside.when_losing == pytest.approx(0.8)
    assert one.outside.entry_cost > 0
    assert key("payoffs={risk_aversion: 0.3, wealth: 0.2}") != key("payoffs={risk_aversion: 0.3}")
