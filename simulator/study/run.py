"""Run a scenario block by block into a folder; interrupted runs keep what they have and can go on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import NamedTuple

from simulator.fund.feedback import answered
from simulator.results.files import digest
from simulator.scenario.loading import resolved_yaml
from simulator.study.blocks import Progress, play_missing
from simulator.study.folder import Folder, Json
from simulator.study.lock import only_writer
from simulator.study.plan import Plan
from simulator.study.progress import to_stderr
from simulator.study.run_bids import say_games_of
from simulator.study.run_folder import certificate_of, head_of_run, keep_inputs, read_tables, tables_of
from simulator.study.run_tables import assemble
from simulator.study.store import default_store
from simulator.study.work_folder import Work, begun, told_if_stopped
from simulator.tender.ready import Tender, set_up, with_solved_bids
from simulator.tender.solving import Solving

__all__ = ["execute"]


def execute(
    plan: Plan,
    out: Path,
    *,
    jobs: int = 1,
    resume: bool = False,
    csv: bool = False,
    progress: Progress | None = None,
) -> Folder:
    """Run a plan and leave its tables in a folder.

    Parameters
    ----------
    plan
        The checked plan.
    out
        Folder for the results.
    jobs
        Number of processes; the results do not depend on it.
    resume
        Go on with an interrupted run in the same folder.
    csv
        Write CSV files beside the Parquet files.
    progress
        Called with blocks done and blocks in all.

    Returns
    -------
    Folder
        The complete folder. A folder that already holds this very run is returned as it is.

    Raises
    ------
    InputError
        If the folder holds another run, or an unfinished one and ``resume`` is not set.
    RunError
        If something cannot be written or a worker is lost.
    """
    folder = Folder(out)
    known = folder.manifest()
    if begun(folder, known, Work("run", plan.id, tables_of(plan.scenario.record)), resume):
        if csv:
            folder.write_csv(read_tables(folder))
        return folder
    # Numbers that do not fit together are refused before anything is written.
    record = answered(plan.scenario.record)
    tender = set_up(record, plan.rules.record.clauses, plan.folder, solve=False)
    if progress is not None:
        say_games_of(tender)
    tender = with_solved_bids(tender, _solving(jobs, progress))
    folder.create()
    with only_writer(out):
        manifest = folder.write_manifest(known, **head_of_run(plan, jobs), certificate=certificate_of(tender))
        _complete(plan, folder, tender, manifest, _Way(jobs, csv, progress))
    return folder


class _Way(NamedTuple):
    """How a run is carried out, which does not change what it finds."""

    jobs: int
    csv: bool
    progress: Progress | None


def _complete(plan: Plan, folder: Folder, tender: Tender, manifest: Json, way: _Way) -> None:
    with told_if_stopped(folder, manifest):
        folder.write_text("resolved.yaml", resolved_yaml(plan.scenario))
        folder.write_text("rules.yaml", resolved_yaml(plan.rules))
        keep_inputs(plan, folder)
        play_missing(plan, folder, way.jobs, way.progress)
        tables = assemble(plan, folder, tender)
        folder.write_tables(tables)
        if way.csv:
            folder.write_csv(tables)
    folder.write_manifest(manifest, status="complete", digest=digest(tables))


def _solving(jobs: int, progress: Progress | None) -> Solving:
    shown = None if progress is None else partial(to_stderr, what="game")
    return Solving(default_store(), jobs, shown)
