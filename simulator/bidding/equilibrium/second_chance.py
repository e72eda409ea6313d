"""Second chances, compiled: failed bids return at an offered price, first shortlisted ones, then the rest."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.volumes import brands_before, promised
from simulator.money import Ints

__all__ = ["revived_award"]

Floats = npt.NDArray[np.float64]

_ALIKE = 1 - 1e-9
"""A rounding error must not decide whether a bid is named as often as the others on average."""


@numba.njit(cache=True, nogil=True, error_model="numpy")
def revived_award(  # noqa: PLR0912, PLR0913, PLR0917  # one pass over arrays one by one: speed
    numbers: Ints,
    by_rank: Floats,
    winners: Floats,
    rival: Ints,
    named: Floats,
    own: tuple[int, int, int, float],
    found: tuple[int, int, int, int],
) -> tuple[int, float, float]:
    """Return a firm's award once failed bids have had their second chance.

    Parameters
    ----------
    numbers, by_rank, winners, rival, named, own
        As in :func:`~simulator.bidding.equilibrium.own_award.own_award`.
    found
        How many win at once, where the shortlist ends, and the anchor as a ratio.
    """
    size, place, price, brand = own
    won, last = found[0], found[1]
    if won == 0:
        return 0, 0.0, 0.0
    highest = _bid(rival[at.PRICE], place, price, won - 1)
    all_named = brands_before(named, place, brand, won)
    most, returned, late, rank = highest, 0, 0, 0
    kind, award = (at.AT_ONCE, price) if place < won else (0, 0)
    if place < won:
        rank = place + 1
    if numbers[at.LISTED]:
        offer = _offer(numbers, highest, won, found[2], found[3])
        for k in range(won, last):
            now = min(_bid(rival[at.PRICE], place, price, k), offer)
            if k == place:
                kind, award = at.REVIVED, now
                rank = won + returned + 1 if numbers[at.LISTED_CHOOSE] else 0
                all_named += brand
            else:
                one = k if k < place else k - 1
                if rival[at.RESERVE, one] > now:
                    continue
                all_named += named[at.BRAND, one]
            returned += 1
            most = max(most, now)
    before = won + (returned if numbers[at.LISTED_CHOOSE] else 0)
    beside = 0.0
    if numbers[at.UNLISTED]:
        enough = (named[at.BRAND_SUM, size] + brand) / (size + 1) * _ALIKE
        top = _bid(rival[at.PRICE], place, price, size)
        for k in range(max(last, won), size):
            here = _bid(rival[at.PRICE], place, price, k)
            if here >= top:
                break
            now = min(here, most)
            if k == place:
                if brand < enough:
                    continue
                kind, award = at.REVIVED, now
                rank = before + late + 1 if numbers[at.UNLISTED_CHOOSE] else 0
                beside = brand if numbers[at.UNLISTED_KEEP] and not numbers[at.UNLISTED_CHOOSE] else 0.0
                all_named += brand
            else:
                one = k if k < place else k - 1
                if named[at.BRAND, one] < enough or rival[at.RESERVE, one] > now:
                    continue
                all_named += named[at.BRAND, one]
            late += 1
    if kind == 0:
        return 0, 0.0, 0.0
    choosing = before + (late if numbers[at.UNLISTED_CHOOSE] else 0)
    counts = (won + returned + late, choosing, rank)
    return kind, float(award), promised(numbers, by_rank, winners, counts, (brand, all_named, beside))


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _bid(prices: Ints, place: int, price: int, k: int) -> int:
    """Return the price of bid ``k`` in order, the own one at ``place`` included."""
    if k < place:
        return int(prices[k])
    return price if k == place else int(prices[k - 1])


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _offer(numbers: Ints, highest: int, won: int, over: int, under: int) -> int:
    """Return what is offered to shortlisted bids that failed."""
    if won != 1:
        return highest
    top, bottom = highest * numbers[at.SOLE_TIMES], numbers[at.SOLE_PARTS]
    if numbers[at.SOLE_ANCHOR]:
        top, bottom = over * numbers[at.SOLE_TIMES], under * numbers[at.SOLE_PARTS]
    return int((2 * top + bottom) // (2 * bottom))
