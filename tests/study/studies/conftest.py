"""A tiny study, and ways to carry it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tiny_study import STUDY, TINY

from simulator.study.public import plan_sweep
from simulator.study.study_plan import StudyPlan

Planner = Callable[..., StudyPlan]


@pytest.fixture
def plan(tmp_path: Path) -> Planner:
    """Lay out the tiny study, changed as asked."""

    def make(*changes: str, text: str = STUDY, sets: Sequence[str] = TINY) -> StudyPlan:
        (tmp_path / "tiny.yaml").write_text(text, encoding="utf-8")
        return plan_sweep(str(tmp_path / "tiny.yaml"), sets, changes)

    return make
