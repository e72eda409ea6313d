"""Hospitals' safety stock: it bridges what is missing, and is filled again when deliveries are whole."""

from __future__ import annotations

from simulator.supply.kernel.layout import (
    BRIDGED_IN_ALL,
    EXTRA,
    IS_SHORT,
    MISSING,
    MISSING_IN_ALL,
    REFILLED_IN_ALL,
    ROUNDING,
    SAFETY,
    SHORT,
    SHORT_MONTHS,
    SPELLS,
    TAKEN,
    compiled,
)

__all__ = ["bridge", "fill", "refill"]


@compiled
def bridge(span, one, u, d):  # pragma: no cover - compiled
    """Let the cells of a supplier that is short live on their stock, and add up what is then missing."""
    for c in range(one.first, one.last):
        missing, extra = u[MISSING, c], u[EXTRA, c]
        lack, rest = missing - extra, 0.0
        if lack > 0.0:
            rest = max(lack * span - max(u[SAFETY, c] - u[TAKEN, c], 0.0), 0.0)
            if rest <= ROUNDING * lack * span:
                rest = 0.0
        u[TAKEN, c] = max(u[TAKEN, c] + lack * span - rest, 0.0)
        u[MISSING_IN_ALL, c] += rest
        u[BRIDGED_IN_ALL, c] += missing * span - rest
        short = 1.0 if rest > 0.0 and lack > SHORT * (d[c] - extra) else 0.0
        if short > 0.0:
            u[SHORT_MONTHS, c] += rest / lack
        u[SPELLS, c] += short * (1.0 - u[IS_SHORT, c])
        u[IS_SHORT, c] = short


@compiled
def fill(span, one, u):  # pragma: no cover - compiled
    """Let what was ordered on top come into the stock."""
    for c in range(one.first, one.last):
        u[TAKEN, c] = max(u[TAKEN, c] - u[EXTRA, c] * span, 0.0)


@compiled
def refill(m, x, u, orders, asked, winners):  # pragma: no cover - compiled
    """Order on top of month ``m`` what was taken out of stock, where nothing is missing when it begins."""
    for i in range(winners):
        one = x[i]
        one.refills = 0
        if not one.ever_short:
            continue
        for c in range(one.first, one.last):
            u[EXTRA, c] = 0.0
            whole = one.served >= 1.0 or u[MISSING, c] <= SHORT * orders[m - 1, c]
            if whole and u[TAKEN, c] > ROUNDING * u[SAFETY, c]:
                u[EXTRA, c] = u[TAKEN, c]
                u[REFILLED_IN_ALL, c] += u[TAKEN, c]
                orders[m, c] += u[TAKEN, c]
                asked[i, m] += u[TAKEN, c]
                one.refills = 1
