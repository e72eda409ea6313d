"""Bidders that are not what they seem: phantoms on paper, and firms that hide who controls them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.rings.cover import Ring, Spread, cover_bids
from simulator.bidding.strategies.protocol import Quotes
from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = ["add_phantoms", "hidden_rings", "lowest_quote"]

Floats = npt.NDArray[np.float64]


def add_phantoms(quotes: Quotes, ceiling: Ints, designated: Ints, uniform: Floats, spread: Spread) -> Quotes:
    """Append bidders that exist on paper only: they make the tender look full and never mean to win.

    Where the number of places grows with the number of bidders, they also open places for the ring.

    Parameters
    ----------
    quotes
        ``[R, n]`` bids of the real firms.
    ceiling
        ``[R]`` highest valid bid.
    designated
        ``[R]`` bid that the phantoms cover.
    uniform
        ``[R, p]`` numbers from 0 to below 1, one for each phantom.
    spread
        Distance of their bids above the designated one.

    Returns
    -------
    Quotes
        ``[R, n + p]`` bids, the phantoms last.

    Notes
    -----
    Names: 虚构投标人, 陪标公司 / phantom bidders, shell firms.
    Source: OECD, Guidelines for Fighting Bid Rigging in Public Procurement, 2009, section 2.
    """
    phantoms = cover_bids(designated[:, None], ceiling[:, None], uniform, spread)
    everywhere = np.ones(phantoms.shape, dtype=np.bool_)
    return Quotes(np.hstack([quotes.bid, phantoms]), np.hstack([quotes.present, everywhere]))


def hidden_rings(link: Ints, spread: Spread | None = None) -> tuple[Ring, ...]:
    """Make a ring of every group of firms under one control that did not say so.

    Such a group does not raise its price; it lets one firm bid and the others cover it (designate with
    :func:`lowest_quote`), so that it counts as several bidders. The clause on linked firms undoes that
    where it knows of the link.

    Parameters
    ----------
    link
        ``[n]`` number of the controller; negative for firms without one.
    spread
        Distance of cover bids.

    Notes
    -----
    Names: 隐瞒关联关系的企业 / undisclosed linked firms.
    """
    numbers, counts = np.unique(link, return_counts=True)
    groups = [
        tuple(np.flatnonzero(link == number).tolist())
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
        if number >= 0 and count > 1
    ]
    return tuple(Ring(members, raised=0.0, spread=spread or Spread()) for members in groups)


def lowest_quote(quotes: Quotes, ring: Ring) -> Bools:
    """Designate the member with the lowest own bid, the first of several.

    Parameters
    ----------
    quotes
        ``[R, n]`` what every firm would bid on its own.
    ring
        The ring.

    Returns
    -------
    numpy.ndarray
        ``[R, m]`` who is designated.
    """
    columns = list(ring.members)
    own = np.where(quotes.present[:, columns], quotes.bid[:, columns], np.iinfo(np.int64).max)
    first = np.arange(len(columns)) == own.argmin(axis=1)[:, None]
    return np.asarray(first & quotes.present[:, columns], dtype=np.bool_)
