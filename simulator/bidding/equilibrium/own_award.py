"""One firm's award against rivals in order of price, compiled: places, price tests, anchors, second chances.

The same story as ``simulator.rules.award`` tells, for rule books under which the order of prices decides, and
told for one firm only: what becomes of it at a price, and what it is promised. Whoever wins at once is the
beginning of the list of bids in order of price, so that a count says who that is.

Rules and rivals come as plain arrays, because taking an array out of a tuple costs more than the award.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.second_chance import revived_award
from simulator.bidding.equilibrium.volumes import brands_before, class_volume, promised
from simulator.money import Ints

__all__ = ["own_award"]

Floats = npt.NDArray[np.float64]
Award = tuple[int, float, float]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def own_award(  # noqa: PLR0913, PLR0917  # arrays one by one: out of a tuple they cost most of the time
    numbers: Ints,
    steps: Ints,
    by_rank: Floats,
    winners: Floats,
    kept: Floats,
    rival: Ints,
    named: Floats,
    own: tuple[int, int, int, float],
) -> Award:
    """Return what becomes of a firm, its price, and its volume over the term.

    Parameters
    ----------
    numbers, steps, by_rank, winners, kept
        The rules (:class:`~simulator.bidding.equilibrium.packed.Order`).
    rival, named
        ``[3, n]`` and ``[2, n]``: the rivals that bid, in order of price
        (:mod:`~simulator.bidding.equilibrium.packed`).
    own
        How many rivals bid, how many of them come before the firm, its price, and the part of the need that
        names it.

    Returns
    -------
    kind, price, volume
        0 for no award, ``AT_ONCE`` or ``REVIVED``; a second chance is told as if the firm took it.
    """
    size, place, price, brand = own
    bids = size + 1
    free = 0
    if numbers[at.FREE_LINE] > 0:
        free = _within(rival[at.PRICE], bids, place, price, numbers[at.FREE_LINE])
    first = free if numbers[at.BEYOND] else 0
    last = min(first + steps[bids - first, 0], bids)
    limit, over, under = 0, 0, 1
    if numbers[at.TIMES] > 0 and last > first:
        low = rival[at.PRICE, first] if first < place else price
        if first > place:
            low = rival[at.PRICE, first - 1]
        over, under = low, 1
        if numbers[at.MEAN] > 0:
            total = _sum(rival[at.PRICE_SUM], place, price, first, last)
            if numbers[at.MEAN] * total > numbers[at.MEAN_PARTS] * (last - first) * low:
                over, under = numbers[at.MEAN] * total, numbers[at.MEAN_PARTS] * (last - first)
        limit = (over * numbers[at.TIMES]) // (under * numbers[at.TIMES_PARTS])
    line = max(numbers[at.LINE], limit)
    won = max(min(_within(rival[at.PRICE], last, place, price, line), last), free)
    if numbers[at.TIMES_FREE]:
        won = max(won, _within(rival[at.PRICE], bids, place, price, limit))
    if bids == 1 and price > numbers[at.SOLE_LINE]:
        won = 0
    if numbers[at.LISTED] or numbers[at.UNLISTED]:
        return revived_award(numbers, by_rank, winners, rival, named, own, (won, last, over, under))
    if place >= won:
        return 0, 0.0, 0.0
    if numbers[at.VOLUME] == at.BY_CLASS:
        volume = class_volume(steps, kept, named, (place, brand, won)) * winners[won, at.YEARS]
    else:
        others = brands_before(named, place, brand, won)
        volume = promised(numbers, by_rank, winners, (won, won, place + 1), (brand, others, 0.0))
    return at.AT_ONCE, float(price), volume


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _within(rivals: Ints, most: int, place: int, price: int, line: int) -> int:
    """Return how many of the first bids in order, the own one included, are at most a line."""
    count = 0
    before = min(place, most)
    while count < before and rivals[count] <= line:
        count += 1
    if count < place or count >= most or price > line:
        return count
    count += 1
    while count < most and rivals[count - 1] <= line:
        count += 1
    return count


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _sum(sums: Ints, place: int, price: int, first: int, last: int) -> int:
    """Return the sum of bids from ``first`` up to before ``last`` in order."""
    low = first if first <= place else first - 1
    high = last if last <= place else last - 1
    inside = first <= place < last
    return int(sums[high] - sums[low] + (price if inside else 0))
