"""Adds up what helpers delivered of one period, cell and supplier."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import numba
import numpy as np

from simulator.money import Ints
from simulator.supply.kernel.layout import OPTIONS
from simulator.supply.records import Floats

__all__ = ["merge_deliveries"]


@numba.njit(cache=True, **OPTIONS)
def _merge(key, units, places, to_key, to_units):  # pragma: no cover - compiled
    """Merge history by history; return how many entries are left."""
    at, done = 0, 0
    while at < key.shape[0]:
        first = key[at] // places.shape[0] * places.shape[0]
        low, high = places.shape[0], 0
        while at < key.shape[0] and key[at] < first + places.shape[0]:
            place = key[at] - first
            places[place] += units[at]
            low, high, at = min(low, place), max(high, place + 1), at + 1
        for place in range(low, high):
            if places[place] > 0.0:
                to_key[done], to_units[done], places[place] = first + place, places[place], 0.0
                done += 1
    return done


def merge_deliveries(key: Ints, units: Floats, places: int) -> tuple[Ints, Floats]:
    """Sort deliveries by key, and add up those of one key in the order in which they were made.

    Parameters
    ----------
    key, units
        ``[K]`` deliveries, those of a history together and histories in order; units are positive.
    places
        Number of keys that a history has.

    Returns
    -------
    tuple of numpy.ndarray
        Keys, each once, and units.
    """
    to_key, to_units = np.empty(len(key), dtype=np.int64), np.empty(len(key))
    done = _merge(np.ascontiguousarray(key), np.ascontiguousarray(units), np.zeros(places), to_key, to_units)
    return to_key[:done], to_units[:done]
