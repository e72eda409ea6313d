"""Sensitivity of a study: from its file, over points that are played and kept, to indices with doubts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from shlex import quote

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.study.box import Box, box_of
from simulator.study.doubts import Doubt, doubts_of
from simulator.study.folder import Json
from simulator.study.parts import units_of
from simulator.study.points import Point
from simulator.study.points_folder import (
    Effort,
    PointsFolder,
    Task,
    Ways,
    all_played,
    points_folder,
    task_id,
)
from simulator.study.progress import timed
from simulator.study.sensitivity import Index, Method, analysed, sampled
from simulator.study.study_folder import bidders_of
from simulator.study.study_plan import study_of
from simulator.study.study_problems import unfit_markets

__all__ = ["Measured", "Moved", "measure"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moved:
    """What is moved, and which figures are watched."""

    study: str
    """Id of a shipped study, or path of a file."""
    method: Method
    size: int
    """See :func:`simulator.study.sensitivity.points_for`."""
    metrics: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    """Changes of the study file."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Which value moves which figure."""

    method: Method
    size: int
    """Base points of Sobol', trajectories of Morris, points of PAWN."""
    points: int
    """Points that were simulated."""
    effort: Effort
    indices: tuple[Index, ...]
    doubts: tuple[Doubt, ...]
    """Signs that there were too few points; empty if there are none."""
    path: Path
    """Folder that holds every point."""
    bidders: Json = field(default_factory=dict)
    """How firms bid at all points."""

    def table(self) -> pd.DataFrame:
        """Return the indices, one a row, with intervals as they are and without what no index can be."""
        return _table(self.indices)


def measure(asked: Moved, effort: Effort, ways: Ways) -> Measured:
    """Measure sensitivity (see :func:`simulator.api.sensitivity`).

    Parameters
    ----------
    asked
        What is moved.
    effort
        How much is simulated at each point.
    ways
        Where the work is done and kept.
    """
    loaded, folder = study_of(asked.study, asked.sets)
    box = box_of(loaded, folder, asked.metrics)
    points = sampled(asked.method, box.names, asked.size, effort.seed)
    runs = _runs(box, points)
    key = task_id("sensitivity", asked.method, effort.replications, [run.id for run in runs])
    bidders = bidders_of(runs)
    task = Task("sensitivity", loaded, key, {**_says(asked, effort, box), **bidders})
    with points_folder(task, ways, timed("point") if ways.progress else None) as opened:
        opened.playing.play(runs, units_of(0, effort.replications, loaded.record.run.block))
        means = _means(box, opened, runs)
        indices = analysed(asked.method, box.names, box.metrics, (points, means), effort.seed)
        tables = {"indices": _table(indices), "points": _points_table(box, points, means)}
        opened.finish(tables, runs)
    doubts = doubts_of(asked.method, asked.size, indices)
    return Measured(asked.method, asked.size, len(points), effort, indices, doubts, opened.path, bidders)


def _runs(box: Box, points: Floats) -> tuple[Point, ...]:
    runs = box.runs(points)
    problems = list(unfit_markets(runs))
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return runs


def _means(box: Box, opened: PointsFolder, runs: tuple[Point, ...]) -> Floats:
    """Return the ``[N, M]`` means of the figures over the replications at each point."""
    played = all_played(opened, runs)
    return np.array([[_mean(played[run.id][metric]) for metric in box.metrics] for run in runs])


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _table(indices: tuple[Index, ...]) -> pd.DataFrame:
    rows = [{**asdict(one), "shown_low": one.interval[0], "shown_high": one.interval[1]} for one in indices]
    return pd.DataFrame(rows)


def _points_table(box: Box, points: Floats, means: Floats) -> pd.DataFrame:
    """Return one row for each point: the values of the axes, and the means of the figures."""
    rows = [
        {**box.values([float(x) for x in point]), **dict(zip(box.metrics, found, strict=True))}
        for point, found in zip(points, means.tolist(), strict=True)
    ]
    return pd.DataFrame(rows)


def _says(asked: Moved, effort: Effort, box: Box) -> dict[str, object]:
    words = ["vbp", "sensitivity", asked.study, "--method", asked.method, "--points", str(asked.size)]
    words += ["--reps", str(effort.replications), "--seed", str(effort.seed)]
    words += [word for name in asked.metrics for word in ("--metric", name)]
    words += [word for text in asked.sets for word in ("--set", text)]
    return {
        "method": asked.method,
        "size": asked.size,
        "replications": effort.replications,
        "seed": effort.seed,
        "metrics": list(box.metrics),
        "command": " ".join(quote(word) for word in words),
    }
