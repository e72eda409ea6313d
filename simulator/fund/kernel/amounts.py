"""Money from units, shares of money, and who pays a claim."""

# The compiler types records by their fields; Python has no name for such a type.
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import numba
import numpy as np

from simulator.supply.kernel.layout import OPTIONS

__all__ = ["claim", "compiled", "fen", "part", "pay_by_fund"]

compiled = numba.njit(forceinline=True, **OPTIONS)
"""Compiles a part of the kernel into where it is called: the terms are too large to be handed over."""

_PARTS = np.uint64(1_000_000)
_HALF = np.uint64(500_000)


@compiled
def fen(units, price):  # pragma: no cover - compiled
    """Price units: the only place where units become money."""
    return np.int64(max(units, 0.0) * price / 100.0 + 0.5)


@compiled
def part(total, share):  # pragma: no cover - compiled
    """Take a share of money that is not negative, rounded half up; exact up to 10**13 fen."""
    # Without a sign, dividing by a constant is one multiplication.
    return np.int64((np.uint64(total) * np.uint64(share) + _HALF) // _PARTS)


@compiled
def claim(within, excess, schemes, rates, s, first):  # pragma: no cover - compiled
    """Divide a claim between schemes, fund and patients; return what the fund pays."""
    fund, done_within, done_excess, to_excess = 0, 0, 0, 0
    for i in range(3):
        # Shares are cumulated: the last one is the whole.
        to_within = part(within, schemes[i]) if i < 2 else within
        if excess > 0:
            to_excess = part(excess, schemes[i]) if i < 2 else excess
        mine = to_within - done_within
        paid = part(mine, rates[i]) if rates[i] > 0 else 0
        s[first + i] += mine - paid + to_excess - done_excess
        fund += paid
        done_within, done_excess = to_within, to_excess
    return fund


@compiled
def pay_by_fund(amount, tiers, cash, party, sign):  # pragma: no cover - compiled
    """Let the pools of the fund pay a party, or the other way round."""
    if amount == 0:
        return
    done = 0
    for i in range(3):
        upto = part(amount, tiers[i]) if i < 2 else amount
        cash[i] -= sign * (upto - done)
        done = upto
    cash[party] += sign * amount
