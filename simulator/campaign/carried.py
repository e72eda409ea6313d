"""What one round of a campaign leaves to the next: winners and their prices, bans, products given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.campaign.stores import HospitalStores
from simulator.money import Ints
from simulator.rules.lot import Bools, Bytes
from simulator.scenario.campaign import PriceBefore

__all__ = ["Ban", "Carried", "Former", "Standing", "aligned", "barred", "price_before"]

Floats = npt.NDArray[np.float64]

NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Former:
    """How the last round of a variety ended, in ``R`` replications."""

    variety: str
    form: str
    names: tuple[str, ...]
    """``[n]`` bids by name."""
    won: Bools
    """``[R, n]`` whether the bid was awarded."""
    price: Ints
    """``[R, n]`` award price in 1/10,000 yuan; 0 for losers."""
    volume: Ints
    """``[R, n]`` agreed volume in units a year."""
    lost_on: Floats
    """``[R, n]`` day on which the award was lost; infinite if it never was."""
    cut: Floats
    """``[R]`` mean cut of the winners from the ceiling; ``nan`` without a winner."""
    gone: Bools
    """``[R, n]`` whether the product has been given up for good."""
    stock: Floats
    """``[R, n]`` units in stock at the end of its last contract; 0 where it has none."""
    capacity: Floats
    """``[R, n]`` units a month that its maker can make; 0 where no contract tells."""
    stores: HospitalStores | None = None
    """What hospitals hold; nothing is known where contracts are not carried out."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A winner that lost its award and is barred from tenders for a time, in ``R`` replications."""

    round: str
    variety: str
    firm: str
    begins: Floats
    """``[R]`` day of the calendar from which it is barred; infinite where it is not."""
    ends: Floats
    """``[R]`` day on which it may bid again."""
    cause: Bytes
    """``[R]`` why the award was lost (``simulator.supply.records.Cause``)."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Everything that later rounds know of earlier ones."""

    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    """By round, how each of its varieties ended."""
    bans: tuple[Ban, ...] = ()
    """Bans so far, past ones included."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bids of a variety were in the round before, ``[R, n]``; new bids were nothing."""

    won: Bools
    held: Bools
    """Whether the award was still held on a day."""
    price: Ints
    volume: Ints
    gone: Bools
    stock: Floats
    """Units in stock at the end of the contract before."""
    capacity: Floats
    """Units a month that the maker can make; 0 where no contract tells."""


def aligned(former: Former, names: Sequence[str], day: float) -> Standing:
    """Say of the bids of a later round what they were before, whatever their order.

    Parameters
    ----------
    former
        The round before.
    names
        ``[n]`` bids of the later round by name.
    day
        Day on which awards must still be held to count.
    """
    place = {name: at for at, name in enumerate(former.names)}
    at = np.array([place.get(name, -1) for name in names])
    known = at >= 0

    def taken(values: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return np.where(known, values[:, at], np.zeros((), dtype=values.dtype))

    won = taken(former.won).astype(np.bool_)
    return Standing(
        won=won,
        held=won & (taken(former.lost_on).astype(np.float64) > day),
        price=taken(former.price).astype(np.int64),
        volume=taken(former.volume).astype(np.int64),
        gone=taken(former.gone).astype(np.bool_),
        stock=taken(former.stock).astype(np.float64),
        capacity=taken(former.capacity).astype(np.float64),
    )


def price_before(former: Former, which: PriceBefore) -> Ints:
    """Return a winning price of the round before in each replication; 0 where nobody won.

    Parameters
    ----------
    former
        The round before.
    which
        The lowest, the highest, or the mean over winning products, rounded half up.

    Returns
    -------
    numpy.ndarray
        ``[R]`` prices in 1/10,000 yuan.
    """
    won, price = former.won, former.price
    if which == "highest":
        return np.asarray(np.where(won, price, 0).max(axis=1, initial=0))
    if which == "lowest":
        lowest = np.where(won, price, np.iinfo(np.int64).max).min(axis=1, initial=np.iinfo(np.int64).max)
        return np.where(won.any(axis=1), lowest, 0)
    count = np.maximum(won.sum(axis=1), 1)
    return np.asarray((2 * np.where(won, price, 0).sum(axis=1) + count) // (2 * count), dtype=np.int64)


def barred(bans: Sequence[Ban], firm: str, day: float, rows: int) -> Bools:
    """Say in which replications a firm is on the violation list on a day, whatever the variety.

    Parameters
    ----------
    bans
        Bans so far.
    firm
        The firm.
    day
        Day of the calendar; a ban of nine months bars on its first day and no more on its last.
    rows
        Number of replications.
    """
    out = np.zeros(rows, dtype=np.bool_)
    for ban in bans:
        if ban.firm == firm:
            out |= (ban.begins <= day) & (day < ban.ends)
    return out
