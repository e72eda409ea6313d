"""How the state of one history lies in memory: a record for each winner, a row for each quantity of cells.

Winners are few and are looked at one by one, so that records (``x``) read best. What is done to cells is done
to all of them at every month end; numbers of one kind side by side (``u[NEED]``) let the machine do several
at once.
"""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["MAKER", "PLACES", "QUANTITIES", "SHORT", "lay_out", "set_due", "write_out"]

SHORT = 0.01
"""Share of its orders that a cell must lack to count as short."""

_NUMBERS = (
    "capacity orders served able spare asked helped rate made stock reserve opening grown planned since "
    "serious due turn back clear refuses made_in_all delivered talks compensation takeovers lost_at"
).split()
_MARKS = "bid first last step rung outage year alive up blocked was_short cause reports".split()
MAKER = np.dtype([(name, np.float64) for name in _NUMBERS] + [(name, np.int64) for name in _MARKS])
"""A winner."""

QUANTITIES = 34
"""Rows of ``u``, what is known of each cell."""
(
    AGREED,
    NEED,
    RESPONSE,
    SIGNED,
    GAP,
    TOTAL,
    YEAR_START,
    DEMAND,
    LEAK,
    CLEAR,
    MAIN,
    BACKUP,
    OTHERS,
    OUTSIDE,
    MISSING,
    MAIN_IN_ALL,
    BACKUP_IN_ALL,
    OTHERS_IN_ALL,
    OUTSIDE_IN_ALL,
    MISSING_IN_ALL,
    LEAK_IN_ALL,
    SHORT_MONTHS,
    SPELLS,
    IS_SHORT,
    HABIT,
    PAID,
    FINDINGS,
    EXCLUDED,
    LEAVES,
    GONE,
    GONE_IN_ALL,
    PART,
    SHARE,
    BOOKED,
) = range(QUANTITIES)

PLACES = 4
"""Rows of ``at``, where each cell belongs."""
PLACE, SERVES, STANDS_BY, STANDS_BY_BID = range(PLACES)


@numba.njit(nogil=True, error_model="numpy")
def lay_out(r, g, k, x, u, s, at):  # pragma: no cover - compiled
    """Lay out one history; return its winners, served cells, and reported need."""
    bids, winners = g.won.shape[1], 0
    place = np.full(bids, -1, np.int64)
    for bid in range(bids):
        if not g.won[r, bid]:
            continue
        place[bid] = winners
        one = x[winners]
        one.bid = bid
        one.alive, one.up, one.blocked, one.cause, one.was_short = 1, 1, 0, 0, 0
        one.step, one.rung, one.outage, one.year = 0, 0, 0, 0
        one.reserve = g.reserve[r, bid]
        one.stock = one.opening = g.opening[r, bid]
        one.reports = g.reports[r, bid]
        one.planned, one.grown, one.asked = g.capacity[r, bid], 1.0, 0.0
        one.orders = one.capacity = 0.0
        one.since, one.serious, one.back = -1.0, -1.0, np.inf
        one.refuses = g.refuses_at[r, bid]
        one.clear = one.made_in_all = one.delivered = one.talks = one.compensation = one.takeovers = (
            one.lost_at
        ) = 0.0
        set_due(r, one, g)
        winners += 1
    u[:] = 0.0
    cells, reported = 0, 0.0
    for i in range(winners):
        # A supplier's own cells lie side by side, so that trouble at one touches only its own.
        x[i].first = cells
        for c in range(g.main.shape[1]):
            if g.main[r, c] != x[i].bid:
                continue
            at[PLACE, cells], at[SERVES, cells], at[STANDS_BY_BID, cells] = c, i, g.backup[r, c]
            at[STANDS_BY, cells] = place[g.backup[r, c]] if g.backup[r, c] >= 0 else -1
            u[AGREED, cells], u[NEED, cells] = g.agreed[r, c], g.need[r, c]
            u[RESPONSE, cells], u[LEAVES, cells] = g.response[r, c], g.leaves[r, c]
            u[GAP, cells], u[HABIT, cells], u[PAID, cells] = k.final - k.first, k.habit, 1.0
            u[SIGNED, cells] = np.inf
            for kind in range(s.shape[0]):
                s[kind, cells] = g.signed[r, c, kind]
                u[SIGNED, cells] = min(u[SIGNED, cells], s[kind, cells])
            reported += g.reported[r, c]
            cells += 1
        x[i].last = cells
    return winners, cells, reported


@numba.njit(nogil=True, error_model="numpy")
def set_due(r, one, g):  # pragma: no cover - compiled
    """Find the next time at which something happens to a supplier by itself."""
    time = min(one.refuses, one.back)
    if one.outage < g.down_from.shape[2]:
        time = min(time, (g.down_from if one.up else g.down_to)[r, one.bid, one.outage])
    while one.year < g.fails_at.shape[2] and g.fails_at[r, one.bid, one.year] == np.inf:
        one.year += 1
    if one.year < g.fails_at.shape[2]:
        time = min(time, g.fails_at[r, one.bid, one.year])
    one.due = time if one.alive else np.inf


@numba.njit(nogil=True, error_model="numpy")
def write_out(r, x, u, at, winners, cells, out_cells, out_makers, why):  # pragma: no cover - compiled
    """Write what was counted in a history."""
    for c in range(cells):
        row = out_cells[r, at[PLACE, c]]
        row[0], row[1], row[2] = u[TOTAL, c], u[MAIN_IN_ALL, c], u[BACKUP_IN_ALL, c]
        row[3], row[4], row[5] = u[OTHERS_IN_ALL, c], u[OUTSIDE_IN_ALL, c], u[MISSING_IN_ALL, c]
        row[6], row[7], row[8] = u[LEAK_IN_ALL, c], u[SHORT_MONTHS, c], u[SPELLS, c]
        row[9], row[10], row[11] = u[GONE_IN_ALL, c], u[FINDINGS, c], u[EXCLUDED, c]
    for i in range(winners):
        one, row = x[i], out_makers[r, x[i].bid]
        row[0], row[1], row[2], row[3] = one.opening, one.made_in_all, one.delivered, one.stock
        row[4], row[5], row[6], row[7] = one.talks, one.compensation, one.takeovers, one.lost_at
        row[8] = one.planned * one.grown
        why[r, one.bid] = one.cause
