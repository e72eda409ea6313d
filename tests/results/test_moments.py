"""Means, standard errors and intervals: by hand, at the edges, and for any split into blocks."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from scipy import stats

from simulator.results.estimates import estimate
from simulator.results.metrics import BlockMetrics, block_metrics
from simulator.results.moments import Collector

NAN = float("nan")


def test_an_estimate_equals_the_textbook():
    values = np.array([1.0, 2.0, NAN, 4.0, 5.0])
    e = estimate(values)
    known = values[~np.isnan(values)]
    low, high = stats.t.interval(0.95, 3, loc=3.0, scale=stats.sem(known))
    assert (e.mean, e.n) == (3.0, 4)
    assert e.se == pytest.approx(np.sqrt(10 / 3 / 4))
    assert (e.low, e.high) == (pytest.approx(low), pytest.approx(high))
    assert (e.p05, e.p95) == (pytest.approx(1.15), pytest.approx(4.85))


def test_one_replication_has_a_mean_but_no_interval():
    e = estimate(np.array([0.5, NAN]))
    assert (e.mean, e.p05, e.p95, e.n) == (0.5, 0.5, 0.5, 1)
    assert np.isnan([e.se, e.low, e.high]).all()


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_nothing_defined_gives_nothing(values):
    e = estimate(np.array(values))
    assert e.n == 0
    assert all(np.isnan(x) for name, x in asdict(e).items() if name != "n")


def test_a_metric_that_never_varies_has_no_error_at_all():
    e = estimate(np.full(1000, 0.1))
    assert (e.mean, e.se, e.low, e.high) == (0.1, 0.0, 0.1, 0.1)


def test_small_variance_far_from_zero_is_not_lost():
    values = 1e9 + np.random.default_rng(1).normal(size=2000)
    assert estimate(values).se == pytest.approx(values.std(ddof=1) / np.sqrt(2000), rel=1e-6)


@pytest.mark.long
def test_the_interval_covers_the_true_mean_as_often_as_it_says():
    draws = np.random.default_rng(11).exponential(size=(4000, 40))
    inside = sum(e.low <= 1.0 <= e.high for e in map(estimate, draws))
    # exponential draws with n = 40 cover slightly less than 95 %; 3 standard errors are 1 point
    assert 0.915 <= inside / 4000 <= 0.96


def blocks_of(whole: BlockMetrics, cuts: list[int]) -> list[tuple[int, BlockMetrics]]:
    ends = [*cuts, whole.replications]
    starts = [0, *cuts]
    return [
        (
            a,
            BlockMetrics(
                whole.varieties,
                {k: v[a:b] for k, v in whole.by_round.items()},
                {k: v[a:b] for k, v in whole.by_variety.items()},
            ),
        )
        for a, b in zip(starts, ends, strict=True)
    ]


@pytest.fixture
def whole(random_round) -> BlockMetrics:
    return block_metrics(*random_round(np.random.default_rng(5), replications=200, varieties=6))


@pytest.mark.parametrize("cuts", [[1], [199], [7, 8, 100], list(range(1, 200)), [50, 100, 150]])
def test_any_split_into_blocks_gives_the_same_bits(whole, cuts):
    expected = collect(blocks_of(whole, []))
    order = np.random.default_rng(len(cuts)).permutation(len(cuts) + 1)
    parts = blocks_of(whole, cuts)
    found = collect([parts[i] for i in order])
    assert found.replications == 200
    for name, values in expected.by_round.items():
        np.testing.assert_array_equal(found.by_round[name], values)
    for name, estimates in expected.by_variety.items():
        for part in ("mean", "se", "low", "high", "n"):
            np.testing.assert_array_equal(getattr(found.by_variety[name], part), getattr(estimates, part))


def test_variety_sums_equal_estimates_from_all_replications(whole):
    found = collect(blocks_of(whole, [33, 120]))
    for name, values in whole.by_variety.items():
        for variety in range(len(whole.varieties)):
            e = estimate(values[:, variety])
            sums = found.by_variety[name]
            np.testing.assert_allclose(
                [getattr(sums, part)[variety] for part in ("mean", "se", "low", "high", "n")],
                [e.mean, e.se, e.low, e.high, e.n],
                rtol=1e-10,
                atol=1e-12,
            )


def test_missing_doubled_and_foreign_blocks_are_refused(whole):
    collector = Collector()
    with pytest.raises(ValueError, match="replication 0 is missing"):
        collector.finish()
    first, second, third = blocks_of(whole, [50, 100])
    collector.add(*first)
    with pytest.raises(ValueError, match="already collected"):
        collector.add(*first)
    collector.add(*third)
    with pytest.raises(ValueError, match="already collected"):
        collector.add(*third)
    with pytest.raises(ValueError, match="replication 50 is missing"):
        collector.finish()
    foreign = BlockMetrics(("X",), second[1].by_round, second[1].by_variety)
    with pytest.raises(ValueError, match="same varieties"):
        collector.add(50, foreign)
    collector.add(*second)
    assert collector.finish().replications == 200


def collect(parts: list[tuple[int, BlockMetrics]]):
    collector = Collector()
    for start, block in parts:
        collector.add(start, block)
    return collector.finish()
