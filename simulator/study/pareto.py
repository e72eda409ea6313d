"""Search for rules that are good in several respects at once, and try what was found on fresh draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.study.aims import Limit, Objective, summarised

if TYPE_CHECKING:
    from optuna import Study, Trial

__all__ = ["Design", "dominated", "search"]

Floats = npt.NDArray[np.float64]
Play = Callable[[Floats, bool], Sequence[Mapping[str, Floats] | None]]
"""Figures by replication at ``[N, P]`` points of the unit cube, on the draws of the search or (True) on fresh
ones; nothing for a point that could not be simulated."""


@dataclass(frozen=True, slots=True)
class Design:
    """One rule on the Pareto set of the search."""

    point: tuple[float, ...]
    """Position in the unit cube."""
    searched: tuple[float, ...]
    """Objectives on the draws of the search, which chose it and so flatter it."""
    fresh: tuple[float, ...]
    """Objectives on draws that had no part in the search."""
    errors: tuple[float, ...]
    """Standard error of each fresh objective; NaN for tails."""
    keeps: bool
    """Whether all limits are kept on fresh draws."""
    stays: bool
    """Whether no other design found dominates it on fresh draws."""


def dominated(values: Floats, better: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which of ``[N, M]`` rows are beaten: another is as good everywhere and better somewhere."""
    sign = np.array([1.0 if one == "high" else -1.0 for one in better])
    gain = values * sign
    as_good = (gain[:, None, :] >= gain[None, :, :]).all(axis=2)
    above = (gain[:, None, :] > gain[None, :, :]).any(axis=2)
    return np.asarray((as_good & above).any(axis=0))


def search(  # a search needs its space, its aims and its effort
    size: int,
    objectives: Sequence[Objective],
    limits: Sequence[Limit],
    play: Play,
    trials: int,
    seed: int,
) -> tuple[Design, ...]:
    """Search the unit cube by NSGA-II and try the Pareto set on fresh draws.

    The search is Optuna's (Deb et al. 2002, with constrained domination).

    Parameters
    ----------
    size
        Number of axes.
    objectives
        What is to be high or low; two or more make a set.
    limits
        Bounds that designs must keep.
    play
        Figures at points.
    trials
        Points that are simulated in the search.
    seed
        Seed of the search.

    Returns
    -------
    tuple of Design
        The Pareto set of the search, in order of the first objective; empty if no point keeps the limits.

    Raises
    ------
    InputError
        If Optuna is not installed.
    """
    try:
        import optuna
    except ImportError:
        raise InputError.one("Optuna is not installed", mend="pip install 'vbp-sim[science]'") from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    generation = max(min(trials // 4, 50), 4)
    sampler = optuna.samplers.NSGAIISampler(seed=seed, population_size=generation)
    directions: list[Literal["maximize", "minimize"]] = [
        "maximize" if one.better == "high" else "minimize" for one in objectives
    ]
    study = optuna.create_study(sampler=sampler, directions=directions)
    for start in range(0, trials, generation):
        # A generation is asked for before any of it is told: nothing depends on who is done first.
        asked = [study.ask() for _ in range(min(generation, trials - start))]
        points = [np.array([one.suggest_float(f"x{at}", 0.0, 1.0) for at in range(size)]) for one in asked]
        for trial, found in zip(asked, play(np.stack(points), False), strict=True):
            _tell(study, trial, found, objectives, limits)
    best = {tuple(t.params[f"x{at}"] for at in range(size)): tuple(t.values) for t in study.best_trials}
    return _tried_again(best, objectives, limits, play)


def _tell(
    study: Study,
    trial: Trial,
    found: Mapping[str, Floats] | None,
    objectives: Sequence[Objective],
    limits: Sequence[Limit],
) -> None:
    """Tell the search what came of a point; one without a value counts as failed."""
    from optuna.trial import TrialState

    values = [] if found is None else [summarised(one, found[one.metric]) for one in objectives]
    if found is None or np.isnan(values).any():
        study.tell(trial, state=TrialState.FAIL)
        return
    for number, one in enumerate(limits):
        trial.set_constraint(f"limit {number}", one.excess(_mean(found[one.metric])))
    study.tell(trial, values)


def _tried_again(
    best: Mapping[tuple[float, ...], tuple[float, ...]],
    objectives: Sequence[Objective],
    limits: Sequence[Limit],
    play: Play,
) -> tuple[Design, ...]:
    if not best:
        return ()
    again = zip(best.items(), play(np.array(list(best)), True), strict=True)
    played = [(point, searched, found) for (point, searched), found in again if found is not None]
    fresh = np.array([[summarised(one, found[one.metric]) for one in objectives] for *_, found in played])
    if not len(fresh):
        return ()
    beaten = dominated(fresh, [one.better for one in objectives])
    designs = [
        Design(
            point,
            searched,
            tuple(float(x) for x in fresh[at]),
            tuple(_error(one, found[one.metric]) for one in objectives),
            all(one.excess(_mean(found[one.metric])) <= 0 for one in limits),
            not beaten[at],
        )
        for at, (point, searched, found) in enumerate(played)
    ]
    return tuple(sorted(designs, key=lambda one: one.fresh))


def _mean(values: Floats) -> float:
    return float(np.nanmean(values))


def _error(objective: Objective, values: Floats) -> float:
    known = values[~np.isnan(values)]
    if objective.tail or known.size < 2:
        return float("nan")
    return float(known.std(ddof=1) / np.sqrt(known.size))
