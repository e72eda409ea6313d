"""Fit any forecaster to published figures, and draw parameters that fit about as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from simulator.study.calibration import Target
from simulator.study.forecasters import Forecaster

__all__ = ["FORECAST_METRICS", "PULL", "Fitted", "compared", "fit_forecaster", "means_of", "misfits"]

Floats = npt.NDArray[np.float64]

FORECAST_METRICS = ("mean_cut_reference", "product_win_rate", "firm_win_rate", "winners_per_variety")
"""Metrics that are forecast for a round without an outcome."""

PULL = 2.0
"""How narrow the prior is: its standard deviation is the starting value over this."""

_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Fitted:
    """Outcome of a fit."""

    values: Floats
    """``[P]`` parameters."""
    jacobian: Floats
    """``[F, P]`` change of each misfit with each parameter."""
    misfits: Floats
    """``[F]`` simulated less published, in units of misfit."""

    @property
    def variance(self) -> float:
        """Squared misfit per figure that is left after the parameters took theirs; at least 1."""
        left = max(len(self.misfits) - len(self.values), 1)
        return max(float(self.misfits @ self.misfits) / left, 1.0)


def misfits(forecaster: Forecaster, targets: Sequence[Target], values: Floats, replications: int) -> Floats:
    """Simulate every figure under common random numbers and compare it with its published value.

    Parameters
    ----------
    forecaster
        What bids.
    targets
        Tenders with their figures.
    values
        ``[P]`` parameters.
    replications
        Replications of each tender, the same for all values.

    Returns
    -------
    numpy.ndarray
        ``[F]`` simulated mean less published, in units of misfit.
    """
    means = [means_of(forecaster, target, values, replications) for target in targets]
    return compared(targets, means)


def means_of(forecaster: Forecaster, target: Target, values: Floats, replications: int) -> dict[str, float]:
    """Return the simulated means of one round: of its figures and of every metric that is forecast.

    Parameters
    ----------
    forecaster
        What bids.
    target
        The round.
    values
        ``[P]`` parameters.
    replications
        Replications, the same for all values.
    """
    played = forecaster.play(target.tender, values, 0, replications)
    named = {m.name for m in target.moments} | set(FORECAST_METRICS)
    return {name: float(np.nanmean(played[name])) for name in sorted(named)}


def compared(targets: Sequence[Target], means: Sequence[dict[str, float]]) -> Floats:
    """Return ``[F]`` simulated less published figures, in units of misfit.

    Parameters
    ----------
    targets
        The rounds with their figures.
    means
        Simulated means of each round, by metric.
    """
    return np.array(
        [
            (mean[m.name] - m.value) / m.scale
            for t, mean in zip(targets, means, strict=True)
            for m in t.moments
        ]
    )


def fit_forecaster(  # who fits what, from where, and who is told
    forecaster: Forecaster,
    targets: Sequence[Target],
    replications: int,
    start: Floats | None = None,
    pull: float = 0.0,
    told: Callable[[float], None] | None = None,
) -> Fitted:
    """Fit all parameters at once by least squares under common random numbers.

    Parameters
    ----------
    forecaster
        What bids.
    targets
        Tenders with their figures.
    replications
        Replications of each tender.
    start
        Where the search begins; the forecaster's own start by default.
    pull
        Weight of a penalty on leaving the forecaster's start: one unit of misfit for ``1 / pull`` of the
        starting value. 0: none.
    told
        Called with the loss of each evaluation.
    """
    own = forecaster.start
    begin = own if start is None else start

    def all_misfits(values: Floats) -> Floats:
        found = misfits(forecaster, targets, values, replications)
        if told is not None:
            told(float(found @ found))
        return np.concatenate([found, pull * (values - own) / own]) if pull else found

    found = least_squares(
        all_misfits,
        np.clip(begin, *forecaster.bounds),
        bounds=forecaster.bounds,
        x_scale=np.maximum(own, 0.1),
        diff_step=_STEP,
        xtol=1e-3,
        ftol=1e-3,
        max_nfev=8,
    )
    return Fitted(np.asarray(found.x), np.asarray(found.jac), np.asarray(found.fun))
