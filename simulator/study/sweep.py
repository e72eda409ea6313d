"""Carries a study out into a folder: planned first, durable run by run, resumed where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from simulator.errors import RunError
from simulator.results.bids import Floats
from simulator.results.files import write_parquet
from simulator.results.paired import enough
from simulator.scenario.loading import resolved_yaml
from simulator.scenario.studies import Precision
from simulator.study.arms import inputs_for
from simulator.study.carry import Answer, Unit, carry_out
from simulator.study.choices import BASELINE
from simulator.study.comparison import Sample, comparison_table, replications_table
from simulator.study.executors import Pool, here
from simulator.study.folder import Folder, Json
from simulator.study.ledger import Entry, Ledger
from simulator.study.lock import only_writer
from simulator.study.parts import Parts, StudyDigest, units_of
from simulator.study.points import Point
from simulator.study.regret import dominance_table, regret_table
from simulator.study.study_folder import already_done, head_of, say_failed
from simulator.study.study_plan import StudyPlan
from simulator.study.study_tables import pilot_of, points_table

__all__ = ["Outcome", "carry_study"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study left."""

    folder: Folder
    failed: tuple[dict[str, object], ...]
    """Rows of the ledger of runs that failed, each with the command to repeat it."""


@dataclass(slots=True)
class _Study:
    plan: StudyPlan
    parts: Parts
    ledger: Ledger
    pool: Pool
    progress: Progress | None
    done: int = 0
    whole: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)
    """Units of work of every point, so far."""

    def play(self, start: int, stop: int) -> None:
        """Simulate what is missing of a stretch of replications of every point."""
        spans = units_of(start, stop, self.plan.record.run.block)
        self.spans += spans
        # Two names for the same run are one run.
        unique = {point.id: point for point in self.plan.points}
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

    def rows(self) -> list[dict[str, object]]:
        """Return the ledger, without what is left from another cutting up of the work."""
        return [row for row in self.ledger.rows() if (row["start"], row["count"]) in self.spans]

    def found(self) -> Iterator[tuple[Point, dict[str, Floats]]]:
        """Return all figures of every point of which no run failed."""
        done = self.ledger.digests()
        for point in self.plan.points:
            if all((point.id, *span) in done for span in self.spans):
                yield point, self.parts.read(point.id, self.spans)

    def samples(self) -> tuple[tuple[Sample, ...], str]:
        """Return the figures that the study asks for, and the digest of all."""
        metrics, said, found = self.plan.record.metrics, StudyDigest(), []
        for point, values in self.found():
            said.add(point, values)
            found.append(Sample(point.choice, point.future, {name: values[name] for name in metrics}))
        return tuple(found), said.finish()


def carry_study(
    plan: StudyPlan,
    out: Path,
    *,
    pool: Pool | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Carry a study out and leave its tables in a folder.

    Parameters
    ----------
    plan
        The checked study.
    out
        Folder for the results.
    pool
        Where the work is done; the results do not depend on it.
    resume
        Go on with an interrupted study in the same folder: only what is missing is simulated.
    progress
        Called with units done and units in all.

    Raises
    ------
    InputError
        If the folder holds something else, or an unfinished study and ``resume`` is not set.
    RunError
        If something cannot be written, another process writes there, or the workers are lost.
    """
    parts = Parts(out)
    folder = parts.folder
    workers = pool or here()
    try:
        known = folder.manifest()
        if already_done(folder, known, plan, resume):
            return Outcome(folder, ())
        folder.create()
        with only_writer(out):
            return _carry(plan, parts, workers, known, progress)
    finally:
        if workers.stop is not None:
            workers.stop()


def _carry(plan: StudyPlan, parts: Parts, pool: Pool, known: Json, progress: Progress | None) -> Outcome:
    folder = parts.folder
    manifest = folder.write_manifest(known, **head_of(plan))
    folder.write_text("study.yaml", resolved_yaml(plan.study))
    ledger = Ledger(parts.path / "ledger.sqlite")
    try:
        study = _Study(plan, parts, ledger, pool, progress)
        news = _play(study)
        news["digest"] = _finish(study)
        failed = tuple(row for row in study.rows() if row["status"] == "failed")
    except KeyboardInterrupt:
        folder.write_manifest(manifest, status="interrupted")
        raise
    except BaseException:
        say_failed(folder, manifest)
        raise
    finally:
        ledger.close()
    folder.write_manifest(manifest, **news, status="partial" if failed else "complete", failed=len(failed))
    return Outcome(folder, failed)


def _play(study: _Study) -> Json:
    """Simulate as many replications as are fixed, or as the precision asks for."""
    run = study.plan.record.run
    wanted = run.precision
    if wanted is None:
        study.play(0, run.replications)
        return {"replications": run.replications}
    study.play(0, wanted.pilot)
    needed = max(_needed(study, wanted) or [wanted.pilot])
    count = max(min(needed, wanted.most), wanted.pilot)
    if count > wanted.pilot:
        study.play(wanted.pilot, count)
    return {
        "replications": count,
        "precision": {
            "metric": wanted.metric,
            "half_width": str(wanted.half_width),
            "pilot": wanted.pilot,
            "needed": needed,
            "reached": needed <= wanted.most,
        },
    }


def _needed(study: _Study, wanted: Precision) -> list[int]:
    samples, _ = study.samples()
    bases = {one.future: one for one in samples if one.choice == BASELINE}
    width = float(wanted.half_width)
    return [
        enough(one.values[wanted.metric], bases[one.future].values[wanted.metric], width)
        for one in samples
        if one.choice != BASELINE and one.future in bases
    ]


def _finish(study: _Study) -> str:
    plan, path = study.plan, study.parts.path
    samples, said = study.samples()
    name, metrics = plan.record.id, plan.record.metrics
    if not any(one.choice == BASELINE for one in samples):
        raise RunError("every run of the baseline failed; 'vbp sweep … --resume' tries again")
    tables = {
        "comparison": comparison_table(name, samples, metrics, BASELINE, pilot_of(plan.record)),
        "points": points_table(plan),
        "replications": replications_table(name, samples, metrics),
        "runs": pd.DataFrame(study.rows()),
    }
    better = plan.record.better
    if better:
        tables |= {"regrets": regret_table(samples, better), "dominance": dominance_table(samples, better)}
    for title, table in tables.items():
        write_parquet(table, path / f"{title}.parquet")
    return said
