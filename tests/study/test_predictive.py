"""Intervals of predictions hold what they say they hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from simulator.study.leave_out import to_scale
from simulator.study.predictive import UNSURE_MARKETS, Spread, band, tender_of

STEPS = (np.arange(4000) + 0.5) / 4000
METRIC = "mean_cut_reference"


def spread(sd: float, centre: float = 0.0) -> Spread:
    return Spread({METRIC: centre + sd * ndtri(STEPS)}, {METRIC: 0.5})


def test_without_misses_beyond_luck_the_interval_is_the_simulated_one() -> None:
    """Mean square miss 0.005 of four rounds: variance 0.01, which luck explains."""
    found = band(METRIC, spread(0.1), [0.1, 0.0, -0.1, 0.0], usual=0.01)
    assert to_scale(METRIC, np.array([found.p05, found.p95])) == pytest.approx([-0.1645, 0.1645], abs=1e-3)
    assert found.mean == 0.5


def test_variance_is_what_the_misses_say() -> None:
    """Errors of one variance in all rounds: half-width of a Student t with four degrees of freedom, 2.132."""
    misses = [0.3, -0.3, 0.3, -0.3]
    found = band(METRIC, spread(1e-9), misses, usual=0.0)
    assert to_scale(METRIC, np.array([found.p05, found.p95])) == pytest.approx([-0.6396, 0.6396], rel=0.01)
    # With luck added the interval is wider than with either alone.
    both = band(METRIC, spread(0.4), misses, usual=0.0)
    assert both.p05 < min(found.p05, band(METRIC, spread(0.4), [0.0] * 4, usual=0.0).p05)


def test_luck_is_not_counted_twice() -> None:
    misses = [0.3, -0.3, 0.3, -0.3]
    once, twice = (band(METRIC, spread(0.3), misses, usual) for usual in (0.09, 0.0))
    assert twice.p05 < once.p05 < once.p95 < twice.p95


@pytest.mark.parametrize("name", UNSURE_MARKETS)
def test_unsure_markets_stay_within_what_was_reported(name: str) -> None:
    (fewest, most), (thin, thick) = UNSURE_MARKETS[name]
    seen = set()
    for seed in range(4):
        tender = tender_of(name, seed, unsure=True)
        market = tender.scenario.market
        assert fewest <= tender.scenario.firms.firms.value <= most
        assert thin <= market.bids.value <= thick
        assert 11 <= sum(one.variety.bidders > 5 for one in tender.entrants) <= 15
        seen.add(market.bids.value)
    assert len(seen) > 2
    assert tender_of(name, 1).scenario.market.bids.value == 228
