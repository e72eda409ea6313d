"""The runs of a study: each choice in each future, loaded and checked, with an id made of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from shlex import quote

from simulator.errors import InputError, Problem
from simulator.scenario.catalogue import find
from simulator.scenario.nodes import List, Map, Node
from simulator.scenario.overrides import Setting
from simulator.study.campaign_plan import PlannedCampaign, campaign_fingerprint, plan_campaign
from simulator.study.choices import Choice
from simulator.study.design_points import DesignPoint
from simulator.study.plan import Plan, fingerprint, load_scenario

__all__ = ["Point", "points_of"]


@dataclass(frozen=True, slots=True)
class Point:
    """One run: a choice in a future."""

    choice: str
    future: str
    """Empty where a study has no futures."""
    plan: Plan | PlannedCampaign
    id: str
    """Hash of everything that decides the figures of a replication."""
    command: str
    """Command that runs this point alone, with all tables."""


def points_of(choices: Sequence[Choice], futures: Sequence[DesignPoint]) -> tuple[list[Point], list[Problem]]:
    """Load every run of a study, and collect the problems of all of them.

    Parameters
    ----------
    choices
        What is compared.
    futures
        Each choice is run in each of them; none for a study without futures.
    """
    points: list[Point] = []
    problems: list[Problem] = []
    for future in futures or (DesignPoint("", (), ()),):
        for choice in choices:
            settings = [*choice.settings, *future.settings]
            try:
                points.append(_point(choice, future, settings))
            except InputError as error:
                problems += error.problems
    return points, problems


def _point(choice: Choice, future: DesignPoint, settings: Sequence[str | Setting]) -> Point:
    changes = " ".join(f"--set {quote(_said(one))}" for one in settings)
    if choice.campaign:
        course = plan_campaign(choice.scenario, settings)
        plan_id = _id(campaign_fingerprint(course.loaded, course.rounds, ("block", "replications")))
        return Point(choice.name, future.name, course, plan_id, f"vbp campaign {choice.scenario} {changes}")
    scenario, rules = load_scenario(choice.scenario, settings)
    folder = find("rounds", choice.scenario).parent
    plan_id = _id(fingerprint(scenario, rules, folder, ("block", "replications")))
    command = f"vbp run {choice.scenario} {changes}"
    return Point(choice.name, future.name, Plan(scenario, rules, plan_id, folder), plan_id, command)


def _id(content: str) -> str:
    """Make an id of what a run says and of the version that runs it."""
    made = f"{content[:12]}|{version('vbp-sim')}"
    return hashlib.sha256(made.encode()).hexdigest()[:12]


def _said(setting: str | Setting) -> str:
    return setting if isinstance(setting, str) else f"{setting.path}={_inline(setting.value)}"


def _inline(node: Node) -> str:
    """Write a value on one line, as a command line takes it."""
    if isinstance(node, Map):
        return "{" + ", ".join(f"{entry.key}: {_inline(entry.node)}" for entry in node.entries.values()) + "}"
    if isinstance(node, List):
        return "[" + ", ".join(_inline(one) for one in node.items) + "]"
    if node.value is None:
        return "null"
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
