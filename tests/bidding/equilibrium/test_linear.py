"""Products and solutions on one core, against the library's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.bidding.equilibrium.linear import product, solution


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_same_as_the_library(size: int, other: int, seed: int) -> None:
    drawn = np.random.default_rng(seed)
    left, right = drawn.normal(size=(other, size)), drawn.normal(size=(size, size))
    np.testing.assert_allclose(product(left, right), left @ right, atol=1e-12)
    wanted = drawn.normal(size=size)
    # Rounding grows with the condition of the matrix.
    close = 1e-13 * np.linalg.cond(right) * np.abs(wanted).max()
    np.testing.assert_allclose(solution(right, right @ wanted), wanted, rtol=0, atol=close)


def test_rows_are_exchanged_where_a_pivot_is_nothing() -> None:
    matrix = np.array([[0.0, 1.0], [2.0, 0.0]])
    assert solution(matrix, np.array([3.0, 4.0])).tolist() == pytest.approx([2.0, 3.0])


def test_singular_systems_have_no_finite_solution() -> None:
    assert not np.isfinite(solution(np.ones((2, 2)), np.array([1.0, 2.0]))).all()
