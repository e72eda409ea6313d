"""What tells the choices of a study apart: rule by rule in sentences, read again from their commands."""

from __future__ import annotations

import shlex
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from simulator.errors import InputError
from simulator.report.campaign_rules import beside_rules, campaign_differences, sentences_of
from simulator.report.differences import differences
from simulator.study.campaign_plan import PlannedCampaign, plan_campaign
from simulator.study.plan import Plan, make_plan

__all__ = ["RuleDifference", "rule_differences"]

Words = tuple[str, str]

_MOST_CHOICES = 8
_MISSING: Words = (
    "What it changes could not be read again here; its command stands at the end of the page.",
    "此处无法重新读取其改动；命令见文末。",
)
_SAME: Words = ("Nothing but the seed or the future differs.", "除种子或未来情形外没有差异。")


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """What one choice changes against the baseline."""

    choice: Words
    said: list[Words]
    """What its rules say otherwise."""
    others: list[Words]
    """What else differs between the scenarios."""
    missing: Words


def rule_differences(
    points: pd.DataFrame, titles: Mapping[str, Words], baseline: str
) -> list[RuleDifference]:
    """Tell each choice from the baseline, in the first future.

    Parameters
    ----------
    points
        Table ``points`` of a study.
    titles
        Titles of the choices.
    baseline
        Choice that the others are told from.

    Returns
    -------
    list
        Nothing for studies of many choices, which differ in the values that their names give.
    """
    if "command" not in points.columns:
        return []
    rows = points.drop_duplicates("choice").to_dict("records")
    first = {str(row["choice"]): row for row in rows}
    others = [name for name in first if name != baseline]
    if baseline not in first or not 0 < len(others) <= _MOST_CHOICES:
        return []
    base = _plan_of(first[baseline])
    return [_told(base, _plan_of(first[one]), titles.get(one, (one, one))) for one in others]


def _told(
    base: Plan | PlannedCampaign | None, other: Plan | PlannedCampaign | None, title: Words
) -> RuleDifference:
    if isinstance(base, PlannedCampaign) and isinstance(other, PlannedCampaign):
        return RuleDifference(title, *campaign_differences(base, other), _SAME)
    if isinstance(base, Plan) and isinstance(other, Plan):
        return _difference(base, other, title)
    return RuleDifference(title, [], [], _MISSING)


def _plan_of(row: Mapping[Hashable, object]) -> Plan | PlannedCampaign | None:
    """Lay a run out again from its command; nothing if that gives another one, or none."""
    words = shlex.split(str(row["command"]))
    sets = [after for word, after in pairwise(words) if word == "--set"]
    try:
        if words[:2] == ["vbp", "campaign"]:
            campaign = plan_campaign(words[2], sets)
            return campaign if campaign.record.id == str(row["scenario"]) else None
        plan = make_plan(words[2], sets) if words[:2] == ["vbp", "run"] else None
    except (InputError, OSError, IndexError):
        return None
    return plan if plan is not None and plan.rules.record.id == str(row["rule_book"]) else None


def _difference(base: Plan, other: Plan, title: Words) -> RuleDifference:
    rules = differences(base.rules.tree, other.rules.tree)
    return RuleDifference(title, sentences_of(rules), sentences_of(beside_rules(base, other)), _SAME)
