"""Predict the national drug rounds whose outcome is not held here.

``python -m simulator.study.predictions`` writes ``docs/predictions.csv``, the same of a sketch without
strategies, ``docs/predictions-sketch.csv``, and ``docs/predictions.md``. It takes about ten minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.study.calibration import Target, load_targets
from simulator.study.fitting import FORECAST_METRICS
from simulator.study.forecasters import FORECASTERS
from simulator.study.leave_out import Folds, Points, leave_one_out, miss, outcome_of
from simulator.study.predictive import Band, Spread, band, spread_of_round

__all__ = ["PREDICTED", "Effort", "Forecast", "forecast", "table"]

PREDICTED = ("round-4-2021", "round-8-2023", "round-9-2023", "round-10-2024", "round-11-2025")
"""Rounds whose outcome is not held here."""

Bands = dict[str, dict[str, Band]]
"""A prediction for each round and metric."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is simulated."""

    replications: int = 64
    """Replications of each round in a fit."""
    cloud: int = 64
    """Parameter vectors around a fit."""
    draws: int = 16
    """Draws of parameters and firms for each predicted round."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one forecaster says."""

    folds: Folds
    outcomes: Points
    """Published figures of the rounds of the calibration."""
    left_out: Bands
    """Each round of the calibration, predicted from the others alone."""
    predicted: Bands
    """Rounds without an outcome."""

    @property
    def covered(self) -> tuple[int, int]:
        """Published figures inside the interval that was made without their round, and how many there are."""
        pairs = [
            (value, self.left_out[name][metric])
            for name, found in self.outcomes.items()
            for metric, value in found.items()
        ]
        return sum(one.p05 <= value <= one.p95 for value, one in pairs), len(pairs)


def forecast(folds: Folds, targets: Sequence[Target], effort: Effort) -> Forecast:
    """Predict every round, those of the calibration from the others alone.

    Parameters
    ----------
    folds
        The fits of one forecaster.
    targets
        The rounds of the calibration.
    effort
        How much is simulated.
    """
    outcomes = {target.round_id: outcome_of(target) for target in targets}
    variance = folds.fitted.variance
    known = {
        name: spread_of_round(
            folds.forecaster,
            name,
            folds.left_out[name],
            folds.cloud,
            folds.cloud.weights(variance, without=name),
            effort.draws,
        )
        for name in outcomes
    }
    weights = folds.cloud.weights(variance)
    centre = folds.forecaster.shipped(targets[0].tender)
    centre = folds.fitted.values if centre is None else centre
    unknown = {
        name: spread_of_round(folds.forecaster, name, centre, folds.cloud, weights, effort.draws)
        for name in PREDICTED
    }
    misses = {
        name: {m: miss(m, found, folds.plain[name]) for m in FORECAST_METRICS}
        for name, found in outcomes.items()
    }
    left_out = {
        name: _bands(spread, {n: x for n, x in misses.items() if n != name}, known)
        for name, spread in known.items()
    }
    predicted = {name: _bands(spread, misses, known) for name, spread in unknown.items()}
    return Forecast(folds, outcomes, left_out, predicted)


def _bands(spread: Spread, misses: Points, known: dict[str, Spread]) -> dict[str, Band]:
    return {
        metric: band(
            metric,
            spread,
            [found[metric] for found in misses.values()],
            float(np.mean([np.nanvar(known[name].sample[metric]) for name in misses])),
        )
        for metric in FORECAST_METRICS
    }


def table(bands: Bands) -> pd.DataFrame:
    """Return predictions as a table: round, metric, mean and the 5th and 95th percentile.

    Parameters
    ----------
    bands
        Predictions by round and metric.
    """
    rows = [
        (name, metric, one.mean, one.p05, one.p95)
        for name, found in bands.items()
        for metric, one in found.items()
    ]
    return pd.DataFrame(rows, columns=["round", "metric", "mean", "p05", "p95"])


def main() -> int:
    """Fit, leave out, predict, and write the tables and the page."""
    from simulator.study.predictions_page import page

    effort, targets, found = Effort(), load_targets(), []
    for forecaster in FORECASTERS:
        folds = leave_one_out(forecaster, targets, effort.replications, effort.cloud)
        found.append(forecast(folds, targets, effort))
        sys.stderr.write(f"{forecaster.name}: {found[-1].covered} figures inside\n")
    for one, name in zip(found, ("predictions", "predictions-sketch"), strict=True):
        table(one.predicted).to_csv(Path("docs") / f"{name}.csv", index=False, float_format="%.4f")
    text = page(found[0], found[1], targets)
    Path("docs/predictions.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
