"""Tables of a study beside its comparison: what its runs are."""

from __future__ import annotations

import json

import pandas as pd

from simulator.scenario.studies import Study
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.points import Point
from simulator.study.study_plan import StudyPlan

__all__ = ["pilot_of", "points_table"]


def pilot_of(record: Study) -> int:
    """Return how many first replications decided on the number of all; 0 if it was fixed."""
    return 0 if record.run.precision is None else record.run.precision.pilot


def _named(point: Point) -> tuple[str, str]:
    """Return the scenario, or the campaign, of a run, and its rule books in calendar order."""
    plan = point.plan
    if isinstance(plan, PlannedCampaign):
        return plan.record.id, ", ".join(one.rules.record.id for one in plan.rounds)
    return plan.scenario.record.id, plan.rules.record.id


def points_table(plan: StudyPlan) -> pd.DataFrame:
    """Return one row for each run: what it is, and the command that runs it alone."""
    axes = {choice.name: dict(choice.values) for choice in plan.choices}
    futures = {future.name: dict(future.values) for future in plan.futures}
    titles = {choice.name: choice for choice in plan.choices}
    rows = [
        {
            "study": plan.record.id,
            "choice": point.choice,
            "future": point.future,
            "title_en": titles[point.choice].title_en,
            "title_zh": titles[point.choice].title_zh,
            "point": point.id,
            "scenario": _named(point)[0],
            "rule_book": _named(point)[1],
            "values": json.dumps({**axes[point.choice], **futures.get(point.future, {})}, ensure_ascii=False),
            "command": point.command,
        }
        for point in plan.points
    ]
    return pd.DataFrame(rows)
