"""Reads the folder of a sensitivity analysis or of a search for its page, with what was changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.report.data import Flaw, read_manifest, shortened
from simulator.report.study_data import ledger_rows, say_unfinished, study_in
from simulator.report.study_parts import Rows, altered_parts, point_values
from simulator.results.bids import Floats
from simulator.results.files import read_parquet
from simulator.scenario.studies import Study
from simulator.study.folder import Folder

__all__ = ["PointsData", "matches", "read_points_data"]


@dataclass(frozen=True, slots=True)
class PointsData:
    """What a folder of points holds; whatever could not be read is missing, and ``flaws`` says why."""

    path: Path
    manifest: Mapping[str, object]
    tables: Mapping[str, pd.DataFrame]
    study: Study | None
    rows: Rows
    """The ledger."""
    flaws: tuple[Flaw, ...]

    def number(self, name: str) -> int:
        """Return a whole number of the manifest, 0 if it is not there."""
        value = self.manifest.get(name)
        return value if isinstance(value, int) else 0

    @property
    def metrics(self) -> list[str]:
        """Figures that were watched."""
        listed = self.manifest.get("metrics")
        return [str(one) for one in listed] if isinstance(listed, list) else []

    @property
    def failed(self) -> list[Mapping[str, object]]:
        """Points that failed, each with the command that repeats it."""
        return [row for row in self.rows if row["status"] == "failed"]

    def played(self, fresh: bool = False) -> dict[str, dict[str, Floats]]:
        """Return figures by replication at each point, by the values of its axes.

        Parameters
        ----------
        fresh
            Take the later replications, on which designs were tried again.
        """
        edge = self.number("replications")
        own = [
            row
            for row in self.rows
            if row["status"] == "done" and (int(str(row["start"])) >= edge > 0) is fresh
        ]
        spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for row in own:
            key = str(row["future"]), str(row["point"])
            spans.setdefault(key, []).append((int(str(row["start"])), int(str(row["count"]))))
        first = edge if fresh else 0
        values = {key: point_values(self.path, key[1], found, first) for key, found in spans.items()}
        return {label: found for (label, _), found in values.items() if found}


def read_points_data(folder: Folder, names: Sequence[str], needed: Sequence[str]) -> PointsData:
    """Read a folder of points, complete or not.

    Parameters
    ----------
    folder
        The folder.
    names
        Its tables beside the ledger.
    needed
        Columns that the first of them must have.
    """
    flaws: list[Flaw] = []
    manifest = read_manifest(folder, flaws)
    complete = manifest.get("status") in ("complete", "partial")
    tables: dict[str, pd.DataFrame] = {}
    for name in (*names, "runs"):
        table = _table(folder.path / f"{name}.parquet", complete, flaws)
        if table is not None and name == names[0] and not set(needed) <= set(table.columns):
            flaws.append(Flaw("flaw-damaged", (("name", f"{name}.parquet"),)))
        elif table is not None:
            tables[name] = table
    rows = ledger_rows(folder.path, tables.get("runs"))
    say_unfinished(manifest, rows, flaws)
    study = study_in(folder, flaws)
    changed = altered_parts(folder.path, rows)
    if changed:
        flaws.append(Flaw("flaw-changed", (("names", shortened(changed)),)))
    return PointsData(folder.path, manifest, tables, study, rows, tuple(flaws))


def _table(file: Path, complete: bool, flaws: list[Flaw]) -> pd.DataFrame | None:
    if not file.exists():
        if complete:
            flaws.append(Flaw("flaw-missing", (("name", file.name),)))
        return None
    try:
        return read_parquet(file)
    except (OSError, pa.ArrowException):
        flaws.append(Flaw("flaw-damaged", (("name", file.name),)))
        return None


def matches(told: float, values: Floats | None) -> bool:
    """Say whether a mean in a table is that of the figures by replication; unknown figures match."""
    if values is None:
        return True
    known = values[~np.isnan(values)]
    if not known.size:
        return bool(np.isnan(told))
    return bool(np.isclose(told, float(known.mean()), rtol=1e-9, atol=1e-12))
