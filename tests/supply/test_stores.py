"""What hospitals do with what they buy: nothing is lost between the door and the patient."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.supply.stores import stores


@given(st.floats(0, 1e9), st.integers(1, 120), st.floats(0, 365), st.floats(0, 0.99))
def test_bought_is_used_or_held_or_expired(bought: float, months: int, days: float, expires: float) -> None:
    split = stores(np.array([bought]), np.array([months]), days, expires)
    assert sum(float(one[0]) for one in split) == pytest.approx(bought)
    assert all(one[0] >= 0 for one in split)
    # The stock lasts for so many days of mean use.
    assert split.held[0] * months * 30.4375 == pytest.approx(split.used[0] * days)


def test_the_pilot_district_held_a_little_over_three_weeks() -> None:
    """31.88 bought and 29.87 used in a year (10,000 boxes): 24.6 days of use in stock."""
    days = 365.25 * (31.88 - 29.87) / 29.87
    assert days == pytest.approx(24.6, abs=0.05)
    assert stores(np.array([31.88]), np.array([12]), days, 0.0).used[0] == pytest.approx(29.87)


def test_a_longer_term_leaves_a_smaller_part_in_stock() -> None:
    bought = np.full(3, 100.0)
    used = stores(bought, np.array([12, 24, 36]), 21.0, 0.0).used
    assert (np.diff(used) > 0).all()
    assert stores(bought, np.array([12, 24, 36]), 0.0, 0.1).used == pytest.approx([90, 90, 90])
