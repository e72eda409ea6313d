"""The search of fits finds known parameters, also where figures move in jumps, and stays within bounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from simulator.study.wide_search import wide_search

Floats = npt.NDArray[np.float64]

TRUTH = np.array([0.4, 1.7, 3.0])
SLOPES = np.array([[2.0, 0.3, 0.0], [0.5, -1.0, 0.4], [0.0, 0.6, 1.5], [1.0, 1.0, -0.5]])
BOUNDS = (np.array([0.01, 0.1, 0.0]), np.array([2.0, 5.0, 9.0]))
START = np.array([0.9, 0.8, 1.2])


def smooth(values: Floats) -> Floats:
    """Misfits that vanish at the truth; a lower bound of 0 has no logarithm and must not matter."""
    return np.asarray(10 * SLOPES @ np.log(values / TRUTH))


def in_jumps(values: Floats) -> Floats:
    """The same in steps of 0.1, as awards make them."""
    return np.round(smooth(values), 1)


def test_known_parameters_are_found() -> None:
    values, off = wide_search(smooth, START, BOUNDS, 20)
    np.testing.assert_allclose(values, TRUTH, rtol=0.02)
    np.testing.assert_array_equal(off, smooth(values))


def test_jumps_do_not_hide_the_slope() -> None:
    """Over steps as narrow as a smooth search takes them nothing moves, and it stays where it began."""
    narrow = least_squares(in_jumps, START, bounds=BOUNDS, diff_step=1e-8)
    assert np.abs(narrow.x - START).max() < 1e-6
    values, _ = wide_search(in_jumps, START, BOUNDS, 20)
    np.testing.assert_allclose(values, TRUTH, rtol=0.05)


def test_bounds_hold_also_while_searching() -> None:
    tried: list[Floats] = []

    def seen(values: Floats) -> Floats:
        tried.append(values)
        return smooth(values)

    upper = np.array([0.95, 1.2, 9.0])
    values, _ = wide_search(seen, START, (BOUNDS[0], upper), 8)
    assert values[1] > 1.1
    assert (np.array(tried) <= upper + 1e-12).all()
