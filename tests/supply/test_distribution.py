"""Distributors, and what makers tell in advance."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.scenario.distribution import Distribution
from simulator.scenario.supply import Makers, Supply
from simulator.supply import draws
from simulator.supply.distribution import DAYS_PER_YEAR, deliveries, fall_behind, first_carriers
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts
from simulator.supply.knobs import knobs_of
from simulator.supply.plants import Plants, plant_of
from simulator.supply.records import Cell, Contracts, Maker
from simulator.supply.reference import carry_out_one
from tests.supply.contracts_made_up import calm, with_given, with_knobs
from tests.supply.test_properties import total

ROWS = Rows(seed=5, start=0, count=400)
REGIONS = tuple(f"{code}" for code in range(11, 21))
OFTEN = {"trouble": "0.5", "trouble_days": "30", "reroute_days": "10", "in_region": "8"}


def terms(**changes: str) -> Distribution:
    return Distribution.model_validate(OFTEN | changes)


def test_a_winner_may_have_five_distributors_and_no_more() -> None:
    """Hainan: not more than five, five included."""
    assert Distribution.model_validate({"per_winner": 5}).at_most.value == 5
    with pytest.raises(ValueError, match="at most 5 distributors"):
        Distribution.model_validate({"per_winner": 6})
    with pytest.raises(ValueError, match="a region has 2 in all"):
        Distribution.model_validate({"in_region": 2})


def test_what_is_late_has_the_mean_that_can_be_written_down() -> None:
    """Chance of half a year, 30 days; with others to take over, no more than 10 of them count.

    Four standard errors: days late per distributor and year vary by 30 or less, 32,000 of them.
    """
    alone = fall_behind(ROWS, REGIONS, 1, terms(per_winner="1")).late
    error = 4 * 30 / DAYS_PER_YEAR / np.sqrt(alone.size)
    assert alone.mean() == pytest.approx(0.5 * 30 / DAYS_PER_YEAR, abs=error)
    three = fall_behind(ROWS, REGIONS, 1, terms(per_winner="3")).late
    rerouted = 30 * (1 - np.exp(-10 / 30))
    assert three.mean() == pytest.approx(0.5 * rerouted / DAYS_PER_YEAR, abs=error)
    assert three.std() < alone.std(), "several distributors spread the risk"


def test_summons_come_after_their_days() -> None:
    """Of delays of 30 days in the mean, exp(-1/2) last longer than 15: 0.5 × 0.607 a year and distributor."""
    summoned = fall_behind(ROWS, REGIONS, 2, terms(per_winner="1", summons_after="15")).summoned
    expected = 0.5 * np.exp(-0.5)
    assert summoned[..., 0].mean() == pytest.approx(expected, abs=4 * 0.5 / np.sqrt(32000))
    assert summoned[..., 1].mean() == pytest.approx(2 * expected, abs=4 * 0.7 / np.sqrt(32000))


def test_winners_of_one_distributor_are_late_together() -> None:
    behind = fall_behind(ROWS, REGIONS, 3, terms(per_winner="2"))
    main = np.tile([0, 1, 2, -1], (400, 1))
    late, _ = deliveries(behind, main, np.array([4, 4, 6]), np.full(400, 24))
    assert (late[:, 0] == behind.late[:, 0, 4, 1]).all()
    same_region = deliveries(behind, main[:, [0]], np.array([4, 4, 6]), np.full(400, 24))[0]
    other_firm = deliveries(behind, main[:, [1]], np.array([4, 4, 6]), np.full(400, 24))[0]
    assert (same_region == other_firm).all()
    assert not late[:, 3].any()
    firms = ("F1", "F2", "F3")
    assert (first_carriers(firms, terms())[::-1] == first_carriers(firms[::-1], terms())).all()


def test_more_distributors_bring_less_late() -> None:
    often = {"distribution__trouble": "0.5"}
    alone, three = (total("late", distribution__per_winner=n, **often) for n in (1, 3))
    assert 0 < three < alone
    assert total("shortage", **often) == total("shortage"), "late is not short"


def test_the_first_delivery_takes_its_days() -> None:
    ordered = [total("ordered", distribution__delivery_days=days) for days in ("0", "15", "30")]
    assert ordered == sorted(ordered, reverse=True)


def stopping(reports: bool) -> Contracts:
    """A plant stops at month 1 for good, with stock for 1.5 months; a backup may be called after one."""
    contracts = with_given(
        calm(1, 2, 2, months=12),
        capacity=np.array([[400.0, 120.0]]),
        reserve=np.array([[0.0, 150.0]]),
        down_from=np.array([[[np.inf], [1.0]]]),
        down_to=np.array([[[np.inf], [50.0]]]),
        reports=np.array([[False, reports]]),
    )
    return with_knobs(contracts, steps=(1.0, 50.0, 50.0, 50.0))


def test_a_stop_that_is_reported_costs_nobody_a_dose() -> None:
    """Takeover by due process takes a month, the stock lasts longer."""
    silent, reported = (execute_contracts(stopping(reports)) for reports in (False, True))
    assert silent.cells[0, 1, Cell.SHORTAGE] == pytest.approx(100.0)
    assert reported.cells[0, 1, Cell.SHORTAGE] == pytest.approx(0.0, abs=1e-9)
    assert reported.cells[0, 1, Cell.BACKUP] == pytest.approx(950.0)
    _, events = carry_out_one(stopping(True), 0)
    told = [(one.month, one.what) for one in events if one.firm == "F1"]
    assert told[:3] == [(1.0, "outage"), (1.0, "stop-reported"), (2.0, "backup-called")]


def test_makers_that_are_warned_grow_in_time() -> None:
    """Orders are 95 of 100 and rise to 120 after a year; warned at 90 %, capacity is there by then."""
    factor = np.where(np.arange(24) < 12, 0.95, 1.2)[None, :]
    contracts = with_given(calm(1, 1, 1), capacity=np.full((1, 1), 100.0), factor=factor)
    late = with_knobs(contracts, growth=0.05, growth_limit=1.5)
    assert execute_contracts(late).cells[0, 0, Cell.SHORTAGE] > 0
    warned = execute_contracts(with_knobs(late, warn_at=0.9))
    assert warned.cells[0, 0, Cell.SHORTAGE] < execute_contracts(late).cells[0, 0, Cell.SHORTAGE] / 2
    assert warned.makers[0, 0, Maker.MADE] > 0


def test_only_makers_of_high_volume_varieties_are_warned() -> None:
    supply = Supply.model_validate({"makers": {"warn_at": "0.9", "high_volume": "100"}})
    assert knobs_of(supply, value=99.9e6).warn_at == 1.0
    assert knobs_of(supply, value=100e6).warn_at == 0.9


def test_products_of_one_contract_maker_fail_together() -> None:
    made = Makers.model_validate({"contract_share": "1", "contract_makers": 1, "stop_reports": "0.25"})
    names = ("A", "B", "C")
    contract, reports = draws.makings(ROWS, "V", names, made)
    assert (contract == 0).all()
    assert reports.mean() == pytest.approx(0.25, abs=4 * 0.43 / np.sqrt(reports.size))
    starts, ends = Plants(Supply(), ROWS, 36).outages(names, "V", contract)
    assert (starts[:, 0] == starts[:, 1]).all()
    assert (ends[:, 0] == ends[:, 2]).all()
    own, _ = Plants(Supply(), ROWS, 36).outages(names, "V", np.full_like(contract, -1))
    assert (own[:, 0] != own[:, 1]).any()
    half = np.where(np.arange(400)[:, None] < 200, contract, -1)
    mixed, _ = Plants(Supply(), ROWS, 36).outages(names, "V", half)
    assert (mixed[:200, :, 0] == starts[:200, :, 0]).all()
    assert (mixed[200:, :, 0] == own[200:, :, 0]).all()


def test_a_firm_may_spread_its_varieties_over_plants() -> None:
    assert plant_of("F", "V", 1) == "F"
    assert len({plant_of("F", f"V{i}", 4) for i in range(60)}) == 4
