"""Reported need: what hospitals ask for beyond what they need, and what of it stands after checks."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from simulator.errors import InputError
from simulator.market.areas import Areas
from simulator.market.varieties import MAX_BASE
from simulator.money import Ints
from simulator.scenario.supply import Demand

__all__ = ["excess", "reported", "reported_of"]


def excess(demand: Demand) -> Decimal:
    """Return by what part reports lie above what they would be without overstatement.

    Penalties remove part of the overstatement, as they do of the understatement; of what is left, checks
    against past use strike out the verified part before volumes are agreed.

    Parameters
    ----------
    demand
        The scenario's section on what hospitals report.
    """
    held_back = 1 - demand.penalty_effect.value * demand.penalty.value
    return demand.overstatement.value * held_back * (1 - demand.verification.value)


def reported(areas: Areas, base: int, above: Decimal) -> Ints:
    """Split what is reported of a variety over the areas: ``[A]`` units a year.

    Parameters
    ----------
    areas
        Supply areas with their weights.
    base
        Units a year that would be reported without overstatement.
    above
        Part by which reports lie above that (:func:`excess`).

    Raises
    ------
    InputError
        If that is more than can be counted.
    """
    total = base + round(base * above)
    if total > MAX_BASE:
        raise InputError.one(
            f"a variety could have reports of more than {MAX_BASE:,} units a year",
            mend="lower supply.demand.overstatement or the market's volumes",
        )
    return areas.share_out(total)


def reported_of(volumes: Ints, above: Decimal) -> Ints:
    """Raise what was reported for single products, of any shape; what is unknown stays so.

    Parameters
    ----------
    volumes
        Units a year, negative where nothing is on record.
    above
        Part by which reports lie above that (:func:`excess`).
    """
    if not above:
        return volumes
    raised = volumes + np.rint(volumes * float(above)).astype(np.int64)
    return np.asarray(np.where(volumes > 0, raised, volumes))
