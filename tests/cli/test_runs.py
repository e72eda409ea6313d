"""Runs end whole or say so: interrupted, resumed, short of disk, on any number of processes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, manifest, outside

pytestmark = pytest.mark.usefixtures("no_report")
SMALL = ("run", "stents-2020", "--reps", "60", "--quiet")
ROUND = ("run", "round-7-2022", "--reps", "40", "--quiet")
BLOCKS = ("--set", "run.block=20")
STARTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test runner may have switched it off
from simulator.cli import main
if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
"""


def interrupted(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start a run, press Ctrl-C once its third block is done, and wait for its end."""
    program = folder / "started.py"
    program.write_text(STARTED, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(program), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stderr is not None
    seen = ""
    for line in process.stderr:
        seen += line
        if line.startswith("block 3 of"):
            os.killpg(process.pid, signal.SIGINT)
            break
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, seen + err)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_run_goes_on_to_the_same_digest(vbp, tmp_path: Path, jobs: str) -> None:
    run = ("run", "round-7-2022", "--reps", "120", "--set", "run.block=8", "--jobs", jobs)
    stopped = interrupted(tmp_path, *run, "--out", "stopped")
    assert stopped.returncode == 130, stopped.stderr
    assert "interrupted; what was written is kept" in stopped.stderr
    if jobs == "1":  # a worker that is still starting when Ctrl-C comes says so with a traceback
        assert "Traceback" not in stopped.stderr
    assert manifest(tmp_path / "stopped")["status"] == "interrupted"
    assert not (tmp_path / "stopped/summary.parquet").exists()

    refused = vbp(*run, "--out", "stopped", "--quiet")
    assert refused.code == 2
    assert "--resume" in refused.err
    parts = {path: path.stat().st_mtime_ns for path in (tmp_path / "stopped/parts").iterdir()}
    assert len(parts) >= 6
    assert vbp(*run, "--out", "stopped", "--quiet", "--resume").code == 0
    kept = [path for path, time in parts.items() if path.stat().st_mtime_ns == time]
    assert len(kept) >= 6, "what was done is not done again"
    assert vbp(*run, "--out", "whole", "--quiet").code == 0
    ends = [manifest(tmp_path / name) for name in ("stopped", "whole")]
    assert [end["status"] for end in ends] == ["complete", "complete"]
    assert ends[0]["digest"] == ends[1]["digest"]


@pytest.mark.slow
def test_digest_depends_on_nothing_but_the_inputs(vbp, tmp_path: Path) -> None:
    """Blocks, processes and the order of hashes make no difference; the seed does."""
    variants = {
        "plain": (),
        "blocks": BLOCKS,
        "odd": ("--set", "run.block=7"),
        "jobs": (*BLOCKS, "--jobs", "2"),
    }
    for name, extra in variants.items():
        assert vbp(*ROUND, *extra, "--out", name).code == 0
    for hash_seed in ("0", "4711"):
        name = f"hash-{hash_seed}"
        done = outside([*ROUND, "--out", name], tmp_path, PYTHONHASHSEED=hash_seed)
        assert done.returncode == 0, done.stderr
        variants[name] = ()
    assert len({manifest(tmp_path / name)["digest"] for name in variants}) == 1
    assert len({manifest(tmp_path / name)["plan"] for name in variants}) == 1
    assert vbp(*ROUND, "--seed", "2", "--out", "seed").code == 0
    assert manifest(tmp_path / "seed")["digest"] != manifest(tmp_path / "plain")["digest"]


@pytest.mark.long
def test_a_folder_with_another_run_is_refused(vbp) -> None:
    assert vbp(*SMALL, "--out", "out").code == 0
    answer = vbp("run", "stents-2020", "--reps", "61", "--quiet", "--out", "out")
    assert answer.code == 2
    assert "holds another run" in answer.err


class Disk:
    """A disk that is full from a certain write on."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.writes = 0
        self.fsync = os.fsync

    def __call__(self, handle: int) -> None:
        self.writes += 1
        if self.writes > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.fsync(handle)


@pytest.mark.parametrize("room", [4, *(pytest.param(room, marks=pytest.mark.slow) for room in (0, 1, 8, 14))])
def test_full_disk_is_one_sentence_and_the_run_can_go_on(
    vbp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", Disk(room))
        answer = vbp(*SMALL, *BLOCKS, "--out", "out")
    assert answer.code == 1
    assert os.strerror(errno.ENOSPC) in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not [path for path in (tmp_path / "out").rglob(".*") if path.is_file() and path.name != ".lock"], (
        "no half-written file stays"
    )
    if room:
        assert manifest(tmp_path / "out")["status"] != "complete"
    else:
        assert not (tmp_path / "out/manifest.json").exists()
        for path in (tmp_path / "out").iterdir():
            path.rmdir() if path.is_dir() else path.unlink()
    assert vbp(*SMALL, *BLOCKS, "--out", "out", "--resume").code == 0
    assert vbp(*SMALL, "--out", "whole").code == 0
    assert manifest(tmp_path / "out")["digest"] == manifest(tmp_path / "whole")["digest"]


def test_damaged_manifest_is_said(vbp, tmp_path: Path) -> None:
    assert vbp(*SMALL, "--out", "out").code == 0
    (tmp_path / "out/manifest.json").write_text("{", encoding="utf-8")
    for arguments in ((*SMALL, "--out", "out"), ("published", "out")):
        answer = vbp(*arguments)
        assert answer.code == 2
        assert "damaged" in answer.err


TWO = ("run", "stents-2020", "hips-2021", "--reps", "20", "--quiet", "--out", "both")


@pytest.mark.long
def test_several_scenarios_run_in_turn(vbp, tmp_path: Path) -> None:
    done = vbp(*TWO)
    assert done.code == 0, done.err
    for name in ("stents-2020", "hips-2021"):
        assert manifest(tmp_path / "both" / name)["status"] == "complete"


@pytest.mark.long
def test_one_of_several_fails_and_the_others_are_complete(vbp, tmp_path: Path) -> None:
    (tmp_path / "both" / "stents-2020").mkdir(parents=True)
    (tmp_path / "both" / "stents-2020" / "mine.txt").write_text("not a run", encoding="utf-8")
    done = vbp(*TWO)
    assert done.code == 3
    assert "holds no run" in done.err
    assert "vbp: stents-2020 failed" in done.err
    assert manifest(tmp_path / "both" / "hips-2021")["status"] == "complete"


def test_nothing_runs_when_one_of_several_is_wrong(vbp, tmp_path: Path) -> None:
    done = vbp("run", "stents-2020", "hips-2o21", "stents-2020", "--reps", "20", "--out", "both")
    assert done.code == 2
    assert "hips-2021" in done.err, "the nearest spelling"
    assert "named twice" in done.err, "all problems at once"
    assert not (tmp_path / "both").exists()
