"""Ceilings: the highest valid bid, and the bases that tenders derived it from."""

from __future__ import annotations

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Lot, State, Test
from simulator.rules.parameters import Ceiling, Off

__all__ = ["check_ceiling", "lower_of_half_listing_and_provincial"]


def check_ceiling(
    lot: Lot, quoted: Ints, state: Bytes, undecided: Bytes, clause: Ceiling | Off
) -> tuple[Bytes, Bytes]:
    """Void the bids above their ceiling; a bid at the ceiling is valid.

    Parameters
    ----------
    lot
        The variety; ceilings are those of the bid's own specification.
    quoted
        ``[R, n]`` prices that are held against the ceiling, before conversion.
    state, undecided
        ``[R, n]`` so far.
    clause
        The clause ``ceiling``.

    Notes
    -----
    Source: five bids of round 4 at or over their ceilings (S50).
    """
    if isinstance(clause, Off) or clause.above.value == "noted":
        return state, undecided
    standing = state == State.WON
    known = lot.ceiling != UNKNOWN
    over = standing & known & (quoted > lot.ceiling)
    return (
        np.where(over, State.OVER_CEILING, state).astype(np.uint8),
        undecided | np.where(standing & ~known, Test.CEILING, 0).astype(np.uint8),
    )


def lower_of_half_listing_and_provincial(listing: Ints, provincial: Ints, sole_winner: Bools) -> Ints:
    """Derive the ceiling of round 11 from prices on record.

    The lower of half the mean listing price outside procurement and the highest provincial winning
    price; provincial prices from tenders with a sole winner are left out.

    Parameters
    ----------
    listing
        ``[n]`` weighted mean listing prices, ``UNKNOWN`` where there is none.
    provincial
        ``[n, P]`` provincial winning prices, ``UNKNOWN`` where there is none.
    sole_winner
        ``[n, P]`` whether the provincial tender had one winner.

    Returns
    -------
    numpy.ndarray
        ``[n]`` ceilings, ``UNKNOWN`` where neither price is known.

    Notes
    -----
    Source: round 11, second consultation draft (S25) and final text as reported (S27).
    """
    highest = np.where(sole_winner, UNKNOWN, provincial).max(axis=1, initial=UNKNOWN)
    half = np.where(listing == UNKNOWN, UNKNOWN, round_half_up(np.maximum(listing, 0), 2))
    both = (half != UNKNOWN) & (highest != UNKNOWN)
    chosen: Ints = np.where(both, np.minimum(half, highest), np.maximum(half, highest))
    return chosen
