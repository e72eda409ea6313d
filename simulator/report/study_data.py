"""Reads the folder of a study for its page: what is whole, what is missing, and what was changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.errors import InputError
from simulator.report.data import Flaw, read_manifest, shortened
from simulator.report.study_parts import Rows, altered_parts, samples_from_parts
from simulator.results.bids import Floats
from simulator.results.files import read_parquet
from simulator.scenario.loading import load
from simulator.scenario.studies import Study
from simulator.study.choices import BASELINE
from simulator.study.comparison import Sample, samples_of
from simulator.study.folder import Folder
from simulator.study.results import StudyResult
from simulator.study.study_plan import plan_study
from simulator.study.study_tables import points_table

__all__ = ["StudyData", "ledger_rows", "read_study_data", "say_unfinished", "study_in"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "points": ("choice", "future", "title_en", "title_zh", "point", "scenario", "rule_book", "command"),
    "replications": ("choice", "future", "replication", "variable", "value"),
    "runs": ("point", "start", "count", "choice", "future", "status", "digest", "message", "command"),
    "comparison": ("metric", "future", "choice", "baseline", "mean", "difference"),
}


@dataclass(frozen=True, slots=True)
class StudyData:
    """What the page of a study shows; whatever could not be read is missing, and ``flaws`` says why."""

    path: Path
    manifest: Mapping[str, object]
    study: Study | None
    """The study file, as it stands in the folder."""
    result: StudyResult
    """Its figures by replication, as far as they are known."""
    baseline: str
    """Choice that differences are taken from."""
    runs: tuple[Mapping[str, object], ...]
    """The ledger."""
    flaws: tuple[Flaw, ...]

    def fact(self, name: str) -> str:
        """Return an entry of the manifest as text, empty if it is not there."""
        value = self.manifest.get(name)
        return "" if value is None else str(value)

    @property
    def failed(self) -> list[Mapping[str, object]]:
        """Units of work that failed, each with the command that repeats it."""
        return [row for row in self.runs if row["status"] == "failed"]


def read_study_data(folder: Folder) -> StudyData:
    """Read the folder of a study, complete or not.

    Parameters
    ----------
    folder
        The folder.
    """
    flaws: list[Flaw] = []
    manifest = read_manifest(folder, flaws)
    complete = manifest.get("status") in ("complete", "partial")
    tables = {name: _table(folder.path, name, complete, flaws) for name in _COLUMNS}
    rows = ledger_rows(folder.path, tables["runs"])
    say_unfinished(manifest, rows, flaws)
    replications = tables["replications"]
    points = _points(folder, manifest) if tables["points"] is None else tables["points"]
    kept = samples_from_parts(folder.path, rows, points)
    samples = kept if replications is None else samples_of(replications)
    metrics = _metrics(manifest, samples)
    changed = [
        *altered_parts(folder.path, rows),
        *_altered_samples(replications, kept, metrics),
    ]
    result = StudyResult(
        folder.path,
        dict(manifest),
        _titles(samples) if points is None else points,
        pd.DataFrame(rows),
        tuple(samples),
        metrics,
        _pilot(manifest),
    )
    names = [one.choice for one in samples]
    baseline = BASELINE if BASELINE in names or not names else names[0]
    changed += _altered_comparison(tables["comparison"], result, baseline)
    if changed:
        names_changed = shortened(list(dict.fromkeys(changed)))
        flaws.append(Flaw("flaw-changed", (("names", names_changed),)))
    study = study_in(folder, flaws)
    return StudyData(folder.path, manifest, study, result, baseline, tuple(rows), tuple(flaws))


def _table(path: Path, name: str, complete: bool, flaws: list[Flaw]) -> pd.DataFrame | None:
    file = path / f"{name}.parquet"
    if not file.exists():
        if complete:
            flaws.append(Flaw("flaw-missing", (("name", file.name),)))
        return None
    try:
        table = read_parquet(file)
    except (OSError, pa.ArrowException):
        table = pd.DataFrame()
    if not set(_COLUMNS[name]) <= set(table.columns) or table.empty:
        flaws.append(Flaw("flaw-damaged", (("name", file.name),)))
        return None
    return table


def ledger_rows(path: Path, runs: pd.DataFrame | None) -> Rows:
    """Return the units of work: from their table, else from the file that is written while they are done."""
    if runs is not None:
        return [{str(k): v for k, v in row.items()} for row in runs.to_dict("records")]
    columns = _COLUMNS["runs"]
    file = path / "ledger.sqlite"
    if not file.exists():
        return []
    try:
        base = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = base.execute(f"select {', '.join(columns)} from runs order by rowid").fetchall()  # noqa: S608
        finally:
            base.close()
    except sqlite3.Error:
        return []
    return [dict(zip(columns, row, strict=True)) for row in found]


def say_unfinished(manifest: Mapping[str, object], rows: Rows, flaws: list[Flaw]) -> None:
    """Add to the flaws that work is left, if the folder says so."""
    status = str(manifest.get("status"))
    done = sum(row["status"] == "done" for row in rows)
    values = (("status", status), ("done", str(done)), ("of", str(len(rows))))
    if manifest and status == "partial":
        flaws.append(Flaw("flaw-study-partial", values))
    elif manifest and status != "complete":
        flaws.append(Flaw("flaw-study-unfinished", values))


def _points(folder: Folder, manifest: Mapping[str, object]) -> pd.DataFrame | None:
    """Lay the points of an unfinished study out again, if its file still gives the same ones."""
    try:
        plan = plan_study(load(folder.path / "study.yaml", Study), folder.path)
    except (InputError, OSError):
        return None
    return points_table(plan) if plan.id == manifest.get("plan") else None


def _metrics(manifest: Mapping[str, object], samples: Sequence[Sample]) -> tuple[str, ...]:
    known = dict.fromkeys(name for one in samples for name in one.values)
    listed = manifest.get("metrics")
    wanted = [str(name) for name in listed] if isinstance(listed, list) else []
    return tuple(name for name in wanted if name in known) or tuple(known)


def _pilot(manifest: Mapping[str, object]) -> int:
    wanted = manifest.get("precision")
    pilot = wanted.get("pilot") if isinstance(wanted, Mapping) else None
    return pilot if isinstance(pilot, int) else 0


def _titles(samples: Sequence[Sample]) -> pd.DataFrame:
    names = list(dict.fromkeys(one.choice for one in samples))
    rows = [{"choice": one, "future": "", "title_en": one, "title_zh": one} for one in names]
    return pd.DataFrame(rows, columns=["choice", "future", "title_en", "title_zh"])


def _altered_samples(
    replications: pd.DataFrame | None, kept: Sequence[Sample], metrics: Sequence[str]
) -> list[str]:
    """Name the table of replications if it says otherwise than the parts that it was put together from."""
    if replications is None:
        return []
    parts = {(one.choice, one.future): one.values for one in kept}
    for one in samples_of(replications):
        own = parts.get((one.choice, one.future), {})
        if any(
            name in own and not _same(one.values[name], own[name]) for name in metrics if name in one.values
        ):
            return ["replications.parquet"]
    return []


def _altered_comparison(table: pd.DataFrame | None, result: StudyResult, baseline: str) -> list[str]:
    if table is None or not result.samples:
        return []
    again = result.comparison(baseline)
    keys = ["metric", "future", "choice"]
    both = table.merge(again, on=keys, how="outer", suffixes=("", "_again"))
    same = len(both) == len(table) == len(again) and all(
        _same(both[name].to_numpy(dtype=np.float64), both[f"{name}_again"].to_numpy(dtype=np.float64))
        for name in ("mean", "difference")
    )
    return [] if same else ["comparison.parquet"]


def _same(one: Floats, other: Floats) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=1e-12, equal_nan=True))


def study_in(folder: Folder, flaws: list[Flaw]) -> Study | None:
    """Read the study file of a folder; one that cannot be read joins the flaws."""
    try:
        return load(folder.path / "study.yaml", Study).record
    except (InputError, OSError) as error:
        what = error.problems[0].what if isinstance(error, InputError) else error.strerror or ""
        flaws.append(Flaw("flaw-inputs", (("name", "study.yaml"), ("what", what))))
        return None
