"""How far balances of units are off, compiled: looked at in every history of every run."""

from __future__ import annotations

import numba
import numpy as np

from simulator.supply.kernel.layout import OPTIONS

__all__ = ["BALANCES", "most_off"]

BALANCES = (
    "orders and deliveries",
    "purchases and stores of hospitals",
    "stocks and production",
    "deliveries of suppliers and cells",
    "safety stocks of hospitals",
)
"""What must balance."""


@numba.njit(cache=True, **OPTIONS)
def most_off(stored, safety, cells, makers, off):  # pragma: no cover - compiled
    """Return the largest difference of each balance in any history, relative to what goes in.

    A number that is none counts as infinitely far off, and so does a store below zero.
    """
    for r in range(cells.shape[0]):
        delivered, given = 0.0, 0.0
        for c in range(cells.shape[1]):
            row = cells[r, c]
            helped = row[1] + row[2] + row[3]
            delivered += helped
            bought = helped + row[15] + row[4]
            _note(0, abs(bought + row[5] + row[16] - row[0]), row[0], off)
            # The safety stock is never below nothing, nor above what it was at the start.
            taken, whole = row[16] - row[17], safety[r, c]
            _note(4, max(-taken, taken - whole, 0.0), whole, off)
            kept = row[12] + row[13] + row[14]
            had = stored[r, c] + taken + bought
            _note(1, abs(had - kept), had, off)
            if min(row[12], row[13], row[14]) < 0.0:
                off[1] = np.inf
        for i in range(makers.shape[1]):
            row = makers[r, i]
            there = row[0] + row[1]
            given += row[2]
            _note(2, abs(row[2] + row[3] - there), there, off)
        _note(3, abs(given - delivered), given, off)
    return off


@numba.njit(**OPTIONS)
def _note(at, difference, flow, off):  # pragma: no cover - compiled
    """Keep the largest relative difference."""
    if not difference <= off[at] * (1.0 + flow):
        part = difference / (1.0 + flow)
        off[at] = np.inf if np.isnan(part) else part
