"""What happens to a supplier by itself: outages of its plant, samples that fail."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.supply.records import Cause
from simulator.supply.reference.actors import Supplier
from simulator.supply.reference.flows import let_pass, set_rates
from simulator.supply.reference.moments import NEXT, At, Process

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["begin"]


def begin(history: History, supplier: Supplier) -> None:
    """Start the processes of a supplier to which something happens within the term."""
    g, row, bid = history.given, history.row, supplier.bid
    starts, ends = g.down_from[row, bid].tolist(), g.down_to[row, bid].tolist()
    outages = [time for pair in zip(starts, ends, strict=True) for time in pair]
    if outages and outages[0] <= history.term:
        history.env.process(_plant(history, supplier, outages))
    fails = [(at, year) for year, at in enumerate(g.fails_at[row, bid].tolist()) if at <= history.term]
    if fails:
        history.env.process(_sampling(history, supplier, fails))


def _plant(history: History, supplier: Supplier, outages: list[float]) -> Process:
    """Let the plant of a supplier fail and recover."""
    for number, time in enumerate(outages):
        if time > history.term:
            return
        yield At(history.env, time, NEXT)
        let_pass(history)
        supplier.up = number % 2 == 1
        if supplier.alive:
            history.say("recovery" if supplier.up else "outage", supplier)
        set_rates(history)


def _sampling(history: History, supplier: Supplier, fails: list[tuple[float, int]]) -> Process:
    """Let samples of a supplier fail."""
    for time, year in fails:
        yield At(history.env, time, NEXT)
        if not supplier.alive:
            return
        let_pass(history)
        supplier.blocked = True
        history.say("sample-failed", supplier)
        if history.given.severe[history.row, supplier.bid, year]:
            history.lose(supplier, Cause.QUALITY)
        set_rates(history)
        history.timer(supplier, "recall", time + history.knobs.recall, partial(_unblock, history))


def _unblock(history: History, supplier: Supplier) -> None:
    supplier.blocked = False
    if supplier.alive:
        history.say("recall-over", supplier)
