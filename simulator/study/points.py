"""The runs of a study: each choice in each future, loaded and checked, with an id made of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from shlex import quote

from simulator.errors import InputError, Problem
from simulator.scenario.catalogue import find
from simulator.scenario.nodes import List, Map, Node
from simulator.scenario.overrides import Setting
from simulator.study.bids import answers_already, moved_markups, national_values, solved_settings
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
    solved: bool = False
    """Whether the study lets makers bid the equilibrium here."""
    kept: tuple[str, ...] = ()
    """Costs and ceilings that are not those fitted for solved bids."""
    frozen_at: Plan | None = None
    """Run whose bids everybody hands in here; its own if none."""


def points_of(
    choices: Sequence[Choice], futures: Sequence[DesignPoint], solve: bool = False
) -> tuple[list[Point], list[Problem]]:
    """Load every run of a study, and collect the problems of all of them.

    Parameters
    ----------
    choices
        What is compared.
    futures
        Each choice is run in each of them; none for a study without futures.
    solve
        Let makers bid the equilibrium wherever the scenario's own strategies do not answer to the rules.
    """
    points: list[Point] = []
    problems: list[Problem] = []
    load = _Loading(solve)
    for future in futures or (DesignPoint("", (), ()),):
        for choice in choices:
            settings = [*choice.settings, *future.settings]
            try:
                points.append(load.point(choice, future, settings))
            except InputError as error:
                problems += error.problems
    return points, problems


class _Loading:
    """Loads runs, with solved bids if asked for."""

    def __init__(self, solve: bool) -> None:
        self._solve = solve
        self._national: dict[str, frozenset[str]] = {}

    def point(self, choice: Choice, future: DesignPoint, settings: Sequence[str | Setting]) -> Point:
        """Load one run; campaigns bid as they are written."""
        if choice.campaign:
            changes = " ".join(f"--set {quote(_said(one))}" for one in settings)
            course = plan_campaign(choice.scenario, settings)
            plan_id = _id(campaign_fingerprint(course.loaded, course.rounds, ("block", "replications")))
            command = f"vbp campaign {choice.scenario} {changes}"
            return Point(choice.name, future.name, course, plan_id, command)
        scenario, rules = load_scenario(choice.scenario, settings)
        kept: tuple[str, ...] = ()
        solved = self._solve and not answers_already(scenario.record)
        if solved:
            problems = tuple(moved_markups(settings))
            if problems:
                raise InputError(problems)
            if choice.scenario not in self._national:
                self._national[choice.scenario] = national_values(choice.scenario)
            national = self._national[choice.scenario]
            settings, kept = solved_settings(national, scenario.record, rules.record.clauses, settings)
            scenario, rules = load_scenario(choice.scenario, settings)
        folder = find("rounds", choice.scenario).parent
        plan_id = _id(fingerprint(scenario, rules, folder, ("block", "replications")))
        changes = " ".join(f"--set {quote(_said(one))}" for one in settings)
        command = f"vbp run {choice.scenario} {changes}"
        plan = Plan(scenario, rules, plan_id, folder)
        return Point(choice.name, future.name, plan, plan_id, command, solved, kept)


def _id(content: str) -> str:
    """Make an id of what a run says and of the version that runs it."""
    made = f"{content[:12]}|{_version()}"
    return hashlib.sha256(made.encode()).hexdigest()[:12]


@cache
def _version() -> str:
    return version("vbp-sim")


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
