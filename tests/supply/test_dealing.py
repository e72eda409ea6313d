"""What a scenario says reaches the contracts: each parameter at work in a market followed by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.contracts import figure, tally
from simulator.scenario.supply import Engine, Stress, Supply
from simulator.supply import draws
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts
from simulator.supply.records import Cause, Cell, Contracts, Floats, Maker
from tests.supply.contracts_made_up import calm, with_given, with_knobs
from tests.supply.dealt_by_hand import MONTHLY, deal, supply

ROWS = 40
both = pytest.mark.parametrize("engine", ["compiled", "simpy"])


def short(contracts: Contracts, engine: Engine = "compiled") -> Floats:
    """Units short by cell."""
    return np.asarray(execute_contracts(contracts, engine=engine).cells[..., Cell.SHORTAGE])


def figures(contracts: Contracts, terms: Supply, engine: Engine = "compiled") -> dict[str, Floats]:
    """Every figure of one variety by history."""
    counts = tally(contracts, execute_contracts(contracts, engine=engine), terms.breach)
    return {name: figure(one, counts) for name, one in CONTRACT_METRICS.items()}


def patience(rows: int = ROWS) -> Floats:
    """Hazard that each winner bears, as it was drawn."""
    names, terms = ("F0", "F1"), Supply()
    return draws.makers(Rows(17, 0, rows), "V", names, terms.makers, 2, 0.5).patience


def test_nothing_happens_in_the_market_from_which_the_others_start() -> None:
    contracts = deal(supply(), ROWS)
    assert execute_contracts(contracts).cells[..., Cell.MAIN] == pytest.approx(12 * MONTHLY)
    assert not short(contracts).any()
    found = figures(contracts, supply())
    for name in ("awards_lost", "ban_months", "distributor_summons", "few_able", "sanctions"):
        assert not found[name].any(), name


def test_failed_samples_block_deliveries() -> None:
    """Every sample fails: three months are lost, or what is left of the year."""
    contracts = deal(supply(quality__failure="1", quality__severe="0"), ROWS)
    fails = contracts.given.fails_at[:, :, 0]
    assert ((fails > 0) & (fails < 12)).all()
    assert short(contracts) == pytest.approx(MONTHLY * np.minimum(3.0, 12.0 - fails))
    severe = figures(deal(supply(quality__failure="1", quality__severe="1"), ROWS), Supply())
    assert (severe["awards_lost"] == 1).all()
    assert (severe["ban_months"] == 18).all()


def test_stops_that_are_reported_prepare_the_takeover() -> None:
    """F0's plant stops for good at month 2, its stock lasts a month, due process takes one as well."""
    down = np.array([[[2.0], [np.inf]]]), np.array([[[50.0], [np.inf]]])
    lost = []
    for share in ("0", "1"):
        terms = supply(
            makers__stop_reports=share,
            makers__reserve_months="1",
            makers__capacity="3",
            takeover__backup_after="1",
        )
        lost.append(short(with_given(deal(terms), down_from=down[0], down_to=down[1]))[0, 0])
    assert lost == pytest.approx([MONTHLY, 0.0], abs=1e-9)


@pytest.mark.parametrize(("helps", "months"), [("0", 12), ("1", 6)])
def test_firms_that_help_the_inquiry_are_barred_for_half_the_time(helps: str, months: int) -> None:
    terms = supply(("fraud-annulment",), quality__lenient=helps)
    found = figures(deal(terms, ROWS), terms)
    assert (found["awards_lost"] == 1).all()
    assert (found["ban_months"] == months).all()


def test_a_port_closure_stops_imports_only() -> None:
    """Six months without the originator's goods, which has no stock; the generic goes on."""
    contracts = deal(supply(("port-closure",)), kinds=("originator", "generic"))
    assert short(contracts)[0] == pytest.approx([6 * MONTHLY, 0.0], abs=1e-9)
    assert not short(deal(supply(), kinds=("originator", "generic"))).any()


@pytest.mark.parametrize(
    ("stress", "changes", "units"),
    [
        ((), {}, 1200),
        (("demand-surge",), {}, 6 * 100 + 6 * 150),
        ((), {"distribution__delivery_days": "30.4375"}, 1100),
        ((), {"institutions__joins": {"private": "1", "pharmacy": "1"}}, 1.35 * 1200),
        ((), {"demand__understatement": {"drug": "0.5", "device": "0"}, "demand__penalty": "0"}, 2400),
        ((), {"demand__first_share": "0.5", "demand__final_share": "0.5"}, 600),
        ((), {"demand__season": "0.1"}, 1200),
    ],
)
def test_what_is_ordered_in_a_year(
    stress: tuple[Stress, ...], changes: dict[str, object], units: float
) -> None:
    """Reports of 100 a month; seasons even out over twelve months."""
    cells = execute_contracts(deal(supply(stress, makers__capacity="5", **changes), ROWS)).cells
    assert cells[..., Cell.ORDERED] == pytest.approx(units)


def test_regions_miss_their_reports_by_what_is_drawn_for_them() -> None:
    """Orders of each area over its report are the drawn deviation, history by history."""
    terms = supply(demand__accuracy_spread="0.3", makers__capacity="9")
    drawn, _ = draws.reports(Rows(17, 0, ROWS), "V", ("11", "12"), terms.demand)
    cells = execute_contracts(deal(terms, ROWS)).cells
    assert cells[..., Cell.ORDERED] == pytest.approx(12 * MONTHLY * drawn)
    assert np.log(drawn).std() > 0.2


def test_stock_is_refilled_to_the_reserve() -> None:
    """A plant that stands still for a month uses up the reserve of a month, and makes it again."""
    down = np.array([[[2.0], [np.inf]]]), np.array([[[3.0], [np.inf]]])
    contracts = with_given(deal(supply(makers__reserve_months="1")), down_from=down[0], down_to=down[1])
    out = execute_contracts(contracts)
    assert out.cells[..., Cell.SHORTAGE] == pytest.approx(0.0, abs=1e-9)
    assert out.makers[0, :, Maker.STOCK_END] == pytest.approx(MONTHLY)


def test_capacity_ramps_up_from_half_to_all_of_the_report_in_a_year() -> None:
    terms = supply(makers__capacity="1", makers__starting_capacity="0.5", makers__ramp_months="12")
    missing = sum(50 * (1 - month / 12) for month in range(12))
    assert short(deal(terms))[0] == pytest.approx([missing, missing])


def test_the_largest_supplier_leaves_and_its_backup_steps_in() -> None:
    """Of two equal suppliers the first leaves at month 6; a month later the other serves both."""
    terms = supply(("largest-supplier",), takeover__backup_after="1", makers__capacity="3")
    contracts = deal(terms)
    assert short(contracts)[0] == pytest.approx([MONTHLY, 0.0], abs=1e-9)
    assert execute_contracts(contracts).cells[0, 0, Cell.BACKUP] == pytest.approx(5 * MONTHLY)
    assert figures(contracts, terms)["awards_lost"] == pytest.approx(0.5)


def test_collusion_that_is_found_for_certain_annuls_every_award() -> None:
    terms = supply(quality__fraud="1")
    assert (figures(deal(terms, ROWS), terms)["awards_lost"] == 1).all()


def refusal(hazard: float, slope: float, margins: tuple[float, float], borne: float) -> float:
    """Month in which the sum of a hazard that changes at month 6 passes what a winner bears."""
    before, after = (hazard * np.exp(-slope * margin) / 12 for margin in margins)
    if borne <= 6 * before:
        return float(borne / before)
    time = 6 + (borne - 6 * before) / after
    return float(time) if time <= 12 else np.inf


def test_refusals_follow_cost_price_and_what_a_maker_feels_of_its_ingredient() -> None:
    """Costs of 30 and 60 % of price, half of them the ingredient, whose price rises tenfold at month 6.

    The maker of its own ingredient feels a fifth of that: 1 + 0.5 x 0.2 x 9 = 1.9 times its cost, the other
    5.5 times.
    """
    terms = supply(
        ("raw-material-10",),
        material__share="0.5",
        material__own_exposure="0.2",
        default__hazard="0.6",
        default__slope="1",
        default__most="12",
    )
    found = deal(terms, ROWS, kinds=("own-api", "generic"), cost=(0.3, 0.6)).given.refuses_at
    drawn = patience()
    own = [refusal(0.6, 1.0, (0.7, 1 - 0.3 * 1.9), borne) for borne in drawn[:, 0]]
    other = [refusal(0.6, 1.0, (0.4, 1 - 0.6 * 5.5), borne) for borne in drawn[:, 1]]
    assert found == pytest.approx(np.array([own, other]).T)
    assert 0.05 < np.isfinite(found).mean() < 0.95


@pytest.mark.parametrize("slope", [0.0, 2.0, 5.0])
def test_thinner_margins_raise_defaults_with_the_slope(slope: float) -> None:
    """Margins of 60 and 10 %: 1 - exp(-hazard x exp(-slope x margin)) default within the year.

    Shares of 2,000 with four binomial standard errors; history by history, those refuse that bear less than
    the year's hazard.
    """
    terms = supply(default__hazard="1", default__slope=f"{slope}", default__most="12")
    found = deal(terms, 2000, cost=(0.4, 0.9))
    margin = np.array([0.6, 0.1])
    hazard = np.exp(-slope * margin)
    share = np.isfinite(found.given.refuses_at).mean(axis=0)
    expected = 1 - np.exp(-hazard)
    assert (abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 2000)).all()
    refused = np.isfinite(found.given.refuses_at)
    assert (refused == (patience(2000) <= hazard)).all()
    out = execute_contracts(found)
    assert ((out.cause == Cause.DEFAULT) == refused).all()


def test_distributors_that_fall_behind_are_summoned() -> None:
    """Each falls behind every year and is summoned at once: one distributor, once a region and year."""
    terms = supply(
        distribution__trouble="1",
        distribution__trouble_days="10",
        distribution__summons_after="0",
        distribution__per_winner=1,
    )
    found = figures(deal(terms, ROWS), terms)
    assert found["distributor_summons"] == pytest.approx(1.0)
    assert (found["late_deliveries"] > 0).all()
    assert not found["summons"].any(), "makers deliver"


def test_volumes_are_told_in_10_000_units_beside_their_ratios() -> None:
    """Two areas need 100 a month for two years, half of it agreed; half a month of use stays in stock."""
    contracts = with_knobs(calm(bids=2, cells=2), stock_months=0.5)
    found = figures(replace(contracts, reference=3.0), Supply())
    volumes = [found[name].item() for name in ("agreed_volume", "bought_volume", "used_volume")]
    assert volumes == pytest.approx([0.24, 0.48, 0.48 / (1 + 0.5 / 24)])
    assert found["actual_over_agreed"] == pytest.approx(volumes[1] / volumes[0])
    assert found["used_over_bought"] == pytest.approx(volumes[2] / volumes[1])


@both
def test_stock_cover_is_stock_over_a_months_orders(engine: Engine) -> None:
    """Two suppliers keep 150 units each and are asked for 100 a month each, all the time."""
    steady = with_given(calm(bids=2, cells=2), reserve=np.full((1, 2), 150.0))
    assert figures(steady, Supply(), engine)["stock_cover"] == pytest.approx(1.5)


@both
def test_months_with_fewer_than_two_able_suppliers_are_counted(engine: Engine) -> None:
    """Of two suppliers without a stock one is down from 3.5 to 8.5: five of 24 month ends."""
    starts, ends = np.array([[[3.5], [np.inf]]]), np.array([[[8.5], [np.inf]]])
    two = with_given(calm(bids=2, cells=2), down_from=starts, down_to=ends)
    assert figures(two, Supply(), engine)["few_able"] == pytest.approx(5 / 24)
    assert figures(calm(bids=1, cells=2), Supply(), engine)["few_able"] == 1
