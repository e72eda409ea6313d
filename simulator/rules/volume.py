"""Committed volume and term: what the winners get, by number of winners and class."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.money import Ints, round_half_up, split
from simulator.rules.exact import fraction
from simulator.rules.lot import Bools, Lot
from simulator.rules.parameters import (
    BrandShare,
    ByClass,
    ByWinners,
    FixedEnd,
    FixedYears,
    ShareByWinners,
)
from simulator.rules.places import by_number

__all__ = ["SHARE_UNIT", "area_volumes", "brand_volumes", "class_volumes", "committed_share", "term_years"]

SHARE_UNIT = 1_000_000
"""Committed shares are integers of one millionth."""


def committed_share(winners: Ints, volume_class: str, clause: ShareByWinners) -> Ints:
    """Return the share of the base that is committed, in millionths.

    Parameters
    ----------
    winners
        ``[R]`` number of winners; 0 gives share 0.
    volume_class
        Class of the variety; a class without a table counts as ordinary.
    clause
        The clause ``volume``.

    Notes
    -----
    Source: 50/60/70/80 % (S46, S49, S54), ten points less for antibiotics (S51), 30/40/50 % for special
    antibacterials (S23).
    """
    tables = {"reduced": clause.shares.reduced, "special": clause.shares.special}
    table = tables.get(volume_class) or clause.shares.ordinary
    return by_number(_millionths(table.value), int(winners.max(initial=0)))[winners]


def _millionths(table: Mapping[int, Decimal]) -> dict[int, int]:
    return {number: int(share * SHARE_UNIT) for number, share in table.items()}


def area_volumes(base: Ints, share: Ints, supplier: npt.NDArray[np.int16], bids: int) -> Ints:
    """Add up each bid's committed volume over the areas that it supplies.

    The share is applied and rounded area by area before anything is summed.

    Parameters
    ----------
    base
        ``[A]`` reported base by area.
    share
        ``[R]`` committed share in millionths.
    supplier
        ``[R, A]`` bid that supplies each area, -1 for none.
    bids
        Number of bids.

    Notes
    -----
    Source: published totals of afatinib and meropenem in round 7 (S23).
    """
    kinds, which = np.unique(share, return_inverse=True)
    per_area = round_half_up(base[None, :] * kinds[:, None], SHARE_UNIT)[which.reshape(-1)]
    rows, areas = np.nonzero(supplier >= 0)
    slot = rows * bids + supplier[rows, areas]
    # Volumes stay below 2**53, so summing them as doubles is exact.
    total = np.bincount(slot, weights=per_area[rows, areas].astype(np.float64), minlength=len(share) * bids)
    return total.astype(np.int64).reshape(len(share), bids)


def brand_volumes(lot: Lot, share: Ints, holders: Bools) -> Ints:
    """Give each holder the committed share of the volume that named its brand, in units.

    Parameters
    ----------
    lot
        The variety.
    share
        ``[R]`` committed share in millionths.
    holders
        ``[R, n]`` bids that get it.
    """
    own = np.maximum(lot.brand_volume, 0)[None, :]
    return np.where(holders, round_half_up(own * share[:, None], SHARE_UNIT), 0)


def fixed_share(clause: BrandShare, rows: int) -> Ints:
    """Return one share for all replications, in millionths."""
    return np.full(rows, int(clause.share.value * SHARE_UNIT), dtype=np.int64)


def class_volumes(lot: Lot, rank: Ints, winners: Ints, clause: ByClass) -> Ints:
    """Give each winner its class's share of the volume that named its brand (insulin).

    Winners are put in classes from the cheapest on; part of the last class's volume moves to the first.

    Parameters
    ----------
    lot
        The variety.
    rank
        ``[R, n]`` rank among the winners, 0 for losers.
    winners
        ``[R]`` number of winners.
    clause
        The clause ``volume``.

    Notes
    -----
    Source: class A is 40 % of the selected products (S71); the other values are marked in the rule book.
    """
    kind = price_class(rank, winners, clause)
    own = np.maximum(lot.brand_volume, 0)[None, :]
    shares = np.array([int(share * SHARE_UNIT) for share in clause.shares.value] + [0], dtype=np.int64)
    volume = round_half_up(own * shares[kind], SHARE_UNIT)
    over, under = fraction(clause.transfer.value)
    last = len(clause.shares.value) - 1
    moved = np.where(kind == last, round_half_up(own * over, under), 0).sum(axis=1)
    weights = np.where(kind == 0, own, 0)
    for row in np.flatnonzero((moved > 0) & (weights.sum(axis=1) > 0)):
        by_rank = np.argsort(rank[row], kind="stable")
        volume[row, by_rank] += split(int(moved[row]), weights[row, by_rank])
    return volume


def price_class(rank: Ints, winners: Ints, clause: ByClass) -> Ints:
    """Return each winner's class from 0 (cheapest); losers get the number of classes.

    Parameters
    ----------
    rank, winners
        ``[R, n]`` ranks among winners and ``[R]`` their number.
    clause
        The clause ``volume``.
    """
    kind = np.zeros_like(rank)
    last_rank = np.ones_like(winners)
    for cut in clause.cuts.value:
        over, under = fraction(cut)
        last_rank = np.maximum(last_rank, round_half_up(winners * over, under))
        kind += rank > last_rank[:, None]
    return np.where(rank > 0, kind, len(clause.shares.value))


def term_years(
    winners: Ints, volume_class: str, form: str, clause: ByWinners | FixedEnd | FixedYears
) -> Ints:
    """Return the years of the contract; 0 for a fixed end date or where nobody won.

    Parameters
    ----------
    winners
        ``[R]`` number of winners.
    volume_class, form
        Class and dosage form of the variety.
    clause
        The clause ``term``.

    Notes
    -----
    Source: terms of rounds 2 to 7 (S63, S47, S23); fixed end dates from round 8 on (S43).
    """
    if isinstance(clause, FixedEnd):
        return np.zeros_like(winners)
    if isinstance(clause, FixedYears):
        return np.where(winners > 0, clause.years.value, 0)
    exceptions = {} if clause.by_form is None else {str(k): v for k, v in clause.by_form.value.items()}
    if form in exceptions:
        return np.where(winners > 0, exceptions[form], 0)
    tables = {"reduced": clause.years.reduced, "special": clause.years.special}
    table = tables.get(volume_class) or clause.years.ordinary
    return by_number(dict(table.value), int(winners.max(initial=0)))[winners]
