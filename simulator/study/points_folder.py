"""A folder for points of a box: begun, locked, gone on with, and finished with its tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from simulator.errors import RunError
from simulator.results.bids import Floats
from simulator.scenario.loading import Loaded, resolved_yaml
from simulator.scenario.studies import Study
from simulator.study.executors import Pool, here
from simulator.study.folder import Json
from simulator.study.lock import only_writer
from simulator.study.parts import Parts, StudyDigest
from simulator.study.playing import Playing, Progress, kept
from simulator.study.points import Point
from simulator.study.program import code_digest
from simulator.study.work_folder import Work, begun, check_program

__all__ = ["Effort", "PointsFolder", "Task", "Ways", "all_played", "points_folder", "task_id"]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is simulated."""

    replications: int
    """Replications at each point."""
    seed: int
    """Seed of the points."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the work is done and kept, which does not change what it finds."""

    pool: Callable[[], Pool] = here
    """Gets the workers, once the work is known to be sound."""
    out: Path | None = None
    """Folder; one under ``results`` that is named by the work if left out."""
    resume: bool = False
    progress: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of the points of a study's box."""

    kind: Literal["sensitivity", "design"]
    study: Loaded[Study]
    id: str
    """Hash of everything that decides the figures."""
    says: Json
    """What the manifest says beside: method, effort, figures, command."""


def task_id(*parts: object) -> str:
    """Return the hash of what decides the figures of a task."""
    said = json.dumps(parts, default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@dataclass(slots=True)
class PointsFolder:
    """The open folder of a task."""

    playing: Playing
    news: Json
    """What the manifest says in the end."""

    @property
    def path(self) -> Path:
        """The folder."""
        return self.playing.parts.path

    def finish(self, tables: Mapping[str, pd.DataFrame], points: Sequence[Point]) -> None:
        """Write the tables, and the digest of every figure of every point.

        Parameters
        ----------
        tables
            Tables by name; the ledger is added to them.
        points
            All points, in an order that does not depend on how the work was done.
        """
        digest = StudyDigest()
        for point, values in self.playing.found(points):
            digest.add(point, values)
        every = {**tables, "runs": pd.DataFrame(self.playing.rows())}
        self.playing.parts.folder.write_tables(every)
        self.news |= {"tables": list(every), "digest": digest.finish(), "points": len(points)}


def all_played(opened: PointsFolder, points: Sequence[Point]) -> dict[str, dict[str, Floats]]:
    """Return the figures of points by their ids.

    Raises
    ------
    RunError
        If some failed; the first of them is told with the command that repeats it.
    """
    found = {point.id: values for point, values in opened.playing.found(points)}
    failed = opened.playing.failed()
    if failed:
        first = failed[0]
        raise RunError(
            f"{len(failed)} of {len({point.id for point in points})} points failed; the first, at "
            f"{first['future']} ({first['kind']}: {first['message']})\n    -> {first['command']}\n"
            f"    -> what is done is kept in {opened.path.as_posix()}; --resume tries the others again"
        )
    return found


@contextmanager
def points_folder(task: Task, ways: Ways, progress: Progress | None) -> Iterator[PointsFolder]:
    """Open the folder of a task for as long as the block lasts.

    Parameters
    ----------
    task
        What is asked.
    ways
        Where the work is done and kept.
    progress
        Called with units done and units in all.

    Raises
    ------
    InputError
        If the folder holds something else, or unfinished work and ``resume`` is not set.
    RunError
        If something cannot be written, another process writes there, or the workers are lost.
    """
    name = f"{task.study.record.id}-{task.kind}-{task.id}"
    parts = Parts(ways.out or Path("results") / name)
    folder = parts.folder
    known = folder.manifest()
    if begun(folder, known, Work(task.kind, task.id), ways.resume):
        check_program(folder, known)  # parts that are there are read again
    pool = ways.pool()
    try:
        folder.create()
        with only_writer(parts.path):
            manifest = folder.write_manifest(known, **_head(task))
            folder.write_text("study.yaml", resolved_yaml(task.study))
            with kept(parts, manifest) as ledger:
                opened = PointsFolder(Playing(parts, ledger, pool, progress), {})
                yield opened
                failed = len(opened.playing.failed())
            status = "partial" if failed else "complete"
            folder.write_manifest(manifest, **opened.news, status=status, failed=failed)
    finally:
        if pool.stop is not None:
            pool.stop()


def _head(task: Task) -> Json:
    return {
        "status": "running",
        "kind": task.kind,
        "study": task.study.record.id,
        "plan": task.id,
        "code": code_digest(),
        **task.says,
    }
