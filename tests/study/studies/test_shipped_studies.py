"""Every shipped study is checked, and runs with a few replications of a small market."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_study import TINY

from simulator.report.studies import study_lines, study_rows
from simulator.report.terminal import width_of
from simulator.scenario.catalogue import list_ids
from simulator.study.executors import here
from simulator.study.public import plan_sweep, sweep_study
from simulator.study.study_plan import study_of

STUDIES = list_ids("studies")
FEWER = {
    "number-of-winners": ("axes.of.places.values=[1, 10]",),
    "committed-share": ("axes.of.share.values=[0.5]",),
    "cost-and-line": ("futures.points=2", "run.precision.pilot=20", "run.precision.most=21"),
}
SMALLER = {
    "pilot-expansion-renewal": (
        "supply=null",
        *(f"pilot.{one}" for one in TINY),
        *(f"rounds.{stage}.entry={{bids: 2, firms: 2}}" for stage in ("expansion", "renewal")),
    )
}


def test_the_studies_that_are_promised_are_there() -> None:
    assert {
        "anchor-and-revivals",
        "backup-supplier",
        "committed-share",
        "fifty-per-cent-shelter",
        "number-of-winners",
        "pilot-expansion-renewal",
        "pilot-and-expansion",
        "prepayment",
        "quality-gate",
        "renewal",
    } <= set(STUDIES)


@pytest.mark.parametrize("name", STUDIES)
def test_titles_and_better_ends(name: str) -> None:
    record = study_of(name)[0].record
    assert record.id == name
    assert record.title.en != record.title.zh
    assert len(record.summary.en) > 60


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
def test_it_runs(name: str, tmp_path: Path) -> None:
    changes = [*FEWER.get(name, ()), *([] if name == "cost-and-line" else ["run.replications=2"])]
    plan = plan_sweep(name, SMALLER.get(name, TINY), [*changes, "bids=frozen"])
    found = sweep_study(plan, here(), tmp_path / "out")
    assert found.manifest["status"] == "complete", found.runs["message"].tolist()
    assert len(found.comparison()) == len(plan.points) * len(plan.record.metrics)
    for language in ("en", "zh"):
        lines = study_lines(found, None, language)
        assert max(width_of(line) for line in lines) <= 100
    assert len(study_rows(found, None)) == len(found.comparison())
