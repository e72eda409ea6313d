"""What can be wrong with a study beyond its form: figures, number of runs, sections, markets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.errors import InputError, Problem, nearest
from simulator.scenario.loading import Loaded
from simulator.scenario.nodes import Leaf, List, Map
from simulator.scenario.studies import Study
from simulator.study.arms import lay_out, mixed, scenarios_of, stage_problems
from simulator.study.design_points import count_points
from simulator.study.figures import FIGURES, missing_section, unknown_figure
from simulator.study.points import Point
from simulator.study.stage_figures import COURSE, STAGE_FIGURES, stage_of

__all__ = ["cap_problems", "lacking_sections", "metric_problems", "unfit_markets"]

_LAID_OUT = 24
"""Points whose markets are laid out before the first run, to find numbers that do not fit together."""


def metric_problems(study: Loaded[Study]) -> Iterator[Problem]:
    """Find figures that do not exist, or are spoken of without being asked for."""
    record, root = study.record, study.root
    yield from mixed(study)
    listed = root.get("metrics")
    named = (
        [(one, one.value) for one in listed.items if isinstance(one, Leaf)]
        if isinstance(listed, List)
        else []
    )
    seen: set[object] = set()
    rounds = record.baseline.campaign is not None
    known = {**STAGE_FIGURES, **COURSE} if rounds else FIGURES
    for node, name in named:
        rest = stage_of(str(name))[1] if rounds else name
        if rest not in known:
            mend = nearest(str(rest), known) if rounds else unknown_figure(str(name))
            yield Problem(f"there is no metric '{name}'", node.place, mend)
        elif name in seen:
            yield Problem(f"the metric '{name}' is named twice", node.place, "name it once")
        seen.add(name)
    better = root.get("better")
    for name in record.better:
        entry = better.entries.get(name) if isinstance(better, Map) else None
        if name not in record.metrics:
            what = f"'better' speaks of '{name}', which is not among the metrics"
            yield Problem(what, None if entry is None else entry.place, nearest(name, record.metrics))
    wanted = record.run.precision
    if wanted is not None and wanted.metric not in record.metrics:
        what = f"'precision' speaks of '{wanted.metric}', which is not among the metrics"
        yield Problem(what, study.origins.get("run.precision.metric"), nearest(wanted.metric, record.metrics))
    if wanted is not None and wanted.most < wanted.pilot:
        what = f"the most replications, {wanted.most}, are fewer than the {wanted.pilot} of the pilot"
        yield Problem(what, study.origins.get("run.precision.most"), "raise 'most', or lower 'pilot'")


def cap_problems(study: Loaded[Study]) -> Iterator[Problem]:
    """Find that a study asks for more runs than it may have."""
    record = study.record
    choices = 1 + len(record.variants) + count_points(record.axes)
    futures = count_points(record.futures) or 1
    if choices * futures > record.cap:
        what = f"the study asks for {choices * futures} runs, more than its cap of {record.cap}"
        place = study.origins.get("cap") or study.origins.get("axes") or study.origins.get("futures")
        yield Problem(what, place, f"raise 'cap' to {choices * futures}, or lay out fewer points")


def lacking_sections(study: Loaded[Study], points: Sequence[Point]) -> Iterator[Problem]:
    """Find figures that a run does not have, because its scenario lacks a section."""
    if study.record.baseline.campaign is not None:
        yield from stage_problems(study, points)
        return
    listed = study.root.get("metrics")
    nodes = listed.items if isinstance(listed, List) else ()
    for node, name in zip(nodes, study.record.metrics, strict=False):
        for point in points:
            section = missing_section(name, scenarios_of(point.plan)[""])
            if section:
                what = f"the metric '{name}' needs a section '{section}', which '{point.choice}' has not"
                yield Problem(what, node.place, f"add '{section}: {{}}' under 'set' of the baseline")
                break


def unfit_markets(points: Sequence[Point]) -> Iterator[Problem]:
    """Lay out markets, all of them or an even choice of many, to find numbers that do not fit together."""
    step = max(len(points) // _LAID_OUT, 1)
    for point in {one.id: one for one in (*points[::step], *points[-1:])}.values():
        try:
            lay_out(point.plan)
        except InputError as error:
            name = point.choice + (f" in {point.future}" if point.future else "")
            yield from (Problem(f"{name}: {one.what}", one.place, one.mend) for one in error.problems)
