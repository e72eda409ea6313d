"""How evenly regions are served: by hand, by a slow second computation, and by properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.results.bids import Floats
from simulator.results.kernel import FIFTH, even


def evenness(ordered: Floats, delivered: Floats) -> Floats:
    """Return ``[3, R]`` worst region, worst-served fifth and Gini of histories."""
    found, lent = np.empty((len(ordered), 3)), (np.empty(ordered.shape[1]), np.empty(ordered.shape[1], int))
    for row, asked in enumerate(ordered):
        even(asked, delivered[row], lent, found[row])
    return found.T


def slow(ordered: list[float], delivered: list[float]) -> tuple[float, float, float]:
    """Compute the same unit by unit: regions of whole units, compared pair by pair."""
    units = [d / o for o, d in zip(ordered, delivered, strict=True) for _ in range(int(o))]
    fifth = sorted(units)[: round(FIFTH * len(units))]
    apart = sum(abs(a - b) for a in units for b in units) / len(units) ** 2
    mean = sum(units) / len(units)
    return min(units), sum(fifth) / len(fifth), apart / (2 * mean) if mean else 0.0


def test_four_regions_by_hand() -> None:
    """Orders 10, 20, 30, 40; the first gets half, the last three quarters: the worst fifth is 10 and 10."""
    worst, fifth, gini = evenness(np.array([[10.0, 20, 30, 40]]), np.array([[5.0, 20, 30, 30]]))
    assert worst[0] == 0.5
    assert fifth[0] == pytest.approx((5 + 7.5) / 20)
    # Pairs of units: 10 x 40 apart by 1/4, 10 x 50 by 1/2, 40 x 50 by 1/4, over 100 squared and 0.85.
    assert gini[0] == pytest.approx((400 / 4 + 500 / 2 + 2000 / 4) / 10_000 / 0.85)


def test_equal_service_is_even_and_no_orders_are_nothing() -> None:
    worst, fifth, gini = evenness(
        np.array([[5.0, 10], [4, 8], [0, 0], [3, 0]]), np.array([[5, 10], [1, 2], [0, 0], [0, 0]]) * 1.0
    )
    assert worst.tolist() == [1, 0.25, 1, 0]
    assert fifth == pytest.approx([1, 0.25, 1, 0])
    assert gini == pytest.approx([0, 0, 0, 0])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6).map(lambda n: 5 * n), st.integers(0, 4)), min_size=1, max_size=7
    ).filter(lambda regions: any(o for o, _ in regions))
)
def test_it_is_what_a_slow_computation_finds(regions: list[tuple[int, int]]) -> None:
    ordered = [float(o) for o, _ in regions]
    delivered = [o * quarter / 4 for o, quarter in regions]
    found = evenness(np.array([ordered]), np.array([delivered]))
    assert [float(one[0]) for one in found] == pytest.approx(slow(ordered, delivered))


def test_taking_from_the_worst_for_the_best_makes_it_less_even() -> None:
    ordered, delivered = np.full((1, 5), 10.0), np.array([[4.0, 8, 8, 8, 8]])
    moved = delivered + np.array([[-1.0, 0, 0, 0, 1]])
    before, after = evenness(ordered, delivered), evenness(ordered, moved)
    assert after[0] < before[0]
    assert after[1] < before[1]
    assert after[2] > before[2]
