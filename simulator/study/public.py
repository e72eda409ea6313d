"""Comparisons and sweeps as the public functions offer them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulator.study.compare import Asked, are_folders, compare_plan, folder_samples
from simulator.study.executors import Pool, given, local
from simulator.study.progress import to_stderr
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
        samples, metrics = folder_samples(asked.names, asked.metrics)
        titles = [{"choice": name, "title_en": name, "title_zh": name} for name in asked.names]
        return StudyResult(None, {"study": "compare"}, pd.DataFrame(titles), pd.DataFrame(), samples, metrics)
    return sweep_study(compare_plan(asked, sets), pool, out, resume=resume, progress=progress)


def plan_sweep(study: str, sets: Sequence[str] = (), changes: Sequence[str] = ()) -> StudyPlan:
    """Load a study file and lay out its runs.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file.
    sets
        Changes of every scenario of the study.
    changes
        Changes of the study file itself.
    """
    loaded, folder = study_of(study, changes)
    return plan_study(loaded, folder, sets)


@dataclass(frozen=True, slots=True)
class Where:
    """Where the work is to be done."""

    jobs: int = 1
    cluster: str | None = None
    dask: bool = False
    executor: Executor | None = None


def pool_for(where: Where) -> Pool:
    """Return the workers that were asked for."""
    if where.executor is not None:
        return given(where.executor, where.jobs)
    if where.cluster is None and not where.dask:
        return local(where.jobs)
    from simulator.study.dask_pool import cluster, local_cluster

    return local_cluster(where.jobs) if where.cluster is None else cluster(where.cluster)


def sweep_study(
    plan: StudyPlan, pool: Pool, out: Path | None = None, *, resume: bool = False, progress: bool = False
) -> StudyResult:
    """Carry a study out and read what it left."""
    target = out or Path("results") / f"{plan.record.id}-{plan.id}"
    carry_study(plan, target, pool=pool, resume=resume, progress=to_stderr if progress else None)
    return read_study(target)
