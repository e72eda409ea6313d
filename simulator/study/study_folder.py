"""What the folder of a study says of itself, and whether a study may go on in it."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.errors import InputError, RunError
from simulator.study.arms import scenarios_of
from simulator.study.folder import Folder, Json
from simulator.study.parts import code_digest
from simulator.study.points import Point
from simulator.study.study_plan import StudyPlan

__all__ = ["STUDY_TABLES", "already_done", "check_begun", "head_of", "say_failed"]

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
        "bids": plan.bids.kind,
        "bids_kept": list(plan.bids.kept),
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


def check_begun(folder: Folder, known: Json, plan: str, resume: bool, word: str = "study") -> None:
    """See that a folder is new, or holds this very work and may go on.

    Parameters
    ----------
    folder
        The folder.
    known
        Its manifest.
    plan
        Id of the work.
    resume
        Whether unfinished work may go on.
    word
        What such work is called.

    Raises
    ------
    InputError
        If it holds something else, or unfinished work and ``resume`` is not set.
    """
    if not known:
        if folder.holds_other_things():
            raise InputError.one(
                f"{folder.path} exists and holds no {word}", mend="choose an empty or new folder with --out"
            )
        return
    if known.get("plan") != plan:
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
    if known.get("status") != "complete" and not resume:
        raise InputError.one(
            f"{folder.path} holds an unfinished {word} (status {known.get('status')})",
            mend="add --resume to go on with it, or choose another folder with --out",
        )


def already_done(folder: Folder, known: Json, plan: StudyPlan, resume: bool) -> bool:
    """Tell whether a folder holds this very study, complete.

    Raises
    ------
    InputError
        If it holds something else, or an unfinished study and ``resume`` is not set.
    """
    check_begun(folder, known, plan.id, resume)
    # Parts hold every figure, so that asking for others only needs the tables written again.
    asked = known.get("metrics") == list(plan.record.metrics)
    asked &= known.get("better") == dict(plan.record.better)
    complete = known.get("status") == "complete"
    return complete and asked and all((folder.path / f"{name}.parquet").exists() for name in STUDY_TABLES)
