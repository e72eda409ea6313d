"""Each default of docs/contracts.md at work in one history or one draw, by hand, in both engines."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from simulator.firms.default_hazard import default_hazard
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.contracts import figure, tally
from simulator.scenario.supply import Breach, Demand, Engine, Supply, Takeover
from simulator.study.contracts import dealer_of, dealt
from simulator.study.plan import make_plan
from simulator.supply import draws
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts
from simulator.supply.hospitals import signing
from simulator.supply.knobs import knobs_of
from simulator.supply.records import Cause, Cell, Contracts, Maker
from simulator.supply.terms import terms_of
from tests.supply.contracts_made_up import CALM, calm, with_given, with_knobs
from tests.supply.test_properties import SMALL, tender

ROWS = Rows(seed=11, start=0, count=4000)
USUAL = knobs_of(Supply())
both = pytest.mark.parametrize("engine", ["compiled", "simpy"])


def only(**numbers: object) -> Contracts:
    """One supplier of 100 units a month that can make 120, without a stock."""
    return with_knobs(calm(months=12), **numbers)


def down(contracts: Contracts, until: float = np.inf) -> Contracts:
    """Let the first supplier's plant fail at the start of the second month."""
    starts, ends = (np.full((*contracts.given.won.shape, 1), np.inf) for _ in range(2))
    starts[:, 0], ends[:, 0] = 1.0, until
    return with_given(contracts, down_from=starts, down_to=ends)


@both
def test_stock_cover_is_the_stock_of_all_months_over_the_orders_of_all(engine: Engine) -> None:
    """50 in stock while 1 and then 100 are ordered; 200 take all of it, and 20 are laid up in the last month.

    The mean of monthly ratios would be 12.7, for the sake of the one month that orders nothing much.
    """
    stock = np.full((1, 1), 50.0)
    factor = np.array([[0.01, 1.0, 2.0, 1.0]])
    contracts = with_given(calm(months=4), reserve=stock, opening=stock, factor=factor)
    counts = tally(contracts, execute_contracts(contracts, engine), Breach())
    assert counts["stock"] / contracts.reference == pytest.approx(50 + 50 + 0 + 20)
    cover = figure(CONTRACT_METRICS["stock_cover"], counts)
    assert cover == pytest.approx((50 + 50 + 0 + 20) / (1 + 100 + 200 + 100))


@both
def test_the_gap_to_the_final_share_closes_by_63_percent_in_four_months(engine: Engine) -> None:
    """Hospitals begin with 70 % of need at winners and end at 95 %, less the 1.6 % of those that refuse."""
    final = 0.95 - 0.04 * (1 - 0.6)
    contracts = only(first=USUAL.first, final=USUAL.final, close=USUAL.close)
    ordered = execute_contracts(contracts, engine=engine).cells[0, 0, Cell.ORDERED]
    share = final - (final - 0.7) * np.exp(-np.arange(12) / 4)
    assert (USUAL.first, USUAL.final) == (0.7, pytest.approx(final))
    assert ordered == pytest.approx(100 * share.sum())


@both
def test_a_month_behind_the_agreement_brings_a_reminder_that_moves_a_tenth_of_the_gap(engine: Engine) -> None:
    """70 a month against 80 agreed: behind at every month end until the gap is small enough."""
    contracts = with_given(
        only(first=0.7, final=0.9, close=1.0, reminder=USUAL.reminder), agreed=np.full((1, 1), 80.0)
    )
    ordered, gap = [0.0], 0.2
    for month in range(12):
        ordered.append(100 * (0.9 - gap))
        if sum(ordered) < 80 * (month + 1):
            gap *= 0.9
    assert USUAL.reminder == 0.1
    out = execute_contracts(contracts, engine=engine).cells[0, 0]
    assert out[Cell.ORDERED] == pytest.approx(sum(ordered))
    assert out[Cell.ORDERED] > 12 * 70


@both
def test_past_the_commitment_95_percent_of_orders_stay_and_are_served_at_the_winning_price(
    engine: Engine,
) -> None:
    """50 a month are agreed, 600 in the year: done after six months, and the winner supplies all the same."""
    out = execute_contracts(only(after=USUAL.after), engine=engine).cells[0, 0]
    assert out[Cell.ORDERED] == pytest.approx(6 * 100 + 6 * 95)
    assert out[Cell.MAIN] == out[Cell.ORDERED]
    assert out[Cell.ELSEWHERE] == pytest.approx(6 * 5)


@both
def test_helpers_come_in_after_one_two_and_three_months(engine: Engine) -> None:
    """A supplier of 100 fails after a month; backup and third winner can spare 30 each, others 30 % of need.

    Month 2: all is short. Month 3: the backup gives 30. Month 4: the third winner gives 30 too. From then on
    firms without an award give the 40 that are left, of the 90 that they have.
    """
    contracts = with_knobs(calm(bids=3, cells=3, months=6), steps=USUAL.steps, outside=USUAL.outside)
    contracts = with_given(contracts, backup=np.array([[1, -1, -1]]), capacity=np.array([[120.0, 130, 130]]))
    cell = execute_contracts(down(contracts), engine=engine).cells[0, 0]
    assert (USUAL.steps, USUAL.invited, USUAL.outside) == ((1.0, 2.0, 3.0, 3.0), 0.0, 0.3)
    assert cell[Cell.BACKUP] == pytest.approx(30 * 4)
    assert cell[Cell.OTHERS] == pytest.approx(30 * 3)
    assert cell[Cell.OUTSIDE] == pytest.approx(40 * 2)
    assert cell[Cell.SHORTAGE] == pytest.approx(100 + 70 + 40)


@both
def test_a_firm_is_invited_before_others_without_an_award_are_asked(engine: Engine) -> None:
    """As before, but a firm is invited after two and a half months, with 5 % of all need: 15 of what is left.

    The 40 that are short at the end of the third month are 25 half of the time; what is then left is 25.
    """
    steps = (1.0, 2.0, 2.5, 3.0)
    contracts = with_knobs(calm(bids=3, cells=3, months=6), steps=steps, invited=0.05, outside=0.3)
    contracts = with_given(contracts, backup=np.array([[1, -1, -1]]), capacity=np.array([[120.0, 130, 130]]))
    out = execute_contracts(down(contracts), postings=True, engine=engine)
    cell, posted = out.cells[0, 0], out.postings[0].sum(axis=0)[0]
    assert cell[Cell.INVITED] == pytest.approx(15 * 2.5)
    assert cell[Cell.OUTSIDE] == pytest.approx(25 * 2)
    assert cell[Cell.SHORTAGE] == pytest.approx(100 + 70 + 40 - 15 / 2)
    assert posted[-3:] == pytest.approx(cell[[Cell.INVITED, Cell.OUTSIDE, Cell.SHORTAGE]])


def test_an_invited_firm_comes_between_other_winners_and_non_winners() -> None:
    """Its step is looked at only where there is such a firm."""
    late = Takeover.model_validate({"outside_after": "2.5"})
    assert late.invited_from.value == late.outside_after.value
    with pytest.raises(ValidationError, match="others_after, invited_after, outside_after"):
        Takeover.model_validate({"outside_after": "2.5", "invited_spare": "0.1"})
    invites = Supply.model_validate({"takeover": {"invited_after": "2.5", "invited_spare": "0.1"}})
    assert knobs_of(invites).steps == (1.0, 2.0, 2.5, 3.0)


@both
@pytest.mark.parametrize(("months", "rungs"), [(0.4, 0), (1.0, 1), (2.5, 2), (6.5, 3)])
def test_the_ladder_has_talks_compensation_and_loss(engine: Engine, months: float, rungs: int) -> None:
    """Half a month, two months, six months of less than half of what is ordered."""
    contracts = down(only(rungs=USUAL.rungs, serious=USUAL.serious), 1 + months)
    out = execute_contracts(contracts, engine=engine)
    maker = out.makers[0, 0]
    assert (USUAL.rungs, USUAL.serious) == ((0.5, 2.0, 6.0), 0.5)
    assert maker[[Maker.TALKS, Maker.COMPENSATION]].tolist() == [rungs >= 1, rungs >= 2]
    assert out.cause[0, 0] == (Cause.FAILURE if rungs == 3 else Cause.NONE)
    assert maker[Maker.LOST_AT] == (7.0 if rungs == 3 else 0.0)


@both
def test_a_failed_sample_blocks_deliveries_for_three_months(engine: Engine) -> None:
    contracts = with_given(only(recall=USUAL.recall), fails_at=np.full((1, 1, 1), 4.5))
    cell = execute_contracts(contracts, engine=engine).cells[0, 0]
    assert (USUAL.recall, cell[Cell.SHORTAGE]) == (3.0, pytest.approx(300))


@both
def test_capacity_that_is_asked_for_more_grows_by_four_percent_a_month_to_twice(engine: Engine) -> None:
    contracts = with_given(
        only(growth=USUAL.growth, growth_limit=USUAL.growth_limit), capacity=np.full((1, 1), 90.0)
    )
    out = execute_contracts(contracts, engine=engine)
    assert (USUAL.growth, USUAL.growth_limit) == (0.04, 2.0)
    # 90, 93.6, 97.344, then enough.
    assert out.cells[0, 0, Cell.SHORTAGE] == pytest.approx(10 + 6.4 + 2.656)
    assert out.makers[0, 0, Maker.CAPACITY_END] == pytest.approx(90 * 1.04**3)


def test_need_has_a_season_with_its_peak_in_january() -> None:
    plain = Demand.model_validate({"monthly_spread": "0", "surge_chance": "0"})
    factor = draws.factors(ROWS, "V", 12, 3, plain)
    assert (factor == factor[0]).all()
    # The contract begins in April: January is its tenth month, July its fourth.
    assert factor[0, 9] == factor[0].max() == pytest.approx(1.05)
    assert factor[0, 3] == factor[0].min() == pytest.approx(0.95)


def test_surges_of_forty_percent_last_three_months_in_one_year_of_twenty() -> None:
    """4,000 histories of three years: four binomial standard errors of 0.05 are 0.8 points."""
    flat = Demand.model_validate({"monthly_spread": "0", "season": "0"})
    high = draws.factors(ROWS, "V", 36, 0, flat) > 1
    assert set(draws.factors(ROWS, "V", 36, 0, flat).round(9).ravel()) <= {1.0, 1.4, 1.96}
    begins = high[:, 1:34] & ~high[:, :33]
    assert begins.sum() / (3 * ROWS.count) == pytest.approx(0.05 * 33 / 36, abs=0.008)
    length = high[:, :36].sum() / (high[:, 0].sum() + (high[:, 1:] & ~high[:, :-1]).sum())
    # Some begin in the last two months of the term, and few overlap.
    assert length == pytest.approx(3, abs=0.15)


def test_national_need_moves_by_five_percent_from_month_to_month() -> None:
    """Standard error of a standard deviation from 48,000 draws: 0.3 %."""
    calmly = Demand.model_validate({"season": "0", "surge_chance": "0"})
    moves = np.log(draws.factors(ROWS, "V", 12, 0, calmly))
    assert moves.std() == pytest.approx(0.05, rel=0.015)


def test_listing_comes_after_signing() -> None:
    """Without sanctions a region signs after a month and lists after two more; standard error 1.6 %."""
    listed = Supply.model_validate(
        {
            "institutions": {
                "listing_months": dict.fromkeys(
                    ("tertiary", "secondary", "primary", "private", "pharmacy"), "2"
                )
            }
        }
    )
    _, drawn = draws.reports(ROWS, "V", ("11",), Demand())
    usual, _ = signing(drawn, Supply().institutions, 1.0, 0.0)
    later, _ = signing(drawn, listed.institutions, 1.0, 0.0)
    assert (later - usual).mean() == pytest.approx(2, rel=0.065)
    assert (later > usual).all()


def test_doctors_are_paid_for_their_effort() -> None:
    """All of the surplus moves a tenth of what goes to non-winners in a month; a half of it half as much."""
    half = Supply.model_validate({"prescribers": {"surplus_share": "0.5"}})
    assert (knobs_of(half).paid, USUAL.paid) == (0.95, 1.0)
    assert knobs_of(Supply()).stock_months * 30.4375 == pytest.approx(21)
    assert CALM.stock_months == 0


@pytest.fixture(scope="module")
def usual() -> list[Contracts]:
    """Eight varieties of round 7, thirty times, under every default."""
    made, block = tender()
    rules = make_plan("round-7-2022", SMALL).rules.record
    assert made.scenario.supply is not None
    dealer = dealer_of(made, block, terms_of(rules, made.scenario.supply))
    return [dealt(made, block, dealer, at) for at in range(8)]


def test_halving_a_price_raises_need_by_23_percent_in_the_end(usual: list[Contracts]) -> None:
    """An elasticity of 0.3; 63 % of it has come after six months."""
    for one in usual:
        assert np.allclose(one.given.response, one.ratio**-0.3 - 1)
        assert np.allclose(one.given.phase, 1 - np.exp(-(np.arange(36) + 0.5) / 6))
    halved = 0.5**-0.3 - 1
    assert halved == pytest.approx(0.231, abs=0.001)


def test_a_quarter_of_need_is_not_reported(usual: list[Contracts]) -> None:
    """35 % without penalties, of which penalties of half strength remove 0.6 x 0.5; standard error 0.3 %."""
    given = [one.given for one in usual]
    need = sum(one.need.sum(axis=0) / one.reported.sum(axis=0).clip(1e-9) for one in given) / len(given)
    assert need.mean() == pytest.approx(1 / (1 - 0.35 * (1 - 0.6 * 0.5)), rel=0.012)


def test_capacity_is_two_and_a_half_times_the_report_and_ramps_up_in_six_months(
    usual: list[Contracts],
) -> None:
    """Median and spread over some 1,300 winners: standard errors 1 % and 2 %."""
    months = np.arange(36)
    parts = []
    for one in usual:
        own = one.given.reserve / 1.5
        parts.append(np.log(one.given.capacity[own > 0] / own[own > 0]))
        assert np.allclose(one.given.ramp, np.minimum(0.7 + 0.3 * months / 6, 1))
    level = np.concatenate(parts)
    assert np.median(level) == pytest.approx(np.log(2.5), abs=0.045)
    assert level.std() == pytest.approx(0.3, rel=0.08)


def test_makers_of_their_own_ingredient_feel_a_quarter_of_its_price() -> None:
    """Ingredients are 40 % of cost: ten times the price makes costs 4.6 times, to own makers 1.9."""
    material = Supply().material
    share, own = float(material.share.value), float(material.own_exposure.value)
    tenfold, cost = np.full((2, 1), 10.0), np.full(2, 0.3)
    found = default_hazard(cost, share * np.array([1.0, own]), tenfold, Supply().default)[:, 0]
    assert found == pytest.approx(0.006 / 12 * np.exp(-5 * (1 - 0.3 * np.array([4.6, 1.9]))))
