"""Price of the raw material: reverts to its mean, with rare large jumps, shared by the users of a source."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.money import Ints
from simulator.scenario.supply import Material
from simulator.supply.draws import Rows, normal
from simulator.supply.records import Floats

__all__ = ["Shock", "highest_levels", "levels", "material_draws", "prices_of"]

_ANYTHING = 300.0
"""A logarithm that no price reaches."""


class Shock(NamedTuple):
    """A jump of the price at all sources at once."""

    month: int
    times: float


def material_draws(rows: Rows, variety: str, months: int, material: Material) -> Floats:
    """Draw the uniforms of every source and month: ``[R, S, 12 Y, 2]``, of moves and of jumps."""
    sources, years = material.sources.value, range(-(-months // 12))
    names = [("supply raw", variety, f"{source}", f"{y}") for source in range(sources) for y in years]
    return rows.draw_each(names, blocks=6).reshape(rows.count, sources, -1, 2)


def levels(drawn: Floats, months: int, material: Material, shock: Shock | None = None) -> Floats:
    """Return the logarithm of the price from draws: ``[M, R, S]``, 0 in the first month."""
    rest, moves = 1 - float(material.reversion.value), float(material.volatility.value)
    low, high = float(material.jump_from.value), float(material.jump_to.value)
    chance = float(material.jump_chance.value) / 12
    step = moves * normal(drawn[..., 0])
    if chance > 0:
        at = np.nonzero(drawn[..., 1] < chance)
        step[at] += np.log(low) + np.minimum(drawn[*at, 1] / chance, 1.0) * np.log(high / low)
    # Month by month, for all histories side by side.
    level = np.zeros((months, *step.shape[:2]))
    by_month = np.ascontiguousarray(np.moveaxis(step, 2, 0))
    for month in range(1, months):
        level[month] = rest * level[month - 1] + by_month[month]
        if shock is not None and month == shock.month:
            level[month] += np.log(shock.times)
    return level


def prices_of(
    drawn: Floats, at: tuple[Ints, Ints], months: int, material: Material, shock: Shock | None = None
) -> Floats:
    """Return the prices that some winners pay, ``[W, M]``, from the draws of their histories and sources.

    A price is followed once for each history and source that any of them uses.
    """
    used, which = np.unique(at[0] * drawn.shape[1] + at[1], return_inverse=True)
    chosen = drawn.reshape(-1, *drawn.shape[2:])[used, None]
    return np.asarray(np.exp(levels(chosen, months, material, shock)[:, :, 0]).T[which])


def highest_levels(drawn: Floats, months: int, material: Material, shock: Shock | None = None) -> Floats:
    """Return what the logarithm of the price stays below, without following it: ``[R, S]``.

    Steps are at most the largest, and each fades by the reversion; where a price jumps, nothing is said.
    """
    rest, moves = 1 - float(material.reversion.value), float(material.volatility.value)
    step = np.maximum(moves * normal(drawn[:, :, :months, 0].max(axis=2)), 0.0)
    jump = 0.0 if shock is None else float(np.log(shock.times))
    most = step * float((rest ** np.arange(months)).sum()) + jump
    jumps = drawn[:, :, :months, 1].min(axis=2) < float(material.jump_chance.value) / 12
    return np.where(jumps, _ANYTHING, most)
