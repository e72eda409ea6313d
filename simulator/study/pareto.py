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
    from optuna import Trial

__all__ = ["Design", "dominated", "search"]

Floats = npt.NDArray[np.float64]
Play = Callable[[Floats, bool], Mapping[str, Floats]]
"""Figures by replication at a point of the unit cube, on the draws of the search or (True) on fresh ones."""


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
        Figures at a point.
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
    sampler = optuna.samplers.NSGAIISampler(seed=seed, population_size=max(min(trials // 4, 50), 4))
    directions: list[Literal["maximize", "minimize"]] = [
        "maximize" if one.better == "high" else "minimize" for one in objectives
    ]
    study = optuna.create_study(sampler=sampler, directions=directions)

    def objective(trial: Trial) -> tuple[float, ...]:
        point = np.array([trial.suggest_float(f"x{at}", 0.0, 1.0) for at in range(size)])
        played = play(point, False)
        for number, one in enumerate(limits):
            trial.set_constraint(f"limit {number}", one.excess(_mean(played[one.metric])))
        return tuple(summarised(one, played[one.metric]) for one in objectives)

    study.optimize(objective, n_trials=trials)
    best = {tuple(t.params[f"x{at}"] for at in range(size)): tuple(t.values) for t in study.best_trials}
    return _tried_again(best, objectives, limits, play)


def _tried_again(
    best: Mapping[tuple[float, ...], tuple[float, ...]],
    objectives: Sequence[Objective],
    limits: Sequence[Limit],
    play: Play,
) -> tuple[Design, ...]:
    played = [play(np.array(point), True) for point in best]
    fresh = np.array([[summarised(one, found[one.metric]) for one in objectives] for found in played])
    if not len(fresh):
        return ()
    beaten = dominated(fresh, [one.better for one in objectives])
    found = [
        Design(
            point,
            searched,
            tuple(float(x) for x in fresh[at]),
            tuple(_error(one, played[at][one.metric]) for one in objectives),
            all(one.excess(_mean(played[at][one.metric])) <= 0 for one in limits),
            not beaten[at],
        )
        for at, (point, searched) in enumerate(best.items())
    ]
    return tuple(sorted(found, key=lambda one: one.fresh))


def _mean(values: Floats) -> float:
    return float(np.nanmean(values))


def _error(objective: Objective, values: Floats) -> float:
    known = values[~np.isnan(values)]
    if objective.tail or known.size < 2:
        return float("nan")
    return float(known.std(ddof=1) / np.sqrt(known.size))
