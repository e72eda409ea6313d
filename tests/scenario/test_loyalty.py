"""Published evidence lowers loyalty to brands in demand as in payoffs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator.scenario.loyalty import loyalty_left, with_evidence
from simulator.scenario.payoffs import Payoffs
from simulator.scenario.supply import Supply
from simulator.supply.knobs import knobs_of


def supply(habit: str) -> Supply:
    shares = {"first_share": "0.7", "final_share": "0.95"}
    return Supply.model_validate({"demand": shares, "prescribers": {"habit": habit}})


def test_by_hand() -> None:
    """Half of what stays is habit and evidence takes 40 % of it: 0.8 of 30 and of 5 % stay with non-winners.

    Of the remaining 4 %, 1.5 % are habit: 60 % of the 2.5 % that were. What refuses otherwise stays.
    """
    payoffs = Payoffs.model_validate({"evidence": "0.4"})
    assert loyalty_left(payoffs) == Decimal("0.6")
    moved = with_evidence(supply("0.5"), payoffs)
    assert [float(one.value) for one in (moved.demand.first_share, moved.demand.final_share)] == [0.76, 0.96]
    assert float(moved.prescribers.habit.value) == 0.375
    before, after = knobs_of(supply("0.5")), knobs_of(moved)
    assert after.habit == pytest.approx(0.6 * before.habit)
    assert after.final + after.habit == pytest.approx(before.final + before.habit)


def test_without_evidence_or_habit_nothing_moves() -> None:
    plain = supply("1")
    assert with_evidence(plain, None) is plain
    assert with_evidence(plain, Payoffs()) is plain
    assert with_evidence(plain, Payoffs.model_validate({"evidence": 0})) is plain
    moved = with_evidence(supply("0"), Payoffs.model_validate({"evidence": 1}))
    assert knobs_of(moved) == knobs_of(supply("0"))


def test_full_evidence_leaves_no_loyalty() -> None:
    moved = with_evidence(supply("1"), Payoffs.model_validate({"evidence": 1}))
    assert (moved.demand.first_share.value, moved.demand.final_share.value) == (1, 1)
    assert moved.prescribers.habit.value == 0
