"""The ranges of a study's axes as a unit cube, and the runs at points of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError, Problem
from simulator.scenario.loading import Loaded
from simulator.scenario.nodes import Node
from simulator.scenario.studies import Design, Study
from simulator.study.arms import scenarios_of, staged
from simulator.study.choices import Choice, choices_of
from simulator.study.design_points import DesignPoint, point_at
from simulator.study.figures import figure, missing_section
from simulator.study.points import Point, points_of

__all__ = ["Box", "box_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """Axes with their ranges, over the baseline of a study."""

    design: Design
    root: Node | None
    """The axes as they stand in the file."""
    baseline: Choice
    metrics: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes."""
        return tuple(self.design.of)

    def at(self, point: Sequence[float]) -> DesignPoint:
        """Return the settings at a point of the unit cube."""
        return point_at(self.design, self.root, point)

    def values(self, point: Sequence[float]) -> dict[str, str]:
        """Return the value of each axis at a point of the unit cube, as text."""
        return dict(self.at(point).values)

    def runs(self, points: Floats) -> tuple[Point, ...]:
        """Load and check the runs at points of the unit cube.

        Parameters
        ----------
        points
            ``[N, P]`` numbers from 0 to 1.

        Raises
        ------
        InputError
            If the scenario refuses the values of a point, or lacks a section that a metric needs.
        """
        runs, problems = points_of([self.baseline], [self.at([float(x) for x in row]) for row in points])
        problems += [one for run in runs[:1] for one in self._lacking(run)]
        if problems:
            raise InputError(tuple(dict.fromkeys(problems)))
        return tuple(runs)

    def of_metrics(self, found: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return the figures that are asked for, of all figures of a run."""
        return {metric: found[metric] for metric in self.metrics}

    def _lacking(self, run: Point) -> list[Problem]:
        problems = []
        # Figures of stages were looked up when the box was made.
        for metric in () if self.baseline.campaign else self.metrics:
            (scenario,) = scenarios_of(run.plan).values()
            section = missing_section(metric, scenario)
            if section:
                what = f"the metric '{metric}' needs a section '{section}', which the baseline has not"
                mend = f"add '{section}: {{}}' under 'set' of the baseline"
                problems.append(Problem(what, None, mend))
        return problems


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
    for key in ("axes", "futures") if chosen else ("futures", "axes"):
        design: Design | None = getattr(record, key)
        if design is not None:
            break
    else:
        what = f"the study '{record.id}' moves nothing"
        raise InputError.one(what, mend="give it axes or futures with lowest and highest")
    named = staged(study, folder, metrics).record.metrics
    for metric in named if record.baseline.campaign is None else ():
        figure(metric)
    baseline = next(iter(choices_of(study, folder, ())))
    return Box(design, study.root.get(key), baseline, named)
