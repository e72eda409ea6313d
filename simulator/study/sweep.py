"""Carries a study out into a folder: planned first, durable run by run, resumed where it stopped."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.errors import RunError
from simulator.results.paired import enough
from simulator.scenario.loading import resolved_yaml
from simulator.scenario.studies import Precision
from simulator.study.answers import of_choices, with_answers, with_bids
from simulator.study.choices import BASELINE
from simulator.study.comparison import Sample, comparison_table, replications_table
from simulator.study.executors import Pool, here
from simulator.study.folder import Folder, Json
from simulator.study.games import say_games
from simulator.study.lock import only_writer
from simulator.study.parts import Parts, StudyDigest, units_of
from simulator.study.playing import Playing, Progress, kept
from simulator.study.progress import timed
from simulator.study.regret import dominance_table, regret_table
from simulator.study.solved_games import solve_games
from simulator.study.store import NotedStore, default_store
from simulator.study.study_folder import already_done, head_of
from simulator.study.study_plan import StudyPlan
from simulator.study.study_tables import pilot_of, points_table
from simulator.tender.solving import Solving

__all__ = ["Outcome", "carry_study"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a study left."""

    folder: Folder
    failed: tuple[dict[str, object], ...]
    """Rows of the ledger of runs that failed, each with the command to repeat it."""


@dataclass(frozen=True, slots=True)
class _Study:
    """A plan with what was played of it."""

    plan: StudyPlan
    playing: Playing

    def play(self, start: int, stop: int) -> None:
        """Simulate what is missing of a stretch of replications of every point."""
        self.playing.play(self.plan.points, units_of(start, stop, self.plan.record.run.block))

    def samples(self) -> tuple[tuple[Sample, ...], str]:
        """Return the figures that the study asks for, and the digest of all, without points that failed."""
        metrics, said, found = self.plan.record.metrics, StudyDigest(), []
        for point, values in self.playing.found(self.plan.points):
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
    with kept(parts, manifest) as ledger:
        study = _Study(plan, Playing(parts, ledger, pool, progress))
        solved = _solve(plan, pool, progress is not None)
        news = _play(study) | solved
        news["digest"] = _finish(study, news.get("certificate"))
        failed = study.playing.failed()
    folder.write_manifest(manifest, **news, status="partial" if failed else "complete", failed=len(failed))
    return Outcome(folder, failed)


def _solve(plan: StudyPlan, pool: Pool, say: bool) -> Json:
    """Solve the games of a study, so that its workers only read what is kept."""
    if plan.arms is None:
        return {}
    store = NotedStore(default_store().folder)
    solving = Solving(store, pool.width, timed("game") if say else None)
    certificate = solve_games(plan.arms, solving, say_games if say else None)
    if pool.share is None:
        return {"certificate": certificate}
    files = store.files(store.asked)
    if len(files) < len(store.asked):
        sys.stderr.write(
            f"vbp: solved games cannot be kept in {store.folder}; workers will solve them again, "
            "which is slow; set VBP_CACHE to a folder that can be written to\n"
        )
    without = pool.share(files)
    if without:
        sys.stderr.write(
            f"vbp: {', '.join(without)} cannot keep solved games and will solve them again, which is slow; "
            "set VBP_CACHE there to a folder that can be written to\n"
        )
    return {"certificate": certificate}


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


def _finish(study: _Study, certificate: object) -> str:
    plan = study.plan
    samples, said = study.samples()
    name, metrics = plan.record.id, plan.record.metrics
    if not any(one.choice == BASELINE for one in samples):
        raise RunError("every run of the baseline failed; 'vbp sweep … --resume' tries again")
    pilot = pilot_of(plan.record)
    compared = with_bids(comparison_table(name, samples, metrics, BASELINE, pilot), plan.bids.kind)
    tables = {
        "comparison": with_answers(compared, samples, certificate, pilot),
        "points": points_table(plan),
        "replications": replications_table(name, samples, metrics),
        "runs": pd.DataFrame(study.playing.rows()),
    }
    better = plan.record.better
    if better:
        chosen = of_choices(samples)
        tables |= {"regrets": regret_table(chosen, better), "dominance": dominance_table(chosen, better)}
    study.playing.parts.folder.write_tables(tables)
    return said
