"""Many figures at once are estimated to the last bit as one by one."""

from __future__ import annotations

import numpy as np

from simulator.results.estimates import estimate, estimate_rows, expected_shortfall


def test_rows_are_estimated_as_figures_are_one_by_one() -> None:
    draw = np.random.default_rng(8)
    for size in (1, 2, 7, 300, 1000):
        values = draw.lognormal(3, 2, (12, size))
        values[3] = 5.0
        values[4, draw.uniform(size=size) < 0.4] = np.nan
        values[5] = np.nan
        worse = ["high", "low"] * 6
        found = estimate_rows(values, worse)
        for at, row in enumerate(values):
            e = estimate(row)
            alone = (e.mean, e.low, e.high, e.p05, e.p95, expected_shortfall(row, worse[at]), e.se, e.n)
            np.testing.assert_array_equal([found[name][at] for name in found], alone)
    assert np.isnan(found["mean"][5])
    assert found["se"][3] == 0


def test_no_figures_and_no_replications() -> None:
    assert estimate_rows(np.empty((0, 5)), [])["mean"].size == 0
    assert estimate_rows(np.empty((2, 0)), ["high", "low"])["n"].tolist() == [0, 0]
