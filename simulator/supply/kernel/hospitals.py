"""What hospitals order, month by month to the end of the term.

They order what they need, whatever arrives: orders are therefore settled before suppliers are looked at.
Loops over cells are free of branches, so that the machine does several cells at once.
"""

from __future__ import annotations

import numpy as np

from simulator.supply.kernel.layout import (
    AGREED,
    BESIDE,
    DEMAND,
    EXCLUDED,
    FINDINGS,
    GAP,
    GONE,
    GONE_IN_ALL,
    GONE_YET,
    HABIT,
    KINDS,
    LEAK,
    LEAK_IN_ALL,
    LEAK_YET,
    LEAVES,
    NEED,
    PAID,
    PART,
    PLACE,
    RESPONSE,
    SIGNED,
    TOTAL,
    WIDE,
    YEAR_START,
    compiled,
)
from simulator.supply.kernel.oversight import assess, inspect

__all__ = ["order"]


@compiled
def order(r, g, k, v, at, cells, d, out_cells, whole, f):  # pragma: no cover - compiled
    """Set what each cell orders in each month, ``d``, and write down what is counted of hospitals."""
    # Handing everything over at each month end would cost more than the month.
    rates = (k.final, k.habit, k.after, k.close, k.reviewed, k.paid, 1.0 - k.reminder)
    inspected, booked = g.found_at.shape[2] > 0, f.main.size > 0
    for begin in range(0, cells, WIDE):
        number = min(WIDE, cells - begin)
        # The machine does several cells at once, and the last ones one by one unless there are idle ones.
        wide = min((number + BESIDE - 1) // BESIDE * BESIDE, WIDE)
        latest, leaving = _lay_out(r, g, k, v, at, begin, number)
        _lay_idle(v, g.signed.shape[2], number, wide)
        for m in range(g.term[r]):
            if m == 0 or latest > m - 1:
                _sign(m, v, g.weight, wide)
            drift = g.drift[m] if leaving else -1.0
            _order(m, v, wide, rates, g.moved[r, m // 12], (g.phase[m], g.factor[r, m], drift))
            for c in range(wide):
                d[m, begin + c] = v[DEMAND + c]
            if booked:
                _book(r, m, m + 1 == g.term[r], v, at, begin, number, f)
            if inspected:
                inspect(m + 1, k, v, g.weight.shape[0], at, g.found_at[r], begin, number)
            if (m + 1) % 12 == 0:
                assess(m + 1, k, v, g.weight.shape[0], number, whole)
        for c in range(number):
            row = out_cells[r, at[PLACE, begin + c]]
            row[0], row[6], row[9] = v[TOTAL + c], v[LEAK_IN_ALL + c], v[GONE_IN_ALL + c]
            row[10], row[11] = v[FINDINGS + c], v[EXCLUDED + c]


@compiled
def _lay_out(r, g, k, v, at, begin, number):  # pragma: no cover - compiled
    """Lay out the hospitals of some cells; return when the last have signed, and whether need leaks."""
    kinds, latest, leaving = g.signed.shape[2], -np.inf, False
    for row in (TOTAL, YEAR_START, LEAK_IN_ALL, GONE, GONE_IN_ALL, FINDINGS, EXCLUDED, LEAK_YET, GONE_YET):
        for c in range(number):
            v[row + c] = 0.0
    for c in range(number):
        cell = at[PLACE, begin + c]
        v[AGREED + c], v[NEED + c] = g.agreed[r, cell], g.need[r, cell]
        v[RESPONSE + c], v[LEAVES + c] = g.response[r, cell], g.leaves[r, cell]
        v[GAP + c], v[HABIT + c], v[PAID + c] = k.final - k.first, k.habit, 1.0
        first = np.inf
        for kind in range(kinds):
            time = g.signed[r, cell, kind]
            v[KINDS + kind * WIDE + c] = time
            first, latest = min(first, time), max(latest, time)
        v[SIGNED + c] = first
        leaving |= v[LEAVES + c] > 0.0
    return latest, leaving


@compiled
def _lay_idle(v, kinds, number, wide):  # pragma: no cover - compiled
    """Lay out cells beyond the last, which need nothing."""
    for row in range(0, KINDS, WIDE):
        for c in range(number, wide):
            v[row + c] = 0.0
    for c in range(number, wide):
        v[SIGNED + c] = np.inf
        for kind in range(kinds):
            v[KINDS + kind * WIDE + c] = np.inf


@compiled
def _sign(m, v, weight, number):  # pragma: no cover - compiled
    """Find the part of each cell's need whose hospitals have signed, the month of signing pro rata."""
    for c in range(number):
        v[PART + c] = 0.0
    for kind in range(weight.shape[0]):
        of_all, row = weight[kind], KINDS + kind * WIDE
        for c in range(number):
            v[PART + c] += of_all * min(max(m + 1.0 - v[row + c], 0.0), 1.0)


@compiled
def _order(m, v, number, rates, lured, season):  # pragma: no cover - compiled
    """Let hospitals switch to winners, split their need between winners and others, and remind laggards."""
    final, usual, after, close, reviewed, paid, left = rates
    phase, factor, drift = season
    if m > 0:
        for c in range(number):
            begun = v[SIGNED + c] <= m
            moved = reviewed * (paid if v[PAID + c] > 0.0 else 1.0)
            v[GAP + c] *= close * moved if begun else 1.0
            v[HABIT + c] *= moved if begun else 1.0
    if drift >= 0.0:
        for c in range(number):
            v[GONE + c] = v[NEED + c] * (1.0 + v[RESPONSE + c] * phase) * factor * (v[LEAVES + c] * drift)
            v[GONE_IN_ALL + c] += v[GONE + c]
    for c in range(number):
        agreed, total = v[AGREED + c], v[TOTAL + c]
        share = max(final + (usual - v[HABIT + c]) - v[GAP + c], 0.0)
        share = (share + lured * (1.0 - share)) * v[PART + c]
        done = (total - v[YEAR_START + c] >= 12.0 * agreed) & (agreed > 0.0)
        share *= after if done else 1.0
        need = v[NEED + c] * (1.0 + v[RESPONSE + c] * phase) * factor - v[GONE + c]
        demand = need * share
        v[DEMAND + c], v[LEAK + c] = demand, need - demand
        v[LEAK_IN_ALL + c] += need - demand
        total += demand
        v[TOTAL + c] = total
        lags = (total < agreed * (m + 1)) & (v[SIGNED + c] <= m + 1)
        v[GAP + c] *= left if lags else 1.0


@compiled
def _book(r, m, ends, v, at, begin, number, f):  # pragma: no cover - compiled
    """Write down what was bought of others from the start, at the end of a period or of the term."""
    for c in range(number):
        v[LEAK_YET + c] += v[LEAK + c]
        v[GONE_YET + c] += v[GONE + c]
    if ends or (m + 1) % f.length == 0:
        for c in range(number):
            place, period = at[PLACE, begin + c], m // f.length
            f.elsewhere[r, place, period], f.substituted[r, place, period] = v[LEAK_YET + c], v[GONE_YET + c]
            v[LEAK_YET + c] = v[GONE_YET + c] = 0.0
