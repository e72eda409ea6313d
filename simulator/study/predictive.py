"""Predictive distribution of a round: its luck, uncertain parameters, and the error of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from simulator.streams import uniforms
from simulator.study.cloud import Cloud
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.forecasters import Forecaster
from simulator.study.leave_out import off_scale, to_scale
from simulator.study.plan import make_plan
from simulator.tender.simulate import Tender, set_up

__all__ = ["Band", "Spread", "band", "spread_of_round", "tender_of"]

Floats = npt.NDArray[np.float64]

FIRST_SEED = 1000
"""Seeds of predicted rounds count from here; the fits have seed 1."""

BLOCK = 64
"""Replications under each draw of the parameters."""

UNSURE_MARKETS: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "round-4-2021": ((126, 152), (212, 236)),
}
"""Rounds whose bids are not on record: ranges of firms (both counts that were reported) and of bids (the
totals for which 11 to 15 varieties have more than five bidders; 13 were reported)."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What simulation alone says about a round, on the scale of each metric."""

    sample: dict[str, Floats]
    """``[N]`` rounds under drawn parameters, moved so that their mean is that of the fitted parameters."""
    mean: dict[str, float]
    """Mean under the fitted parameters."""


@dataclass(frozen=True, slots=True)
class Band:
    """Prediction of one metric."""

    mean: float
    p05: float
    p95: float


def tender_of(name: str, seed: int, unsure: bool = False) -> Tender:
    """Make a round ready under a seed; who bids where is drawn anew with each.

    Parameters
    ----------
    name
        Scenario of the round.
    seed
        Master seed.
    unsure
        Whether numbers of firms and bids that are not on record are drawn too.
    """
    sets = [f"run.seed={seed}"]
    if unsure and name in UNSURE_MARKETS:
        draws = uniforms(seed, "prediction", name)[0]
        for path, draw, (least, most) in zip(
            ("firms.firms", "market.bids"), draws[:2], UNSURE_MARKETS[name], strict=True
        ):
            sets.append(f"{path}.value={least + int(draw * (most - least + 1))}")
    plan = make_plan(name, sets)
    return set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder)


def spread_of_round(
    forecaster: Forecaster, name: str, fitted: Floats, cloud: Cloud, weights: Floats, draws: int
) -> Spread:
    """Simulate a round under drawn parameters, each with firms, costs and a seed of its own.

    Parameters
    ----------
    forecaster
        What bids.
    name
        Scenario of the round.
    fitted
        ``[P]`` parameters that the mean belongs to.
    cloud
        Parameters that fit about as well.
    weights
        ``[D]`` weight of each of them.
    draws
        Number of draws from the cloud.
    """
    chosen = _resample(weights, draws)
    drawn: dict[str, list[Floats]] = {metric: [] for metric in FORECAST_METRICS}
    centre: dict[str, list[Floats]] = {metric: [] for metric in FORECAST_METRICS}
    for number, at in enumerate(chosen):
        seed = FIRST_SEED + number
        for values, unsure, kept in ((cloud.values[at], True, drawn), (fitted, False, centre)):
            played = forecaster.play(tender_of(name, seed, unsure), values, 0, BLOCK)
            for metric in FORECAST_METRICS:
                kept[metric].append(to_scale(metric, played[metric]))
    sample, mean = {}, {}
    for metric in FORECAST_METRICS:
        found, middle = np.concatenate(drawn[metric]), float(np.nanmean(np.concatenate(centre[metric])))
        sample[metric] = found - np.nanmean(found) + middle
        mean[metric] = float(np.nanmean(off_scale(metric, np.concatenate(centre[metric]))))
    return Spread(sample, mean)


def band(metric: str, spread: Spread, misses: Sequence[float], usual: float) -> Band:
    """Add the model's error to the simulated spread.

    Misses of ``n`` rounds that were left out say that the next miss has a Student t distribution with ``n``
    degrees of freedom, whose variance is ``n / (n - 2)`` times the mean square miss. What that exceeds the
    simulated variance by is the model's error; it keeps the shape of the Student t.

    Parameters
    ----------
    metric
        The metric.
    spread
        Simulated spread of the round.
    misses
        Misses of rounds that were left out, on the scale of the metric.
    usual
        Simulated variance of those rounds, on the same scale.
    """
    count = len(misses)
    wanted = float(np.mean(np.square(misses))) * count / (count - 2)
    excess = max(wanted - usual, 0.0)
    scale = np.sqrt(excess * (count - 2) / count)
    # One error for each simulated round, at even steps of its distribution and in random order.
    sample = spread.sample[metric]
    order = np.argsort(uniforms(0, "prediction", "model error", metric, count=len(sample))[:, 0])
    steps = (order + 0.5) / len(sample)
    total = off_scale(metric, sample + scale * student.ppf(steps, count))
    low, high = np.nanquantile(total, [0.05, 0.95])
    return Band(spread.mean[metric], float(low), float(high))


def _resample(weights: Floats, draws: int) -> npt.NDArray[np.intp]:
    """Draw vectors in proportion to their weight, at even steps, in random order."""
    steps = (np.arange(draws) + 0.5) / draws
    at = np.searchsorted(np.cumsum(weights), steps)
    order = np.argsort(uniforms(0, "prediction", "order", count=draws)[:, 0])
    return np.minimum(at, len(weights) - 1)[order]
