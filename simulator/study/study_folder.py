"""What the folder of a study says of itself, and whether a study may go on in it."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import InputError, RunError
from simulator.study.arms import scenarios_of
from simulator.study.folder import Folder, Json
from simulator.study.parts import code_digest
from simulator.study.points import Point
from simulator.study.study_plan import StudyPlan

__all__ = ["STUDY_TABLES", "already_done", "head_of", "say_failed"]

STUDY_TABLES = ("comparison", "points", "replications", "runs")
"""Tables of a study."""


def head_of(plan: StudyPlan) -> Json:
    """Return what the manifest says from the beginning."""
    return {
        "status": "running",
        "kind": "study",
        "study": plan.record.id,
        "plan": plan.id,
        "seed": plan.record.run.seed,
        "points": len(plan.points),
        "metrics": list(plan.record.metrics),
        "better": dict(plan.record.better),
        "command": plan.command,
        "code": code_digest(),
        "strategies": sorted({use for point in plan.points for use in _strategies(point)}),
    }


def _strategies(point: Point) -> Iterator[str]:
    for scenario in scenarios_of(point.plan).values():
        yield from (one.use for one in scenario.bidding.by_class().values())


def say_failed(folder: Folder, manifest: Json) -> None:
    """Write into the manifest that the study stopped, if anything can be written."""
    try:
        folder.write_manifest(manifest, status="failed")
    except RunError:
        # The disk is full: the manifest of the start stays and says that the study is not complete.
        return


def already_done(folder: Folder, known: Json, plan: StudyPlan, resume: bool) -> bool:
    """Tell whether a folder holds this very study, complete.

    Raises
    ------
    InputError
        If it holds something else, or an unfinished study and ``resume`` is not set.
    """
    if not known:
        if folder.path.exists() and any(folder.path.iterdir()):
            raise InputError.one(
                f"{folder.path} exists and holds no study", mend="choose an empty or new folder with --out"
            )
        return False
    if known.get("plan") != plan.id:
        name = known.get("study") or known.get("scenario")
        raise InputError.one(
            f"{folder.path} holds something else ({name}, plan {known.get('plan')})",
            mend="choose another folder with --out, or remove that one",
        )
    if known.get("code") != code_digest():
        raise InputError.one(
            f"{folder.path} was begun with another version of the program",
            mend="choose another folder with --out, so that results of two versions do not mix",
        )
    if known.get("status") == "complete":
        # Parts hold every figure, so that asking for others only needs the tables written again.
        asked = known.get("metrics") == list(plan.record.metrics)
        asked &= known.get("better") == dict(plan.record.better)
        return asked and all((folder.path / f"{name}.parquet").exists() for name in STUDY_TABLES)
    if not resume:
        raise InputError.one(
            f"{folder.path} holds an unfinished study (status {known.get('status')})",
            mend="add --resume to go on with it, or choose another folder with --out",
        )
    return False
