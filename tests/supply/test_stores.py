"""What hospitals do with what they buy: nothing is lost between the door and the patient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import RunError
from simulator.scenario.supply import Engine
from simulator.supply.execution import check_units, execute_contracts
from simulator.supply.records import Cell, Contracts, Maker, Outcome
from simulator.supply.stores import stores
from tests.supply.contracts_made_up import calm, rough, with_given, with_knobs

MONTH = 30.4375


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(1, 120), st.floats(0, 365), st.floats(0, 0.99))
def test_bought_is_used_or_held_or_expired(
    bought: float, stored: float, months: int, days: float, expires: float
) -> None:
    split = stores(bought, months, days / MONTH, expires, stored)
    assert sum(float(one) for one in split) == pytest.approx(bought + stored)
    assert all(one >= 0 for one in split)
    # The stock lasts for so many days of mean use.
    assert split.held * months * MONTH == pytest.approx(split.used * days)


def test_the_pilot_district_held_a_little_over_three_weeks() -> None:
    """31.88 bought and 29.87 used in a year (10,000 boxes): 24.6 days of use in stock."""
    days = 365.25 * (31.88 - 29.87) / 29.87
    assert days == pytest.approx(24.6, abs=0.05)
    assert stores(31.88, 12, days / MONTH, 0.0).used == pytest.approx(29.87)


def test_a_longer_term_leaves_a_smaller_part_in_stock() -> None:
    bought, months = np.full(3, 100.0), np.array([12, 24, 36])
    used = stores(bought, months, 21.0 / MONTH, 0.0).used
    assert (np.diff(used) > 0).all()
    assert stores(bought, months, 0.0, 0.1).used == pytest.approx([90, 90, 90])


@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_a_stock_from_before_is_used_up_beside_what_is_bought(engine: Engine) -> None:
    """200 units in stock and 24 times 100 bought; a tenth of these expires and half a month of use stays."""
    contracts = with_given(with_knobs(calm(), stock_months=0.5, expires=0.1), stored=np.full((1, 1), 200.0))
    cell = execute_contracts(contracts, engine=engine).cells[0, 0]
    used = (200 + 0.9 * 2400) / (1 + 0.5 / 24)
    assert cell[[Cell.USED, Cell.HELD, Cell.EXPIRED]] == pytest.approx([used, used * 0.5 / 24, 240])


def lost(column: int, where: str, part: float) -> Outcome:
    """Carry rough contracts out and lose a part of what one column counts, in one place only."""
    out = execute_contracts(ROUGH)
    cells, makers = out.cells.copy(), out.makers.copy()
    counted = cells if where == "cells" else makers
    at = np.unravel_index(counted[..., column].argmax(), counted.shape[:2])
    counted[(*at, column)] *= 1 - part
    return replace(out, cells=cells, makers=makers)


ROUGH: Contracts = rough(30, 5)


@pytest.mark.parametrize(
    ("column", "where", "what"),
    [
        (Cell.USED, "cells", "purchases and stores of hospitals"),
        (Cell.HELD, "cells", "purchases and stores of hospitals"),
        (Cell.EXPIRED, "cells", "purchases and stores of hospitals"),
        (Cell.SHORTAGE, "cells", "orders and deliveries"),
        (Maker.MADE, "makers", "stocks and production"),
        (Maker.STOCK_END, "makers", "stocks and production"),
    ],
)
def test_a_unit_that_is_lost_stops_the_run(column: int, where: str, what: str) -> None:
    with pytest.raises(RunError, match=f"{what} do not balance"):
        check_units(ROUGH, lost(column, where, 1e-4))
    check_units(ROUGH, lost(column, where, 1e-12))


def test_a_unit_counted_twice_and_one_that_is_none_stop_the_run() -> None:
    out = execute_contracts(ROUGH)
    for column, value in ((Cell.USED, -1.0), (Cell.MAIN, float("nan"))):
        cells = out.cells.copy()
        cells[0, 0, column] = value
        with pytest.raises(RunError, match="do not balance"):
            check_units(ROUGH, replace(out, cells=cells))
