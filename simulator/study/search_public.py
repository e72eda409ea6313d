"""Sensitivity and search as the public functions call them: from a study file to indices or designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.study.aims import Objective, read_limit
from simulator.study.box import Box, box_of
from simulator.study.pareto import Design, search
from simulator.study.progress import to_stderr
from simulator.study.sensitivity import Index, Method, points_for, sensitivity
from simulator.study.study_plan import study_of

__all__ = ["Searched", "find_designs", "measure"]

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


@dataclass(frozen=True, slots=True)
class Searched:
    """Outcome of a search for rules."""

    box: Box
    objectives: tuple[Objective, ...]
    designs: tuple[Design, ...]

    def values(self, design: Design) -> dict[str, str]:
        """Return the value of each axis in a design."""
        return self.box.values(np.array(design.point))


def find_designs(  # the options of a public call
    study: str,
    tails: Sequence[str],
    limits: Sequence[str],
    trials: int,
    effort: tuple[int, int, bool],
    sets: Sequence[str],
) -> Searched:
    """Search for rules (see :func:`simulator.api.design`).

    Parameters
    ----------
    study, tails, limits, trials, sets
        As there.
    effort
        Replications at each point, seed of the search, and whether to say how far it is.
    """
    reps, seed, progress = effort
    loaded, folder = study_of(study, sets)
    bounds = [read_limit(one) for one in limits]
    better = loaded.record.better
    objectives = tuple(Objective(name, end, name in tails) for name, end in better.items())
    if len(objectives) < 2:
        what = f"the study '{loaded.record.id}' says of {len(objectives)} figures which end is better"
        raise InputError.one(what, mend="name two or more under 'better'")
    for name in tails:
        if name not in better:
            raise InputError.one(f"'{name}' is no objective", mend=f"the study names {', '.join(better)}")
    metrics = dict.fromkeys([*better, *(one.metric for one in bounds)])
    box = box_of(loaded, folder, tuple(metrics), chosen=True)
    done = 0

    def play(point: Floats, fresh: bool) -> Mapping[str, Floats]:
        nonlocal done
        # Fresh draws are later replications: the same firms and varieties, other costs and other luck.
        found = box.play(point, reps if fresh else 0, reps * (4 if fresh else 1))
        done += not fresh
        if progress and not fresh:
            to_stderr(done, trials, "point")
        return found

    found = search(len(box.names), objectives, bounds, play, trials, seed)
    # Points that round to the same values are the same design.
    designs = {tuple(box.values(np.array(one.point)).values()): one for one in reversed(found)}
    return Searched(box, objectives, tuple(reversed(designs.values())))
