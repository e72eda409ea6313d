"""Chances of contracts: uniforms by name, turned into times and factors before any history is carried out.

Streams are listed in docs/contracts.md. Draws come in chunks by year or by pair of outages, each a stream of
its own, so that a longer term or more frequent outages move no draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.scenario.supply import Demand, Makers, Outages, Quality
from simulator.streams import DRAWS, uniforms, uniforms_of
from simulator.supply.records import Floats

__all__ = [
    "MakersDrawn",
    "Rows",
    "factors",
    "found_at",
    "makers",
    "makings",
    "outages",
    "reports",
    "samples",
]

_SMALLEST = 1e-12
_MOST_PAIRS = 400
_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Which replications are drawn, under which seed."""

    seed: int
    start: int
    count: int

    def draw(self, *names: str, blocks: int = 1) -> Floats:
        """Draw ``[R, 4 * blocks]`` uniforms of one entity."""
        return uniforms(self.seed, *names, start=self.start, count=self.count, blocks=blocks)

    def draw_each(self, entities: Sequence[tuple[str, ...]], blocks: int = 1) -> Floats:
        """Draw ``[R, E, 4 * blocks]`` uniforms of many entities."""
        return uniforms_of(self.seed, entities, start=self.start, count=self.count, blocks=blocks)


def normal(uniform: Floats) -> Floats:
    """Turn uniforms into standard normal numbers."""
    within = np.minimum(np.maximum(uniform, _SMALLEST), 1 - _SMALLEST)
    return np.asarray(ndtri(within, out=within))


def exponential(uniform: Floats) -> Floats:
    """Turn uniforms into exponential times of mean 1."""
    return np.asarray(-np.log1p(-uniform))


def reports(rows: Rows, variety: str, cells: tuple[str, ...], demand: Demand) -> tuple[Floats, Floats]:
    """Draw true over reported need around its mean, ``[R, C]``, and uniforms for signing, ``[R, C, 3]``."""
    drawn = rows.draw_each([("supply report", variety, cell) for cell in cells])
    spread = float(demand.accuracy_spread.value)
    error = np.exp(spread * normal(drawn[:, :, 0]) - spread**2 / 2)
    return error, drawn[:, :, 1:]


def factors(rows: Rows, variety: str, months: int, first: int, demand: Demand) -> Floats:
    """Draw the national factor of need: ``[R, M]`` from the calendar month ``first`` (0 is January) on."""
    number = np.arange(months)
    season = 1 + float(demand.season.value) * np.cos(2 * np.pi * (number + first) / 12)
    spread = float(demand.monthly_spread.value)
    years = range(-(-months // 12))
    noise = rows.draw_each([("supply demand", variety, f"{y}") for y in years], blocks=3)
    noise = noise.reshape(rows.count, -1)[:, :months]
    factor = season[None, :] * np.exp(spread * normal(noise) - spread**2 / 2)
    length = demand.surge_months.value
    surges = rows.draw_each([("supply surge", variety, f"{year}") for year in years])
    for year in years:
        hit = np.flatnonzero(surges[:, year, 0] < float(demand.surge_chance.value))
        begin = 12 * year + np.floor(12 * surges[hit, year, 1]).astype(np.int64)
        inside = (number >= begin[:, None]) & (number < begin[:, None] + length)
        factor[hit] = np.where(inside, factor[hit] * float(demand.surge_size.value), factor[hit])
    return np.asarray(factor)


@dataclass(frozen=True, slots=True)
class MakersDrawn:
    """What is drawn for each product: ``[R, n]``."""

    capacity: Floats
    """Capacity over the need it is planned on."""
    patience: Floats
    """Sum of the hazard at which the firm defaults."""
    source: Ints
    """Source of its raw material."""
    lenient: Bools
    """Whether it would help an inquiry."""


def makers(
    rows: Rows, variety: str, names: tuple[str, ...], made: Makers, sources: int, lenient: float
) -> MakersDrawn:
    """Draw what belongs to each product of a variety."""
    drawn = rows.draw_each([("supply maker", variety, name) for name in names])
    level = float(made.capacity_spread.value) * normal(drawn[:, :, 0])
    return MakersDrawn(
        capacity=float(made.capacity.value) * np.exp(level),
        patience=exponential(drawn[:, :, 1]),
        source=np.minimum((drawn[:, :, 2] * sources).astype(np.int64), sources - 1),
        lenient=drawn[:, :, 3] < lenient,
    )


def makings(rows: Rows, variety: str, names: tuple[str, ...], made: Makers) -> tuple[Ints, Bools]:
    """Draw who makes each product, -1 for the firm itself, and who reports stops: two arrays ``[R, n]``."""
    contract, reports = float(made.contract_share.value), float(made.stop_reports.value)
    if contract <= 0 and reports <= 0:
        shape = (rows.count, len(names))
        return np.full(shape, -1, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    drawn = rows.draw_each([("supply making", variety, name) for name in names])
    number = made.contract_makers.value
    which = np.minimum((drawn[:, :, 1] * number).astype(np.int64), number - 1)
    return np.where(drawn[:, :, 0] < contract, which, -1), drawn[:, :, 2] < reports


def outages(rows: Rows, firms: Sequence[str], months: int, plant: Outages) -> tuple[Floats, Floats]:
    """Draw the outages of firms' plants: starts and ends, two arrays ``[R, F, K]`` up to the longest term."""
    mean, median = float(plant.up_months.value), float(plant.down_months.value)
    spread = float(plant.down_spread.value)
    clock = np.zeros((rows.count, len(firms)))
    starts: list[Floats] = []
    ends: list[Floats] = []
    for pair in range(0, _MOST_PAIRS, _AT_ONCE):
        pairs = [("supply plant", firm, f"{pair + i}") for firm in firms for i in range(_AT_ONCE)]
        drawn = rows.draw_each(pairs).reshape(*clock.shape, _AT_ONCE, DRAWS)
        up = mean * exponential(drawn[..., 0::2])
        down = median * np.exp(spread * normal(drawn[..., 1::2]))
        for one in range(_AT_ONCE):
            for at in range(DRAWS // 2):
                begin = clock + up[..., one, at]
                clock = begin + down[..., one, at]
                starts.append(begin)
                ends.append(clock)
        if (clock > months).all():
            break
    return np.stack(starts, axis=-1), np.stack(ends, axis=-1)


def samples(
    rows: Rows, variety: str, names: tuple[str, ...], years: int, quality: Quality
) -> tuple[Floats, Bools]:
    """Draw when samples fail (infinite for those that pass) and whether it is severe: ``[R, n, Y]``."""
    each = [("supply sampling", variety, name, f"{y}") for name in names for y in range(years)]
    drawn = rows.draw_each(each).reshape(rows.count, len(names), years, DRAWS)
    fails = drawn[..., 0] < float(quality.failure.value)
    time = 12 * (np.arange(years) + drawn[..., 1])
    return np.where(fails, time, np.inf), drawn[..., 2] < float(quality.severe.value)


def found_at(rows: Rows, variety: str, quality: Quality) -> Floats:
    """Draw when collusion is found: ``[R]`` months, infinite if it never is."""
    chance = float(quality.fraud.value)
    if chance <= 0:
        return np.full(rows.count, np.inf)
    yearly = -np.log1p(-min(chance, 1 - _SMALLEST))
    return np.asarray(12 * exponential(rows.draw("supply fraud", variety)[:, 0]) / yearly)
