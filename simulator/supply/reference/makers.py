"""What happens to a supplier by itself: outages of its plant, samples that fail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.supply.records import Cause
from simulator.supply.reference.actors import Supplier
from simulator.supply.reference.flows import let_pass, set_rates
from simulator.supply.reference.moments import NEXT, At, Process

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["plant", "sampling"]


def plant(history: History, supplier: Supplier) -> Process:
    """Let the plant of a supplier fail and recover."""
    g, row = history.given, history.row
    for start, end in zip(g.down_from[row, supplier.bid], g.down_to[row, supplier.bid], strict=True):
        for up, time in ((False, start), (True, end)):
            if not np.isfinite(time):
                return
            yield At(history.env, float(time), NEXT)
            let_pass(history)
            supplier.up = up
            if supplier.alive:
                history.say("recovery" if up else "outage", supplier)
            set_rates(history)


def sampling(history: History, supplier: Supplier) -> Process:
    """Let samples of a supplier fail."""
    g, row = history.given, history.row
    for year, time in enumerate(g.fails_at[row, supplier.bid]):
        if not np.isfinite(time):
            continue
        yield At(history.env, float(time), NEXT)
        if not supplier.alive:
            return
        let_pass(history)
        supplier.blocked = True
        history.say("sample-failed", supplier)
        if g.severe[row, supplier.bid, year]:
            history.lose(supplier, Cause.QUALITY)
        set_rates(history)
        history.timer(supplier, "recall", history.env.now + history.knobs.recall, partial(_unblock, history))


def _unblock(history: History, supplier: Supplier) -> None:
    supplier.blocked = False
    if supplier.alive:
        history.say("recall-over", supplier)
