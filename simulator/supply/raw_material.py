"""Price of the raw material: reverts to its mean, with rare large jumps, shared by the users of a source."""

from __future__ import annotations

import numpy as np

from simulator.scenario.supply import Material
from simulator.supply.draws import Rows, normal
from simulator.supply.records import Floats

__all__ = ["material_levels", "material_prices"]


def material_prices(rows: Rows, variety: str, months: int, material: Material, shock: int = -1) -> Floats:
    """Draw the raw-material price of every source: ``[R, S, M]``, as :func:`material_levels` without logs."""
    return np.moveaxis(np.exp(material_levels(rows, variety, months, material, shock)), 0, 2)


def material_levels(rows: Rows, variety: str, months: int, material: Material, shock: int = -1) -> Floats:
    """Draw the logarithm of the raw-material price of every source: ``[M, R, S]``, 0 in the first month.

    ``shock`` is the month of a tenfold jump at all sources, -1 for none.
    """
    sources = material.sources.value
    rest, moves = 1 - float(material.reversion.value), float(material.volatility.value)
    low, high = float(material.jump_from.value), float(material.jump_to.value)
    chance = float(material.jump_chance.value) / 12
    years = range(-(-months // 12))
    names = [("supply raw", variety, f"{source}", f"{y}") for source in range(sources) for y in years]
    drawn = rows.draw_each(names, blocks=6).reshape(rows.count, sources, -1, 2)
    step = moves * normal(drawn[..., 0])
    if chance > 0:
        at = np.nonzero(drawn[..., 1] < chance)
        step[at] += np.log(low) + np.minimum(drawn[*at, 1] / chance, 1.0) * np.log(high / low)
    # Month by month, for all histories side by side.
    level = np.zeros((months, rows.count, sources))
    by_month = np.ascontiguousarray(np.moveaxis(step, 2, 0))
    for month in range(1, months):
        level[month] = rest * level[month - 1] + by_month[month]
        if month == shock:
            level[month] += np.log(10.0)
    return level
