"""Leave one round out, fit to the others, predict it: what each way of forecasting is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.results.published import Published
from simulator.scenario.loading import load
from simulator.study.calibration import Target
from simulator.study.cloud import Cloud, cloud_around
from simulator.study.fitting import FORECAST_METRICS, PULL, Fitted, fit_forecaster, means_of
from simulator.study.forecasters import Forecaster

__all__ = ["Folds", "Points", "leave_one_out", "miss", "off_scale", "outcome_of", "to_scale"]

Floats = npt.NDArray[np.float64]
Points = dict[str, dict[str, float]]
"""A figure for each round and metric."""


@dataclass(frozen=True, slots=True)
class Folds:
    """One forecaster, fitted to all rounds and to all but each of them."""

    forecaster: Forecaster
    fitted: Fitted
    """Fit to all rounds."""
    cloud: Cloud
    """Parameters that fit about as well, for all rounds."""
    left_out: dict[str, Floats]
    """``[P]`` fit without a round, by round."""
    plain: Points
    """Prediction of each round from the fit without it."""
    shrunk: Points
    """The same with parameters pulled to where the search begins."""
    averaged: Points
    """The same, averaged over parameters that fit the other rounds."""


def to_scale(metric: str, value: Floats) -> Floats:
    """Put a metric on the scale on which misses are compared: log-odds of a share, logarithm of a count."""
    if metric == "winners_per_variety":
        return np.asarray(np.log(value))
    inside = np.clip(value, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def off_scale(metric: str, value: Floats) -> Floats:
    """Undo :func:`to_scale`."""
    return np.asarray(np.exp(value) if metric == "winners_per_variety" else 1 / (1 + np.exp(-value)))


def outcome_of(target: Target) -> dict[str, float]:
    """Return the published figures of a round that are forecast.

    Where the share of products that won is not printed, it is winning products over the bids of the scenario,
    which are on record for round 7 and assumed for rounds 2 and 3.

    Parameters
    ----------
    target
        One round of the calibration.

    Raises
    ------
    KeyError
        If the record of the round lacks a figure.
    """
    scenario = target.tender.scenario
    found = {
        figure.metric: float(figure.value)
        for figure in load(scenario.published or "", Published, (), "published").record.figures
    }
    winners = found["winners_per_variety"] * found["varieties_succeeded"]
    found.setdefault("product_win_rate", winners / scenario.market.bids.value)
    return {metric: found[metric] for metric in FORECAST_METRICS}


def leave_one_out(forecaster: Forecaster, targets: Sequence[Target], replications: int, size: int) -> Folds:
    """Fit a forecaster to all rounds and to all but each of them, and predict what was left out.

    Parameters
    ----------
    forecaster
        What bids.
    targets
        The rounds of the calibration.
    replications
        Replications of each round.
    size
        Number of parameter vectors in the cloud.
    """
    fitted = fit_forecaster(forecaster, targets, replications)
    cloud = cloud_around(forecaster, targets, fitted, replications, size)
    left_out, plain, shrunk, averaged = {}, {}, {}, {}
    for target in targets:
        name, others = target.round_id, [one for one in targets if one is not target]
        values = fit_forecaster(forecaster, others, replications, fitted.values).values
        pulled = fit_forecaster(forecaster, others, replications, fitted.values, PULL).values
        weights = cloud.weights(fitted.variance, without=name)
        left_out[name] = values
        plain[name] = _point(forecaster, target, values, replications)
        shrunk[name] = _point(forecaster, target, pulled, replications)
        averaged[name] = {m: float(weights @ cloud.means[name][m]) for m in FORECAST_METRICS}
    return Folds(forecaster, fitted, cloud, left_out, plain, shrunk, averaged)


def _point(forecaster: Forecaster, target: Target, values: Floats, replications: int) -> dict[str, float]:
    means = means_of(forecaster, target, values, replications)
    return {metric: means[metric] for metric in FORECAST_METRICS}


def miss(metric: str, outcome: Mapping[str, float], point: Mapping[str, float]) -> float:
    """Return published less predicted, on the scale of the metric."""
    return float(to_scale(metric, np.array(outcome[metric])) - to_scale(metric, np.array(point[metric])))
