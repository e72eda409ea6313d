"""Figures of every region: for each variety, and for all that it buys together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.money import Ints
from simulator.results.contract_definitions import REGION_METRICS
from simulator.supply.records import Contracts, Outcome

__all__ = ["COARSE", "FINE", "TRACE", "region_sums"]

FINE = 2.0**20
"""Regional values are kept as whole numbers of this fraction, so that sums do not depend on their order."""
COARSE = 2.0**12
"""The same for their squares."""
TRACE = 1e-9
"""Part of deliveries by others than the main supplier that is rounding."""
_MOST = 1e5
_FACTORS = (1.0, 1.0, 365.25, 1.0, 1.0, 1.0)
_UNITS = np.array([(factor, FINE, _MOST, COARSE, 2.0**12) for factor in _FACTORS])
"""For each figure its factor, then fraction and most of its values, and of those that are squared."""
_VOLUMES = np.array([True, True, False, True, True, False])
"""Figures of volumes, which are weighted with reference prices where varieties are added up."""


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
    from simulator.results.kernel import add_regions, add_whole

    shape = (len(contracts[0].given.term), len(contracts[0].areas), 2 * len(REGION_METRICS))
    sums = np.zeros((len(contracts) + 1, shape[1], len(REGION_METRICS), 3), dtype=np.int64)
    every = np.zeros(shape)
    for at, (one, out) in enumerate(zip(contracts, outcomes, strict=True)):
        months = one.given.term / 12.0 * 12
        lent = (np.where(_VOLUMES, one.reference, 1.0), np.empty(shape[2]))
        given = (out.cells, months, one.given.reported, one.given.agreed)
        add_regions(given, TRACE, _UNITS, lent, sums[at], every)
    every[:, :, len(REGION_METRICS) + list(REGION_METRICS).index("shortage_volume")] = 0.0
    add_whole(every, _UNITS, sums[-1])
    return np.moveaxis(sums, 3, 0)
