"""Committed volume and term: what the winners get, by number of winners and class."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.money import Ints, round_half_up, split
from simulator.rules.exact import fraction, round_product
from simulator.rules.lot import UNKNOWN, Bools, Lot
from simulator.rules.parameters import (
    BrandFirst,
    BrandShare,
    ByBidders,
    ByClass,
    ByIncumbency,
    ByWinners,
    FixedEnd,
    FixedYears,
    ShareByWinners,
)
from simulator.rules.places import by_number

__all__ = [
    "SHARE_UNIT",
    "area_volumes",
    "brand_volumes",
    "class_volumes",
    "committed_share",
    "fixed_share",
    "in_millionths",
    "incumbency_volumes",
    "millionths",
    "reported",
    "term_years",
]

Shorts = npt.NDArray[np.int16]
Term = ByWinners | FixedEnd | FixedYears | ByBidders

SHARE_UNIT = 1_000_000
"""Committed shares are integers of one millionth."""


def committed_share(winners: Ints, volume_class: str, clause: ShareByWinners | BrandFirst) -> Ints:
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
    return by_number(millionths(table.value), int(winners.max(initial=0)))[winners]


def in_millionths(share: Decimal) -> int:
    """Write an exact share as an integer of one millionth."""
    return int(share * SHARE_UNIT)


def millionths(table: Mapping[int, Decimal]) -> dict[int, int]:
    """Write shares by number as integers of one millionth."""
    return {number: in_millionths(share) for number, share in table.items()}


def reported(lot: Lot) -> Ints:
    """Return the volume that hospitals reported for each brand, ``[1, n]`` or ``[R, n]``; 0 where unknown."""
    return np.atleast_2d(np.maximum(lot.brand_volume, 0))


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
    own = reported(lot)
    return np.where(holders, round_half_up(own * share[:, None], SHARE_UNIT), 0)


def fixed_share(clause: BrandShare, rows: int) -> Ints:
    """Return one share for all replications, in millionths."""
    return np.full(rows, in_millionths(clause.share.value), dtype=np.int64)


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
    own = reported(lot)
    shares = np.array([*map(in_millionths, clause.shares.value), 0], dtype=np.int64)
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


def brand_first_volumes(lot: Lot, won: Bools, share: Ints, main: Shorts) -> Ints:
    """Give winning brands the volume that named them, and each area's main supplier the rest.

    Parameters
    ----------
    lot
        The variety, with base by area and volume by brand.
    won
        ``[R, n]`` winners, members of consortia each on their own.
    share
        ``[R]`` committed share in millionths.
    main
        ``[R, A]`` main suppliers.

    Notes
    -----
    Source: round 11 (S30).
    """
    (own,) = reported(lot)
    if not lot.base.sum():
        return brand_volumes(lot, share, won)
    by_area = np.stack([split(int(volume), lot.base) for volume in own])
    kinds, which = np.unique(share, return_inverse=True)
    own_part = np.stack([round_product(by_area, int(kind), SHARE_UNIT).sum(axis=1) for kind in kinds])
    rest = np.maximum(lot.base[None, :] - won.astype(np.int64) @ by_area, 0)
    committed = round_product(rest, share[:, None], SHARE_UNIT)
    volume = np.where(won, own_part[which.reshape(-1)], 0)
    rows, areas = np.nonzero(main >= 0)
    np.add.at(volume, (rows, main[rows, areas]), committed[rows, areas])
    return volume


def incumbency_volumes(lot: Lot, main: Shorts, clause: ByIncumbency) -> Ints:
    """Commit a larger share of the base to incumbents than to newcomers.

    Parameters
    ----------
    lot
        The variety.
    main
        ``[R, A]`` main suppliers.
    clause
        The clause ``volume``.

    Notes
    -----
    Source: Yangtze Delta renewal 2022 (S01).
    """
    held = np.where(lot.incumbent == UNKNOWN, lot.past_volume > 0, lot.incumbent == 1)
    knows = np.broadcast_to(held, (len(main), lot.size)) & (lot.volume_class != "reduced")
    per_bid = np.where(knows, in_millionths(clause.incumbent.value), in_millionths(clause.other.value))
    volume = np.zeros((len(main), lot.size), dtype=np.int64)
    rows, areas = np.nonzero(main >= 0)
    supplier = main[rows, areas]
    np.add.at(volume, (rows, supplier), round_product(lot.base[areas], per_bid[rows, supplier], SHARE_UNIT))
    return volume


def term_years(lot: Lot, winners: Ints, bidders: Ints, clause: Term) -> Ints:
    """Return the years of the contract; 0 for a fixed end date or where nobody won.

    Parameters
    ----------
    lot
        The variety, with its class and dosage form.
    winners, bidders
        ``[R]`` number of winners and of bidders.
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
    if isinstance(clause, ByBidders):
        by_bidders = by_number(dict(clause.years.value), int(bidders.max(initial=0)))
        return np.where(winners > 0, by_bidders[bidders], 0)
    exceptions = {} if clause.by_form is None else {str(k): v for k, v in clause.by_form.value.items()}
    if lot.form in exceptions:
        return np.where(winners > 0, exceptions[lot.form], 0)
    tables = {"reduced": clause.years.reduced, "special": clause.years.special}
    table = tables.get(lot.volume_class) or clause.years.ordinary
    return by_number(dict(table.value), int(winners.max(initial=0)))[winners]
