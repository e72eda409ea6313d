"""Runs: whole, interrupted, resumed, short of disk; always the same numbers or a plain refusal."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import InputError, RunError, VbpError
from simulator.results.files import digest
from simulator.study import blocks as blocks_module
from simulator.study.folder import Folder
from simulator.study.lock import only_writer
from simulator.study.plan import Plan, make_plan
from simulator.study.run import execute
from simulator.study.run_folder import TABLES, read_tables

NAME, REPS = "insulin-2021", 12


def small(block: int = 3, *sets: str) -> Plan:
    """Return a small plan of four blocks."""
    return make_plan(NAME, [f"run.replications={REPS}", f"run.block={block}", *sets])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The run that every other way must equal."""
    return execute(small(), tmp_path_factory.mktemp("runs") / "whole")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Record the blocks that are simulated."""
    blocks: list[tuple[int, int]] = []
    play = blocks_module.play_block

    def recorded(tender, start, count):
        blocks.append((start, count))
        return play(tender, start, count)

    monkeypatch.setattr(blocks_module, "play_block", recorded)
    return blocks


def stop_after(blocks: int) -> Callable[[int, int], None]:
    """Return a progress callback that presses Ctrl-C after some blocks."""

    def progress(done: int, _whole: int) -> None:
        if done == blocks:
            raise KeyboardInterrupt

    return progress


def interrupted(folder: Path, plan: Plan, after: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        execute(plan, folder, progress=stop_after(after))
    assert Folder(folder).manifest()["status"] == "interrupted"


def test_run_leaves_tables_manifest_and_inputs(whole: Folder) -> None:
    said = whole.manifest()
    assert said["status"] == "complete"
    assert (said["plan"], said["scenario"]) == (small().id, NAME)
    assert (said["seed"], said["replications"]) == (1, REPS)
    tables = read_tables(whole)
    assert set(tables) == set(TABLES)
    assert said["digest"] == digest(tables), "the digest is that of the files"
    assert sorted(tables["replications"]["replication"].unique()) == list(range(REPS))
    assert (tables["summary"]["n"] <= REPS).all()
    again = make_plan(str(whole.path / "resolved.yaml"))
    assert again.scenario.record == small().scenario.record


def test_summary_is_the_mean_of_the_replications(whole: Folder) -> None:
    tables = read_tables(whole)
    means = tables["replications"].groupby("variable")["value"].mean()
    summary = tables["summary"].set_index("metric")["mean"]
    pd.testing.assert_series_equal(
        summary.sort_index(), means[summary.index].sort_index(), check_names=False, rtol=1e-12
    )


@pytest.mark.parametrize("block", [5, 12, 500])
def test_blocks_make_no_difference(whole: Folder, tmp_path: Path, block: int) -> None:
    done = execute(small(block), tmp_path / "out")
    assert done.manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.slow
def test_processes_make_no_difference(whole: Folder, tmp_path: Path) -> None:
    done = execute(small(), tmp_path / "out", jobs=2)
    assert done.manifest()["digest"] == whole.manifest()["digest"]


def test_seed_makes_a_difference(whole: Folder, tmp_path: Path) -> None:
    done = execute(small(3, "run.seed=2"), tmp_path / "out")
    assert done.manifest()["digest"] != whole.manifest()["digest"]


def test_fewer_replications_are_the_first_ones(whole: Folder, tmp_path: Path) -> None:
    fewer = read_tables(execute(make_plan(NAME, ["run.replications=5"]), tmp_path / "out"))["replications"]
    first = read_tables(whole)["replications"].query("replication < 5")
    pd.testing.assert_frame_equal(fewer, first.reset_index(drop=True))


def test_progress_counts_the_blocks(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    execute(small(), tmp_path / "out", progress=lambda done, all_: seen.append((done, all_)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.long
@pytest.mark.parametrize("after", [1, 2, 3])
def test_interrupted_run_goes_on_where_it_stopped(
    whole: Folder, tmp_path: Path, played: list[tuple[int, int]], after: int
) -> None:
    out = tmp_path / "out"
    interrupted(out, small(), after)
    assert played == [(0, 3), (3, 3), (6, 3)][:after]
    kept = {path: path.stat().st_mtime_ns for path in (out / "parts").iterdir()}
    assert len(kept) == 2 * after
    with pytest.raises(InputError, match="no complete run"):
        read_tables(Folder(out))
    with pytest.raises(InputError, match="--resume"):
        execute(small(), out)

    played.clear()
    done = execute(small(), out, resume=True)
    blocks = [(0, 3), (3, 3), (6, 3), (9, 3)]
    assert [block for block in played if block[1] > 1] == blocks[after:], "only what is missing"
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())
    assert done.manifest()["status"] == "complete"
    assert done.manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.slow
def test_interrupted_run_of_two_processes_goes_on(whole: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        execute(small(1), out, jobs=2, progress=stop_after(3))
    assert Folder(out).manifest()["status"] == "interrupted"
    done = execute(small(1), out, jobs=2, resume=True)
    assert done.manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.long
@pytest.mark.parametrize("block", [2, 5, 12])
def test_resume_may_cut_the_work_up_anew(whole: Folder, tmp_path: Path, block: int) -> None:
    interrupted(tmp_path / "out", small(), 2)
    done = execute(small(block), tmp_path / "out", resume=True)
    assert done.manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.long
def test_block_with_half_of_its_files_is_done_again(whole: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    interrupted(out, small(), 2)
    (out / "parts/round-000000003.parquet").unlink()
    assert execute(small(), out, resume=True).manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.long
def test_block_cut_up_anew_and_interrupted_halfway_is_done_again(
    whole: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of 6, then of 3, stopped between the two files of a block, then of 6 again."""
    out = tmp_path / "out"
    interrupted(out, small(6), 1)
    from simulator.study import folder as folder_module

    write = folder_module.write_parquet

    def stops(table: pd.DataFrame, path: Path) -> None:
        if path.name.startswith("round"):
            raise KeyboardInterrupt
        write(table, path)

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "write_parquet", stops)
        with pytest.raises(KeyboardInterrupt):
            execute(small(3), out, resume=True)
    assert execute(small(6), out, resume=True).manifest()["digest"] == whole.manifest()["digest"]


def test_complete_run_is_not_run_again(whole: Folder, played: list[tuple[int, int]]) -> None:
    before = whole.manifest()
    assert execute(small(), whole.path).manifest() == before
    assert execute(small(), whole.path, resume=True).manifest() == before
    assert played == []


@pytest.mark.long
def test_complete_run_without_a_table_is_mended(whole: Folder, tmp_path: Path) -> None:
    done = execute(small(), tmp_path / "out")
    (done.path / "summary.parquet").unlink()
    assert execute(small(), done.path).manifest()["digest"] == whole.manifest()["digest"]
    assert set(read_tables(done)) == set(TABLES)


@pytest.mark.long
def test_csv_files_say_the_same(tmp_path: Path) -> None:
    done = execute(small(), tmp_path / "out", csv=True)
    for name, table in read_tables(done).items():
        read = pd.read_csv(done.path / f"{name}.csv", encoding="utf-8-sig")
        assert list(read.columns) == list(table.columns)
        assert len(read) == len(table)
        for column in table.select_dtypes("number"):
            pd.testing.assert_series_equal(read[column], table[column], check_dtype=False, rtol=1e-12)


def test_csv_files_may_be_asked_for_later(tmp_path: Path) -> None:
    done = execute(small(), tmp_path / "out")
    execute(small(), done.path, csv=True)
    assert (done.path / "summary.csv").exists()


def test_folder_of_another_plan_is_refused(whole: Folder) -> None:
    before = whole.manifest()
    for resume in (False, True):
        with pytest.raises(InputError, match="holds another run") as caught:
            execute(small(3, "run.seed=2"), whole.path, resume=resume)
        assert small().id in str(caught.value)
        assert "--out" in caught.value.problems[0].mend
    assert whole.manifest() == before


def test_folder_with_files_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    for resume in (False, True):
        with pytest.raises(InputError, match="holds no run"):
            execute(small(), tmp_path, resume=resume)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_empty_folder_is_taken(whole: Folder, tmp_path: Path) -> None:
    assert execute(small(), tmp_path).manifest()["digest"] == whole.manifest()["digest"]


@pytest.mark.parametrize("text", ["{", "[]", "null", ""])
def test_damaged_manifest_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        execute(small(), tmp_path)


@pytest.mark.parametrize("below", ["taken", "taken/deeper"])
def test_file_in_place_of_the_folder_is_said(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(VbpError):
        execute(small(), tmp_path / below)


@pytest.mark.long
@pytest.mark.parametrize("room", [1, 4, 7, 12])
def test_full_disk_is_said_and_the_run_goes_on_later(
    whole: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """The disk takes some files and then no more; what it took is kept."""
    writes = 0
    sync = os.fsync

    def full(handle: int) -> None:
        nonlocal writes
        writes += stat.S_ISREG(os.fstat(handle).st_mode)
        if writes > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RunError, match=os.strerror(errno.ENOSPC)):
            execute(small(), out)
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["status"] != "complete"
    with pytest.raises(InputError):
        read_tables(Folder(out))
    assert not [path for path in out.rglob(".*") if path.is_file() and path.name != ".lock"], (
        "no half file stays"
    )
    assert execute(small(), out, resume=True).manifest()["digest"] == whole.manifest()["digest"]


def test_folder_that_cannot_be_synced_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def fails_on_folders(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fails_on_folders)
    with pytest.raises(RunError):
        execute(small(), tmp_path / "out")


def test_full_disk_at_the_last_write_leaves_no_complete_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Folder.write_manifest

    def full(self, content, **news):
        if news.get("status") == "complete":
            raise RunError("cannot write")
        return write(self, content, **news)

    monkeypatch.setattr(Folder, "write_manifest", full)
    with pytest.raises(RunError):
        execute(small(), tmp_path / "out")
    assert Folder(tmp_path / "out").manifest()["status"] != "complete"


def test_any_failure_is_in_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(blocks_module, "play_block", broken)
    with pytest.raises(MemoryError):
        execute(small(), tmp_path / "out")
    assert Folder(tmp_path / "out").manifest()["status"] == "failed"


def test_lost_worker_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost:
        def __init__(self, **_: object) -> None: ...

        def __enter__(self) -> Lost:
            return self

        def __exit__(self, *_: object) -> None: ...

        def shutdown(self, **_: object) -> None: ...

        def submit(self, *_: object) -> Future[int]:
            future: Future[int] = Future()
            future.set_exception(BrokenProcessPool("a worker was killed"))
            return future

    monkeypatch.setattr(blocks_module, "ProcessPoolExecutor", Lost)
    with pytest.raises(RunError):
        execute(small(), tmp_path / "out", jobs=2)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_read_only_folder_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RunError, match="--out"):
            execute(small(), tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    """Another process that writes there is named, and what it has written stays as it is."""
    interrupted(tmp_path / "out", small(), after=1)
    before = sorted((tmp_path / "out").rglob("*.parquet"))
    with only_writer(tmp_path / "out"), pytest.raises(RunError, match=r"being written by process \d+ on"):
        execute(small(), tmp_path / "out", resume=True)
    assert sorted((tmp_path / "out").rglob("*.parquet")) == before
    assert execute(small(), tmp_path / "out", resume=True).manifest()["status"] == "complete"


def test_what_another_version_began_is_not_gone_on_with(whole: Folder, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole.path, out)
    older = {**whole.manifest(), "code": "older"}
    (out / "manifest.json").write_text(json.dumps(older), encoding="utf-8")
    assert execute(small(), out).manifest()["code"] == "older", "complete work stays what it is"
    (out / "manifest.json").write_text(json.dumps({**older, "status": "failed"}), encoding="utf-8")
    with pytest.raises(InputError, match="another version of the program"):
        execute(small(), out, resume=True)
