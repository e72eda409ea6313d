"""Ways to predict a round from the others, and how far each of them misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.study.calibration import RATE_SCALE, SCALES, Target
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.leave_out import Points, miss, off_scale, to_scale

__all__ = ["UNITS", "corrected", "mean_of", "past_means", "score"]

UNITS = {
    "mean_cut_reference": SCALES["share"],
    "product_win_rate": RATE_SCALE,
    "firm_win_rate": RATE_SCALE,
    "winners_per_variety": SCALES["count"],
}
"""One unit of misfit, by metric, as in the calibration."""


def corrected(points: Points, outcomes: Points) -> Points:
    """Shift each prediction by the mean miss of the other rounds, on the scale of the metric.

    Parameters
    ----------
    points
        Predictions of the rounds.
    outcomes
        Their published figures.
    """
    result: Points = {}
    for name, found in points.items():
        result[name] = {}
        for metric, value in found.items():
            misses = [miss(metric, outcomes[other], points[other]) for other in points if other != name]
            shifted = to_scale(metric, np.array(value)) + np.mean(misses)
            result[name][metric] = float(off_scale(metric, shifted))
    return result


def past_means(targets: Sequence[Target], outcomes: Points) -> Points:
    """Predict each round by the mean of the others; winners go by their share of the bids.

    Parameters
    ----------
    targets
        The rounds of the calibration.
    outcomes
        Their published figures.
    """
    result: Points = {}
    for target in targets:
        others = [found for name, found in outcomes.items() if name != target.round_id]
        market = target.tender.scenario.market
        mean = {metric: float(np.mean([one[metric] for one in others])) for metric in FORECAST_METRICS}
        mean["winners_per_variety"] = mean["product_win_rate"] * market.bids.value / market.varieties.value
        result[target.round_id] = mean
    return result


def mean_of(one: Points, other: Points) -> Points:
    """Predict by the mean of two predictions."""
    return {
        name: {m: (value + other[name][m]) / 2 for m, value in found.items()} for name, found in one.items()
    }


def score(points: Points, outcomes: Points) -> dict[str, float]:
    """Return the root mean square miss in units of misfit, by metric and over ``all``.

    Parameters
    ----------
    points
        Predictions of the rounds.
    outcomes
        Their published figures.
    """
    squares: Mapping[str, list[float]] = {
        metric: [
            ((found[metric] - outcomes[name][metric]) / UNITS[metric]) ** 2 for name, found in points.items()
        ]
        for metric in FORECAST_METRICS
    }
    result = {metric: float(np.sqrt(np.mean(values))) for metric, values in squares.items()}
    return result | {"all": float(np.sqrt(np.mean([x for values in squares.values() for x in values])))}
