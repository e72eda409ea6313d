"""What happens to a supplier: outages, recalls, default, steps of takeover, rungs of the ladder."""

from __future__ import annotations

import numpy as np

from simulator.supply.kernel.layout import STANDS_BY, compiled, set_due

__all__ = ["climb", "happen", "lose"]


@compiled
def lose(one, t, cause):  # pragma: no cover - compiled
    """Take the award from a supplier."""
    one.alive, one.due, one.cause, one.lost_at = 0, np.inf, cause, t


@compiled
def happen(r, t, one, g, recall):  # pragma: no cover - compiled
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
        one.blocked, one.back = 1, t + recall
        if g.severe[r, one.bid, one.year]:
            lose(one, t, 3)
        one.year += 1
    if one.alive and one.refuses <= t:
        lose(one, t, 2)
    set_due(r, one, g)


@compiled
def climb(t, one, at, steps, rungs):  # pragma: no cover - compiled
    """Take the steps of takeover and the rungs of the ladder whose time has come."""
    while one.since >= 0.0 and one.step < 4 and one.since + steps[one.step] <= t:
        if one.step == 0:
            for c in range(one.first, one.last):
                if at[STANDS_BY, c] >= 0:
                    one.takeovers += 1.0
                    break
        one.step += 1
    while one.serious >= 0.0 and one.rung < 3 and one.serious + rungs[one.rung] <= t:
        one.rung += 1
        if one.rung == 1:
            one.talks += 1.0
        elif one.rung == 2:
            one.compensation += 1.0
        elif one.alive:
            lose(one, t, 1)
