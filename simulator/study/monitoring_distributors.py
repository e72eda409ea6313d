"""Distributors in quarterly monitoring: what each carried, what came in time, who is summoned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulator.money import Ints
from simulator.results.monitoring import CARRIED
from simulator.scenario.distribution import Distribution
from simulator.supply.distribution import DAYS_PER_YEAR, Troubles, most_late, troubles
from simulator.supply.draws import Rows
from simulator.supply.records import Contracts, Floats

__all__ = ["carried_by", "late_days", "on_the_way"]

_QUARTERS = 4
_DAYS = DAYS_PER_YEAR / _QUARTERS


def carried_by(contracts: Contracts, first: Ints) -> Mapping[str, Any]:
    """Return columns for the rows of a variety: the area, and the first distributor of the main supplier.

    Parameters
    ----------
    contracts
        The contracts; the first history is watched.
    first
        ``[n]`` first distributor of each bid's firm.
    """
    cells = np.flatnonzero(contracts.given.main[0] >= 0)
    quarters = -(-int(contracts.given.term[0]) // 3)
    areas = np.array([contracts.areas[cell] for cell in cells], dtype=object)
    return {
        "area": np.tile(areas, quarters),
        "carrier": np.tile(first[contracts.given.main[0, cells]], quarters),
    }


def late_days(found: Troubles, most: float) -> Floats:
    """Return for how many days of each quarter deliveries come late: ``[R, A, P, 4 * Y]``.

    Parameters
    ----------
    found
        When distributors fall behind.
    most
        Most days until others carry what is theirs. What reaches into the next year counts in the last
        quarter, so that quarters add up to years.
    """
    length = np.minimum(found.days, most)[..., None]
    start = (found.begins * DAYS_PER_YEAR)[..., None]
    ends = np.arange(1, _QUARTERS + 1) * _DAYS
    done = np.clip(ends - start, 0.0, length)
    done[..., -1] = length[..., 0]
    by_quarter = np.diff(done, axis=-1, prepend=0.0)
    return np.asarray(by_quarter.reshape(*found.days.shape[:-1], -1))


def on_the_way(
    rows: pd.DataFrame, terms: Distribution, seed: int
) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Report on the distributors of one simulated round.

    Parameters
    ----------
    rows
        Rows of all varieties, with the columns of :func:`carried_by`.
    terms
        The scenario's section on distributors.
    seed
        The scenario's.

    Returns
    -------
    tuple
        The table ``distributors`` of the round, and notices: distributors summoned because they fell behind
        for too long.
    """
    replication, quarters = int(rows["replication"].iloc[0]), int(rows["quarter"].max())
    areas = tuple(sorted(set(rows["area"])))
    years = -(-quarters // _QUARTERS)
    behind = troubles(Rows(seed, replication, 1), areas, years, terms)
    late = np.minimum(late_days(behind, most_late(terms))[0] / _DAYS, 1.0)
    carried = _carried(rows, areas, terms)
    held = np.argwhere(carried > 0)
    table = pd.DataFrame(
        {
            "replication": replication,
            "quarter": held[:, 0] + 1,
            "region": np.array(areas, dtype=object)[held[:, 1]],
            "distributor": held[:, 2] + 1,
            "carried": carried[tuple(held.T)],
            "late": (carried * np.moveaxis(late, 2, 0)[:quarters])[tuple(held.T)],
        }
    )[list(CARRIED)]
    return table, _summons(behind, areas, carried, replication, float(terms.summons_after.value))


def _carried(rows: pd.DataFrame, areas: tuple[str, ...], terms: Distribution) -> Floats:
    """Return ``[Q, A, P]`` yuan that each distributor carried: equal parts of a winner's purchases."""
    found = np.zeros((int(rows["quarter"].max()), len(areas), terms.in_region.value))
    quarter, area = rows["quarter"].to_numpy() - 1, pd.Index(areas).get_indexer(pd.Index(rows["area"]))
    part = rows["purchased"].to_numpy() / terms.per_winner.value
    for step in range(terms.per_winner.value):
        carrier = (rows["carrier"].to_numpy() + step) % terms.in_region.value
        np.add.at(found, (quarter, area, carrier), part)
    return found


def _summons(
    behind: Troubles, areas: tuple[str, ...], carried: Floats, replication: int, after: float
) -> list[dict[str, object]]:
    """List distributors that were behind for too long, in the quarter in which it was too long."""
    notices: list[dict[str, object]] = []
    for area, one, year in np.argwhere(behind.days[0] > after):
        day = behind.begins[0, area, one, year] * DAYS_PER_YEAR + after
        quarter = year * _QUARTERS + min(int(day // _DAYS), _QUARTERS - 1)
        if quarter < len(carried) and carried[quarter, area, one] > 0:
            notices.append(
                {
                    "replication": replication,
                    "quarter": int(quarter) + 1,
                    "notice": "summons-distributor",
                    "variety": "",
                    "region": areas[area],
                    "firm": f"D{one + 1}",
                    "value": float(behind.days[0, area, one, year]),
                    "unit": "days",
                    "grade": "",
                }
            )
    return notices
