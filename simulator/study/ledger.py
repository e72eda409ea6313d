"""The ledger of a study: every unit of work with its state, written by one process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import RunError

__all__ = ["Entry", "Ledger"]

_TABLE = """
create table if not exists runs (
  point text not null, start integer not null, count integer not null,
  choice text not null, future text not null, command text not null,
  status text not null default 'pending', digest text, seconds real, tries integer not null default 0,
  kind text, message text, trace text,
  primary key (point, start, count)
)
"""
_COLUMNS = "point, start, count, choice, future, status, tries, seconds, digest, kind, message, command"


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit of work as it is registered."""

    point: str
    start: int
    count: int
    choice: str
    future: str
    command: str


class Ledger:
    """Units of work in a file that survives a kill at any moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._base = sqlite3.connect(path)
            self._base.execute(_TABLE)
            self._base.commit()
        except sqlite3.Error as error:
            raise RunError(f"cannot write {path}: {error}; what was written before is kept") from None

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def register(self, entries: Iterable[Entry]) -> None:
        """Write down what is to be done, before any of it begins; known units keep their state."""
        rows = [(e.point, e.start, e.count, e.choice, e.future, e.command) for e in entries]
        self._write(
            "insert or ignore into runs (point, start, count, choice, future, command) values (?,?,?,?,?,?)",
            rows,
        )

    def done(self, entry: Entry, digest: str, seconds: float) -> None:
        """Write down that the part of a unit is durable."""
        self._write(
            "update runs set status='done', digest=?, seconds=?, tries=tries+1, kind=null, message=null,"
            " trace=null where point=? and start=? and count=?",
            [(digest, seconds, entry.point, entry.start, entry.count)],
        )

    def failed(self, entry: Entry, kind: str, message: str, trace: str) -> None:
        """Write down why a unit could not be done."""
        self._write(
            "update runs set status='failed', tries=tries+1, kind=?, message=?, trace=?"
            " where point=? and start=? and count=?",
            [(kind, message, trace, entry.point, entry.start, entry.count)],
        )

    def again(self, entry: Entry) -> None:
        """Take back that a unit is done: its part is not what was written."""
        self._write(
            "update runs set status='pending', digest=null where point=? and start=? and count=?",
            [(entry.point, entry.start, entry.count)],
        )

    def digests(self) -> dict[tuple[str, int, int], str]:
        """Return the digest of every unit that is done."""
        found = self._base.execute("select point, start, count, digest from runs where status='done'")
        return {(point, start, count): digest for point, start, count, digest in found}

    def rows(self) -> list[dict[str, object]]:
        """Return what is written, in the order of registration."""
        found = self._base.execute(f"select {_COLUMNS} from runs order by rowid")  # noqa: S608
        return [dict(zip(_COLUMNS.split(", "), row, strict=True)) for row in found]

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            with self._base:
                self._base.executemany(statement, rows)
        except sqlite3.Error as error:
            raise RunError(f"cannot write {self._path}: {error}; what was written before is kept") from None
