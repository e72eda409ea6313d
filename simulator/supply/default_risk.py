"""When winners refuse to go on, from the hazard of default (:mod:`simulator.firms.default_hazard`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.firms.default_hazard import default_hazard
from simulator.money import Ints
from simulator.scenario.supply import Default, Material
from simulator.supply.raw_material import Shock, highest_levels, prices_of
from simulator.supply.records import Floats

__all__ = ["Exposure", "Moves", "first_refusals", "refuses_at"]

_ROUNDING = 1e-6
"""Part by which a bound is widened so that rounding cannot pass it."""


class Exposure(NamedTuple):
    """What decides when winners refuse to go on; all ``[W]``."""

    cost: Floats
    """Cost over price at a raw-material price of 1."""
    weight: Floats
    """Share of the raw material in cost, as far as the maker feels its price."""
    patience: Floats
    """Sum of the hazard at which it refuses."""


class Moves(NamedTuple):
    """What raw-material prices of a variety follow from."""

    drawn: Floats
    """``[R, S, 12 Y, 2]`` uniforms of moves and jumps."""
    months: int
    """Months of the longest term."""
    material: Material
    """The scenario's section."""
    shock: Shock | None = None
    """A jump at all sources, if there is one."""


def first_refusals(winners: Exposure, moves: Moves, at: tuple[Ints, Ints], default: Default) -> Floats:
    """Return when winners refuse to go on: ``[W]`` months, infinite for those that never do.

    Parameters
    ----------
    winners
        What decides it.
    moves
        Prices of the raw material.
    at
        History and source of each winner.
    default
        Hazard at a margin of zero, slope and most.

    Notes
    -----
    The hazard rises with the price of the raw material. Most winners would hold out even if the highest
    price that can have come lasted for all of the term; only the others are followed month by month.
    """
    drawn, months, material, shock = moves
    peak = np.exp(highest_levels(drawn, months, material, shock))[at]
    most = months * default_hazard(winners.cost, winners.weight, peak[:, None], default)[:, 0]
    doubtful = np.flatnonzero(winners.patience <= most * (1 + _ROUNDING))
    times = np.full(len(winners.cost), np.inf)
    if len(doubtful):
        raw = prices_of(drawn, (at[0][doubtful], at[1][doubtful]), months, material, shock)
        hazard = default_hazard(winners.cost[doubtful], winners.weight[doubtful], raw, default)
        times[doubtful] = refuses_at(hazard, winners.patience[doubtful])
    return times


def refuses_at(hazard: Floats, patience: Floats) -> Floats:
    """Return when the sum of a hazard that is constant in each month reaches a threshold.

    Parameters
    ----------
    hazard
        ``[W, M]`` hazard a month.
    patience
        ``[W]`` threshold.

    Returns
    -------
    numpy.ndarray
        ``[W]`` months; infinite where it is never reached.
    """
    total = np.cumsum(hazard, axis=1)
    reached = total[:, -1] >= patience
    times = np.full(len(patience), np.inf)
    rows = np.flatnonzero(reached)
    month = (total[rows] < patience[rows, None]).sum(axis=1)
    rate = hazard[rows, month]
    left = patience[rows] - (total[rows, month] - rate)
    times[rows] = month + np.clip(left / np.maximum(rate, 1e-300), 0.0, 1.0)
    return times
