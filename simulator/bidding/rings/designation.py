"""Who of a ring is to win this time: in turn, by lot, or the cheapest."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["by_lot", "cheapest", "in_turn"]

Floats = npt.NDArray[np.float64]


def in_turn(turn: Ints, present: Bools, winners: int = 1) -> Bools:
    """Designate members one after the other, so that each is served equally often.

    A member that stays away is passed over; the next one takes its place.

    Parameters
    ----------
    turn
        ``[R]`` number of the tender, from 0.
    present
        ``[R, m]`` which of the members could bid, in the order of the turns.
    winners
        Number of members designated in each tender.

    Returns
    -------
    numpy.ndarray
        ``[R, m]`` who is designated; everybody present when there are no more than ``winners``.

    Notes
    -----
    Names: 轮流中标 / bid rotation.
    Source: OECD, Guidelines for Fighting Bid Rigging in Public Procurement, 2009, section 2.
    """
    members = present.shape[1]
    wait = (np.arange(members) - (np.asarray(turn) * winners)[:, None]) % max(members, 1)
    return _first(wait.astype(np.float64), present, winners)


def by_lot(uniform: Floats, present: Bools, winners: int = 1) -> Bools:
    """Designate members by drawing lots, all with the same chance.

    Parameters
    ----------
    uniform
        ``[R, m]`` private uniforms.
    present, winners
        As in :func:`in_turn`.

    Notes
    -----
    Source: McAfee and McMillan, Bidding Rings, American Economic Review 82(3), 1992: what a ring does that
    cannot pay its members.
    """
    return _first(uniform, present, winners)


def cheapest(cost: Ints, uniform: Floats, present: Bools, winners: int = 1) -> Bools:
    """Designate the members with the lowest costs, ties by lot.

    Parameters
    ----------
    cost
        ``[R, m]`` unit costs.
    uniform
        ``[R, m]`` private uniforms from 0 to below 1, which break ties.
    present, winners
        As in :func:`in_turn`.

    Notes
    -----
    Source: McAfee and McMillan, Bidding Rings, American Economic Review 82(3), 1992: what a ring does that
    can pay its members.
    """
    return _first(cost + uniform, present, winners)


def _first(key: Floats, present: Bools, winners: int) -> Bools:
    """Return the present members with the smallest keys, earlier ones first where keys tie."""
    if winners < 1:
        raise ValueError(f"a ring designates at least one winner, not {winners}")
    order = np.argsort(np.where(present, key, np.inf), axis=1, kind="stable")
    place = np.argsort(order, axis=1, kind="stable")
    return np.asarray(present & (place < winners), dtype=np.bool_)
