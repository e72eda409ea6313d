"""What a study left in its folder, as tables, compared with any of its choices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.results.files import read_written
from simulator.scenario.studies import Better
from simulator.study.answers import of_choices, with_answers, with_bids
from simulator.study.campaigns import read_campaign_tables
from simulator.study.comparison import Sample, comparison_table, samples_of
from simulator.study.folder import Folder, Json
from simulator.study.regret import dominance_table, regret_table
from simulator.study.run_folder import read_tables
from simulator.study.study_folder import STUDY_TABLES

__all__ = ["StudyResult", "read_study", "tables_in"]


@dataclass(frozen=True)
class StudyResult:
    """A finished comparison."""

    path: Path | None
    """Folder of the study; none for a comparison of run folders."""
    manifest: Json
    points: pd.DataFrame
    """One row for each run: what it is, and the command that runs it alone."""
    runs: pd.DataFrame
    """The ledger: one row for each unit of work, failed ones with the reason."""
    samples: tuple[Sample, ...]
    """Figures by replication."""
    metrics: tuple[str, ...]
    pilot: int = 0

    @property
    def better(self) -> dict[str, Better]:
        """Which end of a figure is better, as the study says."""
        said = self.manifest.get("better")
        return (
            {str(name): "low" if end == "low" else "high" for name, end in said.items()}
            if isinstance(said, dict)
            else {}
        )

    def regrets(self) -> pd.DataFrame:
        """Return what each choice may cost in hindsight (see ``regret_table``)."""
        return regret_table(of_choices(self.samples), self.better)

    def dominance(self) -> pd.DataFrame:
        """Return which choices are worse than another throughout (see ``dominance_table``)."""
        return dominance_table(of_choices(self.samples), self.better)

    def comparison(self, baseline: str = "baseline") -> pd.DataFrame:
        """Return each figure of everything compared, with paired differences.

        Columns are those of ``comparison_table``, then ``bids``, ``left_open`` and ``reading`` (what
        certificates of solved bids leave open of a price), and, with ``bids: both``, those of ``ANSWERS``.
        """
        name = str(self.manifest.get("study", "compare"))
        table = comparison_table(name, self.samples, self.metrics, baseline, self.pilot)
        table = with_bids(table, str(self.manifest.get("bids", "")))
        return with_answers(table, self.samples, self.manifest.get("certificate"), self.pilot)


def tables_in(path: Path) -> tuple[dict[str, pd.DataFrame], Json]:
    """Read every table of finished work, the most important first, and what it says of itself.

    Raises
    ------
    InputError
        If the folder holds no run, campaign, study, measured sensitivity or design, or none that is complete.
    """
    folder = Folder(path)
    said = folder.manifest()
    kind = said.get("kind")
    if kind == "campaign":
        return read_campaign_tables(folder), said
    if kind in ("sensitivity", "design"):
        return _tables_of_points(path, said), said
    if kind != "study":
        return read_tables(folder), said
    read_study(path)
    names = [name for name in ("comparison", "regrets", "dominance", *STUDY_TABLES[1:]) if _there(path, name)]
    return read_written(path, names), said


def _tables_of_points(path: Path, said: Json) -> dict[str, pd.DataFrame]:
    listed = said.get("tables")
    if said.get("status") not in ("complete", "partial") or not isinstance(listed, list):
        raise InputError.one(
            f"{path} holds an unfinished {said['kind']} (status {said.get('status') or 'unknown'})",
            mend=f"finish it with 'vbp {said['kind']} … --resume'",
        )
    return read_written(path, [str(name) for name in listed])


def _there(path: Path, name: str) -> bool:
    return (path / f"{name}.parquet").exists()


def read_study(path: Path) -> StudyResult:
    """Read the folder of a study.

    Raises
    ------
    InputError
        If it holds no finished study.
    """
    folder = Folder(path)
    said = folder.manifest()
    if said.get("kind") != "study" or said.get("status") not in ("complete", "partial"):
        raise InputError.one(
            f"{path} holds no finished study (status {said.get('status') or 'unknown'})",
            mend="finish it with 'vbp sweep … --resume'",
        )
    tables = read_written(path, ("points", "runs", "replications"))
    listed, wanted = said.get("metrics"), said.get("precision")
    return StudyResult(
        path,
        said,
        tables["points"],
        tables["runs"],
        samples_of(tables["replications"]),
        tuple(str(name) for name in listed) if isinstance(listed, list) else (),
        int(str(wanted["pilot"])) if isinstance(wanted, dict) else 0,
    )
