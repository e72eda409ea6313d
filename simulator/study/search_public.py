"""Sensitivity and search as the public functions call them: from a study file to indices or designs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.study.box import box_of
from simulator.study.progress import to_stderr
from simulator.study.sensitivity import Index, Method, points_for, sensitivity
from simulator.study.study_plan import study_of

__all__ = ["measure"]

Floats = npt.NDArray[np.float64]


def measure(  # the options of a public call
    study: str,
    method: Method,
    points: int,
    metrics: Sequence[str],
    effort: tuple[int, int, bool],
    sets: Sequence[str],
) -> tuple[Index, ...]:
    """Measure sensitivity (see :func:`simulator.api.sensitivity`).

    Parameters
    ----------
    study, method, points, metrics, sets
        As there.
    effort
        Replications at each point, seed of the points, and whether to say how far it is.
    """
    reps, seed, progress = effort
    loaded, folder = study_of(study, sets)
    box = box_of(loaded, folder, metrics)
    total = points_for(method, points, len(box.names))

    def told(row: Floats, number: int) -> Floats:
        found = box.means(row[None, :], reps)
        if progress:
            to_stderr(number + 1, total, "point")
        return found

    def evaluate(at: Floats) -> Floats:
        return np.concatenate([told(row, number) for number, row in enumerate(at)])

    return sensitivity(method, box.names, box.metrics, evaluate, points, seed)
