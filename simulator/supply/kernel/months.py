"""Months: how one opens, passes if nothing happens, and is looked back upon."""

from __future__ import annotations

from simulator.supply.kernel.layout import MAIN_IN_ALL, ROUNDING, compiled

__all__ = ["add_orders", "calm", "look_back", "open_month"]


@compiled
def add_orders(x, winners, d, months, asked):  # pragma: no cover - compiled
    """Add up what is ordered of each supplier, ``asked[i, m]``.

    Months are taken side by side: a supplier has few cells, and so short a loop, month by month, would keep
    the machine guessing when it ends.
    """
    for i in range(winners):
        for m in range(months):
            asked[i, m] = 0.0
        for c in range(x[i].first, x[i].last):
            for m in range(months):
                asked[i, m] += d[m, c]


@compiled
def open_month(m, x, winners, asked, ramp, fed):  # pragma: no cover - compiled
    """Set what is ordered of suppliers in a month and what they can make."""
    for i in range(winners):
        one = x[i]
        one.orders, one.capacity = asked[i, m], one.planned * ramp * one.grown
        if one.starved >= 0:
            one.fed = fed[one.starved, m]


@compiled
def calm(m, first, x, winners):  # pragma: no cover - compiled
    """Let a month go by in which nothing happens: all make what is ordered, and stocks stay full.

    Return whether the month was one; what is written down is what the general way would write, to the bit.
    """
    for i in range(winners):
        one = x[i]
        able = one.capacity * one.fed
        full = (able >= one.orders) & (one.stock >= one.reserve) & (one.was_short == 0)
        runs = (one.alive != 0) & (one.up != 0) & (one.blocked == 0) & (one.fed > 0.0)
        still = (one.since < 0.0) & (one.serious < 0.0) & (one.due > m + 1.0) & (one.refills == 0)
        if not (full & runs & still):
            return False
    if first <= m + 1.0:
        return False
    for i in range(winners):
        one = x[i]
        able = one.capacity * one.fed
        beyond = able - one.orders
        one.made_in_all += able - (beyond if beyond >= ROUNDING * able else 0.0)
        one.delivered += one.orders
        one.asked, one.clear = 0.0, 1.0
    return True


@compiled
def look_back(m, x, u, d, clear, winners, growth, whole):  # pragma: no cover - compiled
    """Look back on a month: calls, capacity, deliveries, stock."""
    able, stock = 0, 0.0
    warn_at, pace, limit = growth
    for i in range(winners):
        one = x[i]
        if one.since < 0.0:
            one.step = 0
        if one.alive and one.orders + one.asked > one.capacity * warn_at:
            one.grown = min(one.grown * (1.0 + pace), limit)
        if one.alive and not one.blocked:
            stock += one.stock
            if (one.up and one.fed > 0.0) or one.stock > 0.0:
                able += 1
        clear[i, m], one.clear = one.clear, 0.0
        if one.ever_short:
            for c in range(one.first, one.last):
                u[MAIN_IN_ALL, c] += d[c] * clear[i, m]
    whole[0] += 1.0
    if able < 2:
        whole[1] += 1.0
    whole[2] += stock
