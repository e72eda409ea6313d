"""Search for rules: from a study file, over points that are played and kept, to designs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from shlex import quote

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, RunError
from simulator.scenario.studies import Study
from simulator.study.aims import Limit, Objective, read_limit
from simulator.study.arms import staged
from simulator.study.box import Box, box_of
from simulator.study.folder import Json
from simulator.study.pareto import Design, search
from simulator.study.parts import units_of
from simulator.study.playing import Progress
from simulator.study.points import Point
from simulator.study.points_folder import Effort, PointsFolder, Task, Ways, points_folder, task_id
from simulator.study.progress import timed
from simulator.study.stage_figures import stage_of
from simulator.study.study_folder import bidders_of
from simulator.study.study_plan import study_of

__all__ = ["Searched", "Wanted", "find_designs"]

Floats = npt.NDArray[np.float64]

FRESH = 4
"""How many times as many replications designs are tried again on."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for, and how long."""

    study: str
    """Id of a shipped study, or path of a file; its `better` names the objectives."""
    trials: int
    tails: tuple[str, ...] = ()
    """Objectives of which the worst 5 % of replications count."""
    limits: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    """Changes of the study file."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Outcome of a search for rules."""

    box: Box
    objectives: tuple[Objective, ...]
    designs: tuple[Design, ...]
    effort: Effort
    trials: int
    failed: tuple[dict[str, object], ...]
    """Rows of the ledger of points that failed, each with the command to repeat it."""
    path: Path
    """Folder that holds every point."""
    bidders: Json = field(default_factory=dict)
    """How firms bid at all points."""

    def values(self, design: Design) -> dict[str, str]:
        """Return the value of each axis in a design."""
        return self.box.values(design.point)


@dataclass(slots=True)
class _Player:
    """Plays the points that a search asks for."""

    box: Box
    opened: PointsFolder
    replications: int
    block: int
    trials: int
    progress: bool
    seen: dict[str, Point] = field(default_factory=dict)
    asked: int = 0
    """Points that the search has asked for."""
    told: Progress = field(default_factory=lambda: timed("point"))

    def play(self, points: Floats, fresh: bool) -> list[Mapping[str, Floats] | None]:
        # Fresh draws are later replications: the same firms and varieties, other costs and other luck.
        start, count = (self.replications, self.replications * FRESH) if fresh else (0, self.replications)
        runs = self.box.runs(points)
        spans = units_of(start, start + count, self.block)
        playing = self.opened.playing
        playing.progress = self._teller(len(points), fresh)
        playing.play(runs, spans)
        self.asked += len(points)
        self.seen |= {run.id: run for run in runs}
        found = {run.id: self.box.of_metrics(values) for run, values in playing.found(runs, spans)}
        return [found.get(run.id) for run in runs]

    def _teller(self, count: int, fresh: bool) -> Progress | None:
        """Tell how many of all trials are done, though their points are known generation by generation."""
        if not self.progress:
            return None
        begin, before, first = self.asked, self.opened.playing.done, self.opened.playing.whole
        told = timed("fresh point") if fresh else self.told

        def tell(done: int, whole: int) -> None:
            share = (done - before) / (whole - first)
            told(int(count * share), count) if fresh else told(begin + int(count * share), self.trials)

        return tell


def _with_every_choice(box: Box, study: Study) -> tuple[Point, ...]:
    """Return runs in which every listed value of every axis occurs."""
    axes = {} if study.axes is None else study.axes.of
    listed = [len(axis.values) for axis in axes.values() if axis.values is not None]
    parts = np.linspace(0, 1, max([2, *listed]))
    return box.runs(np.repeat(parts[:, None], len(box.names), axis=1))


def find_designs(wanted: Wanted, effort: Effort, ways: Ways) -> Searched:
    """Search for rules (see :func:`simulator.api.design`).

    Parameters
    ----------
    wanted
        What is searched for.
    effort
        How much is simulated at each point.
    ways
        Where the work is done and kept.
    """
    loaded, folder = study_of(wanted.study, wanted.sets)
    loaded = staged(loaded, folder)
    bounds = [_bound(one, loaded.record) for one in wanted.limits]
    objectives = _objectives(loaded.record, wanted.tails)
    metrics = dict.fromkeys([*(one.metric for one in objectives), *(one.metric for one in bounds)])
    box = box_of(loaded, folder, tuple(metrics), chosen=True)
    middle = box.runs(np.full((1, len(box.names)), 0.5))[0]
    bidders = bidders_of(_with_every_choice(box, loaded.record))
    task = Task(
        "design", loaded, _key(wanted, effort, box, middle), {**_says(wanted, effort, box), **bidders}
    )
    with points_folder(task, ways, None) as opened:
        block = loaded.record.run.block
        player = _Player(box, opened, effort.replications, block, wanted.trials, ways.progress)
        found = search(len(box.names), objectives, bounds, player.play, wanted.trials, effort.seed)
        failed = opened.playing.failed()
        if len(failed) >= len(opened.playing.rows()):
            raise RunError(f"every point failed: {failed[0]['message']}\n    -> {failed[0]['command']}")
        # Points that round to the same values are the same design.
        designs = {tuple(box.values(one.point).values()): one for one in reversed(found)}
        kept = tuple(reversed(designs.values()))
        opened.finish({"designs": _table(box, objectives, kept)}, tuple(player.seen.values()))
    return Searched(box, objectives, kept, effort, wanted.trials, failed, opened.path, bidders)


def _objectives(record: Study, tails: Sequence[str]) -> tuple[Objective, ...]:
    better = record.better
    if len(better) < 2:
        what = f"the study '{record.id}' says of {len(better)} figures which end is better"
        raise InputError.one(what, mend="name two or more under 'better'")
    for name in tails:
        if name not in better and all(stage_of(one)[1] != name for one in better):
            raise InputError.one(f"'{name}' is no objective", mend=f"the study names {', '.join(better)}")
    # Without a stage the figure of every stage is meant.
    return tuple(
        Objective(name, end, name in tails or stage_of(name)[1] in tails) for name, end in better.items()
    )


def _bound(text: str, record: Study) -> Limit:
    limit = read_limit(text)
    if record.baseline.campaign is not None and not stage_of(limit.metric)[0]:
        what = f"the limit '{text}' does not say of which stage"
        known = dict.fromkeys(stage_of(one)[0] for one in record.metrics)
        mend = ", ".join(f"{stage}.{limit.metric}" for stage in known)
        raise InputError.one(what, mend=f"name one: {mend}")
    return limit


def _key(wanted: Wanted, effort: Effort, box: Box, middle: Point) -> str:
    said = [wanted.trials, sorted(wanted.tails), sorted(wanted.limits), box.metrics]
    return task_id("design", middle.id, box.design.model_dump(mode="json"), *said, *asdict(effort).values())


def _says(wanted: Wanted, effort: Effort, box: Box) -> dict[str, object]:
    words = ["vbp", "design", wanted.study, "--trials", str(wanted.trials)]
    words += ["--reps", str(effort.replications), "--seed", str(effort.seed)]
    for option, values in (("--cvar", wanted.tails), ("--limit", wanted.limits), ("--set", wanted.sets)):
        words += [word for value in values for word in (option, value)]
    return {
        "trials": wanted.trials,
        "replications": effort.replications,
        "seed": effort.seed,
        "metrics": list(box.metrics),
        "command": " ".join(quote(word) for word in words),
    }


def _table(box: Box, objectives: Sequence[Objective], designs: Sequence[Design]) -> pd.DataFrame:
    """Return one row for each design: values, objectives on both kinds of draws, and how it stands."""
    rows = []
    for one in designs:
        row: dict[str, object] = dict(box.values(one.point))
        for aim, fresh, error, searched in zip(objectives, one.fresh, one.errors, one.searched, strict=True):
            row |= {aim.name: fresh, f"{aim.name}, error": error, f"{aim.name}, searched": searched}
        rows.append({**row, "keeps_limits": one.keeps, "stays": one.stays})
    return pd.DataFrame(rows)
