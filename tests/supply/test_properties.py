"""What must hold whatever the numbers: balances, scaling, and comparisons under common random numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.errors import RunError
from simulator.scenario.supply import Supply
from simulator.study.contracts import count_contracts
from simulator.study.plan import make_plan
from simulator.supply.execution import check_units, execute_contracts
from simulator.supply.records import Cell, Contracts, Maker, Outcome
from simulator.supply.reference import Behaviour, Buyer, Supplier, carry_out_one
from simulator.supply.terms import cells_of, terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up
from tests.supply.contracts_made_up import calm, rough, with_given, with_knobs

SMALL = ("market.varieties=8", "market.bids=60", "firms.firms=40", "published=null", "supply={}")


@cache
def tender() -> tuple[Tender, Block]:
    """A small round, thirty times."""
    plan = make_plan("round-7-2022", SMALL)
    made = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder)
    return made, play_block(made, 0, 30)


def total(counted: str, **changes: object) -> float:
    """Sum of a count over the small round under changed parameters of the section `supply`."""
    made, block = tender()
    plain = Supply().model_dump()
    for path, value in changes.items():
        section, name = path.split("__")
        plain[section][name] = {"value": value}
    scenario = made.scenario.model_copy(update={"supply": Supply.model_validate(plain)})
    rules = make_plan("round-7-2022", SMALL).rules.record
    assert scenario.supply is not None
    block_ = count_contracts(replace(made, scenario=scenario), block, terms_of(rules, scenario.supply))
    return float(np.nansum(block_.by_variety[counted]))


def fill(contracts: Contracts) -> np.ndarray:
    cells = execute_contracts(contracts).cells
    ordered = cells[..., Cell.ORDERED].sum(axis=1)
    return np.asarray(1 - cells[..., Cell.SHORTAGE].sum(axis=1) / np.maximum(ordered, 1e-9))


def test_a_lost_unit_stops_the_run() -> None:
    contracts = rough(10, seed=5)
    out = execute_contracts(contracts)
    out.cells[3, 2, Cell.SHORTAGE] += 1.0
    with pytest.raises(RunError, match="orders and deliveries do not balance"):
        check_units(contracts, out)
    again = execute_contracts(contracts)
    again.makers[4, 0, Maker.MADE] += 5.0
    with pytest.raises(RunError, match="stocks and production"):
        check_units(contracts, again)


def test_more_reserve_never_lowers_what_a_supplier_alone_fills() -> None:
    """History by history, where nobody helps."""
    contracts = rough(150, seed=6)
    alone = with_given(contracts, backup=np.full_like(contracts.given.backup, -1))
    # A stock of hospitals orders the more, the better it is served.
    alone = with_knobs(alone, safety=0.0, steps=(900.0,) * 4, rungs=(900.0, 900.0, 900.0))
    rates = [
        fill(with_given(alone, reserve=contracts.given.reserve * factor)) for factor in (0, 0.5, 1, 2, 4)
    ]
    assert all((more >= less - 1e-12).all() for less, more in pairwise(rates))
    assert rates[-1].mean() > rates[0].mean() + 0.01


@pytest.mark.long
def test_more_reserve_never_lowers_the_fill_rate_of_a_round() -> None:
    short = [total("shortage", makers__reserve_months=months) for months in ("0", "1", "2", "4", "8")]
    assert short == sorted(short, reverse=True)
    assert short[0] > 2 * short[-1]


@pytest.mark.long
def test_worse_reports_raise_shortage() -> None:
    by_accuracy = [total("shortage", demand__accuracy_spread=spread) for spread in ("0", "0.3", "0.6", "0.9")]
    assert by_accuracy == sorted(by_accuracy)
    assert by_accuracy[-1] > 1.5 * by_accuracy[0]
    by_penalty = [total("shortage", demand__penalty=strength) for strength in ("0", "0.5", "1")]
    assert by_penalty == sorted(by_penalty, reverse=True)
    assert by_penalty[0] > by_penalty[-1]


def test_faster_due_process_lowers_shortage() -> None:
    steps = ("0", "1", "2")
    short = [total("shortage", takeover__backup_after=months) for months in steps]
    assert short == sorted(short)


def test_sanctions_move_refusal_and_delay() -> None:
    ordered = [total("ordered", demand__sanctions=strength) for strength in ("0", "0.5", "1")]
    assert ordered == sorted(ordered)


def test_scaling_volumes_scales_volumes() -> None:
    contracts = rough(30, seed=8)
    names = ("reported", "agreed", "need", "stored", "capacity", "reserve", "opening")
    scaled = with_given(contracts, **{name: getattr(contracts.given, name) * 4.0 for name in names})
    one, four = execute_contracts(contracts), execute_contracts(scaled)
    volumes = [
        *range(Cell.ORDERED, Cell.ELSEWHERE + 1),
        Cell.SUBSTITUTED,
        *range(Cell.USED, len(Cell)),
    ]
    others = [name for name in Cell if name not in volumes]
    assert (four.cells[..., volumes] == 4.0 * one.cells[..., volumes]).all()
    assert (four.cells[..., others] == one.cells[..., others]).all()
    assert (four.cause == one.cause).all()


HOSPITALS = ("leaves", "found_at")


def test_order_of_suppliers_and_cells_does_not_matter() -> None:
    contracts = rough(30, seed=10)
    g, back = contracts.given, slice(None, None, -1)
    last = g.won.shape[1] - 1

    def turned(bids: np.ndarray) -> np.ndarray:
        return np.where(bids >= 0, last - bids, -1)[:, back]

    by_cell = {
        n: getattr(g, n)[:, back]
        for n in ("reported", "agreed", "need", "response", "stored", "signed", *HOSPITALS)
    }
    of_bids = ("won", "capacity", "reserve", "refuses_at", "down_from", "down_to", "fails_at", "severe")
    by_bid = {n: getattr(g, n)[:, back] for n in (*of_bids, "opening", "reports", "starved")}
    other = with_given(contracts, main=turned(g.main), backup=turned(g.backup), **by_cell, **by_bid)
    one, two = execute_contracts(contracts), execute_contracts(other)
    assert two.cells[:, back] == pytest.approx(one.cells, abs=1e-6)
    assert two.makers[:, back] == pytest.approx(one.makers, abs=1e-6)


def test_without_a_winner_nothing_happens() -> None:
    contracts = calm(2, 2, 3)
    contracts = with_given(contracts, term=np.array([0, 24]))
    out: Outcome = execute_contracts(contracts)
    assert not out.cells[0].any()
    assert out.cells[1, :, Cell.MAIN] == pytest.approx(2400.0)


def test_a_users_behaviour_changes_a_history() -> None:
    class Selfish(Behaviour):
        def spare(self, supplier: Supplier, time: float, usual: float) -> float:
            return 0.0

        def share(self, buyer: Buyer, month: int, usual: float) -> float:
            return min(usual, 0.5)

    contracts = rough(6, seed=11)
    for row in np.flatnonzero(contracts.given.term):
        out, _ = carry_out_one(contracts, int(row), behaviour=Selfish())
        assert not out.cells[row, :, Cell.BACKUP : Cell.OUTSIDE].any()
        usual, _ = carry_out_one(contracts, int(row))
        assert out.cells[row, :, Cell.ORDERED].sum() < usual.cells[row, :, Cell.ORDERED].sum()


def test_agreed_volumes_are_those_of_the_award() -> None:
    made, block = tender()
    rules = make_plan("round-7-2022", SMALL).rules.record
    terms = terms_of(rules, Supply())
    assert (terms.bids.isoformat(), terms.start.isoformat()) == ("2022-07-12", "2022-11-01")
    for awarded, base, entrants in zip(block.awarded, made.bases, made.entrants, strict=True):
        cells = cells_of(awarded, base, entrants.variety.reference, terms)
        for bid in range(awarded.won.shape[1]):
            own = np.where(cells.main == bid, cells.agreed, 0.0).sum(axis=1) * 12
            assert own == pytest.approx(awarded.volume[:, bid])
        assert (cells.months == awarded.years * 12).all()


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("stents-2020", 71),
        ("hips-2021", 255),
        ("knees-2021", 255),
        ("hainan-2020", 84),
        ("round-2-2020", 75),
        ("spine-2022", 71),
        ("stents-2022", 33),
        ("joints-2024", 71),
    ],
)
def test_execution_begins_when_the_record_says(name: str, days: int) -> None:
    """Days from the bids to the start; spine and the joints of 2024 take the default of devices."""
    plan = make_plan(name, ("supply={}",) if name != "hainan-2020" else ())
    supply = plan.scenario.record.supply
    assert supply is not None
    terms = terms_of(plan.rules.record, supply)
    assert (terms.start - terms.bids).days == days


@pytest.mark.parametrize(("end", "months"), [("2022-12-01", 1), ("2032-10-31", 120)])
def test_a_fixed_end_gives_the_months(end: str, months: int) -> None:
    """The shortest and the longest contract that is carried out, counted from 1 November 2022."""
    change = f"rules.change={{term: {{use: fixed-end, end: {end}}}}}"
    rules = make_plan("round-7-2022", (*SMALL, change)).rules.record
    assert terms_of(rules, Supply()).months == months


def test_lag_where_the_rule_book_has_no_start() -> None:
    rules = make_plan("round-2-2020", ("published=null", "supply={}")).rules.record
    undated = rules.model_copy(update={"dates": rules.dates.model_copy(update={"start": None})})
    terms = terms_of(undated, Supply())
    # Hainan carried round 2 out from 10 April 2020.
    assert terms.start.isoformat() == "2020-04-10"
