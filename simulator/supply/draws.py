"""Chances of contracts: uniforms by name, turned into times and factors before any history is carried out.

Streams are listed in docs/contracts.md. Draws come in chunks by year or by pair of outages, each a stream of
its own, so that a longer term or more frequent outages move no draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.scenario.supply import Demand, Makers, Material, Outages, Quality
from simulator.streams import DRAWS, uniforms
from simulator.supply.records import Floats

__all__ = [
    "MakersDrawn",
    "Rows",
    "factors",
    "found_at",
    "makers",
    "makings",
    "materials",
    "outages",
    "reports",
    "samples",
]

_SMALLEST = 1e-12
_MOST_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Rows:
    """Which replications are drawn, under which seed."""

    seed: int
    start: int
    count: int

    def draw(self, *names: str, blocks: int = 1) -> Floats:
        """Draw ``[R, 4 * blocks]`` uniforms of one entity."""
        return uniforms(self.seed, *names, start=self.start, count=self.count, blocks=blocks)


def normal(uniform: Floats) -> Floats:
    """Turn uniforms into standard normal numbers."""
    return np.asarray(ndtri(np.clip(uniform, _SMALLEST, 1 - _SMALLEST)))


def exponential(uniform: Floats) -> Floats:
    """Turn uniforms into exponential times of mean 1."""
    return np.asarray(-np.log1p(-uniform))


def reports(rows: Rows, variety: str, cells: tuple[str, ...], demand: Demand) -> tuple[Floats, Floats]:
    """Draw true over reported need around its mean, ``[R, C]``, and uniforms for signing, ``[R, C, 3]``."""
    drawn = np.stack([rows.draw("supply report", variety, cell) for cell in cells], axis=1)
    spread = float(demand.accuracy_spread.value)
    error = np.exp(spread * normal(drawn[:, :, 0]) - spread**2 / 2)
    return error, drawn[:, :, 1:]


def factors(rows: Rows, variety: str, months: int, first: int, demand: Demand) -> Floats:
    """Draw the national factor of need: ``[R, M]`` from the calendar month ``first`` (0 is January) on."""
    number = np.arange(months)
    season = 1 + float(demand.season.value) * np.cos(2 * np.pi * (number + first) / 12)
    spread = float(demand.monthly_spread.value)
    years = range(-(-months // 12))
    noise = np.concatenate([rows.draw("supply demand", variety, f"{y}", blocks=3) for y in years], axis=1)
    factor = season[None, :] * np.exp(spread * normal(noise[:, :months]) - spread**2 / 2)
    length = demand.surge_months.value
    for year in years:
        drawn = rows.draw("supply surge", variety, f"{year}")
        begin = 12 * year + np.floor(12 * drawn[:, 1]).astype(np.int64)
        hit = drawn[:, 0] < float(demand.surge_chance.value)
        inside = (number >= begin[:, None]) & (number < begin[:, None] + length)
        factor = np.where(hit[:, None] & inside, factor * float(demand.surge_size.value), factor)
    return np.asarray(factor)


def materials(rows: Rows, variety: str, months: int, material: Material, shock: int = -1) -> Floats:
    """Draw the raw-material price of every source: ``[R, S, M]``, 1 in the first month.

    ``shock`` is the month of a tenfold jump at all sources, -1 for none.
    """
    sources = material.sources.value
    rest, moves = 1 - float(material.reversion.value), float(material.volatility.value)
    low, high = float(material.jump_from.value), float(material.jump_to.value)
    chance = float(material.jump_chance.value) / 12
    level: Floats = np.zeros((rows.count, sources, months))
    for source in range(sources):
        drawn = np.concatenate(
            [
                rows.draw("supply raw", variety, f"{source}", f"{y}", blocks=6)
                for y in range(-(-months // 12))
            ],
            axis=1,
        ).reshape(rows.count, -1, 2)
        step = moves * normal(drawn[:, :, 0])
        if chance > 0:
            size = np.log(low) + np.minimum(drawn[:, :, 1] / chance, 1.0) * np.log(high / low)
            step = np.where(drawn[:, :, 1] < chance, step + size, step)
        for month in range(1, months):
            level[:, source, month] = rest * level[:, source, month - 1] + step[:, month]
            if month == shock:
                level[:, source, month] += np.log(10.0)
    return np.exp(level)


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
    drawn = np.stack([rows.draw("supply maker", variety, name) for name in names], axis=1)
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
    drawn = np.stack([rows.draw("supply making", variety, name) for name in names], axis=1)
    number = made.contract_makers.value
    which = np.minimum((drawn[:, :, 1] * number).astype(np.int64), number - 1)
    return np.where(drawn[:, :, 0] < contract, which, -1), drawn[:, :, 2] < reports


def outages(rows: Rows, firm: str, months: int, plant: Outages) -> tuple[Floats, Floats]:
    """Draw the outages of a firm's plant: starts and ends, two arrays ``[R, K]`` up to the longest term."""
    mean, median = float(plant.up_months.value), float(plant.down_months.value)
    spread = float(plant.down_spread.value)
    clock = np.zeros(rows.count)
    starts: list[Floats] = []
    ends: list[Floats] = []
    for pair in range(_MOST_PAIRS):
        drawn = rows.draw("supply plant", firm, f"{pair}")
        for at in range(0, DRAWS, 2):
            begin = clock + mean * exponential(drawn[:, at])
            clock = begin + median * np.exp(spread * normal(drawn[:, at + 1]))
            starts.append(begin)
            ends.append(clock)
        if (clock > months).all():
            break
    return np.stack(starts, axis=1), np.stack(ends, axis=1)


def samples(
    rows: Rows, variety: str, names: tuple[str, ...], years: int, quality: Quality
) -> tuple[Floats, Bools]:
    """Draw when samples fail (infinite for those that pass) and whether it is severe: ``[R, n, Y]``."""
    drawn = np.stack(
        [
            np.stack([rows.draw("supply sampling", variety, name, f"{y}") for y in range(years)], axis=1)
            for name in names
        ],
        axis=1,
    )
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
