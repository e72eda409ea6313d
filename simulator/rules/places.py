"""Places: how many bids are shortlisted, and which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.linked import Units
from simulator.rules.lot import Bools, Lot
from simulator.rules.parameters import PlaceTable, ShareOfBidders, Unlimited

__all__ = ["Shortlist", "by_number", "places_for", "places_up_to", "shortlist"]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Who has a place."""

    bidders: Ints
    """``[R]`` units counted."""
    places: Ints
    """``[R]`` places on offer."""
    listed: Bools
    """``[R, n]`` units with a place."""
    firm_full: Bools
    """``[R, n]`` units passed over because their firm had all its places."""


def by_number(table: dict[int, int], most: int) -> Ints:
    """Spell a table by number out for 0 to ``most``; the largest key at or below a number serves it."""
    keys = sorted(table)
    values = np.zeros(most + 1, dtype=np.int64)
    for key in keys:
        values[min(key, most + 1) :] = table[key]
    return values


def places_for(bidders: int, clause: PlaceTable | ShareOfBidders | Unlimited) -> int:
    """Return how many places a number of bidders has."""
    return int(places_up_to(bidders, clause)[bidders])


def places_up_to(most: int, clause: PlaceTable | ShareOfBidders | Unlimited) -> Ints:
    """Return how many places each number of bidders has, from none to ``most``."""
    bidders = np.arange(most + 1)
    if isinstance(clause, Unlimited):
        return bidders
    if isinstance(clause, ShareOfBidders):
        over, under = fraction(clause.share.value)
        return np.where(bidders > 0, np.maximum(round_half_up(bidders * over, under), 1), 0)
    return np.minimum(by_number(dict(clause.table.value), most), clause.cap.value)


def shortlist(
    lot: Lot, units: Units, competing: Bools, clause: PlaceTable | ShareOfBidders | Unlimited
) -> Shortlist:
    """Give the places that the number of bidders allows to the lowest prices.

    Parameters
    ----------
    lot
        The variety.
    units
        The standing bids, ranked.
    competing
        ``[R, n]`` units that a share of bidders counts: all, or those that no guaranteed line carries.
    clause
        The clause ``places``.

    Notes
    -----
    Source: place tables of rounds 2 to 11 (S63, S20, S25), most places (S52, S22); six bidders gave
    four winners in round 7 (S06).
    """
    if isinstance(clause, ShareOfBidders):
        return _cheaper_part(units, competing, clause)
    bidders = units.leads.sum(axis=1)
    if isinstance(clause, Unlimited):
        return Shortlist(bidders, bidders, units.leads, np.zeros_like(units.leads))
    table = np.minimum(by_number(dict(clause.table.value), lot.size), clause.cap.value)
    places = table[bidders]
    if clause.per_firm is not None and len(set(lot.firms)) < lot.size:
        listed, full = _with_firm_limit(lot, units, places, clause.per_firm.value)
    else:
        listed = units.leads & (units.position <= places[:, None])
        full = np.zeros_like(listed)
    return Shortlist(bidders, places, listed, full)


def _cheaper_part(units: Units, counted: Bools, clause: ShareOfBidders) -> Shortlist:
    bidders = counted.sum(axis=1)
    over, under = fraction(clause.share.value)
    places = np.where(bidders > 0, np.maximum(round_half_up(bidders * over, under), 1), 0)
    in_order = np.take_along_axis(counted, units.order, axis=1)
    rank = np.empty(counted.shape, dtype=np.int64)
    np.put_along_axis(rank, units.order, np.cumsum(in_order, axis=1), axis=1)
    listed = counted & (rank <= places[:, None])
    return Shortlist(bidders, places, listed, np.zeros_like(listed))


def _with_firm_limit(lot: Lot, units: Units, places: Ints, limit: int) -> tuple[Bools, Bools]:
    names = {firm: number for number, firm in enumerate(dict.fromkeys(lot.firms))}
    firm = np.array([names[name] for name in lot.firms])
    rows = np.arange(len(places))
    taken = np.zeros((len(places), len(names)), dtype=np.int64)
    used = np.zeros(len(places), dtype=np.int64)
    listed, full = np.zeros_like(units.leads), np.zeros_like(units.leads)
    for bid in units.order.T:
        free = units.leads[rows, bid] & (used < places)
        within = taken[rows, firm[bid]] < limit
        listed[rows, bid] = free & within
        full[rows, bid] = free & ~within
        taken[rows, firm[bid]] += free & within
        used += free & within
    return listed, full
