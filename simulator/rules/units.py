"""Competitive units: a lot divided before anything else is looked at."""

from __future__ import annotations

import numpy as np

from simulator.money import Ints
from simulator.rules.exact import fraction
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import DemandUnits, Off, QualityTiers

__all__ = ["unit_of"]


def unit_of(lot: Lot, clause: DemandUnits | QualityTiers | Off) -> Ints:
    """Return the number of the unit in which each bid competes, 0 for unit A.

    Parameters
    ----------
    lot
        The variety.
    clause
        The clause ``units``.

    Notes
    -----
    Source: joints 2021, the first 85 % of cumulative demand, filled up to seven firms (S76); lenses and
    sports medicine 2023, all in one unit with up to 20 firms (S84); tiers of Henan 2020 (S95).
    """
    if isinstance(clause, QualityTiers):
        return _by_quality(lot, clause)
    if isinstance(clause, DemandUnits):
        return _by_demand(lot, clause)
    return np.zeros(lot.size, dtype=np.int64)


def _by_quality(lot: Lot, clause: QualityTiers) -> Ints:
    tiers = clause.tiers.value
    of_status = [
        next((number for number, tier in enumerate(tiers) if status in tier), max(len(tiers) - 1, 0))
        for status in STATUSES
    ]
    return np.array(of_status, dtype=np.int64)[lot.status]


def _by_demand(lot: Lot, clause: DemandUnits) -> Ints:
    names = list(dict.fromkeys(lot.firms))
    if len(names) <= clause.all_up_to.value or (lot.brand_volume == UNKNOWN).any():
        return np.zeros(lot.size, dtype=np.int64)
    owner = np.array([names.index(firm) for firm in lot.firms])
    demand = np.bincount(owner, weights=lot.brand_volume.astype(np.float64)).astype(np.int64)
    promises = np.ones(len(names), dtype=np.bool_)
    if clause.nationwide.value:
        promises = np.array([(lot.nationwide[owner == firm] != 0).all() for firm in range(len(names))])
    over, under = fraction(clause.share.value)
    order = np.argsort(-demand, kind="stable")
    before = np.cumsum(demand[order]) - demand[order]
    first = np.zeros(len(names), dtype=np.bool_)
    first[order] = (before * under < over * int(demand.sum())) & promises[order]
    for firm in order:
        if first.sum() >= clause.least_firms.value:
            break
        first[firm] |= promises[firm]
    return np.where(first[owner], 0, 1).astype(np.int64)
