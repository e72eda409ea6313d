"""From an award to its contracts: cells with main and backup supplier, volumes, months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulator.money import TICKS_PER_YUAN, Ints, round_half_up
from simulator.rules.lot import AwardedLot
from simulator.rules.parameters import ByBrand, Clauses, FixedEnd
from simulator.rules.volume import SHARE_UNIT
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.supply import ByKind, Kind, Supply, T
from simulator.supply.records import Floats

__all__ = ["MOST_MONTHS", "Cells", "Terms", "cells_of", "of_kind", "terms_of"]

DAYS_PER_MONTH = 30.4375
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule book says about the contracts of its tender."""

    kind: Kind
    """Medicine or device."""
    bids: date
    """Day on which bids were opened."""
    start: date
    """First day of execution."""
    months: int
    """Length of all contracts in months; 0 where it follows from the number of winners."""
    regional: bool
    """Whether winners serve areas, not hospitals that named their brand."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What orders come from, in ``R`` histories of one variety."""

    months: Ints
    """``[R]`` months of the contract; 0 without a winner."""
    main: Ints
    """``[R, C]`` main supplier, -1 for none."""
    backup: Ints
    """``[R, C]`` backup supplier, -1 for none."""
    reported: Floats
    """``[R, C]`` reported need a month."""
    agreed: Floats
    """``[R, C]`` agreed volume a month."""
    price: Floats
    """``[R, n]`` award price in yuan; 0 for losers."""
    ratio: Floats
    """``[R, C]`` award price of the main supplier over the reference price; 1 without one."""


def of_kind(values: ByKind[T], kind: Kind) -> T:
    """Pick the value for medicines or for devices."""
    return values.drug if kind == "drug" else values.device


def terms_of(book: RuleBook[Clauses], supply: Supply) -> Terms:
    """Read start and length of the contracts from a rule book.

    Parameters
    ----------
    book
        The rule book, with the scenario's changes.
    supply
        The scenario's section: it may give the day of start; it gives the lag where the book has none.
    """
    kind: Kind = "device" if book.kind == "device" else "drug"
    bids, said = book.dates.bids.value, supply.start or book.dates.start
    begun = of_kind(supply.start_lag_days.value, kind) if said is None else said.value
    start = begun if isinstance(begun, date) else bids + timedelta(days=begun)
    term, months = book.clauses.term, 0
    if isinstance(term, FixedEnd):
        months = round((term.end.value - start).days / DAYS_PER_MONTH)
    return Terms(kind, bids, start, months, not isinstance(book.clauses.supply, ByBrand))


def cells_of(awarded: AwardedLot, base: Ints, reference: int, terms: Terms) -> Cells:
    """Lay out the cells of a variety.

    Parameters
    ----------
    awarded
        The award.
    base
        ``[A]`` reported need a year by area.
    reference
        Reference price in ticks.
    terms
        What the rule book says.
    """
    (rows, bids), won = awarded.state.shape, awarded.won
    months = np.where(awarded.winners > 0, np.minimum(awarded.years * 12, MOST_MONTHS), 0)
    if terms.months:
        months = np.where(awarded.winners > 0, terms.months, 0)
    if terms.regional and awarded.main.shape[1]:
        main = awarded.main.astype(np.int64)
        backup = awarded.backup.astype(np.int64)
        reported, agreed = np.broadcast_to(base / 12.0, main.shape), _agreed_by_area(awarded, base)
    else:
        main = np.where(won, np.arange(bids), -1).astype(np.int64)
        backup = np.full((rows, bids), -1, dtype=np.int64)
        volume = _with_pools(awarded)
        total = volume.sum(axis=1, keepdims=True)
        number = np.maximum(won.sum(axis=1, keepdims=True), 1)
        share = np.where(total > 0, volume / np.maximum(total, 1.0), won / number)
        reported, agreed = share * float(base.sum()) / 12.0, volume / 12.0
    served = main >= 0
    price = np.where(won, awarded.price, 0) / TICKS_PER_YUAN
    ratio = price.ravel()[np.maximum(main, 0) + np.arange(rows)[:, None] * bids]
    priced = served & (ratio > 0)
    ratio *= TICKS_PER_YUAN
    ratio /= max(reference, 1)
    ratio[~priced] = 1.0
    return Cells(
        months=months.astype(np.int64),
        main=main,
        backup=backup,
        reported=np.where(served, reported, 0.0),
        agreed=np.where(served, agreed, 0.0),
        price=price,
        ratio=ratio,
    )


def _with_pools(awarded: AwardedLot) -> Floats:
    """Return ``[R, n]`` agreed volume with what pools hold for which hospitals choose a winner themselves.

    The part of the pools that the rules assign is in the agreed volume already; hospitals are taken to choose
    as the agreed volumes stand to each other.
    """
    volume = awarded.volume.astype(np.float64)
    free = np.maximum((awarded.pool - awarded.assigned).sum(axis=1, keepdims=True), 0)
    total = volume.sum(axis=1, keepdims=True)
    return np.asarray(volume * (1 + free / np.maximum(total, 1.0)))


def _agreed_by_area(awarded: AwardedLot, base: Ints) -> Floats:
    """Return ``[R, A]`` agreed volume a month: the committed share of each area's report, rounded."""
    # A share follows from the number of winners, so that few are different.
    share, which = np.unique(awarded.share, return_inverse=True)
    agreed = (round_half_up(base[None, :] * share[:, None], SHARE_UNIT) / 12.0)[which]
    rows = np.flatnonzero(awarded.share <= 0)
    if len(rows):
        whole = max(float(base.sum()), 1.0)
        agreed[rows] = base * (awarded.volume[rows].sum(axis=1, keepdims=True) / whole) / 12.0
    return np.asarray(agreed)
