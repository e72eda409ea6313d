"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

import numpy as np

from simulator.supply.kernel.booking import settle_clear
from simulator.supply.kernel.hospital_stock import bridge, fill
from simulator.supply.kernel.layout import (
    BACKUP,
    BACKUP_IN_ALL,
    INVITED,
    INVITED_IN_ALL,
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
    compiled,
)
from simulator.supply.kernel.sharing import share_out

__all__ = ["let_pass", "set_rates"]


@compiled
def set_rates(t, x, u, d, at, winners, limits):  # pragma: no cover - compiled
    """Set all rates from the state; say whether any supplier is short, and when the next event comes."""
    serious, beyond, steps, rungs = limits
    lacking, first = False, np.inf
    for i in range(winners):
        one = x[i]
        works = one.alive and not one.blocked
        one.able = one.capacity * one.fed if works and one.up else 0.0
        if one.orders <= 0.0 or (works and (one.stock > 0.0 or one.able >= one.orders)):
            one.served = 1.0
        else:
            one.served = one.able / one.orders
        one.spare, one.helped, one.asked = max(one.able - one.orders, 0.0), 0.0, 0.0
        lacking |= one.served < 1.0
        if one.served < 1.0 or (one.reports and not (works and one.up and one.fed > 0.0)):
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
        share_out(x, u, d, at, winners, beyond)
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
        if one.since >= 0.0 and one.step < 4:
            first = min(first, one.since + steps[one.step])
        if one.serious >= 0.0 and one.rung < 3:
            first = min(first, one.serious + rungs[one.rung])
    return lacking, first


@compiled
def let_pass(m, span, x, u, orders, clear, winners, safety):  # pragma: no cover - compiled
    """Let time go by at the present rates; cells whose supplier serves all are summed up at the month end."""
    for i in range(winners):
        one = x[i]
        one.made_in_all += one.made * span
        one.delivered += (one.served * one.orders + one.helped) * span
        one.stock = max(one.stock + one.rate * span, 0.0)
        if one.served >= 1.0:
            one.clear += span
            if one.refills:
                fill(span, one, u)
            if one.was_short:
                one.was_short = 0
                for c in range(one.first, one.last):
                    u[IS_SHORT, c] = 0.0
            continue
        one.was_short = 1
        if not one.ever_short:
            one.ever_short = 1
            settle_clear(i, m, one, u, orders, clear)
        if safety > 0.0:
            bridge(span, one, u, orders[m])
        else:
            _miss(span, one.first, one.last, u, orders[m])
        _add_up(span, one.step, one.first, one.last, u)


@compiled
def _miss(span, first, last, u, d):  # pragma: no cover - compiled
    """Add up what the cells of a supplier that is short missed."""
    for c in range(first, last):
        missing = u[MISSING, c]
        u[MISSING_IN_ALL, c] += missing * span
        short = 1.0 if missing > SHORT * d[c] else 0.0
        u[SHORT_MONTHS, c] += short * span
        u[SPELLS, c] += short * (1.0 - u[IS_SHORT, c])
        u[IS_SHORT, c] = short


@compiled
def _add_up(span, step, first, last, u):  # pragma: no cover - compiled
    """Add up what the cells of a supplier that is short got from whom."""
    for c in range(first, last):
        u[MAIN_IN_ALL, c] += u[MAIN, c] * span
    if step >= 1:
        for c in range(first, last):
            u[BACKUP_IN_ALL, c] += u[BACKUP, c] * span
    if step >= 2:
        for c in range(first, last):
            u[OTHERS_IN_ALL, c] += u[OTHERS, c] * span
    if step >= 3:
        for c in range(first, last):
            u[INVITED_IN_ALL, c] += u[INVITED, c] * span
            u[OUTSIDE_IN_ALL, c] += u[OUTSIDE, c] * span
