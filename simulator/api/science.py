"""Calibration, sensitivity, search, validation and the self-test."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.scenario.loading import load

if TYPE_CHECKING:
    from simulator.report.validation import Validation
    from simulator.study.calibrate import Calibrated
    from simulator.study.measuring import Measured
    from simulator.study.points_folder import Ways
    from simulator.study.public import Where
    from simulator.study.searching import Searched
    from simulator.study.sensitivity import Method
    from simulator.study.verify.check import Check


__all__ = ["calibrate", "design", "sensitivity", "validate", "verify"]


def calibrate(name_or_path: str, sets: Sequence[str] = (), *, progress: bool = False) -> Calibrated:
    """Fit parameters to published figures as a calibration file says, and try them on other tenders.

    Parameters
    ----------
    name_or_path
        Id of a shipped calibration, or path of a file.
    sets
        Changes of the file of the form ``path=value``.
    progress
        Say on the error stream what was evaluated and the loss so far.

    Raises
    ------
    InputError
        If the file is wrong, or a scenario has no published figure that may be fitted.
    """
    from simulator.scenario.calibrations import Calibration
    from simulator.study.calibrate import calibrate as fit
    from simulator.study.calibrate import settings_of
    from simulator.study.progress import FitProgress

    plan = load(name_or_path, Calibration, sets, "calibrations")
    return fit(plan.record, FitProgress() if progress else None, settings_of(plan))


def sensitivity(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    method: Method = "sobol",
    points: int = 64,
    metrics: Sequence[str] = (),
    reps: int = 100,
    seed: int = 1,
    sets: Sequence[str] = (),
    jobs: int = 1,
    cluster: str | None = None,
    dask: bool = False,
    executor: Executor | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: bool = False,
) -> Measured:
    """Measure which uncertain value of a study moves which figure of its baseline.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file; its futures are moved, or its axes if it has none.
    method
        ``sobol``, ``morris`` or ``pawn``.
    points
        Base points of Sobol' (a power of 2) and PAWN, or trajectories of Morris.
    metrics
        Figures; those of the study by default.
    reps
        Replications at each point, with the same draws at all of them.
    seed
        Seed of the points.
    sets
        Changes of the study file of the form ``path=value``.
    jobs, cluster, dask, executor
        Where the points are played (see :func:`simulator.api.sweep`); results do not depend on it.
    out
        Folder that keeps the points; by default ``results/<study>-sensitivity-<plan>``.
    resume
        Go on where such work was interrupted.
    progress
        Say on the error stream how far it is.

    Returns
    -------
    Measured
        Its ``indices`` with intervals, its ``doubts`` (signs that there were too few points).

    Raises
    ------
    InputError
        If the study moves nothing, or the number of points does not fit the method.
    RunError
        If points failed; what is done is kept.
    """
    from simulator.study.measuring import Moved, measure
    from simulator.study.points_folder import Effort
    from simulator.study.public import Where

    ways = _ways(Where(jobs, cluster, dask, executor), out, resume, progress)
    return measure(Moved(study, method, points, tuple(metrics), tuple(sets)), Effort(reps, seed), ways)


def design(  # noqa: PLR0913  # options of a public call, by keyword
    study: str,
    *,
    tails: Sequence[str] = (),
    limits: Sequence[str] = (),
    trials: int = 100,
    reps: int = 100,
    seed: int = 1,
    sets: Sequence[str] = (),
    jobs: int = 1,
    cluster: str | None = None,
    dask: bool = False,
    executor: Executor | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: bool = False,
) -> Searched:
    """Search a study's axes for rules that are good in several respects at once.

    Objectives are the figures under `better` of the study. What the search finds is simulated again on
    fresh draws, four times as many.

    Parameters
    ----------
    study
        Id of a shipped study, or path of a file.
    tails
        Objectives of which the mean of the worst 5 % of replications counts (CVaR).
    limits
        Bounds such as ``shortage<=0.01``.
    trials
        Points that the search simulates.
    reps
        Replications at each point, with the same draws at all of them.
    seed
        Seed of the search.
    sets
        Changes of the study file of the form ``path=value``.
    jobs, cluster, dask, executor
        Where the points are played (see :func:`simulator.api.sweep`); results do not depend on it.
    out
        Folder that keeps the points; by default ``results/<study>-design-<plan>``.
    resume
        Go on where such work was interrupted.
    progress
        Say on the error stream how far it is.

    Raises
    ------
    InputError
        If the study has no axes, or fewer than two objectives.
    RunError
        If every point failed; single ones are named in ``failed``.
    """
    from simulator.study.points_folder import Effort
    from simulator.study.public import Where
    from simulator.study.searching import Wanted, find_designs

    ways = _ways(Where(jobs, cluster, dask, executor), out, resume, progress)
    wanted = Wanted(study, trials, tuple(tails), tuple(limits), tuple(sets))
    return find_designs(wanted, Effort(reps, seed), ways)


def _ways(where: Where, out: str | Path | None, resume: bool, progress: bool) -> Ways:
    from simulator.study.points_folder import Ways
    from simulator.study.public import pool_for

    return Ways(partial(pool_for, where), None if out is None else Path(out), resume, progress)


def validate(
    *, only: Sequence[str] = (), reps: int = 200, seed: int = 1, progress: bool = False
) -> Validation:
    """Set every published figure that is held here beside its simulated distribution.

    Parameters
    ----------
    only
        Scenarios that are simulated; every tender of the record, and natural experiments, by default.
    reps
        Replications of each tender.
    seed
        Master seed.
    progress
        Say on the error stream how many tenders are done.

    Raises
    ------
    InputError
        If a scenario has no published figure.
    """
    from simulator.report.validation import validate_record

    return validate_record(only, reps, seed, progress)


def verify(seed: int = 1, reps: int = 40_000) -> tuple[Check, ...]:
    """Test this installation against results that are known without it: equilibria and tender documents.

    Simulated firms bid equilibria that can be written down; the rules that decide every other tender decide
    theirs; prices, payments, chances and volumes are compared with the formulas. Thresholds, places and
    shares are compared with what tender documents say.

    Parameters
    ----------
    seed
        Master seed of the draws.
    reps
        Simulated tenders for each check, at least 2,000.

    Returns
    -------
    tuple of Check
        Each with what was expected and measured, the tolerance, and whether it passed.

    Raises
    ------
    InputError
        If there are too few simulated tenders.
    """
    from simulator.study.verify.suite import verify as run_checks

    return run_checks(seed, reps)
