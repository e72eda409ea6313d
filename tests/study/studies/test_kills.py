"""Studies that are killed outright and resumed end with the digest of one that was left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from killing import Target

from simulator.study.folder import Folder
from simulator.study.ledger import Ledger
from simulator.study.sweep import carry_study


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a matter of POSIX")
def test_killed_and_resumed(plan, tmp_path: Path) -> None:
    change = "run.block=1"
    whole = carry_study(plan(change), tmp_path / "whole").folder.manifest()["digest"]
    out = tmp_path / "out"
    for jobs, at in ((2, 4), (1, 11)):
        target = Target(tmp_path / "tiny.yaml", out, jobs, change)
        assert target.kill(at, 0.005)
        assert Folder(out).manifest()["status"] == "running"
        assert at <= target.parts() < 18
    done = carry_study(plan(change), out, resume=True)
    assert done.folder.manifest()["digest"] == whole
    assert len(Ledger(out / "ledger.sqlite").rows()) == target.parts() == 18, "none lost, none doubled"
