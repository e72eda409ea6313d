"""The ranges of a study's axes as a unit cube, and what its baseline does at a point of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.scenario.loading import Loaded
from simulator.scenario.studies import Axis, Study
from simulator.study.choices import Choice, choices_of
from simulator.study.design_points import value_at
from simulator.study.figures import evaluate, figure
from simulator.study.plan import make_plan
from simulator.study.run import inputs_of

__all__ = ["Box", "box_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """Axes with their ranges, over the baseline of a study."""

    names: tuple[str, ...]
    axes: tuple[Axis, ...]
    baseline: Choice
    metrics: tuple[str, ...]

    def values(self, point: Floats) -> dict[str, str]:
        """Return the value of each axis at a point of the unit cube, as text."""
        return {
            name: _text(axis, float(x)) for name, axis, x in zip(self.names, self.axes, point, strict=True)
        }

    def play(self, point: Floats, start: int, count: int) -> dict[str, Floats]:
        """Simulate some replications at a point of the unit cube.

        Parameters
        ----------
        point
            ``[P]`` numbers from 0 to 1.
        start, count
            First replication and number of replications; the same draws at every point.

        Returns
        -------
        dict
            ``[count]`` values by metric.

        Raises
        ------
        InputError
            If the scenario refuses the values, or lacks a section that a metric needs.
        """
        sets = []
        for axis, text in zip(self.axes, self.values(point).values(), strict=True):
            paths = (axis.set,) if isinstance(axis.set, str) else axis.set
            sets += [f"{path}={text}" for path in paths]
        plan = make_plan(self.baseline.scenario, [*self.baseline.settings, *sets])
        found = evaluate(inputs_of(plan), start, count)
        for metric in self.metrics:
            if metric not in found:
                raise InputError.one(
                    f"the scenario gives no figure '{metric}'",
                    mend=f"add the section that the table '{figure(metric).table}' needs",
                )
        return {metric: found[metric] for metric in self.metrics}

    def means(self, points: Floats, count: int) -> Floats:
        """Return ``[N, M]`` means of the metrics at ``[N, P]`` points, under the same draws."""
        played = [self.play(point, 0, count) for point in points]
        return np.array([[float(np.nanmean(one[metric])) for metric in self.metrics] for one in played])


def box_of(study: Loaded[Study], folder: Path, metrics: Sequence[str] = (), chosen: bool = False) -> Box:
    """Return the axes that a study moves, over its baseline.

    Parameters
    ----------
    study
        The study.
    folder
        Folder that paths of scenarios start from.
    metrics
        Figures; those of the study by default.
    chosen
        Take what somebody chooses (`axes`), not what nobody does (`futures`). Where a study has one of
        them only, that one is taken.

    Raises
    ------
    InputError
        If the study moves nothing, or there is no such figure.
    """
    record = study.record
    if record.baseline.campaign is not None:
        raise InputError.one(
            f"the study '{record.id}' is one of campaigns",
            mend="sweep it with 'vbp sweep'; this command moves values of one scenario",
        )
    first, second = (record.axes, record.futures) if chosen else (record.futures, record.axes)
    design = first or second
    if design is None:
        what = f"the study '{record.id}' moves nothing"
        raise InputError.one(what, mend="give it axes or futures with lowest and highest")
    named = tuple(metrics) or record.metrics
    for metric in named:
        figure(metric)
    baseline = next(iter(choices_of(study, folder, ())))
    return Box(tuple(design.of), tuple(design.of.values()), baseline, named)


def _text(axis: Axis, x: float) -> str:
    if axis.values is not None:
        return _listed(axis.values[min(int(x * len(axis.values)), len(axis.values) - 1)])
    return value_at(axis, x)


def _listed(value: object) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, default=float, ensure_ascii=False)
