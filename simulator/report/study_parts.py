"""Figures of a study out of its durable parts, and which of them no longer say what the ledger says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from simulator.results.bids import Floats
from simulator.results.files import digest, read_parquet
from simulator.study.comparison import Sample

__all__ = ["Rows", "altered_parts", "point_values", "samples_from_parts"]

Rows = Sequence[Mapping[str, object]]


def samples_from_parts(path: Path, rows: Rows, points: pd.DataFrame | None) -> list[Sample]:
    """Return the figures of each choice in each future, from the first replication on without a gap.

    Parameters
    ----------
    path
        Folder of the study.
    rows
        Its ledger.
    points
        Table of its points, in which one run may bear several names; else the names of the ledger hold.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        point = str(row["point"])
        names[str(row["choice"]), str(row["future"])] = point
        if row["status"] == "done":
            spans.setdefault(point, []).append((int(str(row["start"])), int(str(row["count"]))))
    if points is not None:
        named = zip(points["choice"], points["future"], points["point"], strict=True)
        names = {(str(choice), str(future)): str(point) for choice, future, point in named}
    values = {point: point_values(path, point, own) for point, own in spans.items()}
    return [
        Sample(choice, future, found)
        for (choice, future), point in names.items()
        if (found := values.get(point))
    ]


def point_values(
    path: Path, point: str, spans: Sequence[tuple[int, int]], first: int = 0
) -> dict[str, Floats]:
    """Return the figures of a point, from a first replication on without a gap; nothing if that one lacks."""
    tables = []
    at = first
    for start, count in sorted(spans):
        table = _part(path, point, start, count) if start == at else None
        if table is None:
            break
        tables.append(table)
        at = start + count
    return _joined(tables) if tables else {}


def altered_parts(path: Path, rows: Rows) -> list[str]:
    """Name the parts that are missing, or do not say what the ledger says of them."""
    changed = []
    for row in rows:
        point, start, count = str(row["point"]), int(str(row["start"])), int(str(row["count"]))
        if row["status"] != "done" or not isinstance(row["digest"], str):
            continue
        table = _part(path, point, start, count)
        if table is None or digest({"part": table}) != row["digest"]:
            changed.append(f"parts/{_name(point, start, count)}")
    return changed


def _joined(tables: Sequence[pd.DataFrame]) -> dict[str, Floats]:
    names = [str(name) for name in tables[0].columns if name != "replication"]
    return {
        name: np.concatenate([table[name].to_numpy(dtype=np.float64) for table in tables]) for name in names
    }


def _part(path: Path, point: str, start: int, count: int) -> pd.DataFrame | None:
    try:
        return read_parquet(path / "parts" / _name(point, start, count))
    except (OSError, ValueError, pa.ArrowException):
        return None


def _name(point: str, start: int, count: int) -> str:
    return f"{point}-{start:09d}-{count:06d}.parquet"
