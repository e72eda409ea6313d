"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

import numba
import numpy as np

from simulator.supply.kernel.layout import (
    BACKUP,
    BACKUP_IN_ALL,
    BOOKED,
    DEMAND,
    GONE,
    IS_SHORT,
    LEAK,
    MAIN,
    MAIN_IN_ALL,
    MISSING,
    MISSING_IN_ALL,
    OTHERS,
    OTHERS_IN_ALL,
    OUTSIDE,
    OUTSIDE_IN_ALL,
    PLACE,
    SERVES,
    SHORT,
    SHORT_MONTHS,
    SPELLS,
    STANDS_BY,
    STANDS_BY_BID,
)

__all__ = ["book_month", "book_span", "let_pass", "post", "set_rates"]


@numba.njit(nogil=True, error_model="numpy")
def set_rates(t, x, u, at, winners, reported, k):  # pragma: no cover - compiled
    """Set all rates from the state; say whether any supplier is short."""
    lacking = False
    for i in range(winners):
        one = x[i]
        works = one.alive and not one.blocked
        one.able = one.capacity if works and one.up else 0.0
        if one.orders <= 0.0 or (works and (one.stock > 0.0 or one.able >= one.orders)):
            one.served = 1.0
        else:
            one.served = one.able / one.orders
        one.spare, one.helped, one.asked = max(one.able - one.orders, 0.0), 0.0, 0.0
        lacking |= one.served < 1.0
        if one.served < 1.0 or (one.reports and not (works and one.up)):
            if one.since < 0.0:
                one.since = t
        else:
            one.since = -1.0
        if one.alive and one.served < k.serious:
            if one.serious < 0.0:
                one.serious = t
        else:
            one.serious, one.rung = -1.0, 0
    if lacking:
        _share_out(x, u, at, winners, reported, k)
    for i in range(winners):
        one = x[i]
        one.turn, one.made = np.inf, one.able
        one.rate = one.able - one.orders - one.helped
        if one.served < 1.0 or not one.alive or one.blocked:
            # Rounding must not leave a trace of stock, with which all orders would be served.
            one.rate = 0.0
        elif one.rate > 0.0 and one.stock >= one.reserve:
            one.made, one.rate = one.able - one.rate, 0.0
        elif one.rate > 0.0:
            one.turn = t + (one.reserve - one.stock) / one.rate
        elif one.rate < 0.0 and one.stock > 0.0:
            one.turn = t + one.stock / -one.rate
        else:
            one.rate = 0.0
    return lacking


@numba.njit(nogil=True, error_model="numpy")
def _share_out(x, u, at, winners, reported, k):  # pragma: no cover - compiled
    """Share out what helpers can give: backups, then other winners, then firms without an award."""
    for i in range(winners):
        one = x[i]
        if one.served >= 1.0:
            continue
        for c in range(one.first, one.last):
            u[MAIN, c] = u[DEMAND, c] * one.served
            u[MISSING, c] = u[DEMAND, c] - u[MAIN, c]
            u[BACKUP, c] = u[OTHERS, c] = u[OUTSIDE, c] = 0.0
            if one.step >= 1 and at[STANDS_BY, c] >= 0:
                x[at[STANDS_BY, c]].asked += u[MISSING, c]
    pool, claims = 0.0, 0.0
    for i in range(winners):
        x[i].helped = min(x[i].spare, x[i].asked)
        pool += x[i].spare - x[i].helped
    for i in range(winners):
        one = x[i]
        if one.served >= 1.0 or one.step < 1:
            continue
        for c in range(one.first, one.last):
            if at[STANDS_BY, c] >= 0 and u[MISSING, c] > 0.0:
                other = x[at[STANDS_BY, c]]
                u[BACKUP, c] = u[MISSING, c] * min(other.spare / other.asked, 1.0)
                u[MISSING, c] -= u[BACKUP, c]
            if one.step >= 2:
                claims += u[MISSING, c]
    if claims <= 0.0:
        return
    given = min(pool / claims, 1.0)
    if given > 0.0:
        for i in range(winners):
            x[i].helped += (x[i].spare - x[i].helped) * (claims * given / pool)
    claims = 0.0
    for i in range(winners):
        one = x[i]
        if one.served >= 1.0 or one.step < 2:
            continue
        for c in range(one.first, one.last):
            u[OTHERS, c] = u[MISSING, c] * given
            u[MISSING, c] -= u[OTHERS, c]
            if one.step >= 3:
                claims += u[MISSING, c]
    if claims <= 0.0:
        return
    given = min(k.outside * reported / claims, 1.0)
    for i in range(winners):
        one = x[i]
        if one.served < 1.0 and one.step >= 3:
            for c in range(one.first, one.last):
                u[OUTSIDE, c] = u[MISSING, c] * given
                u[MISSING, c] -= u[OUTSIDE, c]


@numba.njit(nogil=True, error_model="numpy")
def let_pass(span, x, u, winners):  # pragma: no cover - compiled
    """Let time go by at the present rates; cells whose supplier serves all are summed up at the month end."""
    for i in range(winners):
        one = x[i]
        one.made_in_all += one.made * span
        one.delivered += (one.served * one.orders + one.helped) * span
        one.stock = max(one.stock + one.rate * span, 0.0)
        if one.served >= 1.0:
            one.clear += span
            if one.was_short:
                one.was_short = 0
                for c in range(one.first, one.last):
                    u[IS_SHORT, c] = 0.0
            continue
        one.was_short = 1
        for c in range(one.first, one.last):
            u[MAIN_IN_ALL, c] += u[MAIN, c] * span
            u[BACKUP_IN_ALL, c] += u[BACKUP, c] * span
            u[OTHERS_IN_ALL, c] += u[OTHERS, c] * span
            u[OUTSIDE_IN_ALL, c] += u[OUTSIDE, c] * span
            u[MISSING_IN_ALL, c] += u[MISSING, c] * span
            if u[MISSING, c] > SHORT * u[DEMAND, c]:
                u[SHORT_MONTHS, c] += span
                u[SPELLS, c] += 1.0 - u[IS_SHORT, c]
                u[IS_SHORT, c] = 1.0
            else:
                u[IS_SHORT, c] = 0.0


@numba.njit(nogil=True, error_model="numpy")
def post(span, lacking, x, u, at, winners, cells, posted):  # pragma: no cover - compiled
    """Post what is delivered in one month: ``[C, n + 2]`` by cell and supplier."""
    pool, outside = 0.0, posted.shape[1] - 2
    if lacking:
        for i in range(winners):
            pool += max(x[i].helped - min(x[i].spare, x[i].asked), 0.0)
    for c in range(cells):
        place, main = at[PLACE, c], x[at[SERVES, c]]
        if not lacking or main.served >= 1.0:
            posted[place, main.bid] += u[DEMAND, c] * span
            continue
        posted[place, main.bid] += u[MAIN, c] * span
        if u[BACKUP, c] > 0.0:
            posted[place, at[STANDS_BY_BID, c]] += u[BACKUP, c] * span
        if u[OTHERS, c] > 0.0:
            for i in range(winners):
                part = max(x[i].helped - min(x[i].spare, x[i].asked), 0.0) / pool
                posted[place, x[i].bid] += u[OTHERS, c] * part * span
        posted[place, outside] += u[OUTSIDE, c] * span
        posted[place, outside + 1] += u[MISSING, c] * span


@numba.njit(nogil=True, error_model="numpy")
def _book(place, units, f):  # pragma: no cover - compiled
    """Note what another than the main supplier delivers; without room only count it."""
    if units > 0.0:
        used = f.used[0]
        if used < f.key.shape[0]:
            f.key[used], f.units[used] = place, units
        f.used[0] = used + 1


@numba.njit(nogil=True, error_model="numpy")
def book_span(r, m, span, bids, x, u, at, winners, cells, f):  # pragma: no cover - compiled
    """Note what helpers deliver and what is short in cells whose supplier does not serve all."""
    pool = 0.0
    for i in range(winners):
        pool += max(x[i].helped - min(x[i].spare, x[i].asked), 0.0)
    for c in range(cells):
        if x[at[SERVES, c]].served >= 1.0:
            continue
        first = (r * f.main.shape[1] + at[PLACE, c]) * f.elsewhere.shape[2] + m // f.length
        first *= bids + 2
        if u[BACKUP, c] > 0.0:
            _book(first + at[STANDS_BY_BID, c], u[BACKUP, c] * span, f)
        if u[OTHERS, c] > 0.0:
            for i in range(winners):
                part = max(x[i].helped - min(x[i].spare, x[i].asked), 0.0) / pool
                _book(first + x[i].bid, u[OTHERS, c] * part * span, f)
        _book(first + bids, u[OUTSIDE, c] * span, f)
        _book(first + bids + 1, u[MISSING, c] * span, f)


@numba.njit(nogil=True, error_model="numpy")
def book_month(r, m, x, u, at, cells, f):  # pragma: no cover - compiled
    """Write down what main suppliers delivered in a month, and what was bought of others from the start."""
    for c in range(cells):
        place, clear = at[PLACE, c], u[DEMAND, c] * x[at[SERVES, c]].clear
        f.main[r, place, m] = u[MAIN_IN_ALL, c] - u[BOOKED, c] + clear
        f.elsewhere[r, place, m // f.length] += u[LEAK, c]
        f.substituted[r, place, m // f.length] += u[GONE, c]
        u[BOOKED, c] = u[MAIN_IN_ALL, c] + clear
