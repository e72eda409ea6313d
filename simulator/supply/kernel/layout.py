"""How the state of one history lies in memory: a record for each winner, a row for each quantity of cells.

Winners are few and are looked at one by one, so that records (``x``) read best. What hospitals do is done to
all cells at every month end: there a row has a fixed width (``v[NEED + c]``), from which the compiler sees
that rows do not overlap and does several cells at once.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

__all__ = [
    "BESIDE",
    "MAKER",
    "OPTIONS",
    "PLACES",
    "QUANTITIES",
    "ROUNDING",
    "SHORT",
    "compiled",
    "lay_out",
    "set_due",
    "write_out",
]

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""How the kernel is compiled. All arrays are lent by the caller: to count references to them each time that a
part of it looks at a row would take a third of the time."""
compiled = numba.njit(forceinline=True, **OPTIONS)
"""Compiles a part of the kernel. Parts become one piece of machine code: to hand all that is given over to a
part, array by array, would cost more than what it does."""
BESIDE = 16
"""Cells that the machine does side by side."""

SHORT = 0.01
"""Share of its orders that a cell must lack to count as short."""
ROUNDING = 1e-9
"""Part of what a supplier makes below which a rest is rounding: one that helps others with all it can
spare would else lay up a trace of stock, with which all orders would be served."""

_NUMBERS = (
    "capacity orders served able spare asked helped rate made stock reserve opening grown planned since "
    "fraction serious due turn back clear refuses made_in_all delivered talks compensation takeovers lost_at "
    "lends fed"
).split()
_MARKS = (
    "bid first last step rung outage year alive up blocked was_short ever_short clear_until cause reports "
    "starved refills"
).split()
MAKER = np.dtype([(name, np.float64) for name in _NUMBERS] + [(name, np.int64) for name in _MARKS])
"""A winner."""

QUANTITIES = 21
"""Rows of ``u``, what is known of the supply of each cell."""
(
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
    SHORT_MONTHS,
    SPELLS,
    IS_SHORT,
    BOOKED,
    INVITED,
    INVITED_IN_ALL,
    SAFETY,
    TAKEN,
    EXTRA,
    BRIDGED_IN_ALL,
    REFILLED_IN_ALL,
) = range(QUANTITIES)

PLACES = 4
"""Rows of ``at``, where each cell belongs."""
PLACE, SERVES, STANDS_BY, STANDS_BY_BID = range(PLACES)

WIDE = 64
"""Cells in a row of ``v``; more are taken in turns."""
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
    LEAK_IN_ALL,
    HABIT,
    PAID,
    FINDINGS,
    EXCLUDED,
    LEAVES,
    GONE,
    GONE_IN_ALL,
    PART,
    LEAK_YET,
    GONE_YET,
    KINDS,
) = range(0, 21 * WIDE, WIDE)
"""Where the rows of ``v`` begin, what is known of the hospitals of each cell; the times at which each kind of
them signs come last."""


@compiled
def lay_out(r, g, k, x, u, at, place):  # pragma: no cover - compiled
    """Lay out one history; return its winners, served cells, and reported need."""
    winners = 0
    for bid in range(g.won.shape[1]):
        place[bid] = -1
        if not g.won[r, bid]:
            continue
        place[bid] = winners
        one = x[winners]
        one.bid = bid
        one.alive, one.up, one.blocked, one.cause, one.was_short, one.ever_short = 1, 1, 0, 0, 0, 0
        one.step, one.rung, one.outage, one.year = 0, 0, 0, 0
        one.reserve = g.reserve[r, bid]
        one.stock = one.opening = g.opening[r, bid]
        one.reports, one.starved, one.fed = g.reports[r, bid], g.starved[r, bid], 1.0
        one.refills = 0
        one.planned, one.grown, one.asked = g.capacity[r, bid], 1.0, 0.0
        one.orders = one.capacity = 0.0
        one.since, one.serious, one.back = -1.0, -1.0, np.inf
        one.refuses = g.refuses_at[r, bid]
        one.clear = one.made_in_all = one.delivered = one.talks = one.compensation = one.takeovers = (
            one.lost_at
        ) = 0.0
        set_due(r, one, g)
        winners += 1
    served = g.main.shape[1]
    for i in range(winners):
        x[i].last = 0
    for c in range(served):
        if g.main[r, c] >= 0:
            x[place[g.main[r, c]]].last += 1
    cells, reported = 0, 0.0
    for i in range(winners):
        # A supplier's own cells lie side by side, so that trouble at one touches only its own.
        x[i].first, cells = cells, cells + x[i].last
        x[i].last = x[i].first
    for c in range(served):
        if g.main[r, c] >= 0:
            i = place[g.main[r, c]]
            to = x[i].last
            at[PLACE, to], at[SERVES, to], at[STANDS_BY_BID, to] = c, i, g.backup[r, c]
            at[STANDS_BY, to] = place[g.backup[r, c]] if g.backup[r, c] >= 0 else -1
            x[i].last = to + 1
    for c in range(cells):
        reported += g.reported[r, at[PLACE, c]]
    for row in range(QUANTITIES):
        for c in range(cells):
            u[row, c] = 0.0
    if k.safety > 0.0:
        for c in range(cells):
            u[SAFETY, c] = k.safety * g.need[r, at[PLACE, c]]
    return winners, cells, reported


@compiled
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


@compiled
def write_out(r, g, k, x, u, at, winners, cells, out_cells, out_makers, why):  # pragma: no cover - compiled
    """Write what was counted of suppliers in a history, and what hospitals did with what they bought."""
    share = k.stock_months / g.term[r]
    for c in range(cells):
        row = out_cells[r, at[PLACE, c]]
        if not x[at[SERVES, c]].ever_short:
            # Who was never short has delivered all that was ordered; the rest stays zero.
            row[1] = row[0]
        else:
            row[1], row[2], row[3] = u[MAIN_IN_ALL, c], u[BACKUP_IN_ALL, c], u[OTHERS_IN_ALL, c]
            row[4], row[5] = u[OUTSIDE_IN_ALL, c], u[MISSING_IN_ALL, c]
            row[7], row[8], row[15] = u[SHORT_MONTHS, c], u[SPELLS, c], u[INVITED_IN_ALL, c]
            row[16], row[17] = u[BRIDGED_IN_ALL, c], u[REFILLED_IN_ALL, c]
            row[0] += row[17]
        bought = row[1] + row[2] + row[3] + row[15] + row[4]
        row[14] = bought * k.expires
        had = g.stored[r, at[PLACE, c]] + (row[16] - row[17])
        row[12] = (had + bought - row[14]) / (1.0 + share)
        row[13] = row[12] * share
    for i in range(winners):
        one, row = x[i], out_makers[r, x[i].bid]
        row[0], row[1], row[2], row[3] = one.opening, one.made_in_all, one.delivered, one.stock
        row[4], row[5], row[6], row[7] = one.talks, one.compensation, one.takeovers, one.lost_at
        row[8] = one.planned * one.grown
        why[r, one.bid] = one.cause
