"""Makers that run out of raw material: by hand, from the price to what patients miss, in both engines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.scenario.supply import Engine, Material, Supply
from simulator.supply.default_risk import Exposure, Moves
from simulator.supply.draws import Rows
from simulator.supply.execution import execute_contracts
from simulator.supply.material_stops import Exposed, highest_borne, part_made, stops
from simulator.supply.raw_material import levels, material_draws
from simulator.supply.records import Cell, Maker
from simulator.supply.reference import carry_out_one
from tests.supply.contracts_made_up import calm, rough, with_given, with_knobs
from tests.supply.dealt_by_hand import MONTHLY, deal, supply

both = pytest.mark.parametrize("engine", ["compiled", "simpy"])


def test_the_price_that_can_be_borne_leaves_the_margin_that_is_asked_for() -> None:
    """Half the price is cost, 0.4 of it raw material: 0.3 + 0.2 p is all of the price at p = 3.5."""
    winners = Exposure(np.array([0.5, 0.5, 0.9]), np.array([0.4, 0.0, 0.4]), np.ones(3))
    assert highest_borne(winners, 0.0) == pytest.approx([3.5, np.inf, 0.46 / 0.36])
    assert highest_borne(winners, 0.1)[0] == pytest.approx(3.0)


def test_the_store_is_used_up_first_and_filled_when_prices_are_bearable_again() -> None:
    """0.8 of output stops; a store of two months lasts two and a half, after a month's break again."""
    dear = np.array([[False, True, True, True, True, False, True, True, True, True]])
    made = part_made(dear, 0.8, 2.0)[0]
    assert made == pytest.approx([1, 1, 1, 0.6, 0.2, 1, 1, 1, 0.6, 0.2])
    assert part_made(dear, 1.0, 0.0)[0] == pytest.approx(np.where(dear[0], 0.0, 1.0))


@both
@pytest.mark.parametrize("kept", ["0", "1.5", "6"])
def test_a_jump_stops_half_the_output_of_those_who_buy_their_ingredient(engine: Engine, kept: str) -> None:
    """Tenfold from month 6 to the end of the year. Cost is half of price, 0.4 of it raw material.

    At ten times the price it is 2.3 times the award. 150 can be made of 100 ordered, of which 75 are left;
    the maker of its own ingredient, with the same cost, goes on.
    """
    terms = supply(
        ("raw-material-10",),
        material__share="0.4",
        material__own_exposure="1",
        material__stopped="0.5",
        material__kept_months=kept,
    )
    contracts = deal(terms, kinds=("generic", "own-api"))
    # Half of what is used is not bought: the store lasts twice its months.
    lasts = min(2 * float(kept), 6.0)
    cells = execute_contracts(contracts, engine=engine).cells[0]
    assert cells[:, Cell.SHORTAGE] == pytest.approx([0.25 * MONTHLY * (6 - lasts), 0.0], abs=1e-9)
    usual = deal(supply(("raw-material-10",), material__stopped="0"), kinds=("generic", "own-api"))
    assert not execute_contracts(usual, engine=engine).cells[..., Cell.SHORTAGE].any()
    assert (usual.given.starved == -1).all()


@both
def test_a_stop_neither_uses_stock_that_is_there_nor_makes_capacity_grow(engine: Engine) -> None:
    """Three months without any output, a stock of one: two months are short, and the plant stays as it is."""
    contracts = with_given(
        with_knobs(calm(months=12), growth=0.1, growth_limit=2.0, rungs=(0.5, 99.0, 99.0)),
        reserve=np.full((1, 1), 100.0),
        starved=np.zeros((1, 1), dtype=np.int64),
        fed=np.where(np.isin(np.arange(12), [4, 5, 6]), 0.0, 1.0)[None, :],
    )
    out = execute_contracts(contracts, engine=engine)
    assert out.cells[0, 0, Cell.SHORTAGE] == pytest.approx(200.0)
    assert out.makers[0, 0, [Maker.TALKS, Maker.CAPACITY_END]] == pytest.approx([1.0, 120.0])
    # A single supplier: fewer than two able in all months.
    assert out.whole[0, 1] == 12
    told = [(event.month, event.what) for event in carry_out_one(contracts, 0)[1]]
    assert told[:3] == [(4.0, "out-of-material"), (5.0, "stock-out"), (5.0, "short")]
    assert (7.0, "material-again") in told


def prices(rows: int, material: Material) -> tuple[Moves, np.ndarray]:
    moves = Moves(material_draws(Rows(3, 0, rows), "V", 24, material), 24, material)
    return moves, np.exp(levels(moves.drawn, 24, material))


def test_only_who_buys_from_a_source_that_is_too_dear_stops_and_all_of_them_together() -> None:
    """200 histories of two sources, four winners alike: month by month from the prices themselves."""
    material = Material.model_validate({"jump_chance": "0.5", "stopped": "1", "kept_months": "0"})
    moves, raw = prices(200, material)
    at = (np.repeat(np.arange(200), 4), np.tile(np.arange(4), 200))
    source, own = np.tile([0, 0, 1, 1], 200), np.tile([False, False, False, True], 200)
    winners = Exposure(np.full(800, 0.5), np.full(800, 0.4), np.ones(800))
    which, fed = stops(Exposed(at, source, winners, moves), (200, 4), own, material)
    part = np.ones((200, 4, 24))
    part[which >= 0] = fed[which[which >= 0]]
    assert (part[:, 0] == part[:, 1]).all()
    assert (part[:, 0] == (raw[:, :, 0].T <= 3.5)).all()
    assert (part[:, 2] == (raw[:, :, 1].T <= 3.5)).all()
    assert (which[:, 3] == -1).all()
    assert 0.05 < (part[:, 0] == 0).mean() < 0.6


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 1.0))
def test_more_raw_material_in_store_never_makes_less(seed: int, stopped: float) -> None:
    dear = np.random.default_rng(seed).uniform(size=(5, 20)) < 0.5
    made = [part_made(dear, stopped, kept) for kept in (0.0, 0.5, 1.0, 3.0, 50.0)]
    assert all((less <= more + 1e-12).all() for less, more in pairwise(made))
    assert (made[0] == np.where(dear, 1 - stopped, 1.0)).all()
    assert (made[-1] == 1).all()


@pytest.mark.parametrize("engine", ["compiled"])
def test_who_never_runs_out_never_misses_more(engine: Engine) -> None:
    """History by history, where nobody helps and nobody loses the award by it."""
    contracts = with_knobs(rough(60, seed=12), steps=(900.0,) * 4, rungs=(900.0,) * 3, growth=0.0)
    spared = with_given(contracts, starved=np.full_like(contracts.given.starved, -1))
    some, none = (
        execute_contracts(one, engine=engine).cells[..., Cell.SHORTAGE] for one in (contracts, spared)
    )
    assert (none <= some + 1e-9).all()
    assert some.sum() > 1.05 * none.sum()


def test_defaults_leave_raw_material_to_act_upon_defaults_only() -> None:
    material = Supply().material
    assert (material.stopped.value, material.stops_below.value, material.kept_months.value) == (0, 0, 2)
