"""Figures of every region: for each variety, and for all that it buys together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.money import Ints
from simulator.results.bids import Floats, ratio
from simulator.results.contract_definitions import REGION_METRICS
from simulator.supply.records import Cell, Contracts, Outcome

__all__ = ["COARSE", "FINE", "TRACE", "delivered_by_all", "region_sums"]

FINE = 2.0**20
"""Regional values are kept as whole numbers of this fraction, so that sums do not depend on their order."""
COARSE = 2.0**12
"""The same for their squares."""
TRACE = 1e-9
"""Part of deliveries by others than the main supplier that is rounding."""
_MOST = 1e5
_FACTORS = np.array([1.0, 1.0, 365.25, 1.0, 1.0, 1.0])
_UNITS = np.array([True, True, False, True, True, False])
"""Figures of volumes, which are weighted with reference prices where varieties are added up."""


def delivered_by_all(cells: Floats) -> Floats:
    """Add up what main suppliers, backups, other winners and firms without an award delivered.

    Parameters
    ----------
    cells
        ``[R, C, 12]`` what was counted by cell.
    """
    helped = cells[..., Cell.MAIN] + cells[..., Cell.BACKUP] + cells[..., Cell.OTHERS]
    return np.asarray(helped + cells[..., Cell.OUTSIDE])


def region_sums(contracts: Sequence[Contracts], outcomes: Sequence[Outcome]) -> Ints:
    """Sum the figures of regions over histories.

    Parameters
    ----------
    contracts, outcomes
        The ``V`` varieties, all with the same regions.

    Returns
    -------
    numpy.ndarray
        ``[3, V + 1, A, 6]``: number of histories in which each of ``REGION_METRICS`` is defined, sum of the
        figure, and of its square, in units of the two fractions. Last come all varieties together; volumes of
        different goods do not add up, so that the shortage volume has no such sum.
    """
    regions = len(contracts[0].areas)
    sums = np.zeros((3, len(contracts) + 1, regions, len(REGION_METRICS)), dtype=np.int64)
    over, under = np.zeros((2, len(REGION_METRICS), len(contracts[0].given.term), regions))
    for at, (one, out) in enumerate(zip(contracts, outcomes, strict=True)):
        above, below = _parts(one, out)
        _add(sums[:, at], above, below)
        weight = np.where(_UNITS, one.reference, 1.0)[:, None, None]
        over += above * weight
        under += below * weight
    under[list(REGION_METRICS).index("shortage_volume")] = 0.0
    _add(sums[:, -1], over, under)
    return sums


def _parts(contracts: Contracts, out: Outcome) -> tuple[Floats, Floats]:
    """Return ``[6, R, A]`` what stands above and below the line of each figure; 0 below where undefined."""
    given, cells = contracts.given, out.cells
    months = given.term[:, None] / 12.0 * 12
    ordered, delivered, main = cells[..., Cell.ORDERED], delivered_by_all(cells), cells[..., Cell.MAIN]
    above = (
        delivered,
        cells[..., Cell.SHORTAGE],
        cells[..., Cell.SHORT_MONTHS],
        delivered,
        delivered - main,
        delivered > main * (1 + TRACE),
    )
    below = (
        ordered,
        given.reported * months,
        np.broadcast_to(months, ordered.shape),
        given.agreed * months,
        ordered,
        ordered > 0,
    )
    return np.stack(above), np.stack(below)


def _add(sums: Ints, above: Floats, below: Floats) -> None:
    """Add number, sum and sum of squares of each figure: ``[3, A, 6]``."""
    for metric, factor in enumerate(_FACTORS.tolist()):
        values = factor * ratio(above[metric], below[metric])
        known = ~np.isnan(values)
        filled = np.where(known, np.minimum(values, _MOST), 0.0)
        fine = np.floor(filled * FINE + 0.5).astype(np.int64)
        rough = np.floor(np.minimum(filled, 2.0**12) * COARSE + 0.5).astype(np.int64)
        sums[0, :, metric], sums[1, :, metric] = np.count_nonzero(known, axis=0), fine.sum(axis=0)
        sums[2, :, metric] = np.einsum("ra,ra->a", rough, rough)
