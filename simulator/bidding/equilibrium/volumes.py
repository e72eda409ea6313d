"""Volumes that a winner is promised, compiled."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium import packed as at
from simulator.money import Ints

__all__ = ["brands_before", "class_volume", "promised"]

Floats = npt.NDArray[np.float64]


@numba.njit(cache=True, nogil=True, error_model="numpy")
def brands_before(named: Floats, place: int, brand: float, count: int) -> float:
    """Return the part of the need that names the first bids in order, the own one included."""
    return float(named[at.BRAND_SUM, count] if count <= place else named[at.BRAND_SUM, count - 1] + brand)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def promised(
    numbers: Ints,
    by_rank: Floats,
    winners: Floats,
    found: tuple[int, int, int],
    parts: tuple[float, float, float],
) -> float:
    """Return the own volume over the term, in yearly needs.

    Parameters
    ----------
    numbers, by_rank, winners
        The rules; ``by_rank`` that of the own firm, ``[n + 1, n + 1]``.
    found
        Winners, those of them that choose areas, and the own rank among these, 0 for one who does not choose.
    parts
        Parts of the need: that names the firm, that names any winner, and what it keeps beside areas.
    """
    count, choosing, rank = found
    brand, all_named, beside = parts
    years = winners[count, at.YEARS]
    if numbers[at.VOLUME] == at.BY_RANK:
        return float(by_rank[count, rank] * years)
    area = by_rank[choosing, rank]
    if numbers[at.VOLUME] == at.BY_BRAND:
        return float(years * winners[count, at.SHARE] * (brand + max(1.0 - all_named, 0.0) * area))
    return float(years * winners[count, at.SHARE] * (area + beside))


@numba.njit(cache=True, nogil=True, error_model="numpy")
def class_volume(steps: Ints, kept: Floats, named: Floats, own: tuple[int, float, int]) -> float:
    """Return the part of its brand's volume that a winner's price class keeps, with what is moved to it.

    Parameters
    ----------
    steps, kept
        The rules.
    named
        Rivals' parts of the need.
    own
        How many rivals come before the firm, the part of the need that names it, and the number of winners.
    """
    place, brand, count = own
    classes = len(kept) - 1
    kind = 0
    for c in range(1, classes):
        kind += place + 1 > steps[count, c]
    volume = brand * kept[kind]
    if kind > 0 or kept[classes] == 0.0:
        return float(volume)
    cheapest = brands_before(named, place, brand, min(steps[count, 1], count))
    moved = brands_before(named, place, brand, count)
    moved -= brands_before(named, place, brand, min(steps[count, classes - 1], count))
    return float(volume + kept[classes] * moved * brand / max(cheapest, 1e-300))
