"""From a scenario's words on hospitals to numbers: kinds, signing, leakage, inspections."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from simulator.scenario.hospitals import PUBLIC, ByInstitution, Inspections, Institutions, Substitutes
from simulator.supply.draws import Rows, exponential
from simulator.supply.records import Floats

__all__ = ["found_at", "joined", "leaving", "signing", "weights"]

_VOLUNTARY = ("private", "pharmacy")
_KINDS = (*PUBLIC, *_VOLUNTARY)


def weights(institutions: Institutions) -> dict[str, float]:
    """Return the need of each kind that takes part, over the need of all public institutions."""
    need, joins = institutions.need.value, institutions.joins.value
    taking = {name: float(getattr(need, name)) for name in PUBLIC}
    taking |= {name: float(getattr(need, name)) * float(getattr(joins, name)) for name in _VOLUNTARY}
    return {name: share for name, share in taking.items() if share > 0}


def joined(institutions: Institutions) -> float:
    """Return the need of all that take part over the need of public institutions."""
    return 1.0 + sum(share for name, share in weights(institutions).items() if name in _VOLUNTARY)


def signing(
    drawn: Floats, institutions: Institutions, months: float, sanctions: float
) -> tuple[Floats, Floats]:
    """Turn draws into times at which each kind of institution signs and lists the product.

    Parameters
    ----------
    drawn
        ``[R, C, 3]`` uniforms of each cell: for signing, listing and refusal. All kinds of a cell share them:
        a slow region is slow at all levels.
    institutions
        Delay, listing and refusal of each kind.
    months
        Mean months until a region has signed, without sanctions.
    sanctions
        Part of delays and refusals that sanctions remove.

    Returns
    -------
    tuple
        ``[R, C, G]`` times, infinite for those that refuse, and ``[G]`` weights. Kinds that behave alike are
        taken together.
    """
    alike: dict[tuple[float, float, float], float] = {}
    for name, share in weights(institutions).items():
        behaviour = (
            _of(institutions.delay.value, name),
            _of(institutions.listing_months.value, name),
            _of(institutions.refuses.value, name),
        )
        alike[behaviour] = alike.get(behaviour, 0.0) + share
    sign, left = exponential(drawn[..., 0]), 1 - sanctions
    times = []
    for delay, listing, refuses in alike:
        time = months * left * delay * sign
        if listing > 0:
            time = time + listing * left * exponential(drawn[..., 1])
        if refuses > 0:
            time = np.where(drawn[..., 2] < refuses * left, np.inf, time)
        times.append(time)
    weight = np.array(list(alike.values()))
    return np.stack(times, axis=2), weight / weight.sum() if len(weight) > 1 else np.ones(1)


def _of(values: ByInstitution[Decimal], name: str) -> float:
    return float(getattr(values, name))


def leaving(ratio: Floats, substitutes: Substitutes, months: int) -> tuple[Floats, Floats]:
    """Return the share of need that substitutes draw away in the end, and the part that is gone by month.

    Parameters
    ----------
    ratio
        ``[R, C]`` award price over the reference price: leakage grows with the cut.
    substitutes
        Leakage, its pace, and monitoring.
    months
        Months of the longest term.
    """
    most = float(substitutes.leakage.value) * (1 - float(substitutes.monitoring.value))
    pace, middle = float(substitutes.leakage_months.value), np.arange(months) + 0.5
    drift = np.ones(months) if pace <= 0 else 1 - np.exp(-middle / pace)
    return most * np.clip(1 - ratio, 0.0, 1.0), drift


def found_at(rows: Rows, cells: tuple[str, ...], months: int, inspections: Inspections) -> Floats:
    """Draw the month at whose end an inspection comes that sees what there is to see: ``[R, C, Y]``.

    An inspection looks at all varieties of a region, so that the draws belong to the region. There are no
    years (``Y`` is 0) where nobody is ever found out.
    """
    chance, sees = float(inspections.chance.value), float(inspections.detection.value)
    years = -(-months // 12)
    if chance * sees <= 0:
        return np.empty((rows.count, len(cells), 0))
    each = [("supply inspection", cell, f"{year}") for cell in cells for year in range(years)]
    drawn = rows.draw_each(each).reshape(rows.count, len(cells), years, -1)
    month = 12 * np.arange(years) + 1 + np.floor(12 * drawn[..., 1])
    return np.where((drawn[..., 0] < chance) & (drawn[..., 2] < sees), month, np.inf)
