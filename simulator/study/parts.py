"""The folder of a study: manifest, ledger, and one durable part for each unit of work."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.results.bids import Floats
from simulator.results.files import digest, read_parquet, write_parquet
from simulator.study.folder import Folder
from simulator.study.points import Point

__all__ = ["Parts", "StudyDigest", "units_of"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a study; each holds every figure of some replications of one point."""

    path: Path

    @property
    def folder(self) -> Folder:
        """The folder with its manifest."""
        return Folder(self.path)

    def save(self, point: str, start: int, values: dict[str, Floats]) -> str:
        """Write one part, whole or not at all, and return the digest of what it says."""
        columns = _columns(start, values)
        write_parquet(pd.DataFrame(columns), self._path(point, start, columns["replication"].size))
        return digest({"part": columns})

    def has(self, point: str, start: int, count: int, said: str | None) -> bool:
        """Tell whether a part is there and says what the ledger says it says."""
        path = self._path(point, start, count)
        if said is None or not path.exists():
            return False
        try:
            return digest({"part": read_parquet(path)}) == said
        except (OSError, ValueError, pa.ArrowException):
            return False

    def read(self, point: str, spans: Sequence[Span]) -> dict[str, Floats]:
        """Return every figure of a point, in the order of its replications."""
        tables = [pq.read_table(self._path(point, start, count)) for start, count in spans]
        names = [str(name) for name in tables[0].column_names if name != "replication"]
        return {
            name: np.concatenate([table[name].to_numpy().astype(np.float64, copy=False) for table in tables])
            for name in names
        }

    def _path(self, point: str, start: int, count: int) -> Path:
        return self.path / "parts" / f"{point}-{start:09d}-{count:06d}.parquet"


def units_of(start: int, stop: int, block: int) -> list[Span]:
    """Cut replications into units of work: first replication and number of each."""
    return [(at, min(block, stop - at)) for at in range(start, stop, block)]


class StudyDigest:
    """The digest of everything that the runs of a study found, taken point by point.

    It depends on the points and their figures alone: not on how the work was cut up, in which order it was
    done, where, or how often it was interrupted.
    """

    def __init__(self) -> None:
        self._state = hashlib.sha256()

    def add(self, point: Point, values: dict[str, Floats]) -> None:
        """Take the next point, in the order of the plan."""
        said = digest({"point": _columns(0, values)})
        self._state.update(f"{point.choice}|{point.future}|{point.id}|{said}\n".encode())

    def finish(self) -> str:
        """Return the digest."""
        return self._state.hexdigest()


def _columns(start: int, values: Mapping[str, Floats]) -> dict[str, npt.NDArray[Any]]:
    count = next(iter(values.values())).size
    return {"replication": np.arange(start, start + count), **values}
