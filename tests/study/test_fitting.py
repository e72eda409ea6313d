"""Fits and clouds of parameters agree with closed forms of linear least squares."""

from __future__ import annotations

import numpy as np
import pytest
from analytic import Line, line_targets

from simulator.study.cloud import cloud_around
from simulator.study.fitting import PULL, fit_forecaster, misfits

PUBLISHED = {0.0: 0.30, 1.0: 0.52, 2.0: 0.66, 3.0: 0.95}
AT = np.array([[1.0, x] for x in PUBLISHED])
VALUES = np.array(list(PUBLISHED.values()))


def test_fit_is_the_regression_line() -> None:
    found = fit_forecaster(Line(), line_targets(PUBLISHED), 2)
    expected, *_ = np.linalg.lstsq(AT, VALUES, rcond=None)
    np.testing.assert_allclose(found.values, expected, atol=1e-5)
    np.testing.assert_allclose(found.jacobian, AT / 0.1, rtol=1e-5)
    np.testing.assert_allclose(found.misfits, (AT @ expected - VALUES) / 0.1, atol=1e-4)


def test_pulled_fit_is_ridge_regression() -> None:
    start = Line.start
    found = fit_forecaster(Line(), line_targets(PUBLISHED), 2, pull=PULL)
    ridge = np.diag((PULL / start) ** 2)
    expected = np.linalg.solve(AT.T @ AT / 0.01 + ridge, AT.T @ VALUES / 0.01 + ridge @ start)
    np.testing.assert_allclose(found.values, expected, atol=1e-4)


@pytest.mark.parametrize("without", [None, "at-3.0"])
def test_cloud_has_mean_and_spread_of_the_posterior(without: str | None) -> None:
    """Linear figures and a normal prior have a normal posterior: its mean within 4 errors of 1,200 draws."""
    targets = line_targets(PUBLISHED)
    fitted = fit_forecaster(Line(), targets, 2)
    cloud = cloud_around(Line(), targets, fitted, 1, 1200)
    weights = cloud.weights(fitted.variance, without)
    kept = np.array([f"at-{x}" != without for x in PUBLISHED])
    noise = 0.01 * fitted.variance
    prior = np.diag((PULL / Line.start) ** 2)
    covariance = np.linalg.inv(AT[kept].T @ AT[kept] / noise + prior)
    mean = covariance @ (AT[kept].T @ VALUES[kept] / noise + prior @ Line.start)
    error = np.sqrt(np.diag(covariance) * (weights**2).sum())
    assert (np.abs(weights @ cloud.values - mean) < 4 * error).all()
    spread = weights @ (cloud.values - mean) ** 2
    np.testing.assert_allclose(spread, np.diag(covariance), rtol=0.25)


def test_cloud_keeps_means_that_belong_to_its_values() -> None:
    targets = line_targets(PUBLISHED)
    cloud = cloud_around(Line(), targets, fit_forecaster(Line(), targets, 2), 1, 5)
    for at, values in enumerate(cloud.values):
        np.testing.assert_allclose(cloud.misfits[at], misfits(Line(), targets, values, 1))
        assert cloud.means["at-2.0"]["firm_win_rate"][at] == pytest.approx(values[0] + 2 * values[1])


def test_cloud_far_outside_the_bounds_is_refused() -> None:
    class Narrow(Line):
        bounds = (np.array([0.31, 0.2]), np.array([0.310001, 0.200001]))

    targets = line_targets(PUBLISHED)
    fitted = fit_forecaster(Line(), targets, 2)
    with pytest.raises(ValueError, match="within the bounds"):
        cloud_around(Narrow(), targets, fitted, 1, 50)
