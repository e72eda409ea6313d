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
    LEAK,
    LEAK_IN_ALL,
    MAIN_IN_ALL,
    NEED,
    RESPONSE,
    SIGNED,
    TOTAL,
    YEAR_START,
)

__all__ = ["look_back", "open_month"]


@numba.njit(nogil=True, error_model="numpy")
def look_back(m, x, u, winners, cells, k, whole):  # pragma: no cover - compiled
    """Look back on a month: calls, capacity, reminders, assessment."""
    able, stock, demand = 0, 0.0, 0.0
    for i in range(winners):
        one = x[i]
        if one.since < 0.0:
            one.step = 0
        if one.alive and one.orders + one.asked > one.capacity:
            one.grown = min(one.grown * (1.0 + k.growth), k.growth_limit)
        if one.alive and not one.blocked:
            stock += one.stock
            if one.up or one.stock > 0.0:
                able += 1
        for c in range(one.first, one.last):
            u[CLEAR, c] = one.clear
            demand += u[DEMAND, c]
        one.clear = 0.0
    _add_up(u, cells)
    _remind(m, u, cells, 1.0 - k.reminder)
    if m % 12 == 0:
        _assess(u, cells, k, whole)
    whole[0] += 1.0
    if able < 2:
        whole[1] += 1.0
    if demand > 0.0:
        whole[2] += stock / demand


@numba.njit(nogil=True, error_model="numpy")
def _add_up(u, cells):  # pragma: no cover - compiled
    """Add a month's orders up."""
    demand, leak, clear = u[DEMAND], u[LEAK], u[CLEAR]
    total, leak_in_all, main_in_all = u[TOTAL], u[LEAK_IN_ALL], u[MAIN_IN_ALL]
    for c in range(cells):
        total[c] += demand[c]
        main_in_all[c] += demand[c] * clear[c]
        leak_in_all[c] += leak[c]


@numba.njit(nogil=True, error_model="numpy")
def _remind(m, u, cells, left):  # pragma: no cover - compiled
    """Remind cells whose orders lag."""
    total, agreed, signed, gap = u[TOTAL], u[AGREED], u[SIGNED], u[GAP]
    for c in range(cells):
        lags = (total[c] < agreed[c] * m) & (signed[c] <= m)
        gap[c] *= left if lags else 1.0


@numba.njit(nogil=True, error_model="numpy")
def _assess(u, cells, k, whole):  # pragma: no cover - compiled
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
        u[YEAR_START, c] = u[TOTAL, c]


@numba.njit(nogil=True, error_model="numpy")
def open_month(m, x, u, winners, cells, k, phase, ramp, factor):  # pragma: no cover - compiled
    """Set what cells order and what suppliers can make in a month."""
    _switch(m, u, cells, k.close)
    _order(m, u, cells, k, phase, factor)
    for i in range(winners):
        one, orders = x[i], 0.0
        for c in range(one.first, one.last):
            orders += u[DEMAND, c]
        one.orders = orders
        one.capacity = one.planned * ramp * one.grown


@numba.njit(nogil=True, error_model="numpy")
def _switch(m, u, cells, close):  # pragma: no cover - compiled
    """Let hospitals that have signed go on switching to winners."""
    signed, gap = u[SIGNED], u[GAP]
    if m > 0:
        for c in range(cells):
            gap[c] *= close if signed[c] <= m else 1.0


@numba.njit(nogil=True, error_model="numpy")
def _order(m, u, cells, k, phase, factor):  # pragma: no cover - compiled
    """Split each cell's need between winners and others."""
    agreed, signed, gap, total, year_start = u[AGREED], u[SIGNED], u[GAP], u[TOTAL], u[YEAR_START]
    share = u[CLEAR]
    for c in range(cells):
        part = min(max(m + 1.0 - signed[c], 0.0), 1.0)
        share[c] = max(k.final - gap[c], 0.0) * part
    for c in range(cells):
        done = (total[c] - year_start[c] >= 12.0 * agreed[c]) & (agreed[c] > 0.0)
        share[c] *= k.after if done else 1.0
    need, response, demand, leak = u[NEED], u[RESPONSE], u[DEMAND], u[LEAK]
    for c in range(cells):
        whole = need[c] * (1.0 + response[c] * phase) * factor
        demand[c] = whole * share[c]
        leak[c] = whole - demand[c]
