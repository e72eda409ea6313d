"""Studies: the same numbers in any order, on any workers, however cut up, interrupted or damaged."""

from __future__ import annotations

import json
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from simulator.errors import InputError, RunError
from simulator.results.files import read_parquet
from simulator.study import carry as carry_module
from simulator.study.carry import Answer
from simulator.study.executors import Pool, given
from simulator.study.figures import evaluate
from simulator.study.folder import Folder
from simulator.study.inputs import inputs_of
from simulator.study.ledger import Ledger
from simulator.study.lock import only_writer
from simulator.study.parts import Parts
from simulator.study.results import read_study
from simulator.study.sweep import carry_study

POINTS, UNITS = 3, 6


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    """Digest of the undisturbed study, once it is known."""
    return {}


@pytest.fixture
def digest(plan, tmp_path: Path, seen: dict[str, str]) -> str:
    """The digest that every other way must give."""
    if not seen:
        seen["digest"] = str(carry_study(plan(), tmp_path / "whole").folder.manifest()["digest"])
    return seen["digest"]


class Shuffled(Executor):
    """Carries work out when it is waited for, last come first served."""

    def __init__(self) -> None:
        self.inner = ThreadPoolExecutor(1)
        self.order = np.random.default_rng(1)
        self.kept: list[tuple[Future, object, tuple]] = []

    def submit(self, fn, /, *args):
        future: Future = Future()
        self.kept.append((future, fn, args))
        if len(self.kept) == 3:
            for at in self.order.permutation(3):
                later, work, given_ = self.kept[at]
                later.set_result(work(*given_))
            self.kept.clear()
        return future


class Losing(Executor):
    """Loses its workers at some units: each time, or once each."""

    def __init__(self, poison: set[tuple[str, int]], *, once: bool, lost: list) -> None:
        self.poison, self.once, self.lost, self.broken = poison, once, lost, False

    def submit(self, fn, unit):
        future: Future = Future()
        key = (unit.inputs.plan, unit.start)
        hit = key in self.poison and not (self.once and key in self.lost)
        if hit:
            self.lost.append(key)
        self.broken |= hit
        future.set_exception(BrokenExecutor("lost")) if self.broken else future.set_result(fn(unit))
        return future


def test_a_study_leaves_tables_ledger_and_manifest(plan, tmp_path: Path) -> None:
    study = plan()
    outcome = carry_study(study, tmp_path / "out")
    said = outcome.folder.manifest()
    assert (said["status"], said["failed"], said["points"]) == ("complete", 0, POINTS)
    found = read_study(tmp_path / "out")
    comparison = found.comparison()
    assert len(comparison) == POINTS * 2
    assert list(comparison["choice"][:POINTS]) == ["baseline", "line", "cap=1"]
    assert len(found.runs) == UNITS
    assert set(found.runs["status"]) == {"done"}
    point = study.points[2]
    values = evaluate(inputs_of(point.plan), 0, 6)["winners_per_variety"]
    row = comparison[(comparison["choice"] == "cap=1") & (comparison["metric"] == "winners_per_variety")]
    assert float(row["mean"].iloc[0]) == pytest.approx(np.nanmean(values))
    assert float(row["mean"].iloc[0]) <= 1
    kept = read_parquet(tmp_path / "out" / "comparison.parquet")
    assert kept["mean"].tolist() == comparison["mean"].tolist()
    plain = {"string", "large_string", "double", "int64", "bool"}
    plain |= {f"dictionary<values={text}, indices=int8, ordered=0>" for text in ("string", "large_string")}
    for file in (tmp_path / "out").glob("*.parquet"):
        assert {str(one) for one in pq.read_schema(file).types} <= plain, f"others read {file.name} as it is"


@pytest.mark.parametrize("block", [4, 1000])
def test_units_of_work_make_no_difference(plan, tmp_path: Path, digest: str, block: int) -> None:
    done = carry_study(plan(f"run.block={block}"), tmp_path / "out")
    assert done.folder.manifest()["digest"] == digest


def test_order_makes_no_difference(plan, tmp_path: Path, digest: str) -> None:
    done = carry_study(plan(), tmp_path / "out", pool=given(Shuffled(), 2))
    assert done.folder.manifest()["digest"] == digest


def test_interrupted_and_resumed(plan, tmp_path: Path, digest: str, monkeypatch) -> None:
    def stop(done: int, _whole: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_study(plan(), tmp_path / "out", progress=stop)
    assert Folder(tmp_path / "out").manifest()["status"] == "interrupted"
    with pytest.raises(InputError, match="unfinished study"):
        carry_study(plan(), tmp_path / "out")
    units = recorded(monkeypatch)
    done = carry_study(plan(), tmp_path / "out", resume=True)
    assert done.folder.manifest()["digest"] == digest
    assert len(units) == UNITS - 2, "only what is missing is simulated"
    carry_study(plan(), tmp_path / "out")
    assert len(units) == UNITS - 2, "a complete study is found as it is"


def recorded(monkeypatch) -> list[int]:
    units: list[int] = []

    def noted(inputs, start, count):
        units.append(start)
        return evaluate(inputs, start, count)

    monkeypatch.setattr(carry_module, "evaluate", noted)
    return units


@pytest.mark.parametrize("damage", ["torn", "missing", "other"])
def test_a_damaged_part_is_simulated_again(
    plan, tmp_path: Path, digest: str, damage: str, monkeypatch
) -> None:
    out = tmp_path / "out"
    carry_study(plan(), out)
    first, *others = sorted((out / "parts").glob("*-000000000-000003.parquet"))
    second = next(one for one in others if one.read_bytes() != first.read_bytes())
    if damage == "torn":
        first.write_bytes(first.read_bytes()[:100])
    elif damage == "missing":
        first.unlink()
    else:
        first.write_bytes(second.read_bytes())
    (out / "comparison.parquet").unlink()
    units = recorded(monkeypatch)
    assert carry_study(plan(), out, resume=True).folder.manifest()["digest"] == digest
    assert len(units) == 1


def test_a_failed_run_is_a_row_and_the_study_goes_on(plan, tmp_path: Path, digest: str, monkeypatch) -> None:
    bad = plan().points[1].id

    def fails(inputs, start, count):
        if inputs.plan == bad and start:
            raise ValueError("numbers went astray")
        return evaluate(inputs, start, count)

    monkeypatch.setattr(carry_module, "evaluate", fails)
    outcome = carry_study(plan(), tmp_path / "out")
    assert outcome.folder.manifest()["status"] == "partial"
    (row,) = outcome.failed
    assert (row["choice"], row["kind"], row["message"]) == ("line", "ValueError", "numbers went astray")
    assert "--set rules.change.price_test.tests.multiple.times=1.2" in str(row["command"])
    assert "line" not in set(read_study(tmp_path / "out").comparison()["choice"])
    monkeypatch.undo()
    again = carry_study(plan(), tmp_path / "out", resume=True)
    assert again.folder.manifest()["digest"] == digest
    assert not again.failed


def test_lost_workers_are_replaced_and_their_work_repeated(plan, tmp_path: Path, digest: str) -> None:
    study = plan()
    lost: list = []
    poison = {(study.points[1].id, 0), (study.points[2].id, 3)}
    pool = Pool(lambda: Losing(poison, once=True, lost=lost), 2)
    done = carry_study(study, tmp_path / "out", pool=pool)
    assert len(lost) == 2
    assert done.folder.manifest()["digest"] == digest


def test_a_run_that_always_kills_its_worker_fails_alone(plan, tmp_path: Path) -> None:
    study = plan()
    lost: list = []
    pool = Pool(lambda: Losing({(study.points[2].id, 0)}, once=False, lost=lost), 2)
    outcome = carry_study(study, tmp_path / "out", pool=pool)
    (row,) = outcome.failed
    assert (row["choice"], row["start"], row["kind"]) == ("cap=1", 0, "WorkerLost")
    assert len(lost) == 4, "once among others, then three times alone"


def test_workers_of_the_user_that_are_lost_end_the_study(plan, tmp_path: Path) -> None:
    study = plan()
    broken = Losing({(study.points[0].id, 0)}, once=False, lost=[])
    with pytest.raises(RunError, match="--resume"):
        carry_study(study, tmp_path / "out", pool=given(broken, 2))
    assert Folder(tmp_path / "out").manifest()["status"] == "failed"


def test_a_full_disk_stops_cleanly_and_resumes(plan, tmp_path: Path, digest: str, monkeypatch) -> None:
    save, saved = Parts.save, []

    def full(self, point, start, values):
        if len(saved) == 3:
            raise RunError("cannot write: no space left on device")
        saved.append(point)
        return save(self, point, start, values)

    monkeypatch.setattr(Parts, "save", full)
    with pytest.raises(RunError, match="no space left"):
        carry_study(plan(), tmp_path / "out")
    monkeypatch.undo()
    units = recorded(monkeypatch)
    assert carry_study(plan(), tmp_path / "out", resume=True).folder.manifest()["digest"] == digest
    assert len(units) == UNITS - 3


def test_a_disk_that_is_full_before_the_first_manifest_bars_no_folder(
    plan, tmp_path: Path, digest: str, monkeypatch
) -> None:
    """Only the lock and an empty folder for parts are left: the same command, or --resume, begins there."""

    def full(self, name, content):
        raise RunError(f"cannot write {name}: No space left on device")

    monkeypatch.setattr(Folder, "write_text", full)
    with pytest.raises(RunError, match="No space left"):
        carry_study(plan(), tmp_path / "out")
    monkeypatch.undo()
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {".lock", "parts"}
    (tmp_path / "out" / ".manifest.json.4711").write_text("{", encoding="utf-8")
    assert carry_study(plan(), tmp_path / "out", resume=True).folder.manifest()["digest"] == digest


@pytest.mark.parametrize("name", ["parts/letter.txt", ".env", "manifest.json.old"])
def test_folders_of_others_are_told_from_beginnings(tmp_path: Path, name: str) -> None:
    assert not Folder(tmp_path / "none").holds_other_things()
    assert not Folder(tmp_path).holds_other_things()
    (tmp_path / "parts").mkdir()
    (tmp_path / ".lock").touch()
    assert not Folder(tmp_path).holds_other_things()
    (tmp_path / name).touch()
    assert Folder(tmp_path).holds_other_things()


def test_two_writers_are_kept_apart(plan, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (
        only_writer(tmp_path / "out"),
        pytest.raises(RunError, match=r"being written by process \d+ on"),
        only_writer(tmp_path / "out"),
    ):
        pass
    with only_writer(tmp_path / "out"):
        pass
    left = [path.name for path in (tmp_path / "out").iterdir()]
    assert left in ([".lock"], []), "who holds the lock is forgotten with it"


def test_other_folders_are_refused(plan, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds no study"):
        carry_study(plan(), out)
    (out / "letter.txt").unlink()
    carry_study(plan("run.replications=2"), out)
    with pytest.raises(InputError, match="holds another study"):
        carry_study(plan("run.replications=3"), out)
    said = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    older = {**said, "code": "older", "status": "interrupted"}
    (out / "manifest.json").write_text(json.dumps(older), encoding="utf-8")
    with pytest.raises(InputError, match="another version of the program"):
        carry_study(plan("run.replications=2"), out, resume=True)


def test_a_torn_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(RunError, match="cannot write"):
        Ledger(tmp_path / "ledger.sqlite")


def test_precision_decides_on_the_number(plan, tmp_path: Path) -> None:
    wanted = "run.precision={metric: mean_cut_ceiling, half_width: 0.006, pilot: 20, most: 400}"
    done = carry_study(plan(wanted, "run.block=50"), tmp_path / "out").folder.manifest()
    assert done["precision"]["reached"]
    assert 20 < done["replications"] <= 400
    found = read_study(tmp_path / "out").comparison()
    widths = (found["difference_high"] - found["difference_low"])[found["metric"] == "mean_cut_ceiling"] / 2
    assert 0.0055 < widths.max() <= 0.006
    tight = wanted.replace("0.006", "0.0001").replace("400", "25")
    few = carry_study(plan(tight), tmp_path / "few").folder.manifest()
    assert few["replications"] == 25
    assert not few["precision"]["reached"]


def test_an_answer_holds_what_went_wrong() -> None:
    answer = carry_module.work("no unit")  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    assert (answer.values, answer.kind) == (None, "AttributeError")
    assert "Traceback" in answer.trace
