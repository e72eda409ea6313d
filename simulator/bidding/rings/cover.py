"""What a ring hands in: the designated bid, and cover bids that are meant to lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes
from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["Ring", "Spread", "cover_bids", "rig"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far above the designated bid a cover bid lies, relative to it; evenly spread between two ends."""

    least: float = 0.02
    """Least distance."""
    most: float = 0.10
    """Largest distance."""

    def __post_init__(self) -> None:
        """Refuse a spread that does not cover."""
        if not (np.isfinite(self.most) and 0 <= self.least <= self.most):
            raise ValueError(
                f"a spread goes from 0 or more to as much or more, not {self.least} to {self.most}"
            )


@dataclass(frozen=True, slots=True)
class Ring:
    """Firms of one variety that agree on their bids.

    Names: 围标, 串标（陪标） / bidding ring, bid rigging, cover bidding.
    Source: the forms of bid rigging in OECD, Guidelines for Fighting Bid Rigging in Public Procurement,
    2009, section 2.
    """

    members: tuple[int, ...]
    """Columns of the members in the list of bids."""
    raised: float = 1.0
    """How far the designated bid moves from the member's own bid (0) to the ceiling (1)."""
    cover: Literal["above", "same", "abstain"] = "above"
    """What the others do: bid above the designated bid, bid the same, or stay away."""
    spread: Spread = Spread()
    """Distance of cover bids above the designated bid."""

    def __post_init__(self) -> None:
        """Refuse what is no ring."""
        if len(set(self.members)) != len(self.members) or len(self.members) < 2:
            raise ValueError(f"a ring has at least two members, each named once, not {list(self.members)}")
        if min(self.members) < 0:
            raise ValueError("members are columns of the list of bids, counted from 0")
        if not 0 <= self.raised <= 1:
            raise ValueError(
                f"the designated bid moves by a part from 0 to 1 to the ceiling, not {self.raised}"
            )


def rig(quotes: Quotes, ceiling: Ints, ring: Ring, designated: Bools, uniform: Floats) -> Quotes:
    """Replace the bids of a ring's members by what they agreed on; outsiders bid as before.

    Parameters
    ----------
    quotes
        ``[R, n]`` what every firm would bid on its own, as comparable prices.
    ceiling
        ``[R, n]`` highest valid bids, as comparable prices.
    ring
        The ring.
    designated
        ``[R, m]`` which members are to win, in the order of ``ring.members``; see
        :mod:`simulator.bidding.rings.designation`.
    uniform
        ``[R, m]`` numbers from 0 to below 1, which place the cover bids within the spread.

    Returns
    -------
    Quotes
        ``[R, n]`` bids. Where nobody is designated, all bid on their own. A cover bid lies at least one
        tick above every designated bid and never below the member's own; to leave room for it, a designated
        bid stays one tick below the ceiling when others cover, and who has no room stays away. Own bids at
        or above the ceiling are left as they are.

    Raises
    ------
    ValueError
        If the arrays do not fit the ring.
    """
    columns = list(ring.members)
    shape = (len(quotes.bid), len(columns))
    if max(columns) >= quotes.bid.shape[1] or designated.shape != shape or uniform.shape != shape:
        raise ValueError(
            f"a ring of columns {columns} takes [R, m] designations and uniforms; here bids are "
            f"{list(quotes.bid.shape)}, designations {list(designated.shape)}, uniforms {list(uniform.shape)}"
        )
    own, limit = quotes.bid[:, columns], np.broadcast_to(ceiling, quotes.bid.shape)[:, columns]
    valid = quotes.present[:, columns] & (own < limit)
    leads = designated & valid
    follows = valid & ~leads & leads.any(axis=1, keepdims=True)
    lead = np.where(leads, _designated_bids(own, limit, follows, ring), 0)
    top = lead.max(axis=1, keepdims=True)
    if ring.cover == "above":
        answer = np.maximum(own, cover_bids(top, limit, uniform, ring.spread))
    else:
        answer = np.minimum(np.maximum(own, top), limit)
    stays_away = follows & ((ring.cover == "abstain") | (answer < top + (ring.cover == "above")))
    bid, present = quotes.bid.copy(), quotes.present.copy()
    bid[:, columns] = np.where(leads, lead, np.where(follows, answer, own))
    present[:, columns] &= ~stays_away
    return Quotes(bid, present)


def _designated_bids(own: Ints, limit: Ints, follows: Bools, ring: Ring) -> Ints:
    """Return the raised bids, with a tick left below the ceilings of those who cover."""
    raised = own + np.floor(ring.raised * (limit - own) + 0.5).astype(np.int64)
    if ring.cover != "above":
        return np.asarray(raised, dtype=np.int64)
    room = np.where(follows, limit - 1, np.iinfo(np.int64).max).min(axis=1, keepdims=True)
    return np.asarray(np.maximum(own, np.minimum(raised, room)), dtype=np.int64)


def cover_bids(designated: Ints, ceiling: Ints, uniform: Floats, spread: Spread) -> Ints:
    """Return bids by a stated spread above the designated one: at least one tick, at most the ceiling.

    Parameters
    ----------
    designated
        ``[R, 1]`` bid that is to win.
    ceiling
        ``[R, m]`` highest valid bids.
    uniform
        ``[R, m]`` numbers from 0 to below 1.
    spread
        Ends of the relative distance.
    """
    distance = spread.least + (spread.most - spread.least) * uniform
    above = np.maximum(np.floor(designated * distance + 0.5).astype(np.int64), 1)
    return np.asarray(np.minimum(designated + above, ceiling), dtype=np.int64)
