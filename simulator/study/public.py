"""Comparisons and sweeps as the public functions offer them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

import pandas as pd

from simulator.errors import InputError
from simulator.study.compare import Asked, are_folders, bids_of_runs, compare_plan, folder_samples
from simulator.study.executors import Pool, given, local
from simulator.study.folder import Json
from simulator.study.progress import timed
from simulator.study.results import StudyResult, read_study
from simulator.study.study_plan import StudyPlan, plan_study, study_of
from simulator.study.sweep import carry_study

__all__ = ["Where", "compare_things", "plan_sweep", "pool_for", "sweep_study"]


def compare_things(
    asked: Asked,
    sets: Sequence[str],
    pool: Pool,
    out: Path | None = None,
    *,
    resume: bool = False,
    progress: bool = False,
) -> StudyResult:
    """Compare scenarios, rule books or folders of runs."""
    if are_folders(asked.names):
        if asked.bids == "both":
            raise InputError.one(
                "runs in folders have made their bids; --bids both lets them be made again",
                mend="name the scenarios, or leave out --bids both",
            )
        samples, metrics = folder_samples(asked.names, asked.metrics)
        titles = [{"choice": name, "title_en": name, "title_zh": name} for name in asked.names]
        said: Json = {"study": "compare", "bids": bids_of_runs(asked.names)}
        return StudyResult(None, said, pd.DataFrame(titles), pd.DataFrame(), samples, metrics)
    words = ["compare", *asked.names, *([] if asked.scenario is None else ["--in", asked.scenario])]
    words += [part for name in asked.metrics for part in ("--metric", name)]
    words += [] if asked.bids is None else ["--bids", asked.bids]
    many = [f"run.replications={asked.replications}", f"run.seed={asked.seed}"]
    plan = replace(compare_plan(asked, sets), command=_command(words, many, sets))
    return sweep_study(plan, pool, out, resume=resume, progress=progress)


def plan_sweep(
    study: str, sets: Sequence[str] = (), changes: Sequence[str] = (), pool: Pool | None = None
) -> StudyPlan:
    """Load a study file and lay out its runs.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file.
    sets
        Changes of every scenario of the study.
    changes
        Changes of the study file itself.
    pool
        Workers that may get ready meanwhile; they are sent away if the study is refused.
    """
    loaded, folder = study_of(study, changes)
    try:
        plan = plan_study(loaded, folder, sets, None if pool is None else pool.begin)
    except BaseException:
        if pool is not None and pool.stop is not None:
            pool.stop()
        raise
    return replace(plan, command=_command(["sweep", study], changes, sets))


def _command(words: Sequence[str], changes: Sequence[str], sets: Sequence[str]) -> str:
    """Write the command line that asks for the same."""
    options = {"run.seed": "--seed", "run.replications": "--reps", "bids": "--bids"}
    said = [text.partition("=")[::2] for text in changes]
    chosen = [part for path, value in said if path in options for part in (options[path], value)]
    laid = [part for text in sets for part in ("--set", text)]
    return " ".join(["vbp", *(quote(word) for word in (*words, *chosen, *laid))])


@dataclass(frozen=True, slots=True)
class Where:
    """Where the work is to be done."""

    jobs: int = 1
    cluster: str | None = None
    dask: bool = False
    executor: Executor | None = None

    @property
    def remote(self) -> bool:
        """Whether a Dask cluster is meant, which takes a while to reach."""
        return self.executor is None and (self.cluster is not None or self.dask)


def pool_for(where: Where) -> Pool:
    """Return the workers that were asked for."""
    if where.executor is not None:
        return given(where.executor, where.jobs)
    if not where.remote:
        return local(where.jobs)
    from simulator.study.dask_pool import cluster, local_cluster

    return local_cluster(where.jobs) if where.cluster is None else cluster(where.cluster)


def sweep_study(
    plan: StudyPlan, pool: Pool, out: Path | None = None, *, resume: bool = False, progress: bool = False
) -> StudyResult:
    """Carry a study out and read what it left."""
    target = out or Path("results") / f"{plan.record.id}-{plan.id}"
    carry_study(plan, target, pool=pool, resume=resume, progress=timed("run") if progress else None)
    return read_study(target)
