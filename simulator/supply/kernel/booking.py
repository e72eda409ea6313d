"""What is written down of deliveries: who delivered what to whom in which month."""

from __future__ import annotations

from simulator.supply.kernel.layout import (
    BACKUP,
    BOOKED,
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

__all__ = ["book_month", "book_span", "post", "settle_clear"]


@compiled
def settle_clear(i, months, one, u, orders, clear):  # pragma: no cover - compiled
    """Sum up what a supplier delivered that has served all its orders so far."""
    for c in range(one.first, one.last):
        u[MAIN_IN_ALL, c] = 0.0
    for m in range(months):
        part = clear[i, m]
        for c in range(one.first, one.last):
            u[MAIN_IN_ALL, c] += orders[m, c] * part


@compiled
def post(span, lacking, x, u, d, at, winners, cells, posted):  # pragma: no cover - compiled
    """Post what is delivered in one month: ``[C, n + 2]`` by cell and supplier."""
    pool, outside = 0.0, posted.shape[1] - 2
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
        posted[place, outside] += u[OUTSIDE, c] * span
        posted[place, outside + 1] += u[MISSING, c] * span


@compiled
def _book(place, units, f):  # pragma: no cover - compiled
    """Note what another than the main supplier delivers; without room only count it."""
    if units > 0.0:
        used = f.used[0]
        if used < f.key.shape[0]:
            f.key[used], f.units[used] = place, units
        f.used[0] = used + 1


@compiled
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


@compiled
def book_month(r, m, x, u, d, at, cells, f):  # pragma: no cover - compiled
    """Write down what main suppliers delivered in a month."""
    for c in range(cells):
        one = x[at[SERVES, c]]
        clear = d[c] * one.clear
        if one.ever_short:
            f.main[r, at[PLACE, c], m] = u[MAIN_IN_ALL, c] - u[BOOKED, c] + clear
            u[BOOKED, c] = u[MAIN_IN_ALL, c] + clear
        else:
            f.main[r, at[PLACE, c], m] = clear
            u[BOOKED, c] += clear
