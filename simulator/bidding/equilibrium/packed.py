"""The clauses that decide one variety, packed into arrays for compiled code: what stands where."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.money import Ints

Floats = npt.NDArray[np.float64]

AT_ONCE, REVIVED = 1, 2
"""What became of a firm; 0 is no award."""

BY_RANK, BY_AREA, BY_BRAND, BY_CLASS = 0, 1, 2, 3
"""Where volumes come from: a table by rank, areas chosen, the own brand and then areas, or price classes."""

BEYOND, LINE, FREE_LINE, SOLE_LINE = 0, 1, 2, 3
"""Places in ``Order.numbers``: whether bids within the free line are not counted for places; highest price
that passes with a place, and without one; highest price at which a sole bidder wins."""

TIMES, TIMES_PARTS, TIMES_FREE = 4, 5, 6
"""Multiple of the anchor that passes, as a ratio (0 over 1 for none); whether it needs no place."""

MEAN, MEAN_PARTS = 7, 8
"""Share of the shortlist's mean that the anchor is at least, as a ratio (0 over 1: the lowest price)."""

LISTED, SOLE_TIMES, SOLE_PARTS, SOLE_ANCHOR, LISTED_CHOOSE = 9, 10, 11, 12, 13
"""Whether shortlisted bids that failed get a second chance; the multiple offered after a sole winner, as a
ratio; whether it applies to the anchor or to the winner's price; whether such firms choose areas."""

UNLISTED, UNLISTED_CHOOSE, UNLISTED_KEEP, VOLUME = 14, 15, 16, 17
"""Whether bids without a place get a second chance; whether they choose areas, and keep the volume that
named them; where volumes come from."""

NUMBERS = 18

SHARE, YEARS = 0, 1
"""Columns of ``Order.winners``: committed share, and years of the contract."""

PRICE, RESERVE, PRICE_SUM = 0, 1, 2
"""Rows of the rivals' whole numbers: price, lowest price accepted later, sum of the prices before."""

BRAND, BRAND_SUM = 0, 1
"""Rows of the rivals' parts of the need that name them: each, and the sum of those before."""


class Order(NamedTuple):
    """What a rule book makes of prices in order."""

    numbers: Ints
    """``[18]`` see the constants of this module."""
    steps: Ints
    """``[n + 1, k]``: places by number of bidders, then the last rank of each price class but the last by
    number of winners."""
    by_rank: Floats
    """``[n, n + 1, n + 1]`` for each bidder: volume by number of winners and rank, or the part of the base by
    number of firms that choose areas and rank among them."""
    winners: Floats
    """``[n + 1, 2]`` committed share and years by number of winners."""
    kept: Floats
    """``[classes + 1]`` part of its brand's volume that each price class keeps; last the part of the last
    class's volume that moves to the first."""
