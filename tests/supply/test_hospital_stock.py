"""Hospitals' safety stock in a shortage: by hand in both engines, and what must hold whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulator.errors import RunError
from simulator.scenario.supply import Engine, Supply
from simulator.supply.execution import check_units, execute_contracts
from simulator.supply.knobs import knobs_of
from simulator.supply.records import BOUGHT, Cell, Contracts, Maker
from tests.supply.contracts_made_up import calm, rough, with_given, with_knobs

both = pytest.mark.parametrize("engine", ["compiled", "simpy"])


def failing(months: float, *outages: tuple[float, float]) -> Contracts:
    """One supplier of 100 units a month that can make 200, down for some time; stock for so many months."""
    starts, ends = np.array(outages).T[:, None, None, :]
    contracts = with_given(calm(months=12), capacity=np.full((1, 1), 200.0), down_from=starts, down_to=ends)
    return with_knobs(contracts, safety=months)


@both
def test_patients_miss_only_what_the_stock_does_not_bridge(engine: Engine) -> None:
    """80 are not delivered: stock for half a month bridges 50 of them, and 50 are ordered on top later."""
    cell = execute_contracts(failing(0.5, (1.0, 1.8)), engine=engine).cells[0, 0]
    assert cell[[Cell.SHORTAGE, Cell.BRIDGED, Cell.REFILLED]] == pytest.approx([30, 50, 50])
    assert cell[[Cell.SHORT_MONTHS, Cell.SPELLS]] == pytest.approx([0.3, 1])
    assert cell[[Cell.ORDERED, Cell.MAIN]] == pytest.approx([1250, 1170])
    # All that was bought has reached patients or is where it was: in a stock that is full again.
    assert cell[[Cell.USED, Cell.HELD]] == pytest.approx([1170, 0])


@both
def test_a_stock_that_lasts_leaves_no_shortage(engine: Engine) -> None:
    out = execute_contracts(failing(0.9, (1.0, 1.8)), engine=engine)
    cell = out.cells[0, 0]
    assert cell[[Cell.SHORTAGE, Cell.SHORT_MONTHS, Cell.SPELLS]].tolist() == [0, 0, 0]
    assert cell[[Cell.BRIDGED, Cell.REFILLED]] == pytest.approx([80, 80])
    assert out.makers[0, 0, Maker.DELIVERED] == pytest.approx(1200)


@both
def test_a_stock_that_is_being_filled_bridges_with_what_is_there(engine: Engine) -> None:
    """Empty at 1.8; 50 are ordered on top in the third month, of which half have come when the plant fails.

    In the rest of that month 75 are not delivered; 25 of them would have gone into stock. Patients need 50,
    and 25 are there: they miss another 25. In the fourth month all 50 come.
    """
    out = execute_contracts(failing(0.5, (1.0, 1.8), (2.5, 3.0)), postings=True, engine=engine)
    cell = out.cells[0, 0]
    assert cell[[Cell.SHORTAGE, Cell.BRIDGED, Cell.REFILLED]] == pytest.approx([30 + 25, 50 + 50, 50 + 50])
    assert cell[[Cell.SHORT_MONTHS, Cell.SPELLS]] == pytest.approx([0.3 + 0.25, 2])
    # What is posted as short is what was not delivered, whoever missed it.
    assert out.postings[0, :, 0, -1].sum() == pytest.approx(80 + 75)


@both
def test_nothing_is_ordered_on_top_while_deliveries_are_short(engine: Engine) -> None:
    """Down from month 1 to 5.5: the stock is used up once, and filled in the seventh month."""
    out = execute_contracts(failing(0.5, (1.0, 5.5)), postings=True, engine=engine)
    cell = out.cells[0, 0]
    assert cell[[Cell.SHORTAGE, Cell.BRIDGED, Cell.REFILLED]] == pytest.approx([400, 50, 50])
    assert out.postings[0, :, 0, 0] == pytest.approx([100, 0, 0, 0, 0, 50, 150, 100, 100, 100, 100, 100])


@both
def test_a_stock_that_is_still_empty_at_the_end_was_used_beside_what_was_bought(engine: Engine) -> None:
    """Down for the last month: 50 out of stock are used, and nothing is left to order."""
    contracts = with_knobs(failing(0.5, (11.0, 20.0)), stock_months=1.0)
    cell = execute_contracts(contracts, engine=engine).cells[0, 0]
    assert cell[[Cell.SHORTAGE, Cell.BRIDGED, Cell.REFILLED]] == pytest.approx([50, 50, 0])
    used = (1100 + 50) / (1 + 1 / 12)
    assert cell[[Cell.USED, Cell.HELD]] == pytest.approx([used, used / 12])


def test_a_longer_stock_never_raises_shortage_where_capacity_is_ample() -> None:
    """History by history. Without spare capacity, what is ordered on top may be missed elsewhere."""
    contracts = rough(80, seed=21)
    ample = with_given(contracts, capacity=contracts.given.capacity * 20)
    short = [
        execute_contracts(with_knobs(ample, safety=months)).cells[..., Cell.SHORTAGE].sum(axis=1)
        for months in (0.0, 0.25, 0.5, 1.0, 3.0)
    ]
    assert all((more <= less + 1e-9).all() for less, more in pairwise(short))
    assert short[-1].sum() < 0.8 * short[0].sum()


def test_orders_are_delivered_or_bridged_or_short_and_stocks_stay_within_their_size() -> None:
    contracts = rough(60, seed=22)
    cells = execute_contracts(contracts).cells
    there = cells[..., [*BOUGHT, Cell.SHORTAGE, Cell.BRIDGED]].sum(axis=2)
    assert there == pytest.approx(cells[..., Cell.ORDERED])
    taken = cells[..., Cell.BRIDGED] - cells[..., Cell.REFILLED]
    size = contracts.knobs.safety * contracts.given.need
    assert (taken >= -1e-6).all()
    assert (taken <= size + 1e-6).all()
    assert (taken > 0.5 * size).any()


@pytest.mark.parametrize(("column", "sign"), [(Cell.BRIDGED, 1), (Cell.REFILLED, -1)])
def test_a_stock_below_nothing_or_above_its_size_stops_the_run(column: Cell, sign: int) -> None:
    """What was used, and what was ordered, is made to fit, so that only the size of the stock tells."""
    contracts = rough(10, seed=5)
    out = execute_contracts(contracts)
    at = np.unravel_index(out.cells[..., Cell.USED].argmax(), out.cells.shape[:2])
    more = 1.01 * contracts.knobs.safety * contracts.given.need[at]
    cells = out.cells.copy()
    cells[(*at, column)] += more
    cells[(*at, Cell.USED)] += sign * more
    cells[(*at, Cell.ORDERED)] += more if column == Cell.BRIDGED else 0.0
    with pytest.raises(RunError, match="safety stocks of hospitals do not balance"):
        check_units(contracts, replace(out, cells=cells))


def test_hospitals_have_no_such_stock_unless_a_scenario_says_so() -> None:
    assert knobs_of(Supply()).safety == 0
    three_weeks = Supply.model_validate({"institutions": {"safety_days": "21"}})
    assert knobs_of(three_weeks).safety * 30.4375 == pytest.approx(21)
    cells = execute_contracts(with_knobs(rough(20, seed=3), safety=0.0)).cells
    assert not cells[..., [Cell.BRIDGED, Cell.REFILLED]].any()
