"""Comparisons of rules, from a command or a study file."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.scenario.studies import Bids
    from simulator.study.results import StudyResult


__all__ = ["compare", "study_changes", "study_lines", "sweep"]


def compare(  # noqa: PLR0913  # options of a public call, by keyword
    names: Sequence[str],
    *,
    scenario: str | None = None,
    metrics: Sequence[str] = (),
    reps: int = 1000,
    seed: int = 1,
    bids: Bids | None = None,
    sets: Sequence[str] = (),
    jobs: int = 1,
    executor: Executor | None = None,
    out: str | Path | None = None,
    progress: bool = False,
) -> StudyResult:
    """Compare scenarios, rule books or folders of runs under common random numbers.

    Parameters
    ----------
    names
        Scenarios, or folders of complete runs, or rule books if a scenario is given.
    scenario
        Scenario in which rule books are compared.
    metrics
        Figures to compare (``list_shipped("figures")``); the usual ones by default.
    reps, seed
        Replications of each, and the master seed of all; not used for folders.
    bids
        ``solved`` (the default): makers bid the equilibrium of each rule book's own game, wherever what is
        compared is part of that game; ``frozen``: the same bids under every rule; ``both``: solved, and
        beside each choice its rules with the baseline's solved bids, frozen, so that the columns ``frozen``
        and ``added`` tell what answering adds or takes back. Solved games are kept.
    sets
        Changes of every scenario of the form ``path=value``.
    jobs
        Number of processes; results do not depend on it.
    executor
        Any ``concurrent.futures.Executor`` in place of processes of our own; ``jobs`` says how wide it is.
    out
        Folder for the results; by default ``results/compare-<plan>``. What is there already is used.
    progress
        Say on the error stream how far the work is.

    Returns
    -------
    StudyResult
        Its method ``comparison`` gives the table, with differences from any of the names.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    from simulator.study.compare import Asked
    from simulator.study.public import Where, compare_things, pool_for

    asked = Asked(tuple(names), scenario, tuple(metrics), reps, seed, bids)
    pool = pool_for(Where(jobs, executor=executor))
    return compare_things(
        asked, sets, pool, None if out is None else Path(out), resume=True, progress=progress
    )


def sweep(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    sets: Sequence[str] = (),
    reps: int | None = None,
    seed: int | None = None,
    bids: Bids | None = None,
    jobs: int = 1,
    cluster: str | None = None,
    dask: bool = False,
    executor: Executor | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: bool = False,
) -> StudyResult:
    """Carry a study out, run by run, and read what it found.

    Parameters
    ----------
    study
        Id of a shipped study (``list_shipped("studies")``), or path of a file.
    sets
        Changes of every scenario of the form ``path=value``, below what the study itself varies.
    reps, seed
        Replications of every run, and the master seed, if not those of the study.
    bids
        ``solved``, ``frozen`` or ``both``, if not as the study says (see :func:`compare`).
    jobs
        Number of processes; results do not depend on it.
    cluster
        Address of the scheduler of a Dask cluster to work on.
    dask
        Start a Dask cluster of ``jobs`` workers on this machine.
    executor
        Any ``concurrent.futures.Executor`` to work on; ``jobs`` says how wide it is.
    out
        Folder for the results; by default ``results/<study>-<plan>``.
    resume
        Go on with an interrupted study.
    progress
        Say on the error stream how far the work is.

    Raises
    ------
    InputError
        With every problem of the study, before the first run.
    RunError
        If something cannot be written, another process writes there, or no cluster answers.
    """
    from simulator.study.public import Where, plan_sweep, pool_for, sweep_study

    where, changes = Where(jobs, cluster, dask, executor), study_changes(reps, seed, bids)
    # A cluster is called once the study is known to be sound; processes here start while it is laid out.
    ours = None if where.remote else pool_for(where)
    plan = plan_sweep(study, sets, changes, ours)
    pool = ours or pool_for(where)
    return sweep_study(plan, pool, None if out is None else Path(out), resume=resume, progress=progress)


def study_changes(reps: int | None = None, seed: int | None = None, bids: Bids | None = None) -> list[str]:
    """Return the changes of a study file that stand for its own options."""
    changes = [] if seed is None else [f"run.seed={seed}"]
    changes += [] if bids is None else [f"bids={bids}"]
    return changes if reps is None else [*changes, f"run.replications={reps}", "run.precision=null"]


def study_lines(
    study: str,
    sets: Sequence[str] = (),
    reps: int | None = None,
    seed: int | None = None,
    bids: Bids | None = None,
) -> list[str]:
    """Check a study and say what it would run, without running it."""
    from simulator.study.games import games_to_solve
    from simulator.study.public import plan_sweep
    from simulator.study.store import default_store

    plan = plan_sweep(study, sets, study_changes(reps, seed, bids))
    games = f"bids: {plan.bids.kind}"
    if plan.arms is not None:
        games = games_to_solve(plan.arms, default_store()).sentence()
    run = plan.record.run
    wanted = run.precision
    many = (
        f"{run.replications} replications each"
        if wanted is None
        else (
            f"{wanted.pilot} to {wanted.most} replications each, until the interval of {wanted.metric} is "
            f"within +/- {wanted.half_width}"
        )
    )
    return [
        f"study {plan.record.id}, plan {plan.id}",
        f"{len(plan.choices)} choices, {max(len(plan.futures), 1)} futures, {len(plan.points)} runs "
        f"({len({point.id for point in plan.points})} different)",
        f"{many}, seed {run.seed}",
        games,
        f"results would go to results/{plan.record.id}-{plan.id}",
    ]
