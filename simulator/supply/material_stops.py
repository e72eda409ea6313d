"""When makers run out of raw material: its price has jumped beyond what their margin bears.

A maker without own active ingredient buys no more of it while the price of the month would leave it less than
a given margin. It goes on with what it keeps in store, and then stops a part of its output. Prices belong to
sources, so that makers of one source with like margins stop together; makers of their own ingredient go on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.scenario.supply import Material
from simulator.supply.default_risk import Exposure, Moves
from simulator.supply.raw_material import highest_levels, prices_of
from simulator.supply.records import Floats

__all__ = ["Exposed", "highest_borne", "part_made", "stops"]


class Exposed(NamedTuple):
    """How the price of the raw material reaches the ``W`` winners of a variety."""

    at: tuple[Ints, Ints]
    """``[W]`` history and bid of each."""
    source: Ints
    """``[W]`` source of its raw material."""
    winners: Exposure
    moves: Moves


def highest_borne(winners: Exposure, least: float) -> Floats:
    """Return the highest raw-material price, usual ones being 1, that leaves a margin: ``[W]``.

    Parameters
    ----------
    winners
        Cost over price, and the share of the raw material in it.
    least
        The margin, one minus cost over price.
    """
    spared, weight = 1 - least - winners.cost * (1 - winners.weight), winners.cost * winners.weight
    return np.divide(spared, weight, out=np.full_like(spared, np.inf), where=weight > 0)


def part_made(dear: Bools, stopped: float, kept: float) -> Floats:
    """Return the part of its capacity for which a maker has raw material: ``[W, M]``.

    Parameters
    ----------
    dear
        ``[W, M]`` whether it buys none in a month.
    stopped
        Part of its output that needs what it does not buy.
    kept
        Raw material in store, in months of full output; refilled as soon as it buys again.

    Notes
    -----
    The month in which the store is used up counts by its part: rates are constant within a month.
    """
    part, store = np.ones(dear.shape), np.full(len(dear), kept)
    for month in range(dear.shape[1]):
        bridged = np.minimum(store / stopped, 1.0)
        part[:, month] = np.where(dear[:, month], 1 - stopped * (1 - bridged), 1.0)
        store = np.where(dear[:, month], store - stopped * bridged, kept)
    return part


def stops(
    exposed: Exposed, shape: tuple[int, ...], own_made: Bools, material: Material
) -> tuple[Ints, Floats]:
    """Find who runs out of raw material, and when.

    Parameters
    ----------
    exposed
        The winners, and what prices follow from.
    shape
        Number of histories and of bids.
    own_made
        ``[W]`` whether a winner makes its own active ingredient.
    material
        The scenario's section.

    Returns
    -------
    tuple
        ``[R, n]`` row of the second array that tells of a product, -1 for those that never run out;
        ``[K, M]`` part of its capacity for which a maker has raw material.
    """
    which, moves = np.full(shape, -1, dtype=np.int64), exposed.moves
    stopped, months = float(material.stopped.value), moves.months
    if stopped <= 0:
        return which, np.empty((0, months))
    borne = highest_borne(exposed.winners, float(material.stops_below.value))
    # Where prices stay below what can be borne, they need not be followed.
    peak = np.exp(highest_levels(moves.drawn, months, material, moves.shock))
    hit = np.flatnonzero(~own_made & (peak[exposed.at[0], exposed.source] > borne))
    raw = prices_of(moves.drawn, (exposed.at[0][hit], exposed.source[hit]), months, material, moves.shock)
    part = part_made(raw > borne[hit, None], stopped, float(material.kept_months.value))
    out = np.flatnonzero((part < 1.0).any(axis=1))
    which[exposed.at[0][hit[out]], exposed.at[1][hit[out]]] = np.arange(len(out))
    return which, np.ascontiguousarray(part[out])
