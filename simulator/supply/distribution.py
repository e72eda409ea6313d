"""Distributors: who carries whose goods, what comes late, who is summoned.

What is late comes in the end; it is no shortage, so that the engines need not know. A distributor that falls
behind does so for all winners that it serves in its region, in all varieties.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.scenario.distribution import Distribution
from simulator.streams import stream_key
from simulator.supply.draws import Rows, exponential
from simulator.supply.records import Floats

__all__ = [
    "DAYS_PER_YEAR",
    "Behind",
    "Troubles",
    "deliveries",
    "fall_behind",
    "first_carriers",
    "most_late",
    "troubles",
]

DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Behind:
    """How far distributors are behind: ``R`` histories, ``A`` regions, ``P`` distributors, ``Y`` years.

    A winner's distributors follow one another; both are told by the first of them.
    """

    late: Floats
    """``[R, A, P, Y]`` part of a winner's deliveries that came late by the end of each year."""
    summoned: Floats
    """``[R, A, P, Y]`` times that one of its distributors was summoned by then."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """When distributors fall behind: at most once a year."""

    days: Floats
    """``[R, A, P, Y]`` days until each has caught up; 0 for a year without trouble."""
    begins: Floats
    """``[R, A, P, Y]`` part of the year that is over when it falls behind."""


def troubles(rows: Rows, regions: tuple[str, ...], years: int, terms: Distribution) -> Troubles:
    """Draw in which years distributors fall behind, by how much and when.

    Parameters
    ----------
    rows
        Which replications.
    regions
        Codes of the regions.
    years
        Years of the longest contract.
    terms
        The scenario's section.
    """
    number, chance = terms.in_region.value, float(terms.trouble.value)
    days: Floats = np.zeros((rows.count, len(regions), number, years))
    begins = np.zeros_like(days)
    if chance > 0:
        each = [
            ("supply distributor", region, f"{one}", f"{year}")
            for region in regions
            for one in range(number)
            for year in range(years)
        ]
        drawn = rows.draw_each(each).reshape(*days.shape, -1)
        late = np.nonzero(drawn[..., 0] < chance)
        days[late] = float(terms.trouble_days.value) * exponential(drawn[*late, 1])
        begins = drawn[..., 2]
    return Troubles(days, begins)


def most_late(terms: Distribution) -> float:
    """Return the most days for which a distributor's deliveries are late: then others carry them."""
    return float(terms.reroute_days.value) if terms.per_winner.value > 1 else DAYS_PER_YEAR


def fall_behind(rows: Rows, regions: tuple[str, ...], years: int, terms: Distribution) -> Behind:
    """Draw how far distributors are behind by the end of each year, from what :func:`troubles` takes."""
    days, carry = troubles(rows, regions, years, terms).days, terms.per_winner.value
    late = np.cumsum(np.minimum(days, most_late(terms)), axis=3) / (DAYS_PER_YEAR * (1 + np.arange(years)))
    summoned = np.cumsum(days > float(terms.summons_after.value), axis=3).astype(np.float64)
    together = [[np.roll(values, -step, axis=2) for step in range(carry)] for values in (late, summoned)]
    # Contracts of most histories end in one year: those of a year lie side by side.
    mean, number = np.mean(together[0], axis=0), np.sum(together[1], axis=0)
    by_year = (np.ascontiguousarray(np.moveaxis(values, 3, 0)) for values in (mean, number))
    return Behind(*(np.moveaxis(values, 0, 3) for values in by_year))


def first_carriers(firms: tuple[str, ...], terms: Distribution) -> Ints:
    """Return the first distributor of each firm, the same in all regions and varieties: ``[n]``."""
    return np.array([stream_key("distributors", firm) % terms.in_region.value for firm in firms])


def deliveries(behind: Behind, main: Ints, first: Ints, months: Ints) -> tuple[Floats, Floats]:
    """Return what the main suppliers' distributors do in each cell.

    Parameters
    ----------
    behind
        How far distributors are behind.
    main
        ``[R, C]`` main supplier, -1 for none.
    first
        ``[n]`` first distributor of each firm.
    months
        ``[R]`` months of the contract.

    Returns
    -------
    tuple
        ``[R, C]`` part of deliveries that comes late, and number of summons.
    """
    rows, areas, number, years = behind.late.shape
    year = np.clip(-(-months // 12) - 1, 0, years - 1)
    at = first[np.maximum(main, 0)]
    at += ((year * rows + np.arange(rows)) * areas * number)[:, None] + np.arange(main.shape[1]) * number
    none = main < 0
    late, summoned = (np.moveaxis(values, 3, 0).ravel()[at] for values in (behind.late, behind.summoned))
    late[none] = summoned[none] = 0.0
    return late, summoned
