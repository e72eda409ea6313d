"""Contracts, compiled: the events and flows of docs/contracts.md for many histories at once.

The twin of :mod:`simulator.supply.reference`, written from the same page. All functions stay in this file,
because the compiler's cache does not notice changes elsewhere. State lies in records, one for each winner
(``x``) and one for each cell (``u``): that is as readable as objects and as fast as arrays.
"""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202, PLR0912, PLR0913, PLR0917, SIM905

from __future__ import annotations

import numba
import numpy as np

__all__ = ["SHORT", "carry_out"]

SHORT = 0.01
"""Share of its orders that a cell must lack to count as short."""

_NUMBERS = (
    "capacity orders served able spare asked helped rate made stock reserve grown planned since serious "
    "due turn back clear refuses made_in_all delivered talks compensation takeovers lost_at"
).split()
_MARKS = "bid first last step rung outage year alive up blocked was_short cause".split()
_MAKER = np.dtype([(name, np.float64) for name in _NUMBERS] + [(name, np.int64) for name in _MARKS])
_AMOUNTS = (
    "agreed need response signed gap total year_start demand leak "
    "main backup others outside missing main_in_all backup_in_all others_in_all outside_in_all "
    "missing_in_all leak_in_all short_months spells"
).split()
_CELL = np.dtype(
    [(name, np.float64) for name in _AMOUNTS]
    + [(name, np.int64) for name in ("place", "serves", "stands_by", "short", "stands_by_bid")]
)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _begin(r, g, k, x, u):  # pragma: no cover - compiled
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
        one.stock = one.reserve = g.reserve[r, bid]
        one.planned, one.grown, one.asked = g.capacity[r, bid], 1.0, 0.0
        one.orders = one.capacity = 0.0
        one.since, one.serious, one.back = -1.0, -1.0, np.inf
        one.refuses = g.refuses_at[r, bid]
        one.clear = one.made_in_all = one.delivered = one.talks = one.compensation = one.takeovers = (
            one.lost_at
        ) = 0.0
        _set_due(r, one, g)
        winners += 1
    cells, reported = 0, 0.0
    for i in range(winners):
        # A supplier's own cells lie side by side, so that trouble at one touches only its own.
        x[i].first = cells
        for c in range(g.main.shape[1]):
            if g.main[r, c] != x[i].bid:
                continue
            cell = u[cells]
            cell.place, cell.serves, cell.stands_by_bid = c, i, g.backup[r, c]
            cell.stands_by = place[g.backup[r, c]] if g.backup[r, c] >= 0 else -1
            cell.agreed, cell.need, cell.response = g.agreed[r, c], g.need[r, c], g.response[r, c]
            cell.signed, cell.gap = g.signed[r, c], k.final - k.first
            cell.total, cell.year_start, cell.short = 0.0, 0.0, 0
            cell.demand = cell.leak = 0.0
            cell.main_in_all = cell.backup_in_all = cell.others_in_all = cell.outside_in_all = 0.0
            cell.missing_in_all = cell.leak_in_all = cell.short_months = cell.spells = 0.0
            reported += g.reported[r, c]
            cells += 1
        x[i].last = cells
    return winners, cells, reported


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _set_due(r, one, g):  # pragma: no cover - compiled
    """Find the next time at which something happens to a supplier by itself."""
    time = min(one.refuses, one.back)
    if one.outage < g.down_from.shape[2]:
        time = min(time, (g.down_from if one.up else g.down_to)[r, one.bid, one.outage])
    while one.year < g.fails_at.shape[2] and g.fails_at[r, one.bid, one.year] == np.inf:
        one.year += 1
    if one.year < g.fails_at.shape[2]:
        time = min(time, g.fails_at[r, one.bid, one.year])
    one.due = time if one.alive else np.inf


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _lose(one, t, cause):  # pragma: no cover - compiled
    one.alive, one.due, one.cause, one.lost_at = 0, np.inf, cause, t


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _happen(r, t, one, g, k):  # pragma: no cover - compiled
    """Do what is due at a supplier: end of a recall, outage or recovery, failed sample, default."""
    if one.back <= t:
        one.back, one.blocked = np.inf, 0
    if one.outage < g.down_from.shape[2]:
        if one.up and g.down_from[r, one.bid, one.outage] <= t:
            one.up = 0
        elif not one.up and g.down_to[r, one.bid, one.outage] <= t:
            one.up = 1
            one.outage += 1
    if one.year < g.fails_at.shape[2] and g.fails_at[r, one.bid, one.year] <= t:
        one.blocked, one.back = 1, t + k.recall
        if g.severe[r, one.bid, one.year]:
            _lose(one, t, 3)
        one.year += 1
    if one.alive and one.refuses <= t:
        _lose(one, t, 2)
    _set_due(r, one, g)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _climb(t, one, u, k):  # pragma: no cover - compiled
    """Take the steps of takeover and the rungs of the ladder whose time has come."""
    while one.since >= 0.0 and one.step < 3 and one.since + k.steps[one.step] <= t:
        if one.step == 0:
            for c in range(one.first, one.last):
                if u[c].stands_by >= 0:
                    one.takeovers += 1.0
                    break
        one.step += 1
    while one.serious >= 0.0 and one.rung < 3 and one.serious + k.rungs[one.rung] <= t:
        one.rung += 1
        if one.rung == 1:
            one.talks += 1.0
        elif one.rung == 2:
            one.compensation += 1.0
        elif one.alive:
            _lose(one, t, 1)


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _turn(m, months, x, u, winners, k, phase, ramp, factor, whole):  # pragma: no cover - compiled
    """Look back on a month (calls, capacity, reminders, assessment), and open the next."""
    able, stock, demand, year_ends = 0, 0.0, 0.0, m > 0 and m % 12 == 0
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
        clear, orders = one.clear, 0.0
        for c in range(one.first, one.last):
            cell = u[c]
            demand += cell.demand
            total = cell.total + cell.demand
            cell.total = total
            cell.leak_in_all += cell.leak
            cell.main_in_all += cell.demand * clear
            agreed, gap = cell.agreed, cell.gap
            if total < agreed * m and cell.signed <= m:
                gap *= 1.0 - k.reminder
            if year_ends:
                _assess(cell, k, whole)
            if m == months:
                continue
            if cell.signed <= m and m > 0:
                gap *= k.close
            cell.gap = gap
            share = max(k.final - gap, 0.0)
            if cell.signed > m:
                share *= max(m + 1.0 - cell.signed, 0.0)
            if total - cell.year_start >= 12.0 * agreed and agreed > 0.0:
                share *= k.after
            need = cell.need * (1.0 + cell.response * phase) * factor
            cell.demand = need * share
            cell.leak = need - cell.demand
            orders += cell.demand
        one.orders, one.clear = orders, 0.0
        one.capacity = one.planned * ramp * one.grown
    if m == 0:
        return
    whole[0] += 1.0
    if able < 2:
        whole[1] += 1.0
    if demand > 0.0:
        whole[2] += stock / demand


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _assess(cell, k, whole):  # pragma: no cover - compiled
    """Assess what a cell's hospitals ordered in a contract year."""
    if cell.agreed > 0.0:
        share = (cell.total - cell.year_start) / (12.0 * cell.agreed)
        whole[3] += 1.0
        if share < k.fail_below:
            whole[4] += 1.0
        if share < k.merit_from:
            whole[5] += 1.0
    cell.year_start = cell.total


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _flow(t, x, u, winners, reported, k):  # pragma: no cover - compiled
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
        if one.served < 1.0:
            lacking = True
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
        _share(x, u, winners, reported, k)
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


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _share(x, u, winners, reported, k):  # pragma: no cover - compiled
    """Share out what helpers can give: backups, then other winners, then firms without an award."""
    for i in range(winners):
        one = x[i]
        if one.served >= 1.0:
            continue
        for c in range(one.first, one.last):
            cell = u[c]
            cell.main = cell.demand * one.served
            cell.missing = cell.demand - cell.main
            cell.backup = cell.others = cell.outside = 0.0
            if one.step >= 1 and cell.stands_by >= 0:
                x[cell.stands_by].asked += cell.missing
    pool, claims = 0.0, 0.0
    for i in range(winners):
        x[i].helped = min(x[i].spare, x[i].asked)
        pool += x[i].spare - x[i].helped
    for i in range(winners):
        one = x[i]
        if one.served >= 1.0 or one.step < 1:
            continue
        for c in range(one.first, one.last):
            cell = u[c]
            if cell.stands_by >= 0 and cell.missing > 0.0:
                given = min(x[cell.stands_by].spare / x[cell.stands_by].asked, 1.0)
                cell.backup = cell.missing * given
                cell.missing -= cell.backup
            if one.step >= 2:
                claims += cell.missing
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
            cell = u[c]
            cell.others = cell.missing * given
            cell.missing -= cell.others
            if one.step >= 3:
                claims += cell.missing
    if claims <= 0.0:
        return
    given = min(k.outside * reported / claims, 1.0)
    for i in range(winners):
        one = x[i]
        if one.served < 1.0 and one.step >= 3:
            for c in range(one.first, one.last):
                u[c].outside = u[c].missing * given
                u[c].missing -= u[c].outside


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _next(month_end, x, winners, k):  # pragma: no cover - compiled
    """Find the time of the next event."""
    time = month_end
    for i in range(winners):
        one = x[i]
        time = min(time, one.due, one.turn)
        if one.since >= 0.0 and one.step < 3:
            time = min(time, one.since + k.steps[one.step])
        if one.serious >= 0.0 and one.rung < 3:
            time = min(time, one.serious + k.rungs[one.rung])
    return time


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _pass(span, x, u, winners):  # pragma: no cover - compiled
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
                    u[c].short = 0
            continue
        one.was_short = 1
        for c in range(one.first, one.last):
            cell = u[c]
            cell.main_in_all += cell.main * span
            cell.backup_in_all += cell.backup * span
            cell.others_in_all += cell.others * span
            cell.outside_in_all += cell.outside * span
            cell.missing_in_all += cell.missing * span
            if cell.missing > SHORT * cell.demand:
                cell.short_months += span
                cell.spells += 1.0 - cell.short
                cell.short = 1
            else:
                cell.short = 0


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _post(span, lacking, x, u, winners, cells, posted):  # pragma: no cover - compiled
    """Post what is delivered in one month: ``[C, n + 2]`` by cell and supplier."""
    pool, outside, at = 0.0, posted.shape[1] - 2, 0
    if lacking:
        for i in range(winners):
            pool += max(x[i].helped - min(x[i].spare, x[i].asked), 0.0)
    for c in range(cells):
        cell = u[c]
        at = cell.place
        if not lacking or x[cell.serves].served >= 1.0:
            posted[at, x[cell.serves].bid] += cell.demand * span
            continue
        posted[at, x[cell.serves].bid] += cell.main * span
        if cell.backup > 0.0:
            posted[at, cell.stands_by_bid] += cell.backup * span
        if cell.others > 0.0:
            for i in range(winners):
                part = max(x[i].helped - min(x[i].spare, x[i].asked), 0.0) / pool
                posted[at, x[i].bid] += cell.others * part * span
        posted[at, outside] += cell.outside * span
        posted[at, outside + 1] += cell.missing * span


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _write(r, x, u, winners, cells, out_cells, out_makers, why):  # pragma: no cover - compiled
    for c in range(cells):
        cell, row = u[c], out_cells[r, u[c].place]
        row[0], row[1], row[2], row[3] = cell.total, cell.main_in_all, cell.backup_in_all, cell.others_in_all
        row[4], row[5], row[6] = cell.outside_in_all, cell.missing_in_all, cell.leak_in_all
        row[7], row[8] = cell.short_months, cell.spells
    for i in range(winners):
        one, row = x[i], out_makers[r, x[i].bid]
        row[0], row[1], row[2], row[3] = one.reserve, one.made_in_all, one.delivered, one.stock
        row[4], row[5], row[6], row[7] = one.talks, one.compensation, one.takeovers, one.lost_at
        why[r, one.bid] = one.cause


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _history(r, g, k, x, u, whole, postings):  # pragma: no cover - compiled
    """Carry out one history; return its number of winners and of served cells."""
    winners, cells, reported = _begin(r, g, k, x, u)
    annulled, t, m, months = g.annulled_at[r], 0.0, 0, g.term[r]
    phase, ramp, factor = g.phase, g.ramp, g.factor
    _turn(0, months, x, u, winners, k, phase[0], ramp[0], factor[r, 0], whole)
    while True:
        lacking = _flow(t, x, u, winners, reported, k)
        first = _next(annulled, x, winners, k)
        then = min(m + 1.0, first)
        if then > t:
            _pass(then - t, x, u, winners)
            if postings.size > 0:
                _post(then - t, lacking, x, u, winners, cells, postings[r, m])
        t = then
        for i in range(winners):
            _climb(t, x[i], u, k)
        for i in range(winners):
            one = x[i]
            if one.turn <= t:
                one.stock = 0.0 if one.rate < 0.0 else one.reserve
            if one.due <= t:
                _happen(r, t, one, g, k)
            if annulled <= t and one.alive:
                _lose(one, t, 4)
        if annulled <= t:
            annulled = np.inf
        # The review comes last: it sees everything that happens at its time.
        if t >= m + 1.0 and first > t:
            m += 1
            at = min(m, months - 1)
            _turn(m, months, x, u, winners, k, phase[at], ramp[at], factor[r, at], whole)
            if m == months:
                return winners, cells


@numba.njit(cache=True, nogil=True, error_model="numpy")
def _all(g, k, x, u, out_cells, out_makers, out_whole, why, postings):  # pragma: no cover - compiled
    for r in range(g.term.shape[0]):
        if g.term[r] > 0:
            winners, cells = _history(r, g, k, x, u, out_whole[r], postings)
            _write(r, x, u, winners, cells, out_cells, out_makers, why)


def carry_out(given, knobs, out) -> None:
    """Carry out every history; results are written into an outcome that is all zero.

    Parameters
    ----------
    given, knobs
        What is settled before, and the parameters.
    out
        The :class:`simulator.supply.records.Outcome` to be filled.
    """
    # One layout for all arrays, or the compiler would set to work again for each new one.
    given = type(given)(*(np.require(array, requirements=["C", "W"]) for array in given))
    x = np.zeros(given.won.shape[1], dtype=_MAKER)
    u = np.zeros(given.main.shape[1], dtype=_CELL)
    _all(given, knobs, x, u, out.cells, out.makers, out.whole, out.cause, out.postings)
