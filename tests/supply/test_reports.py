"""Reports that are too small or too large, and what penalties and checks make of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.market.areas import load_areas
from simulator.market.reports import excess, reported, reported_of
from simulator.market.varieties import MAX_BASE
from simulator.results.contracts import whole_tender
from simulator.scenario.supply import Demand
from simulator.study.contracts import count_contracts
from simulator.study.plan import make_plan
from simulator.supply.planning import reported_share
from simulator.supply.terms import Terms, terms_of
from simulator.tender.simulate import play_block, set_up

DRUGS = Terms("drug", date(2022, 1, 1), date(2022, 1, 1), 12, True)
SMALL = ("market.varieties=2", "market.bids=10", "firms.firms=8", "published=null")


def says(**changes: str) -> Demand:
    return Demand.model_validate(changes)


def test_penalties_hold_back_what_is_too_much_as_they_do_what_is_too_little() -> None:
    """Penalties of half strength that remove 0.6 at full strength leave 70 %; checks find a quarter."""
    assert excess(Demand()) == 0
    assert excess(says(overstatement="0.2", penalty="0")) == Decimal("0.2")
    assert excess(says(overstatement="0.2")) == Decimal("0.14")
    assert excess(says(overstatement="0.2", verification="0.25")) == Decimal("0.105")
    assert excess(says(overstatement="0.2", verification="1")) == 0
    assert reported_share(says(overstatement="0.2", verification="0.25"), DRUGS) == pytest.approx(
        (1 - 0.35 * 0.7) * 1.105
    )


def test_reports_are_split_over_areas_without_losing_a_unit() -> None:
    areas = load_areas("national-31")
    assert reported(areas, 1001, Decimal("0.1")).sum() == 1101
    assert (reported(areas, 1001, Decimal(0)) == areas.share_out(1001)).all()
    with pytest.raises(InputError, match=r"lower supply\.demand\.overstatement"):
        reported(areas, MAX_BASE, Decimal("0.1"))
    assert reported_of(np.array([-1, 0, 15]), Decimal("0.2")).tolist() == [-1, 0, 18]


@cache
def carried_out(*sets: str) -> dict[str, float]:
    """Agreed volume, true need and what came of them in a small round, six times."""
    demand = ", ".join(sets)
    plan = make_plan("round-7-2022", (*SMALL, f"supply={{demand: {{{demand}}}}}"))
    record, rules = plan.scenario.record, plan.rules.record
    tender = set_up(record, rules.clauses, plan.folder)
    assert record.supply is not None
    block = count_contracts(tender, play_block(tender, 0, 6), terms_of(rules, record.supply))
    sums = {name: float(np.nansum(block.by_variety[name])) for name in ("agreed", "true_need", "ordered")}
    return sums | {name: float(each.mean()) for name, each in whole_tender(block.by_variety).items()}


def test_who_asks_for_more_is_bound_to_more_and_uses_less_of_it() -> None:
    """40 % too much at penalties of half strength is 28 %: agreed volumes rise by that, need does not."""
    usual, more = carried_out(), carried_out("overstatement: 0.4")
    assert more["agreed"] == pytest.approx(1.28 * usual["agreed"], rel=1e-5)
    assert more["true_need"] == pytest.approx(usual["true_need"], rel=1e-5)
    assert more["true_over_reported"] == pytest.approx(usual["true_over_reported"] / 1.28, rel=1e-5)
    assert more["actual_over_agreed"] < usual["actual_over_agreed"] / 1.2
    assert more["shortage"] < usual["shortage"], "makers plan on what is reported"


@pytest.mark.parametrize("damped", ["verification: 0.5", "penalty: 1"])
def test_checks_and_penalties_bring_reports_back(damped: str) -> None:
    """Half of the excess is found; or 40 % of it is left instead of 70 %."""
    usual, more, less = (
        carried_out(),
        carried_out("overstatement: 0.4"),
        carried_out("overstatement: 0.4", damped),
    )
    part = 1.14 if damped.startswith("verification") else 1.16
    assert less["agreed"] == pytest.approx(part * usual["agreed"], rel=1e-5)
    assert more["agreed"] > less["agreed"]
    if damped.startswith("verification"):
        assert more["actual_over_agreed"] < less["actual_over_agreed"] < usual["actual_over_agreed"]
        assert less["true_need"] == pytest.approx(usual["true_need"], rel=1e-5)


def test_checks_that_find_all_leave_nothing_of_it() -> None:
    assert carried_out("overstatement: 0.4", "verification: 1") == pytest.approx(carried_out(), nan_ok=True)


def test_a_negative_understatement_is_told_what_to_write() -> None:
    with pytest.raises(InputError, match=r"-0\.2 is below 0: .* supply\.demand\.overstatement"):
        make_plan("round-7-2022", (*SMALL, "supply={demand: {understatement: {drug: -0.2, device: 0}}}"))
