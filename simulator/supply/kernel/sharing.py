"""Who steps in for a supplier that is short: shared pro rata by rule, not by the order of claims."""

from __future__ import annotations

from simulator.supply.kernel.layout import (
    BACKUP,
    INVITED,
    MAIN,
    MISSING,
    OTHERS,
    OUTSIDE,
    STANDS_BY,
    compiled,
)

__all__ = ["share_out"]


@compiled
def share_out(x, u, d, at, winners, beyond):  # pragma: no cover - compiled
    """Share out what helpers can give: backups, other winners, an invited firm, others without an award."""
    furthest = 0
    for i in range(winners):
        if x[i].served < 1.0:
            furthest = max(furthest, x[i].step)
            _lack(x[i].served, x[i].first, x[i].last, u, d)
    if furthest == 0:
        return
    _ask_backups(x, u, at, winners)
    pool = 0.0
    for i in range(winners):
        x[i].helped = min(x[i].spare, x[i].asked)
        x[i].fraction = min(x[i].spare / x[i].asked, 1.0) if x[i].asked > 0.0 else 0.0
        pool += x[i].spare - x[i].helped
    claims = _take_from_backups(x, u, at, winners)
    if furthest < 2 or claims <= 0.0:
        return
    given = min(pool / claims, 1.0)
    if given > 0.0:
        part = claims * given / pool
        for i in range(winners):
            x[i].helped += (x[i].spare - x[i].helped) * part
    claims = _take(OTHERS, given, 2, x, u, winners)
    invited, outside = beyond
    if claims > 0.0:
        claims = _take(INVITED, min(invited / claims, 1.0), 3, x, u, winners)
    if claims > 0.0:
        _take(OUTSIDE, min(outside / claims, 1.0), 4, x, u, winners)


@compiled
def _lack(served, first, last, u, d):  # pragma: no cover - compiled
    """Set what the cells of a supplier that is short get from it, and what they miss."""
    for c in range(first, last):
        main = d[c] * served
        u[MAIN, c], u[MISSING, c] = main, d[c] - main
        u[BACKUP, c] = u[OTHERS, c] = u[INVITED, c] = u[OUTSIDE, c] = 0.0


@compiled
def _ask_backups(x, u, at, winners):  # pragma: no cover - compiled
    """Add up what each winner is asked for as a backup."""
    for i in range(winners):
        if x[i].served < 1.0 and x[i].step >= 1:
            for c in range(x[i].first, x[i].last):
                if at[STANDS_BY, c] >= 0:
                    x[at[STANDS_BY, c]].asked += u[MISSING, c]


@compiled
def _take_from_backups(x, u, at, winners):  # pragma: no cover - compiled
    """Take what backups give; return what is then asked of other winners."""
    claims = 0.0
    for i in range(winners):
        step = x[i].step
        if x[i].served >= 1.0 or step < 1:
            continue
        for c in range(x[i].first, x[i].last):
            missing = u[MISSING, c]
            if at[STANDS_BY, c] >= 0:
                given = missing * x[at[STANDS_BY, c]].fraction
                u[BACKUP, c] = given
                missing -= given
                u[MISSING, c] = missing
            if step >= 2:
                claims += missing
    return claims


@compiled
def _take(way, given, step, x, u, winners):  # pragma: no cover - compiled
    """Take a fraction of what is missing from helpers; return what is then asked of the next ones."""
    claims = 0.0
    for i in range(winners):
        if x[i].served >= 1.0 or x[i].step < step:
            continue
        further = x[i].step > step
        for c in range(x[i].first, x[i].last):
            got = u[MISSING, c] * given
            missing = u[MISSING, c] - got
            u[way, c], u[MISSING, c] = got, missing
            if further:
                claims += missing
    return claims
