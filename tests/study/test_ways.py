"""Leaving one round out, and how ways to predict are scored."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.study.calibration import load_targets
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.leave_out import miss, off_scale, outcome_of, to_scale
from simulator.study.ways import UNITS, corrected, mean_of, past_means, score

Points = dict[str, dict[str, float]]


def points(*values: float) -> Points:
    return {f"r{i}": dict.fromkeys(FORECAST_METRICS, value) for i, value in enumerate(values)}


def test_score_is_the_root_mean_square_in_units() -> None:
    found = score(points(0.52, 0.46), points(0.50, 0.50))
    for metric in FORECAST_METRICS:
        assert found[metric] == pytest.approx(np.sqrt((0.02**2 + 0.04**2) / 2) / UNITS[metric])
    assert found["all"] == pytest.approx(np.sqrt(np.mean([found[m] ** 2 for m in FORECAST_METRICS])))


@pytest.mark.parametrize("metric", FORECAST_METRICS)
def test_scales_are_undone(metric: str) -> None:
    values = np.array([0.1, 0.5, 0.97])
    np.testing.assert_allclose(off_scale(metric, to_scale(metric, values)), values)


def test_correction_uses_the_other_rounds_only() -> None:
    """A shift that is the same in all rounds is undone; one round's own miss never is."""
    truth, wrong = points(0.4, 0.5, 0.6), {}
    for name, found in truth.items():
        wrong[name] = {m: float(off_scale(m, to_scale(m, np.array(v)) + 0.2)) for m, v in found.items()}
    undone = corrected(wrong, truth)
    for name, found in truth.items():
        assert undone[name] == pytest.approx(found)
    alone = dict(truth)
    alone["r0"] = dict.fromkeys(FORECAST_METRICS, 0.9)
    assert corrected(truth, alone)["r0"] == pytest.approx(truth["r0"])
    assert miss("firm_win_rate", alone["r0"], truth["r0"]) > 0


def test_mean_of_two() -> None:
    assert mean_of(points(0.2), points(0.4)) == {"r0": pytest.approx(dict.fromkeys(FORECAST_METRICS, 0.3))}


def test_outcomes_are_the_published_ones() -> None:
    """Round 5 prints every figure; elsewhere winning products are 100, 191 and 327 (published record)."""
    targets = load_targets()
    found = {target.round_id: outcome_of(target) for target in targets}
    five = dict(zip(FORECAST_METRICS, (0.56, 251 / 355, 148 / 201, 251 / 61), strict=True))
    assert found["round-5-2021"] == pytest.approx(five, abs=5e-4)
    for target, products in zip(targets, (100, 191, 251, 327), strict=True):
        rate = found[target.round_id]["product_win_rate"]
        assert rate * target.tender.scenario.market.bids.value == pytest.approx(products, rel=1e-3)
    past = past_means(targets, found)["round-5-2021"]
    assert past["mean_cut_reference"] == pytest.approx((0.53 + 0.53 + 0.48) / 3)
    assert past["winners_per_variety"] == pytest.approx(past["product_win_rate"] * 355 / 62)
