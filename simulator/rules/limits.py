"""Limits after the award: who may join late, and prices outside the tender."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.lot import STATUSES, UNKNOWN, Bools, Bytes, Lot, State, winning
from simulator.rules.parameters import LateEntry, Listing, Off

__all__ = ["Limits", "listing_limits", "may_join_late"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Price limits by bid in 1/10,000 yuan, 0 without one; ``[R, n]``."""

    outside_cap: Ints
    yellow: Ints
    red: Ints


def may_join_late(lot: Lot, state: Bytes, clause: LateEntry | Off) -> Bools:
    """Tell which bids without an award may join during the term, at their ceiling.

    Parameters
    ----------
    lot
        The variety.
    state
        ``[R, n]`` where each bid ended.
    clause
        The clause ``late_entry``.

    Notes
    -----
    Source: stents renewal 2022 (S17).
    """
    if isinstance(clause, Off):
        return np.zeros(state.shape, dtype=np.bool_)
    unfit = (state >= State.NOT_PASSED) & (state <= State.CREDIT_RECORD)
    return np.asarray(~winning(state) & ~unfit & (lot.ceiling != UNKNOWN))


def listing_limits(lot: Lot, price: Ints, clause: Listing | Off) -> Limits:
    """Return the highest listing prices outside the tender and the lines of the labels.

    Parameters
    ----------
    lot
        The variety.
    price
        ``[R, n]`` comparable award prices, 0 for products without an award.
    clause
        The clause ``listing``.

    Notes
    -----
    Source: 1.5 times the own price outside the area, rounds 8 to 10 (S04, S108); labels of Henan 2026 (S10).
    """
    nothing = np.zeros(price.shape, dtype=np.int64)
    if isinstance(clause, Off):
        return Limits(nothing, nothing, nothing)
    won = price > 0
    highest = np.broadcast_to(price.max(axis=1, keepdims=True), price.shape)
    some = highest > 0
    passed = np.isin(lot.status, [STATUSES.index("passed"), STATUSES.index("treated-as-passed")])
    not_passed = (lot.status == STATUSES.index("not-passed"))[None, :] & ~won & some
    without = passed[None, :] & ~won & some
    own = nothing if clause.outside_area is None else _times(price, clause.outside_area.value)
    cap = np.where(won, np.maximum(own, highest), 0) if clause.outside_area is not None else nothing
    yellow = nothing if clause.yellow is None else np.where(without, _times(highest, clause.yellow.value), 0)
    red = nothing if clause.red is None else np.where(without, _times(highest, clause.red.value), 0)
    yellow = np.where(not_passed, highest, yellow)
    if clause.not_passed_red is not None:
        red = np.where(not_passed, _times(highest, clause.not_passed_red.value), red)
    return Limits(cap, yellow, red)


def _times(price: Ints, multiple: Decimal) -> Ints:
    over, under = fraction(multiple)
    return round_half_up(price * over, under)
