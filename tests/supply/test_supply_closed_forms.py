"""Histories against formulas that can be written down.

Statistical tests fix their seed; each bound is four standard errors of the simulated mean, so that a right
engine would fail one in 16,000 draws of the seed.
"""

from __future__ import annotations

from math import erf, exp, log, sqrt

import numpy as np
import pytest

from simulator.supply.execution import execute_contracts
from simulator.supply.records import Cell, Contracts
from tests.supply.contracts_made_up import calm, with_given, with_knobs


def failing(rows: int, months: int, up: float, down: float, seed: int, bids: int = 1) -> Contracts:
    """Suppliers that fail and recover after exponential times, each with one cell."""
    draw = np.random.default_rng(seed)
    pairs = int(3 * months / (up + down)) + 20
    clock = np.cumsum(draw.exponential(1.0, (rows, bids, 2 * pairs)) * np.tile([up, down], pairs), axis=2)
    made = calm(rows, bids, bids, months)
    return with_given(
        made,
        down_from=np.ascontiguousarray(clock[:, :, 0::2]),
        down_to=np.ascontiguousarray(clock[:, :, 1::2]),
    )


def shortage(contracts: Contracts) -> np.ndarray:
    """Share of orders that is short, by history."""
    cells = execute_contracts(contracts).cells
    return np.asarray(cells[..., Cell.SHORTAGE].sum(axis=1) / cells[..., Cell.ORDERED].sum(axis=1))


def assert_mean(values: np.ndarray, expected: float) -> None:
    error = values.std(ddof=1) / sqrt(len(values))
    assert abs(values.mean() - expected) < 4 * error, (values.mean(), expected, error)
    assert error < 0.1 * expected, "too few histories to tell anything"


def test_renewal_availability() -> None:
    """A plant without stock: mean unavailability up to T of an alternating renewal process that starts up."""
    up, down, months = 20.0, 4.0, 60
    fail, mend = 1 / up, 1 / down
    both = fail + mend
    expected = fail / both - fail / both**2 * (1 - exp(-both * months)) / months
    assert_mean(shortage(failing(4000, months, up, down, seed=1)), expected)


def test_two_supplier_redundancy() -> None:
    """Either can serve all, at once: what is short is short because both plants are down."""
    up, down, months = 12.0, 4.0, 60
    fail, mend = 1 / up, 1 / down
    both = fail + mend
    time = np.linspace(0, months, 20_001)
    one = fail / both * (1 - np.exp(-both * time))
    expected = float(np.trapezoid(one**2, time) / months)
    contracts = failing(6000, months, up, down, seed=2, bids=2)
    contracts = with_knobs(
        with_given(contracts, capacity=np.full((6000, 2), 200.0)), steps=(0.0, 99.0, 99.0, 99.0)
    )
    assert_mean(shortage(contracts), expected)


def test_stock_of_a_failing_plant() -> None:
    """The fluid relative of M/M/1: a stock between 0 and B, rising while the plant is up, else falling.

    Balance of flows: density in x proportional to exp(eta x) with eta = mend - fail/rise (down-times in units
    in which demand is 1); the mass at 0 is the share of time without stock, which is the shortage.
    """
    up, down, rise, reserve, months = 10.0, 3.0, 0.5, 2.0, 1200
    fail, mend = 1 / up, 1 / down
    eta = mend - fail / rise
    at_zero, at_full = rise / mend, rise * exp(eta * reserve) / fail
    between = (1 + rise) * (exp(eta * reserve) - 1) / eta
    expected = at_zero / (at_zero + at_full + between)
    contracts = failing(400, months, up, down, seed=3)
    contracts = with_given(
        contracts,
        capacity=np.full((400, 1), 100.0 * (1 + rise)),
        reserve=np.full((400, 1), 100.0 * reserve),
    )
    assert_mean(shortage(contracts), expected)


def _one_outage(rows: int, reserve: float, median: float, spread: float, seed: int) -> Contracts:
    """A plant with one outage of lognormal length and as much capacity as demand; 100 units a month."""
    length = median * np.exp(spread * np.random.default_rng(seed).standard_normal(rows))
    contracts = calm(rows, 1, 1, months=60)
    return with_given(
        contracts,
        capacity=np.full((rows, 1), 100.0),
        reserve=np.full((rows, 1), 100.0 * reserve),
        down_from=np.full((rows, 1, 1), 1.0),
        down_to=(1.0 + length).reshape(rows, 1, 1),
    )


def _normal(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


def test_units_short_in_an_outage() -> None:
    """Expected excess of a lognormal length over the months that the reserve lasts."""
    median, spread, reserve = 2.0, 0.6, 1.5
    z = log(median / reserve) / spread
    excess = median * exp(spread**2 / 2) * _normal(z + spread) - reserve * _normal(z)
    cells = execute_contracts(_one_outage(20_000, reserve, median, spread, seed=4)).cells
    assert_mean(cells[:, 0, Cell.SHORTAGE] / 100.0, excess)


@pytest.mark.long
def test_newsvendor_reserve() -> None:
    """The cheapest reserve is where the chance of a longer outage equals holding cost over penalty."""
    median, spread, holding, penalty = 2.0, 0.6, 1.0, 5.0
    grid = np.linspace(2.0, 5.0, 13)
    cost = []
    for reserve in grid:
        cells = execute_contracts(_one_outage(6_000, reserve, median, spread, seed=5)).cells
        cost.append(holding * reserve + penalty * cells[:, 0, Cell.SHORTAGE].mean() / 100.0)
    fractile = 0.8416212335729143  # standard normal quantile of 1 - holding / penalty
    # The cost is flat at its least: 6,000 outages find it within one step of the grid.
    assert grid[int(np.argmin(cost))] == pytest.approx(median * exp(spread * fractile), abs=0.25)


def test_capacity_bound_supplier() -> None:
    """Nine tenths of the orders can be made: stock lasts ten times its months, then a tenth is short."""
    contracts = calm(1, 1, 1, months=36)
    contracts = with_given(contracts, capacity=np.array([[90.0]]), reserve=np.array([[100.0]]))
    cells = execute_contracts(contracts).cells
    assert cells[0, 0, Cell.SHORTAGE] == pytest.approx(26 * 10.0)
    assert cells[0, 0, Cell.SHORT_MONTHS] == pytest.approx(26.0)
    assert cells[0, 0, Cell.SPELLS] == 1
