"""What is written down of deliveries: who delivered what to whom in which month."""

from __future__ import annotations

from simulator.supply.columns import Beyond
from simulator.supply.kernel.layout import (
    BACKUP,
    BOOKED,
    INVITED,
    MAIN,
    MAIN_IN_ALL,
    MISSING,
    OTHERS,
    OUTSIDE,
    PLACE,
    SERVES,
    STANDS_BY_BID,
    compiled,
)

BEYOND = len(Beyond)

__all__ = ["book_clear", "book_month", "book_span", "lay_flows", "post", "settle_clear"]


@compiled
def settle_clear(i, months, one, u, orders, clear):  # pragma: no cover - compiled
    """Sum up what a supplier delivered that has served all its orders so far."""
    one.clear_until = months
    for c in range(one.first, one.last):
        u[MAIN_IN_ALL, c] = 0.0
    for m in range(months):
        part = clear[i, m]
        for c in range(one.first, one.last):
            u[MAIN_IN_ALL, c] += orders[m, c] * part
    for c in range(one.first, one.last):
        u[BOOKED, c] = u[MAIN_IN_ALL, c]


@compiled
def post(span, lacking, x, u, d, at, winners, cells, posted):  # pragma: no cover - compiled
    """Post what is delivered in one month: ``[C, n + 3]`` by cell and supplier."""
    pool, bids = 0.0, posted.shape[1] - BEYOND
    if lacking:
        for i in range(winners):
            pool += max(x[i].helped - min(x[i].spare, x[i].asked), 0.0)
    for c in range(cells):
        place, main = at[PLACE, c], x[at[SERVES, c]]
        if not lacking or main.served >= 1.0:
            posted[place, main.bid] += d[c] * span
            continue
        posted[place, main.bid] += u[MAIN, c] * span
        if u[BACKUP, c] > 0.0:
            posted[place, at[STANDS_BY_BID, c]] += u[BACKUP, c] * span
        if u[OTHERS, c] > 0.0:
            for i in range(winners):
                part = max(x[i].helped - min(x[i].spare, x[i].asked), 0.0) / pool
                posted[place, x[i].bid] += u[OTHERS, c] * part * span
        posted[place, bids] += u[INVITED, c] * span
        posted[place, bids + 1] += u[OUTSIDE, c] * span
        posted[place, bids + 2] += u[MISSING, c] * span


@compiled
def _book(place, units, f):  # pragma: no cover - compiled
    """Note what another than the main supplier delivers; without room only count it."""
    if units > 0.0:
        used = f.used[0]
        if used < f.key.shape[0]:
            f.key[used], f.units[used] = place, units
        f.used[0] = used + 1


@compiled
def book_span(r, m, span, bids, x, u, at, winners, f):  # pragma: no cover - compiled
    """Note what helpers deliver and what is short in cells whose supplier does not serve all."""
    pool = 0.0
    for i in range(winners):
        x[i].lends = max(x[i].helped - min(x[i].spare, x[i].asked), 0.0)
        pool += x[i].lends
    for i in range(winners):
        x[i].lends /= pool if pool > 0.0 else 1.0
    for i in range(winners):
        if x[i].served < 1.0:
            for c in range(x[i].first, x[i].last):
                first = (r * f.main.shape[1] + at[PLACE, c]) * f.elsewhere.shape[2] + m // f.length
                _book_cell(first * (bids + BEYOND), bids, c, span, x, u, at, winners, f)


@compiled
def _book_cell(first, bids, c, span, x, u, at, winners, f):  # pragma: no cover - compiled
    """Note what a cell gets of its backup, other winners and firms without an award, and what it lacks."""
    if u[BACKUP, c] > 0.0:
        _book(first + at[STANDS_BY_BID, c], u[BACKUP, c] * span, f)
    if u[OTHERS, c] > 0.0:
        for i in range(winners):
            if x[i].lends > 0.0:
                _book(first + x[i].bid, u[OTHERS, c] * x[i].lends * span, f)
    _book(first + bids, u[INVITED, c] * span, f)
    _book(first + bids + 1, u[OUTSIDE, c] * span, f)
    _book(first + bids + 2, u[MISSING, c] * span, f)


@compiled
def book_month(r, m, x, u, d, at, winners, f):  # pragma: no cover - compiled
    """Write down what main suppliers delivered in a month that have ever been short."""
    for i in range(winners):
        one = x[i]
        if one.ever_short:
            for c in range(one.first, one.last):
                rest = d[c] * one.clear
                f.main[r, at[PLACE, c], m] = u[MAIN_IN_ALL, c] - u[BOOKED, c] + rest
                u[BOOKED, c] = u[MAIN_IN_ALL, c] + rest


@compiled
def book_clear(r, months, x, orders, clear, at, winners, f):  # pragma: no cover - compiled
    """Write down what main suppliers delivered before they were ever short, at the end of a history."""
    for i in range(winners):
        one = x[i]
        until = one.clear_until if one.ever_short else months
        for c in range(one.first, one.last):
            place = at[PLACE, c]
            for m in range(until):
                f.main[r, place, m] = orders[m, c] * clear[i, m]


@compiled
def lay_flows(r, f):  # pragma: no cover - compiled
    """Begin the deliveries of a history with none: their array comes as it lay in memory."""
    for c in range(f.main.shape[1]):
        for m in range(f.main.shape[2]):
            f.main[r, c, m] = 0.0
