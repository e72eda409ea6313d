"""Firms under one control that did not say so: who of them bids in earnest."""

from __future__ import annotations

import numpy as np

from simulator.bidding.rings.cover import Ring
from simulator.bidding.strategies.protocol import Quotes
from simulator.rules.lot import Bools

__all__ = ["lowest_quote"]


def lowest_quote(quotes: Quotes, ring: Ring) -> Bools:
    """Designate the member with the lowest own bid, the first of several.

    A group under hidden control does not raise its price; it lets one firm bid and the others cover it, so
    that it counts as several bidders. The clause on linked firms undoes that where it knows of the link.

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

    Notes
    -----
    Names: 隐瞒关联关系的企业 / undisclosed linked firms.
    """
    columns = list(ring.members)
    own = np.where(quotes.present[:, columns], quotes.bid[:, columns], np.iinfo(np.int64).max)
    first = np.arange(len(columns)) == own.argmin(axis=1)[:, None]
    return np.asarray(first & quotes.present[:, columns], dtype=np.bool_)
