"""Parameters that fit about as well as the best ones: draws around a fit, and their weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.streams import uniforms
from simulator.study.calibration import Target
from simulator.study.fitting import FORECAST_METRICS, PULL, Fitted, compared, means_of
from simulator.study.forecasters import Forecaster

__all__ = ["Cloud", "cloud_around"]

Floats = npt.NDArray[np.float64]

_WIDEN = 1.3
"""Proposals are spread this much wider than the normal approximation, so that its tails are covered."""
_MOST_TRIES = 200_000


@dataclass(frozen=True, slots=True)
class Cloud:
    """Parameter vectors around a fit, with what each of them makes of every figure."""

    values: Floats
    """``[D, P]`` parameters."""
    misfits: Floats
    """``[D, F]`` misfits."""
    log_proposal: Floats
    """``[D]`` logarithm of the density that they were drawn from, up to a constant."""
    log_prior: Floats
    """``[D]`` logarithm of the prior density, up to a constant."""
    rounds: tuple[str, ...]
    """``[F]`` round of each figure."""
    means: dict[str, dict[str, Floats]]
    """``[D]`` mean of every metric, by round and metric."""

    def weights(self, variance: float, without: str | None = None) -> Floats:
        """Weigh the vectors by prior and fit, leaving out one round's figures.

        Parameters
        ----------
        variance
            Squared misfit that counts as one standard deviation of a figure.
        without
            Round that is left out; none by default.
        """
        kept = np.array([name != without for name in self.rounds])
        log = -0.5 * (self.misfits[:, kept] ** 2).sum(axis=1) / variance + self.log_prior - self.log_proposal
        weight = np.exp(log - log.max())
        return np.asarray(weight / weight.sum())


def cloud_around(  # around what, how many, and who is told
    forecaster: Forecaster,
    targets: Sequence[Target],
    fitted: Fitted,
    replications: int,
    size: int,
    told: Callable[[float], None] | None = None,
) -> Cloud:
    """Draw parameters from the normal approximation within their bounds, and simulate all figures for each.

    The prior is normal around the forecaster's start, with half of it as standard deviation.

    Parameters
    ----------
    forecaster
        What bids.
    targets
        Tenders with their figures.
    fitted
        The fit to draw around.
    replications
        Replications of each tender.
    size
        Number of parameter vectors.
    told
        Called with the loss of each of them.

    Raises
    ------
    ValueError
        If hardly any draw lies within the bounds.
    """
    values, log_density = _proposals(forecaster, fitted, size)
    played, off = [], []
    for one in values:
        played.append([means_of(forecaster, target, one, replications) for target in targets])
        off.append(compared(targets, played[-1]))
        if told is not None:
            told(float(off[-1] @ off[-1]))
    return Cloud(
        values,
        np.stack(off),
        log_density,
        -0.5 * (((values - forecaster.start) * PULL / forecaster.start) ** 2).sum(axis=1),
        tuple(target.round_id for target in targets for _ in target.moments),
        {
            target.round_id: {
                name: np.array([means[at][name] for means in played]) for name in FORECAST_METRICS
            }
            for at, target in enumerate(targets)
        },
    )


def _proposals(forecaster: Forecaster, fitted: Fitted, size: int) -> tuple[Floats, Floats]:
    lowest, highest = forecaster.bounds
    prior = np.diag((PULL / forecaster.start) ** 2)
    precision = fitted.jacobian.T @ fitted.jacobian / fitted.variance + prior
    scale, width = np.linalg.eigh(np.linalg.inv(precision))
    root = width * (np.sqrt(np.maximum(scale, 0.0)) * _WIDEN)
    blocks = -(-len(lowest) // 4)
    kept: list[Floats] = []
    logs: list[float] = []
    tried, step = 0, 4096
    while len(kept) < size:
        if tried >= _MOST_TRIES:
            raise ValueError(f"only {len(kept)} of {tried} parameter draws lie within the bounds")
        draws = uniforms(0, "calibration", forecaster.name, start=tried, count=step, blocks=blocks)
        normal = ndtri(np.clip(draws[:, : len(lowest)], 1e-12, 1 - 1e-12))
        found = fitted.values + normal @ root.T
        inside = ((found >= lowest) & (found <= highest)).all(axis=1)
        kept += list(found[inside])
        logs += list(-0.5 * (normal[inside] ** 2).sum(axis=1))
        tried += step
    return np.stack(kept[:size]), np.array(logs[:size])
