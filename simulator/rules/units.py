"""Competitive units: a lot divided before anything else is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.exact import fraction
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot
from simulator.rules.parameters import DemandUnits, Off, QualityTiers

__all__ = ["join_units", "unit_of"]


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


def join_units(lot: Lot, parts: Sequence[tuple[npt.NDArray[np.intp], AwardedLot]]) -> AwardedLot:
    """Put the units of a variety together: counts add up, everything by bid goes to its place.

    The anchor is that of the first unit with a winner. Units do not choose supply areas.

    Parameters
    ----------
    lot
        The whole variety.
    parts
        For each unit the positions of its bids, and its award.

    Raises
    ------
    ValueError
        If a unit chose areas: units serve by brand.
    """
    if any(award.main.shape[1] for _, award in parts):
        raise ValueError("competitive units go with supply by brand")
    joined: dict[str, Any] = {"lot": lot}
    for field in fields(AwardedLot):
        if field.name == "lot":
            continue
        values = [getattr(award, field.name) for _, award in parts]
        if field.name in ("bidders", "places", "winners"):
            joined[field.name] = np.sum(values, axis=0)
        elif field.name in ("anchor", "share", "years", "main", "backup"):
            joined[field.name] = _of_first_winner(values, [award for _, award in parts])
        else:
            whole = np.zeros((len(values[0]), lot.size), dtype=values[0].dtype)
            for (bids, _), value in zip(parts, values, strict=True):
                whole[:, bids] = value
            joined[field.name] = whole
    return AwardedLot(**joined)


def _of_first_winner(values: Sequence[Any], parts: Sequence[AwardedLot]) -> Any:  # noqa: ANN401  # any array
    chosen = values[0]
    taken = parts[0].winners > 0
    for value, part in zip(values[1:], parts[1:], strict=True):
        now = ~taken & (part.winners > 0)
        chosen = np.where(now.reshape(-1, *[1] * (chosen.ndim - 1)), value, chosen)
        taken = taken | now
    return chosen
