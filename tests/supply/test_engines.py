"""The compiled kernel and the SimPy reference carry out the same histories."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.supply.execution import check_units, execute_contracts
from simulator.supply.records import Contracts, Outcome, empty_outcome
from simulator.supply.reference import carry_out_one
from tests.supply.contracts_made_up import calm, rough, with_given, with_knobs

FIELDS = ("cells", "makers", "whole", "cause", "postings")


def by_simpy(contracts: Contracts) -> Outcome:
    return execute_contracts(contracts, postings=True, engine="simpy")


def distance(one: Outcome, other: Outcome) -> float:
    """Largest difference, relative to one plus the value."""
    return max(
        float((np.abs(getattr(one, f) - getattr(other, f)) / (1 + np.abs(getattr(one, f)))).max())
        for f in FIELDS
    )


def same(one: Outcome, other: Outcome) -> bool:
    """Say whether two outcomes agree to the bit, whatever was posted."""
    return all(np.array_equal(getattr(one, f), getattr(other, f)) for f in FIELDS[:-1])


def test_months_in_which_nothing_happens_are_passed_at_once_to_the_same_bits() -> None:
    """Nothing is passed at once where deliveries are posted month by month.

    A year of full stocks, then a failure at one of three; need that binds capacity at times.
    """
    contracts = with_given(calm(20, 3, 7, months=36), reserve=np.full((20, 3), 130.0))
    down = np.full((20, 3, 1), np.inf)
    down[:, 0, 0] = np.linspace(12.0, 24.0, 20)
    factor = 1 + 0.3 * np.sin(np.arange(36))[None, :] * np.linspace(0, 1, 20)[:, None]
    contracts = with_given(contracts, down_from=down, down_to=down + 2.5, factor=factor)
    contracts = with_knobs(contracts, growth=0.01, growth_limit=2.0, warn_at=0.9, outside=0.2)
    posted = execute_contracts(contracts, postings=True)
    assert same(execute_contracts(contracts), posted)
    assert distance(posted, by_simpy(contracts)) < 1e-9
    assert (posted.cells[..., 5].sum(axis=1) > 0).any()


@pytest.mark.long
def test_engines_agree_on_rough_contracts() -> None:
    contracts = rough(40, seed=1)
    compiled, simpy = execute_contracts(contracts, postings=True), by_simpy(contracts)
    assert distance(compiled, simpy) < 1e-9
    assert same(execute_contracts(contracts), compiled)
    # It is a comparison only if things do go wrong.
    assert (compiled.cells[..., 2:].sum(axis=(0, 1)) > 0).all()
    assert set(np.unique(compiled.cause)) == {0, 1, 2, 3, 4}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_engines_agree_on_a_thousand_contracts(seed: int) -> None:
    contracts = rough(200, seed, bids=1 + seed, cells=4 + 2 * seed)
    compiled = execute_contracts(contracts, postings=True)
    assert distance(compiled, by_simpy(contracts)) < 1e-9
    assert same(execute_contracts(contracts), compiled)


def test_a_history_is_the_same_alone_and_among_others() -> None:
    """Hospitals of all histories are looked at side by side; terms of different length must not mix."""
    contracts = rough(12, seed=5)
    contracts = with_given(contracts, term=np.where(np.arange(12) % 3, contracts.given.term, 12))
    every, alone = by_simpy(contracts), empty_outcome(contracts.given, postings=True)
    for row in range(12):
        carry_out_one(contracts, row, alone)
    assert len(set(contracts.given.term.tolist())) > 1
    assert all(np.array_equal(getattr(every, name), getattr(alone, name)) for name in FIELDS)
    assert distance(execute_contracts(contracts, postings=True), every) < 1e-9


def test_reference_keeps_every_unit_too() -> None:
    contracts = rough(20, seed=9)
    check_units(contracts, by_simpy(contracts))


def test_a_difference_would_be_seen() -> None:
    contracts = rough(20, seed=3)
    other = with_knobs(contracts, steps=(0.76, 1.5, 2.0, 2.5))
    assert distance(execute_contracts(contracts, True), execute_contracts(other, True)) > 1e-4


def test_events_at_the_same_time_do_not_matter_to_the_engine() -> None:
    """Capacity that binds from the start of a month, steps of whole months, equal makers: many ties."""
    contracts = with_given(calm(1, 3, 6), capacity=np.full((1, 3), 190.0), factor=np.ones((1, 24)))
    contracts = with_given(contracts, annulled_at=np.array([12.0]), refuses_at=np.array([[np.inf, 6.0, 6.0]]))
    contracts = with_knobs(contracts, growth=0.01, growth_limit=2.0, outside=0.2, rungs=(1.0, 2.0, 3.0))
    assert distance(execute_contracts(contracts, postings=True), by_simpy(contracts)) < 1e-9


@pytest.mark.parametrize(
    "given", [{"refuses_at": 6.0}, {"refuses_at": 5.5}, {"refuses_at": 6.0, "capacity": 250.0}]
)
def test_the_review_at_a_month_end_sees_what_has_just_happened(given: dict[str, float]) -> None:
    """A supplier refuses or its step ends at a month end; its backup can make its own orders, but no more."""
    capacity = given.get("capacity", 120.0)
    contracts = with_given(calm(1, 3, 6), capacity=np.full((1, 3), capacity), factor=np.ones((1, 24)))
    refuses = np.array([[given["refuses_at"], np.inf, np.inf]])
    contracts = with_given(contracts, refuses_at=refuses)
    for steps in ((1.0, 2.0, 3.0, 3.0), (0.0, 1.0, 2.0, 2.0), (0.5, 1.0, 1.5, 2.5)):
        case = with_knobs(contracts, growth=0.05, growth_limit=3.0, invited=0.1, outside=0.2, steps=steps)
        assert distance(execute_contracts(case, postings=True), by_simpy(case)) < 1e-9


def test_claims_on_a_backup_are_shared_pro_rata() -> None:
    """Two makers refuse at once; the third has 50 spare units for claims of 100 and 300: 12.5 and 37.5."""
    contracts = calm(1, 3, 3, months=12)
    need = np.array([[100.0, 100.0, 300.0]])
    given = {
        "need": need,
        "backup": np.array([[-1, 0, 0]]),
        "capacity": np.array([[150.0, 100.0, 300.0]]),
        "refuses_at": np.array([[np.inf, 0.0, 0.0]]),
    }
    out = execute_contracts(with_knobs(with_given(contracts, **given), steps=(0.0, 50.0, 50.0, 50.0)))
    assert out.cells[0, 1:, 2] == pytest.approx([12.5 * 12, 37.5 * 12])


def test_postings_say_who_delivered_what() -> None:
    contracts = rough(30, seed=4)
    out = execute_contracts(contracts, postings=True)
    assert out.postings[..., :-3].sum(axis=(1, 2)) == pytest.approx(out.makers[..., 2])
    assert out.postings.sum(axis=(1, 3)) == pytest.approx(out.cells[..., 0])
