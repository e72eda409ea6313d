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
def look_back(m, r, g, k, x, u, s, at, winners, cells, whole):  # pragma: no cover - compiled
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
    _add_up(u, cells)
    _remind(m, u, cells, 1.0 - k.reminder)
    inspect(m, r, g, k, u, s, at, cells)
    if m % 12 == 0:
        assess(m, k, u, s, cells, whole)
    whole[0] += 1.0
    if able < 2:
        whole[1] += 1.0
    if demand > 0.0:
        whole[2] += stock / demand


@numba.njit(nogil=True, error_model="numpy")
def _add_up(u, cells):  # pragma: no cover - compiled
    """Add a month's orders up."""
    demand, leak, gone, clear = u[DEMAND], u[LEAK], u[GONE], u[CLEAR]
    total, leak_in_all, gone_in_all, main_in_all = u[TOTAL], u[LEAK_IN_ALL], u[GONE_IN_ALL], u[MAIN_IN_ALL]
    for c in range(cells):
        total[c] += demand[c]
        main_in_all[c] += demand[c] * clear[c]
    for c in range(cells):
        leak_in_all[c] += leak[c]
        gone_in_all[c] += gone[c]


@numba.njit(nogil=True, error_model="numpy")
def _remind(m, u, cells, left):  # pragma: no cover - compiled
    """Remind cells whose orders lag."""
    total, agreed, signed, gap = u[TOTAL], u[AGREED], u[SIGNED], u[GAP]
    for c in range(cells):
        lags = (total[c] < agreed[c] * m) & (signed[c] <= m)
        gap[c] *= left if lags else 1.0


@numba.njit(nogil=True, error_model="numpy")
def open_month(m, r, g, k, x, u, s, winners, cells):  # pragma: no cover - compiled
    """Set what cells order and what suppliers can make in a month."""
    if m > 0:
        _switch(m, u, cells, k)
    _sign(m, u, s, g.weight, cells)
    _order(u, cells, k, g.phase[m], g.factor[r, m], g.drift[m])
    for i in range(winners):
        one, orders = x[i], 0.0
        for c in range(one.first, one.last):
            orders += u[DEMAND, c]
        one.orders = orders
        one.capacity = one.planned * g.ramp[m] * one.grown


@numba.njit(nogil=True, error_model="numpy")
def _switch(m, u, cells, k):  # pragma: no cover - compiled
    """Let hospitals that have signed go on switching to winners, and prescribers give up habits."""
    signed, gap, habit, paid = u[SIGNED], u[GAP], u[HABIT], u[PAID]
    for c in range(cells):
        moved = k.reviewed * (k.paid if paid[c] > 0.0 else 1.0)
        begun = signed[c] <= m
        gap[c] *= k.close * moved if begun else 1.0
        habit[c] *= moved if begun else 1.0


@numba.njit(nogil=True, error_model="numpy")
def _sign(m, u, s, weight, cells):  # pragma: no cover - compiled
    """Find the part of each cell's need whose hospitals have signed, the month of signing pro rata."""
    part = u[PART]
    part[:cells] = 0.0
    for kind in range(s.shape[0]):
        signed, of_all = s[kind], weight[kind]
        for c in range(cells):
            part[c] += of_all * min(max(m + 1.0 - signed[c], 0.0), 1.0)


@numba.njit(nogil=True, error_model="numpy")
def _order(u, cells, k, phase, factor, drift):  # pragma: no cover - compiled
    """Split each cell's need between winners and others."""
    agreed, gap, habit, total, year_start = u[AGREED], u[GAP], u[HABIT], u[TOTAL], u[YEAR_START]
    share, part = u[SHARE], u[PART]
    for c in range(cells):
        share[c] = max(k.final + (k.habit - habit[c]) - gap[c], 0.0) * part[c]
    for c in range(cells):
        done = (total[c] - year_start[c] >= 12.0 * agreed[c]) & (agreed[c] > 0.0)
        share[c] *= k.after if done else 1.0
    need, response, leaves = u[NEED], u[RESPONSE], u[LEAVES]
    demand, leak, gone = u[DEMAND], u[LEAK], u[GONE]
    for c in range(cells):
        whole = need[c] * (1.0 + response[c] * phase) * factor
        gone[c] = whole * (leaves[c] * drift)
        left = whole - gone[c]
        demand[c] = left * share[c]
        leak[c] = left - demand[c]
