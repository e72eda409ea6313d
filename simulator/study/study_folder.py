"""What the folder of a study says of itself, and whether a study may go on in it."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.study.arms import scenarios_of
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.folder import Folder, Json
from simulator.study.points import Point
from simulator.study.program import code_digest
from simulator.study.study_plan import StudyPlan
from simulator.study.work_folder import Work, begun, check_program

__all__ = ["STUDY_TABLES", "already_done", "bidders_of", "head_of"]

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
        **bidders_of(plan.points),
    }


def bidders_of(points: Sequence[Point]) -> Json:
    """Return how firms bid in runs, as a manifest says it, and whether the runs are campaigns."""
    scenarios = [one for point in points for one in scenarios_of(point.plan).values()]
    used = {one.use for scenario in scenarios for one in scenario.bidding.by_class().values()}
    campaigns = any(isinstance(point.plan, PlannedCampaign) for point in points)
    return {"strategies": sorted(used), "campaigns": campaigns}


def already_done(folder: Folder, known: Json, plan: StudyPlan, resume: bool) -> bool:
    """Tell whether a folder holds this very study, complete.

    Raises
    ------
    InputError
        If it holds something else, or an unfinished study and ``resume`` is not set.
    """
    if not begun(folder, known, Work("study", plan.id, STUDY_TABLES), resume):
        return False
    # Parts hold every figure, so that asking for others only needs the tables written again.
    asked = known.get("metrics") == list(plan.record.metrics)
    asked &= known.get("better") == dict(plan.record.better)
    if not asked:
        check_program(folder, known)
    return asked
