"""Linked firms: several quotes under one controller become one bidder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Lot, State
from simulator.rules.parameters import Consortium, Merge, Off, VoidHigher
from simulator.rules.ranking import Order, first_in, order_bids, order_by_score

__all__ = ["Units", "form_units", "judge_links"]

_FAR = np.iinfo(np.int64).max


def judge_links(
    lot: Lot, state: Bytes, price: Ints, ties: Ints, clause: Merge | VoidHigher | Consortium | Off
) -> Bytes:
    """Drop the quotes of linked firms that do not count.

    Parameters
    ----------
    lot
        The variety.
    state
        ``[R, n]`` states after the quality gate.
    price
        ``[R, n]`` comparable prices.
    ties
        ``[n]`` ranks by the tie keys.
    clause
        The clause ``links``.

    Returns
    -------
    numpy.ndarray
        ``[R, n]`` new states.

    Notes
    -----
    Source: round 3 briefing for the void of the quote that is left (S51); consortia from round 10 on
    (S21, S11).
    """
    groups = _groups(lot)
    if isinstance(clause, Off) or not groups:
        return state
    standing = state == State.WON
    dropped = np.zeros_like(standing)
    for members in groups:
        if isinstance(clause, Consortium):
            quotes = np.where(standing[:, members], price[:, members], _FAR)
            kept = quotes == quotes.min(axis=1, keepdims=True)
        else:
            _, position = order_bids(
                price[:, members], ties[members], lot.draw[:, members], standing[:, members]
            )
            kept = position == 1
        dropped[:, members] = standing[:, members] & ~kept
    state = np.where(dropped, State.LINKED_HIGHER, state).astype(np.uint8)
    if isinstance(clause, VoidHigher) and clause.if_left_highest.value == "void":
        state = _void_highest(state, price, groups, dropped)
    return state


def _void_highest(state: Bytes, price: Ints, groups: list[Order], dropped: Bools) -> Bytes:
    standing = state == State.WON
    highest = np.where(standing, price, -1).max(axis=1, keepdims=True)
    void = np.zeros_like(standing)
    for members in groups:
        several = dropped[:, members].any(axis=1, keepdims=True)
        void[:, members] = several & standing[:, members] & (price[:, members] == highest)
    return np.where(void, State.LINKED_HIGHEST, state).astype(np.uint8)


def _groups(lot: Lot) -> list[Order]:
    numbers, counts = np.unique(lot.link, return_counts=True)
    return [
        np.flatnonzero(lot.link == number)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        if number != UNKNOWN and count > 1
    ]


@dataclass(frozen=True, slots=True)
class Units:
    """Bidding units of a variety: single bids, or consortia led by their first member."""

    order: Order
    """``[R, n]`` bids in order of rank, units first."""
    position: Ints
    """``[R, n]`` rank of each unit from 1; 0 for bids that lead no unit."""
    leads: Bools
    """``[R, n]`` whether the bid stands for a unit."""
    leader: Order | None
    """``[R, n]`` the bid that stands for this one; ``None`` when every bid stands for itself."""
    reserve: Ints
    """``[R, n]`` lowest price that the whole unit would accept later."""

    def share_out(self, values: Ints) -> Ints:
        """Give every member of a consortium its leader's value."""
        return values if self.leader is None else np.take_along_axis(values, self.leader, axis=1)


def form_units(
    lot: Lot,
    state: Bytes,
    price: Ints,
    ties: Ints,
    clause: Merge | VoidHigher | Consortium | Off,
    score: Ints | None = None,
) -> Units:
    """Rank the standing bids and join the members of each consortium into one unit.

    Parameters
    ----------
    lot, state, price, ties, clause
        As in :func:`judge_links`.
    score
        ``[R, n]`` scores that rank before the price, larger first; by price alone without them.
    """

    def ranked(among: Bools) -> tuple[Order, Ints]:
        if score is None:
            return order_bids(price, ties, lot.draw, among)
        return order_by_score(score, price, ties, lot.draw, among)

    standing = state == State.WON
    order, position = ranked(standing)
    groups = _groups(lot) if isinstance(clause, Consortium) else []
    if not groups:
        return Units(order, position, standing, None, lot.reserve)
    leader = np.broadcast_to(np.arange(lot.size), standing.shape).copy()
    leads = standing.copy()
    reserve = lot.reserve.copy()
    for members in groups:
        inside = standing[:, members]
        first, _ = first_in(position[:, members], inside)
        head = members[first]
        leader[:, members] = np.where(inside, head[:, None], leader[:, members])
        leads[:, members] &= leader[:, members] == members
        whole = np.where(inside, lot.reserve[:, members], -1).max(axis=1, keepdims=True)
        reserve[:, members] = np.where(inside, whole, reserve[:, members])
    order, position = ranked(leads)
    return Units(order, position, leads, leader, reserve)
