"""What scenarios and campaigns have in common when a study compares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.bidding.strategies.library import AnyStrategy
from simulator.campaign.stages import lay_out_rounds
from simulator.errors import InputError, Place, Problem, nearest
from simulator.scenario.loading import Loaded
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Leaf, List, Map
from simulator.scenario.studies import Better, Study
from simulator.study.campaign_figures import CampaignInputs, campaign_inputs
from simulator.study.campaign_plan import PlannedCampaign
from simulator.study.choices import choices_of
from simulator.study.figures import TABLES
from simulator.study.inputs import Bidding, Inputs, inputs_of
from simulator.study.plan import Plan
from simulator.study.points import Point, points_of
from simulator.study.stage_figures import COURSE, STAGE_FIGURES, WHOLE, stage_of
from simulator.tender.simulate import set_up

__all__ = ["inputs_for", "lay_out", "mixed", "scenarios_of", "spelled_out", "stage_problems", "staged"]


def scenarios_of(plan: Plan | PlannedCampaign) -> Mapping[str, Scenario[AnyStrategy]]:
    """Return the scenarios of a plan: of a campaign by stage, else the only one under an empty name."""
    if isinstance(plan, PlannedCampaign):
        return {one.plan.id: one.made.scenario for one in plan.rounds}
    return {"": plan.scenario.record}


def inputs_for(point: Point) -> Inputs | CampaignInputs:
    """Return a run of a study as plain data that a worker can be sent, under the id of the point."""
    plan = point.plan
    if isinstance(plan, PlannedCampaign):
        return campaign_inputs(plan, point.id)
    made = inputs_of(plan)._replace(plan=point.id, folder=plan.folder.resolve())
    return made if point.frozen_at is None else made._replace(frozen_at=_bidding(point.frozen_at))


def _bidding(plan: Plan) -> Bidding:
    made = inputs_of(plan)
    return Bidding(plan.id, made.scenario, made.clauses, plan.folder.resolve())


def lay_out(plan: Plan | PlannedCampaign) -> None:
    """Lay out the markets of a plan, to find numbers that do not fit together.

    Raises
    ------
    InputError
        If they do not.
    """
    if isinstance(plan, PlannedCampaign):
        lay_out_rounds([one.made for one in plan.rounds], solve=False)
    else:
        set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)


def mixed(study: Loaded[Study]) -> Iterator[Problem]:
    """Find variants that are a campaign where the baseline is a scenario, or the other way round."""
    base, nodes = study.record.baseline, study.root.get("variants")
    key = "campaign" if base.campaign is None else "scenario"
    for name, arm in study.record.variants.items():
        if getattr(arm, key) is None:
            continue
        node = nodes.get(name) if isinstance(nodes, Map) else None
        entry = node.entries.get(key) if isinstance(node, Map) else None
        other = "scenario" if key == "campaign" else "campaign"
        what = f"'{name}' is a {key}, but the baseline is a {other}"
        mend = f"compare {other}s with {other}s; a campaign may have one round"
        yield Problem(what, None if entry is None else entry.place, mend)
    for name, arm in study.record.variants.items():
        if arm.rules is not None and arm.scenario is None and base.campaign is not None:
            node = nodes.get(name) if isinstance(nodes, Map) else None
            entry = node.entries.get("rules") if isinstance(node, Map) else None
            what = f"'{name}' names rules, but each stage of a campaign has rules of its own"
            place = None if entry is None else entry.place
            yield Problem(what, place, "write 'set: {STAGE.rules.book: NAME}'")


def stage_problems(study: Loaded[Study], points: Sequence[Point]) -> Iterator[Problem]:
    """Find figures of stages that a campaign does not have, or that its stages lack a section for."""
    stages = _stages(points)
    if not points:
        # The campaign itself could not be read; that is said already.
        return
    listed = study.root.get("metrics")
    nodes = listed.items if isinstance(listed, List) else ()
    places = {str(one.value): one.place for one in nodes if isinstance(one, Leaf)}
    for name in study.record.metrics:
        stage, rest = stage_of(name)
        known = COURSE if stage == WHOLE else STAGE_FIGURES
        if stage and stage not in (*stages, WHOLE):
            what = f"the metric '{name}' is of a stage '{stage}' that not every campaign here has"
            yield Problem(what, places.get(name), nearest(stage, [*stages, WHOLE]))
        elif rest not in known:
            yield Problem(f"there is no metric '{name}'", places.get(name), nearest(rest, known))
        else:
            yield from _lacking(name, points, places)
    wanted = study.record.run.precision
    if wanted is not None and not stage_of(wanted.metric)[0]:
        what = f"'precision' speaks of '{wanted.metric}' without saying of which stage"
        mend = f"write '{stages[-1]}.{wanted.metric}', or '{WHOLE}.' and a figure of the whole"
        yield Problem(what, study.origins.get("run.precision.metric"), mend)


def _lacking(name: str, points: Sequence[Point], places: Mapping[str, Place]) -> Iterator[Problem]:
    """Find a stage that lacks the section which a figure needs; for the whole one stage with it is enough."""
    stage, rest = stage_of(name)
    known = COURSE if stage == WHOLE else STAGE_FIGURES
    table = TABLES.get(known[rest].table)
    section = table.section if table is not None else ""
    for point in points if section else ():
        found = scenarios_of(point.plan)
        asked = found if stage in ("", WHOLE) else {stage: found[stage]}
        lacking = [one for one, scenario in asked.items() if getattr(scenario, section, None) is None]
        if lacking and (stage != WHOLE or len(lacking) == len(found)):
            whose = f"'{lacking[0]}' of '{point.choice}'"
            what = f"the metric '{name}' needs a section '{section}', which {whose} has not"
            mend = f"add '{lacking[0] if stage not in ('', WHOLE) else 'all'}.{section}: {{}}' under 'set'"
            yield Problem(what, places.get(name), f"{mend} of the baseline")
            return


def _stages(points: Sequence[Point]) -> list[str]:
    """Return the stages that every campaign of a study has, in the order of the first."""
    every = [list(scenarios_of(point.plan)) for point in points]
    return [one for one in every[0] if all(one in names for names in every)] if every else []


def spelled_out(record: Study, points: Sequence[Point]) -> Study:
    """Return a study of campaigns in which a figure without a stage stands for that of every stage."""
    stages = _stages(points)

    def each(name: str) -> list[str]:
        return [name] if stage_of(name)[0] else [f"{stage}.{name}" for stage in stages]

    metrics = dict.fromkeys(one for name in record.metrics for one in each(name))
    better: dict[str, Better] = {one: end for name, end in record.better.items() for one in each(name)}
    return record.model_copy(update={"metrics": tuple(metrics), "better": better})


def staged(study: Loaded[Study], folder: Path, metrics: Sequence[str] = ()) -> Loaded[Study]:
    """Return a study with the figures that are asked for, those of campaigns named by their stages.

    Parameters
    ----------
    study
        The study.
    folder
        Folder that paths of campaigns start from.
    metrics
        Figures; those of the study by default.

    Raises
    ------
    InputError
        If the campaign of the baseline has no such figure, or cannot be read.
    """
    record = study.record.model_copy(update={"metrics": tuple(dict.fromkeys(metrics))} if metrics else {})
    asked = replace(study, record=record)
    if record.baseline.campaign is None:
        return asked
    points, problems = points_of([next(choices_of(study, folder, ()))], [])
    problems += stage_problems(asked, points)
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return replace(study, record=spelled_out(record, points))
