"""Those who look after hospitals: inspections, the yearly assessment, and sanctions that escalate."""

from __future__ import annotations

from simulator.supply.kernel.layout import (
    AGREED,
    DEMAND,
    EXCLUDED,
    FINDINGS,
    GAP,
    HABIT,
    KINDS,
    LEAK,
    PAID,
    PLACE,
    SIGNED,
    TOTAL,
    WIDE,
    YEAR_START,
    compiled,
)

__all__ = ["assess", "inspect"]


@compiled
def _sanction(m, c, k, v, kinds):  # pragma: no cover - compiled
    """Go one step further with a cell's hospitals: warning, cut of funds, loss of the insurance contract."""
    found = int(v[FINDINGS + c])
    if found == 3:
        return
    left = 1.0 - k.removes[found]
    v[GAP + c] *= left
    v[HABIT + c] *= left
    for kind in range(kinds):
        v[KINDS + kind * WIDE + c] = min(v[KINDS + kind * WIDE + c], m)
    v[SIGNED + c] = min(v[SIGNED + c], m)
    v[FINDINGS + c] += 1.0
    if found == 2:
        v[EXCLUDED + c] = 1.0


@compiled
def inspect(m, k, v, kinds, at, found_at, begin, number):  # pragma: no cover - compiled
    """Look into the books of cells whose turn it is: do orders lag, do winners come first."""
    year = (m - 1) // 12
    if year >= found_at.shape[1]:
        return
    for c in range(number):
        if found_at[at[PLACE, begin + c], year] != m:
            continue
        lags = v[TOTAL + c] < v[AGREED + c] * m
        if lags or v[DEMAND + c] < k.priority * (v[DEMAND + c] + v[LEAK + c]):
            _sanction(m, c, k, v, kinds)


@compiled
def assess(m, k, v, kinds, number, whole):  # pragma: no cover - compiled
    """Assess what hospitals ordered in a contract year."""
    for c in range(number):
        agreed = v[AGREED + c]
        if agreed > 0.0:
            share = (v[TOTAL + c] - v[YEAR_START + c]) / (12.0 * agreed)
            whole[3] += 1.0
            if share < k.fail_below:
                whole[4] += 1.0
            if share < k.merit_from:
                whole[5] += 1.0
            v[PAID + c] = 1.0 if share >= k.merit_from else 0.0
            if share < k.fail_below:
                _sanction(m, c, k, v, kinds)
        v[YEAR_START + c] = v[TOTAL + c]
