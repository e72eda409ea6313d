"""Points played on any workers, each unit of work kept in a folder as it is done, and done only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from simulator.results.bids import Floats
from simulator.study.arms import inputs_for
from simulator.study.carry import Answer, Unit, carry_out
from simulator.study.executors import Pool
from simulator.study.folder import Json
from simulator.study.ledger import Entry, Ledger
from simulator.study.parts import Parts
from simulator.study.points import Point
from simulator.study.work_folder import told_if_stopped

__all__ = ["Playing", "Progress", "Span", "kept"]

Progress = Callable[[int, int], None]
Span = tuple[int, int]
"""First replication and number of replications of a unit of work."""


@dataclass(slots=True)
class Playing:
    """Points that are simulated, with what is known of them."""

    parts: Parts
    ledger: Ledger
    pool: Pool
    progress: Progress | None = None
    done: int = 0
    whole: int = 0
    spans: dict[str, list[Span]] = field(default_factory=dict)
    """Units of work of every point, so far."""

    def play(self, points: Sequence[Point], spans: Sequence[Span]) -> None:
        """Simulate what is missing of some replications of points; a unit that fails is a row of the ledger.

        Parameters
        ----------
        points
            The points; two names for the same run are one run.
        spans
            Units of work of each of them.
        """
        unique = {point.id: point for point in points}
        for name in unique:
            asked = self.spans.setdefault(name, [])
            asked += [span for span in spans if span not in asked]
        entries = [
            Entry(point.id, *span, point.choice, point.future, point.command)
            for point in unique.values()
            for span in spans
        ]
        self.ledger.register(entries)
        known = self.ledger.digests()
        missing = [e for e in entries if not self._has(e, known.get((e.point, e.start, e.count)))]
        self.whole += len(entries)
        self.done += len(entries) - len(missing)
        self._tell()
        names = dict.fromkeys(entry.point for entry in missing)
        inputs = {name: inputs_for(unique[name]) for name in names}
        by_unit = {(entry.point, entry.start): entry for entry in missing}
        units = [Unit(inputs[entry.point], entry.start, entry.count) for entry in missing]
        carry_out(
            units, self.pool, lambda unit, answer: self._take(by_unit[unit.inputs.plan, unit.start], answer)
        )

    def found(
        self, points: Sequence[Point], spans: Sequence[Span] | None = None
    ) -> Iterator[tuple[Point, dict[str, Floats]]]:
        """Return points with all their figures, by replication; those of which a unit failed are left out.

        Parameters
        ----------
        points
            The points.
        spans
            Units of work that are asked for; all that were played by default.
        """
        done = self.ledger.digests()
        for point in points:
            asked = self.spans[point.id] if spans is None else spans
            if all((point.id, *span) in done for span in asked):
                yield point, self.parts.read(point.id, asked)

    def rows(self) -> list[dict[str, object]]:
        """Return the ledger, without what is left from another cutting up of the work."""
        asked = {(name, *span) for name, spans in self.spans.items() for span in spans}
        return [row for row in self.ledger.rows() if (row["point"], row["start"], row["count"]) in asked]

    def failed(self) -> tuple[dict[str, object], ...]:
        """Return the rows of units that failed, each with the command to repeat it."""
        return tuple(row for row in self.rows() if row["status"] == "failed")

    def _take(self, entry: Entry, answer: Answer) -> None:
        if answer.values is None:
            self.ledger.failed(entry, answer.kind, answer.message, answer.trace)
        else:
            said = self.parts.save(entry.point, entry.start, answer.values)
            self.ledger.done(entry, said, answer.seconds)
        self.done += 1
        self._tell()

    def _has(self, entry: Entry, said: str | None) -> bool:
        if self.parts.has(entry.point, entry.start, entry.count, said):
            return True
        if said is not None:
            self.ledger.again(entry)
        return False

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.done, self.whole)


@contextmanager
def kept(parts: Parts, manifest: Json) -> Iterator[Ledger]:
    """Open the ledger of a folder for a block of work; the manifest says if the block is cut short.

    Parameters
    ----------
    parts
        The folder; this process is its only writer.
    manifest
        What the manifest says while the work is under way.
    """
    ledger = Ledger(parts.path / "ledger.sqlite")
    try:
        with told_if_stopped(parts.folder, manifest):
            yield ledger
    finally:
        ledger.close()
