"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

import numpy as np

from simulator.supply.kernel.booking import settle_clear
from simulator.supply.kernel.layout import (
    BACKUP,
    BACKUP_IN_ALL,
    IS_SHORT,
    MAIN,
    MAIN_IN_ALL,
    MISSING,
    MISSING_IN_ALL,
    OTHERS,
    OTHERS_IN_ALL,
    OUTSIDE,
    OUTSIDE_IN_ALL,
    ROUNDING,
    SHORT,
    SHORT_MONTHS,
    SPELLS,
    STANDS_BY,
    compiled,
)

__all__ = ["let_pass", "set_rates"]


@compiled
def set_rates(t, x, u, d, at, winners, limits):  # pragma: no cover - compiled
    """Set all rates from the state; say whether any supplier is short, and when the next event comes."""
    serious, outside, steps, rungs = limits
    lacking, first = False, np.inf
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
        if one.alive and one.served < serious:
            if one.serious < 0.0:
                one.serious = t
        else:
            one.serious, one.rung = -1.0, 0
    if lacking:
        _share_out(x, u, d, at, winners, outside)
    for i in range(winners):
        one = x[i]
        one.turn, one.made = np.inf, one.able
        one.rate = one.able - one.orders - one.helped
        if abs(one.rate) < ROUNDING * one.able:
            one.rate = 0.0
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
        first = min(first, one.due, one.turn)
        if one.since >= 0.0 and one.step < 3:
            first = min(first, one.since + steps[one.step])
        if one.serious >= 0.0 and one.rung < 3:
            first = min(first, one.serious + rungs[one.rung])
    return lacking, first


@compiled
def _share_out(x, u, d, at, winners, outside):  # pragma: no cover - compiled
    """Share out what helpers can give: backups, then other winners, then firms without an award."""
    furthest = 0
    for i in range(winners):
        if x[i].served < 1.0:
            furthest = max(furthest, x[i].step)
            _lack(x[i].served, x[i].first, x[i].last, u, d)
    if furthest == 0:
        return
    _ask_backups(x, u, at, winners)
    pool = 0.0
    for i in range(winners):
        x[i].helped = min(x[i].spare, x[i].asked)
        x[i].fraction = min(x[i].spare / x[i].asked, 1.0) if x[i].asked > 0.0 else 0.0
        pool += x[i].spare - x[i].helped
    claims = _take_from_backups(x, u, at, winners)
    if furthest < 2 or claims <= 0.0:
        return
    given = min(pool / claims, 1.0)
    if given > 0.0:
        part = claims * given / pool
        for i in range(winners):
            x[i].helped += (x[i].spare - x[i].helped) * part
    claims = _take(OTHERS, given, 2, x, u, winners)
    if claims > 0.0:
        _take(OUTSIDE, min(outside / claims, 1.0), 3, x, u, winners)


@compiled
def _lack(served, first, last, u, d):  # pragma: no cover - compiled
    """Set what the cells of a supplier that is short get from it, and what they miss."""
    for c in range(first, last):
        main = d[c] * served
        u[MAIN, c], u[MISSING, c] = main, d[c] - main
        u[BACKUP, c] = u[OTHERS, c] = u[OUTSIDE, c] = 0.0


@compiled
def _ask_backups(x, u, at, winners):  # pragma: no cover - compiled
    """Add up what each winner is asked for as a backup."""
    for i in range(winners):
        if x[i].served < 1.0 and x[i].step >= 1:
            for c in range(x[i].first, x[i].last):
                if at[STANDS_BY, c] >= 0:
                    x[at[STANDS_BY, c]].asked += u[MISSING, c]


@compiled
def _take_from_backups(x, u, at, winners):  # pragma: no cover - compiled
    """Take what backups give; return what is then asked of other winners."""
    claims = 0.0
    for i in range(winners):
        step = x[i].step
        if x[i].served >= 1.0 or step < 1:
            continue
        for c in range(x[i].first, x[i].last):
            missing = u[MISSING, c]
            if at[STANDS_BY, c] >= 0:
                given = missing * x[at[STANDS_BY, c]].fraction
                u[BACKUP, c] = given
                missing -= given
                u[MISSING, c] = missing
            if step >= 2:
                claims += missing
    return claims


@compiled
def _take(way, given, step, x, u, winners):  # pragma: no cover - compiled
    """Take a fraction of what is missing from helpers; return what is then asked of the next ones."""
    claims = 0.0
    for i in range(winners):
        if x[i].served >= 1.0 or x[i].step < step:
            continue
        further = x[i].step > step
        for c in range(x[i].first, x[i].last):
            got = u[MISSING, c] * given
            missing = u[MISSING, c] - got
            u[way, c], u[MISSING, c] = got, missing
            if further:
                claims += missing
    return claims


@compiled
def let_pass(m, span, x, u, orders, clear, winners):  # pragma: no cover - compiled
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
        if not one.ever_short:
            one.ever_short = 1
            settle_clear(i, m, one, u, orders, clear)
        _add_up(span, one.step, one.first, one.last, u, orders[m])


@compiled
def _add_up(span, step, first, last, u, d):  # pragma: no cover - compiled
    """Add up what the cells of a supplier that is short got from whom, and what they missed."""
    for c in range(first, last):
        u[MAIN_IN_ALL, c] += u[MAIN, c] * span
        missing = u[MISSING, c]
        u[MISSING_IN_ALL, c] += missing * span
        short = 1.0 if missing > SHORT * d[c] else 0.0
        u[SHORT_MONTHS, c] += short * span
        u[SPELLS, c] += short * (1.0 - u[IS_SHORT, c])
        u[IS_SHORT, c] = short
    if step >= 1:
        for c in range(first, last):
            u[BACKUP_IN_ALL, c] += u[BACKUP, c] * span
    if step >= 2:
        for c in range(first, last):
            u[OTHERS_IN_ALL, c] += u[OTHERS, c] * span
            u[OUTSIDE_IN_ALL, c] += u[OUTSIDE, c] * span
