"""A small run that the tests of reports read, and copies of it to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run import execute

SETS = ("run.replications=40", "run.block=20", "run.seed=3")


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return the folder of a complete run; not to be written to."""
    return execute(make_plan("round-7-2022", SETS), tmp_path_factory.mktemp("run") / "whole")


@pytest.fixture
def copied_run(whole_run: Folder, tmp_path: Path) -> Callable[[str], Folder]:
    """Return a maker of copies that a test may change."""

    def copy(name: str) -> Folder:
        shutil.copytree(whole_run.path, tmp_path / name)
        return Folder(tmp_path / name)

    return copy
