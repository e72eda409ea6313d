"""The end of a month: what is counted and reviewed, and what hospitals order in the next.

Loops over cells are free of branches, so that the machine does several cells at once.
"""

from __future__ import annotations

import numba

from simulator.supply.kernel.layout import (
    AGREED,
    CLEAR,
    DEMAND,
    GAP,
    GONE,
    GONE_IN_ALL,
    HABIT,
    LEAK,
    LEAK_IN_ALL,
    LEAVES,
    MAIN_IN_ALL,
    NEED,
    PAID,
    PART,
    RESPONSE,
    SHARE,
    SIGNED,
    TOTAL,
    YEAR_START,
)
from simulator.supply.kernel.oversight import assess, inspect

__all__ = ["look_back", "open_month"]


@numba.njit(nogil=True, error_model="numpy")
def look_back(m, k, x, u, s, at, found_at, winners, cells, leaving, whole):  # pragma: no cover - compiled
    """Look back on a month: calls, capacity, reminders, inspections, assessment."""
    able, stock, demand = 0, 0.0, 0.0
    for i in range(winners):
        one = x[i]
        if one.since < 0.0:
            one.step = 0
        if one.alive and one.orders + one.asked > one.capacity * k.warn_at:
            one.grown = min(one.grown * (1.0 + k.growth), k.growth_limit)
        if one.alive and not one.blocked:
            stock += one.stock
            if one.up or one.stock > 0.0:
                able += 1
        for c in range(one.first, one.last):
            u[CLEAR, c] = one.clear
            demand += u[DEMAND, c]
        one.clear = 0.0
    _add_up(u, cells, leaving)
    _remind(m, u, cells, 1.0 - k.reminder)
    inspect(m, k, u, s, at, found_at, cells)
    if m % 12 == 0:
        assess(m, k, u, s, cells, whole)
    whole[0] += 1.0
    if able < 2:
        whole[1] += 1.0
    if demand > 0.0:
        whole[2] += stock / demand


@numba.njit(nogil=True, error_model="numpy")
def _add_up(u, cells, leaving):  # pragma: no cover - compiled
    """Add a month's orders up."""
    for c in range(cells):
        u[TOTAL, c] += u[DEMAND, c]
        u[MAIN_IN_ALL, c] += u[DEMAND, c] * u[CLEAR, c]
        u[LEAK_IN_ALL, c] += u[LEAK, c]
    if leaving:
        for c in range(cells):
            u[GONE_IN_ALL, c] += u[GONE, c]


@numba.njit(nogil=True, error_model="numpy")
def _remind(m, u, cells, left):  # pragma: no cover - compiled
    """Remind cells whose orders lag."""
    for c in range(cells):
        lags = (u[TOTAL, c] < u[AGREED, c] * m) & (u[SIGNED, c] <= m)
        u[GAP, c] *= left if lags else 1.0


@numba.njit(nogil=True, error_model="numpy")
def open_month(m, k, x, u, s, weight, now, winners, cells):  # pragma: no cover - compiled
    """Set what cells order and what suppliers can make in a month."""
    if m > 0:
        _switch(m, u, cells, k)
    phase, factor, drift, ramp, latest, moved = now
    if m == 0 or latest > m - 1:
        _sign(m, u, s, weight, cells)
    _order(u, cells, k, phase, factor, drift, moved)
    for i in range(winners):
        one, orders = x[i], 0.0
        for c in range(one.first, one.last):
            orders += u[DEMAND, c]
        one.orders = orders
        one.capacity = one.planned * ramp * one.grown


@numba.njit(nogil=True, error_model="numpy")
def _switch(m, u, cells, k):  # pragma: no cover - compiled
    """Let hospitals that have signed go on switching to winners, and prescribers give up habits."""
    if k.reviewed == 1.0 and k.paid == 1.0:
        for c in range(cells):
            u[GAP, c] *= k.close if u[SIGNED, c] <= m else 1.0
        return
    for c in range(cells):
        moved = k.reviewed * (k.paid if u[PAID, c] > 0.0 else 1.0)
        begun = u[SIGNED, c] <= m
        u[GAP, c] *= k.close * moved if begun else 1.0
        u[HABIT, c] *= moved if begun else 1.0


@numba.njit(nogil=True, error_model="numpy")
def _sign(m, u, s, weight, cells):  # pragma: no cover - compiled
    """Find the part of each cell's need whose hospitals have signed, the month of signing pro rata."""
    for c in range(cells):
        u[PART, c] = 0.0
    for kind in range(s.shape[0]):
        of_all = weight[kind]
        for c in range(cells):
            u[PART, c] += of_all * min(max(m + 1.0 - s[kind, c], 0.0), 1.0)


@numba.njit(nogil=True, error_model="numpy")
def _order(u, cells, k, phase, factor, drift, moved):  # pragma: no cover - compiled
    """Split each cell's need between winners and others."""
    for c in range(cells):
        share = max(k.final + (k.habit - u[HABIT, c]) - u[GAP, c], 0.0)
        u[SHARE, c] = (share + moved * (1.0 - share)) * u[PART, c]
    for c in range(cells):
        done = (u[TOTAL, c] - u[YEAR_START, c] >= 12.0 * u[AGREED, c]) & (u[AGREED, c] > 0.0)
        u[SHARE, c] *= k.after if done else 1.0
    for c in range(cells):
        u[LEAK, c] = u[NEED, c] * (1.0 + u[RESPONSE, c] * phase) * factor
    if drift > 0.0:
        for c in range(cells):
            u[GONE, c] = u[LEAK, c] * (u[LEAVES, c] * drift)
            u[LEAK, c] -= u[GONE, c]
    for c in range(cells):
        u[DEMAND, c] = u[LEAK, c] * u[SHARE, c]
        u[LEAK, c] -= u[DEMAND, c]
