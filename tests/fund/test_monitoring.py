"""Use, settlement and grades: by hand, conserved, and at the thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.fund.monitoring import GRADES, bribery_grade, by_quarter, settle, used, year_to_date
from simulator.scenario.monitoring import Credit, Monitoring

MONTHS = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).map(np.array)


def test_use_in_qingbaijiang() -> None:
    """318,800 boxes bought evenly in a year, 298,700 used: what the default time in store was taken from."""
    bought = np.full(12, 318_800 / 12)
    found = used(bought, float(Monitoring().stock_months.value)).sum()
    assert found == pytest.approx(298_700, rel=0.001)


def test_use_by_hand() -> None:
    assert used(np.array([10.0, 20.0, 30.0]), 1.5).tolist() == [0.0, 5.0, 15.0]
    assert used(np.array([10.0, 20.0]), 0.0).tolist() == [10.0, 20.0]
    assert used(np.array([10.0, 20.0]), 5.0).tolist() == [0.0, 0.0]


@settings(max_examples=50, deadline=None)
@given(bought=MONTHS, store=st.floats(0, 36))
def test_nothing_is_used_before_it_is_bought_and_nothing_gets_lost(bought, store) -> None:
    found = used(bought, store)
    assert (found >= -1e-6).all()
    assert (np.cumsum(found) <= np.cumsum(bought) + 1e-6).all()
    longer = used(np.concatenate([bought, np.zeros(37)]), store)
    assert longer.sum() == pytest.approx(bought.sum())


def test_settlement_by_hand() -> None:
    """100, 200 and 0 bought; a quarter of each bill comes two months late."""
    found = settle(np.array([100.0, 200.0, 0.0, 0.0, 0.0]), np.array(0.25), 2)
    assert found.due.tolist() == [0, 100, 200, 0, 0]
    assert found.paid.tolist() == [0, 75, 150, 25, 50]
    assert found.overdue.tolist() == [0, 25, 75, 50, 0]


@settings(max_examples=50, deadline=None)
@given(bought=MONTHS, late=st.floats(0, 1), months=st.integers(0, 6))
def test_every_bill_is_paid_in_the_end(bought, late, months) -> None:
    found = settle(np.concatenate([bought, np.zeros(8)]), np.array(late), months)
    assert found.paid.sum() == pytest.approx(bought.sum())
    assert found.overdue[-1] == pytest.approx(0, abs=1e-3)
    assert (found.overdue >= -1e-6).all()


def test_quarters_and_years() -> None:
    months = np.arange(1.0, 15.0)
    assert by_quarter(months).tolist() == [6, 15, 24, 33, 27]
    assert year_to_date(months)[[0, 11, 12, 13]].tolist() == [1, 78, 13, 27]


def test_grades_change_at_their_amounts() -> None:
    amounts = np.array([0, 1, 499_999, 500_000, 999_999, 1_000_000, 2_000_000, 9e9])
    found = [GRADES[i] for i in bribery_grade(amounts, Credit())]
    assert found == ["none", "general", "general", "medium", "medium", "serious", "worst", "worst"]


def test_grades_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="come in the order"):
        Credit(medium_from="3000000")
