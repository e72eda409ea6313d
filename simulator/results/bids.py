"""All bids of a round side by side, so that metrics cover all varieties and replications at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Bools, Lot, State, winning

__all__ = ["Floats", "RoundBids", "gather", "owners", "ratio"]

N = TypeVar("N", bound=np.generic)

Floats = npt.NDArray[np.float64]

_ORIGINATOR = STATUSES.index("originator")


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide where the denominator is positive; everything else is undefined (NaN)."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    result: Floats = np.full(shape, np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result


def owners(lots: Sequence[Lot]) -> tuple[Ints, ...]:
    """Give each firm of a round a number, linked firms the same one.

    Two bids have the same owner if they carry the same firm name, or if their firms are linked in
    any variety: a link is a matter of ownership and so holds for the whole round.

    Returns
    -------
    tuple
        For each lot the number of the owner of each bid.
    """
    number: dict[str, int] = {}
    parent: list[int] = []

    def root(firm: int) -> int:
        while parent[firm] != firm:
            parent[firm] = parent[parent[firm]]
            firm = parent[firm]
        return firm

    for lot in lots:
        first_of_group: dict[int, int] = {}
        for name, group in zip(lot.firms, lot.link.tolist(), strict=True):
            firm = number.setdefault(name, len(number))
            if firm == len(parent):
                parent.append(firm)
            if group != UNKNOWN:
                parent[root(firm)] = root(first_of_group.setdefault(group, firm))
    return tuple(np.array([root(number[name]) for name in lot.firms], dtype=np.int64) for lot in lots)


@dataclass(frozen=True, slots=True)
class RoundBids:
    """The ``B`` bids of ``V`` varieties in ``R`` replications, and the ``W`` of them that are awarded.

    Awards are listed replication by replication, in the order of varieties and bids; unknown prices are NaN.
    """

    state: npt.NDArray[np.uint8]
    """``[R, B]`` where each bid ended."""
    undecided: Bools
    """``[R, B]`` whether a clause could not be decided."""
    lot_of: Ints
    """``[B]`` variety of each bid."""
    owner: Ints
    """``[B]`` owner of each bid, from 0 without gaps."""
    originator: Bools
    """``[B]`` whether the product is an originator."""
    places: Floats
    """``[R, V]`` places."""
    winners: Floats
    """``[R, V]`` winners, a consortium counted once."""
    row: Ints
    """``[W]`` replication of each award."""
    bid: Ints
    """``[W]`` bid that is awarded."""
    cell: Ints
    """``[W]`` replication and variety of each award as one ascending number."""
    price: Floats
    """``[W]`` comparable award price in ticks."""
    reference: Floats
    """``[W]`` reference price."""
    ceiling: Floats
    """``[W]`` comparable ceiling."""
    cost: Floats
    """``[W]`` cost."""
    volume: Floats
    """``[W]`` committed volume, 0 where not on record."""

    def total(self, values: Floats | None = None) -> Floats:
        """Sum ``[W]`` values (or count awards) by variety: ``[R, V]``."""
        summed = np.bincount(self.cell, values, minlength=self.winners.size)
        return np.asarray(summed, dtype=np.float64).reshape(self.winners.shape)

    def largest(self, values: Floats) -> Floats:
        """Return the largest of ``[W]`` values of each variety: ``[R, V]``, NaN where all are unknown."""
        result = np.full(self.winners.size, np.nan)
        if self.cell.size:
            starts = np.flatnonzero(np.diff(self.cell, prepend=-1))
            result[self.cell[starts]] = np.fmax.reduceat(values, starts)
        return result.reshape(self.winners.shape)

    def count_by_state(self) -> Floats:
        """Count the bids of each replication by the state in which they ended: ``[R, states]``."""
        rows, size = len(self.state), max(State) + 1
        key = self.state + np.arange(0, rows * size, size)[:, np.newaxis]
        return np.bincount(key.ravel(), minlength=rows * size).reshape(rows, size).astype(np.float64)

    def spread(self, values: Floats) -> Floats:
        """Give each award the ``[R, V]`` value of its variety: ``[W]``."""
        return np.asarray(values.ravel()[self.cell])


def gather(
    awarded: Sequence[AwardedLot],
    costs: Sequence[Ints] | None = None,
    owner: Sequence[Ints] | None = None,
) -> RoundBids:
    """Put the bids of all varieties of a round side by side.

    Parameters
    ----------
    awarded
        The varieties of the round, at least one, all with the same replications.
    costs
        For each variety the cost of each bid, ``[R, n]`` or ``[1, n]``, in the unit of the comparable price;
        ``UNKNOWN`` where not known.
    owner
        For each variety the number of the owner of each bid; by default from firm names and links.
    """
    _check(awarded, costs, owner)
    rows = awarded[0].state.shape[0]
    state = _wide([lot.state for lot in awarded], rows)
    row, bid = np.nonzero(winning(state))
    lot_of = np.repeat(np.arange(len(awarded)), [lot.state.shape[1] for lot in awarded])

    def of_awards(arrays: Sequence[Ints]) -> Floats:
        return np.asarray(_wide(arrays, rows)[row, bid], dtype=np.float64)

    def known(arrays: Sequence[Ints]) -> Floats:
        values = of_awards(arrays)
        values[values <= 0] = np.nan
        return values

    named = owner if owner is not None else owners([lot.lot for lot in awarded])
    return RoundBids(
        state=state,
        undecided=(state != State.ABSENT) & (_wide([lot.undecided for lot in awarded], rows) != 0),
        lot_of=lot_of,
        owner=np.unique(np.concatenate(list(named)), return_inverse=True)[1],
        originator=np.concatenate([lot.lot.status for lot in awarded]) == _ORIGINATOR,
        places=np.stack([lot.places for lot in awarded], axis=1).astype(np.float64),
        winners=np.stack([lot.winners for lot in awarded], axis=1).astype(np.float64),
        row=row,
        bid=bid,
        cell=row * len(awarded) + lot_of[bid],
        price=of_awards([lot.price for lot in awarded]),
        reference=known([lot.lot.reference for lot in awarded]),
        ceiling=known([lot.comparable_ceiling for lot in awarded]),
        cost=known(costs) if costs is not None else np.full(row.shape, np.nan),
        volume=np.maximum(of_awards([lot.volume for lot in awarded]), 0.0),
    )


def _wide(arrays: Sequence[npt.NDArray[N]], rows: int) -> npt.NDArray[N]:
    full = [a if a.shape[0] == rows else np.broadcast_to(a, (rows, a.shape[-1])) for a in arrays]
    return np.concatenate(full, axis=1)


def _check(awarded: Sequence[AwardedLot], costs: Sequence[Ints] | None, owner: Sequence[Ints] | None) -> None:
    if not awarded:
        raise ValueError("a round has at least one variety")
    if len({lot.state.shape[0] for lot in awarded}) != 1:
        raise ValueError("all varieties of a round have the same number of replications")
    for name, given in (("costs", costs), ("owner", owner)):
        if given is not None and [a.shape[-1] for a in given] != [lot.state.shape[1] for lot in awarded]:
            raise ValueError(f"{name} must give one value for each bid of each variety")
