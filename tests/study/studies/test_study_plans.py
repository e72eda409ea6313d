"""Study files: what they run, and everything that is refused before the first run, with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_study import STUDY, TINY

from simulator.errors import InputError
from simulator.streams import spread_points
from simulator.study.executors import here
from simulator.study.figures import FIGURES, TABLES
from simulator.study.public import plan_sweep


def refused(plan, *changes: str, text: str = STUDY, sets: Sequence[str] = TINY) -> str:
    with pytest.raises(InputError) as caught:
        plan(*changes, text=text, sets=sets)
    return str(caught.value)


def values_of(study, path: str) -> list[object]:
    found: list[object] = []
    for point in study.points:
        record: object = point.plan.scenario.record
        for name in path.split("."):
            record = getattr(record, name)
        found.append(record)
    return found


def test_names_of_figures_are_told_apart() -> None:
    assert len(FIGURES) == sum(len(table.figures) for table in TABLES.values())


def test_variants_start_from_the_baseline_and_its_changes(plan) -> None:
    text = STUDY.replace(
        "  scenario: round-9-2023\n", "  scenario: round-9-2023\n  set: {costs.least_margin: 0.07}\n"
    )
    study = plan("variants.other={scenario: round-10-2024}", text=text)
    margins = [str(value) for value in values_of(study, "costs.least_margin.value")]
    assert margins == ["0.07", "0.07", "0.02", "0.07"], "another scenario has values of its own"
    assert [point.choice for point in study.points] == ["baseline", "line", "other", "cap=1"]
    assert values_of(study, "run.seed") == [1] * 4
    assert values_of(study, "market.varieties.value") == [2] * 4, "changes from outside reach every scenario"


def test_futures_cross_every_choice_and_share_draws(plan) -> None:
    costs = "set: [costs.median.generic, costs.median.own-api], lowest: 0.2, highest: 0.4, steps: 3"
    study = plan(f"futures={{of: {{cost: {{{costs}}}}}}}")
    assert [(p.choice, p.future) for p in study.points[:4]] == [
        ("baseline", "cost=0.2"),
        ("line", "cost=0.2"),
        ("cap=1", "cost=0.2"),
        ("baseline", "cost=0.3"),
    ]
    given = [str(value) for value in values_of(study, "costs.median.generic.value")]
    assert given == ["0.2"] * 3 + ["0.3"] * 3 + ["0.4"] * 3
    assert given == [str(value) for value in values_of(study, "costs.median.own_api.value")]


def test_points_are_known_by_what_they_say(plan) -> None:
    first, again = plan(), plan("title.en=Other", "run.block=2")
    assert [one.id for one in first.points] == [one.id for one in again.points]
    assert first.id == again.id
    assert plan("run.seed=2").points[0].id != first.points[0].id
    more = plan("run.replications=60")
    assert more.points[0].id == first.points[0].id, "more replications of the same run"
    assert more.id != first.id
    same = plan("variants.line={set: {rules.change.price_test.tests.multiple.times: 1.8}}")
    assert same.points[1].id != first.points[1].id


@pytest.mark.parametrize("draw", ["latin-hypercube", "sobol"])
def test_drawn_points_cover_every_axis_evenly(draw) -> None:
    points = spread_points(draw, 3, 16, 3)
    assert points.shape == (16, 3)
    slices = np.sort((points * 16).astype(int), axis=0)
    assert (slices == np.arange(16)[:, None]).all(), "one point in each sixteenth of every axis"
    assert (points == spread_points(draw, 3, 16, 3)).all()
    assert (points != spread_points(draw, 4, 16, 3)).any()


def test_drawn_points_of_a_study(plan) -> None:
    axes = (
        "{draw: sobol, points: 4, of: {n: {set: rules.change.places.cap, lowest: 1, highest: 9, whole: true},"
    )
    axes += " m: {set: rules.change.price_test.tests.multiple.times, lowest: 1.1, highest: 11,"
    axes += " scale: log, decimals: 3}}}"
    text = STUDY[: STUDY.index("variants:")] + f"axes: {axes}\n" + STUDY[STUDY.index("metrics:") :]
    study = plan(text=text)
    values = [dict(choice.values) for choice in study.choices[1:]]
    assert sorted(int((np.log(float(v["m"]) / 1.1) / np.log(10)) * 4) for v in values) == [0, 1, 2, 3]
    assert all(1 <= int(v["n"]) <= 9 for v in values)
    assert study.points[1].command.startswith("vbp run round-9-2023 --set run.seed=1")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("winners_per_variety, m", "winers_per_variety, m", 11, "did you mean 'winners_per_variety'?"),
        ("values: [1]", "values: [1, 0]", 10, "0 is out of range: it must be at least 1"),
        ("values: [1]", "lowest: 1, highest: 4000, steps: 2, whole: true", 10, "4000 is out of range"),
        ("times: 1.2", "tmes: 1.2", 7, "did you mean 'times'?"),
        ("rules.change.places.cap", "rules.change.plases.cap", 10, "did you mean 'places'?"),
        ("round-9-2023", "round-19-2023", 0, "there is no round 'round-19-2023'"),
        ("{winners_per_variety: high}", "{winners: high}", 12, "not among the metrics"),
        ("block: 3}", "precision: {metric: shortage, half_width: 0.1}}", 13, "not among the metrics"),
        ("mean_cut_ceiling]", "shortage]", 11, "needs a section 'supply'"),
        ("values: [1]", "lowest: 1, highest: 3", 9, "needs values, or steps"),
        ("axes:\n", "axes:\n  draw: sobol\n  points: 3\n", 9, "no more"),
        ("  scenario: round-9-2023\n", "  rules: round-9-2023\n", 1, "must name a scenario"),
        ("  line:", "  baseline:", 1, "call the variant something else"),
    ],
)
def test_mistakes_are_named_with_their_place(plan, old: str, new: str, line: int, words: str) -> None:
    assert old in STUDY
    said = refused(plan, text=STUDY.replace(old, new))
    assert words in said
    assert f"tiny.yaml:{line}:" in said if line else "tiny.yaml" not in said


def test_all_mistakes_come_at_once(plan) -> None:
    text = STUDY.replace("values: [1]", "values: [0]").replace("times: 1.2", "times: -1")
    said = refused(plan, text=text)
    assert "tiny.yaml:7:" in said
    assert "tiny.yaml:10:" in said


def test_more_runs_than_the_cap_are_refused_before_any_is_laid_out(plan) -> None:
    text = STUDY.replace("values: [1]", "lowest: 1, highest: 10, steps: 1000") + "cap: 40\n"
    said = refused(plan, text=text)
    assert "tiny.yaml:15:6: the study asks for 1002 runs, more than its cap of 40" in said
    assert "raise 'cap' to 1002" in said


def test_markets_that_cannot_be_are_refused_before_the_first_run(plan) -> None:
    said = refused(plan, sets=["market.varieties=8", "market.bids=60"])
    assert "baseline: 54 generic bids cannot be spread" in said


def test_workers_get_ready_while_many_runs_are_laid_out_and_leave_if_the_study_is_refused(
    tmp_path: Path,
) -> None:
    told: list[str] = []
    pool = replace(here(), begin=lambda: told.append("begin"), stop=lambda: told.append("stop"))
    file = tmp_path / "many.yaml"
    file.write_text(STUDY, encoding="utf-8")
    plan_sweep(str(file), TINY, (), pool)
    assert told == [], "so few runs are laid out before a worker is there"
    steps = [f"axes.of.cap.values={list(range(1, 21))}"]
    plan_sweep(str(file), TINY, steps, pool)
    assert told == ["begin"]
    with pytest.raises(InputError, match="cannot be spread"):
        plan_sweep(str(file), ["market.varieties=8", "market.bids=60"], steps, pool)
    assert told == ["begin", "begin", "stop"]
