"""Those who look after hospitals: inspections, the yearly assessment, and sanctions that escalate."""

from __future__ import annotations

import numba

from simulator.supply.kernel.layout import (
    AGREED,
    DEMAND,
    EXCLUDED,
    FINDINGS,
    GAP,
    HABIT,
    LEAK,
    PAID,
    PLACE,
    SIGNED,
    TOTAL,
    YEAR_START,
)

__all__ = ["assess", "inspect"]


@numba.njit(nogil=True, error_model="numpy")
def _sanction(m, c, k, u, s):  # pragma: no cover - compiled
    """Go one step further with a cell's hospitals: warning, cut of funds, loss of the insurance contract."""
    found = int(u[FINDINGS, c])
    if found == 3:
        return
    left = 1.0 - k.removes[found]
    u[GAP, c] *= left
    u[HABIT, c] *= left
    for kind in range(s.shape[0]):
        s[kind, c] = min(s[kind, c], m)
    u[SIGNED, c] = min(u[SIGNED, c], m)
    u[FINDINGS, c] += 1.0
    if found == 2:
        u[EXCLUDED, c] = 1.0


@numba.njit(nogil=True, error_model="numpy")
def inspect(m, k, u, s, at, found_at, cells):  # pragma: no cover - compiled
    """Look into the books of cells whose turn it is: do orders lag, do winners come first."""
    year = (m - 1) // 12
    if year >= found_at.shape[1]:
        return
    for c in range(cells):
        if found_at[at[PLACE, c], year] != m:
            continue
        lags = u[TOTAL, c] < u[AGREED, c] * m
        if lags or u[DEMAND, c] < k.priority * (u[DEMAND, c] + u[LEAK, c]):
            _sanction(m, c, k, u, s)


@numba.njit(nogil=True, error_model="numpy")
def assess(m, k, u, s, cells, whole):  # pragma: no cover - compiled
    """Assess what hospitals ordered in a contract year."""
    for c in range(cells):
        agreed = u[AGREED, c]
        if agreed > 0.0:
            share = (u[TOTAL, c] - u[YEAR_START, c]) / (12.0 * agreed)
            whole[3] += 1.0
            if share < k.fail_below:
                whole[4] += 1.0
            if share < k.merit_from:
                whole[5] += 1.0
            u[PAID, c] = 1.0 if share >= k.merit_from else 0.0
            if share < k.fail_below:
                _sanction(m, c, k, u, s)
        u[YEAR_START, c] = u[TOTAL, c]
