"""The page on studies: its study file is one, its program runs, every key is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tiny_study import TINY

from simulator.scenario.studies import Axis, Design, Study, StudyRun
from simulator.study.public import plan_sweep

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "studies.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.mark.long
def test_the_study_of_the_page_is_one(tmp_path: Path) -> None:
    (tmp_path / "my-study.yaml").write_text(block("yaml"), encoding="utf-8")
    plan = plan_sweep(str(tmp_path / "my-study.yaml"), TINY)
    assert [choice.name for choice in plan.choices] == [
        "baseline",
        "tight",
        "round-11",
        "cap=2",
        "cap=6",
        "cap=10",
    ]
    assert len(plan.points) == 6 * 8


@pytest.mark.long
def test_the_program_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "docs/studies.md", "exec"), {})  # noqa: S102  # our own page


def test_every_key_is_explained() -> None:
    obvious = {"id", "title", "summary", "seed", "of", "block"}
    for model in (Study, Design, Axis, StudyRun):
        for name in set(model.model_fields) - obvious:
            assert f"`{name}`" in PAGE, name
