"""Clocks of a supplier that does not deliver: steps of takeover, and rungs of the ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.supply.records import Cause, Maker
from simulator.supply.reference.actors import Supplier

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["watch"]

_FIRST, _INVITING, _LAST = 0, 2, 2
_STEPS = ("backup-called", "others-asked", "firm-invited", "outside-asked")
_RUNGS = ("talks", "compensation")


def watch(history: History, supplier: Supplier) -> None:
    """Start or stop the clocks of a supplier after its rates were set."""
    short = supplier.served < 1.0
    watched = short or (supplier.reports and not (supplier.works and supplier.runs))
    serious = supplier.alive and supplier.served < history.knobs.serious
    if (short, watched, serious) == (supplier.short, supplier.watched, supplier.serious):
        return
    if short and not supplier.short:
        history.say("short", supplier, supplier.served)
    elif supplier.short and not short:
        history.say("serves-again", supplier)
    if watched and not supplier.watched:
        if not short:
            history.say("stop-reported", supplier)
        _next_step(history, supplier, history.env.now)
    elif not watched:
        supplier.timers.pop("step", None)
    if serious and not supplier.serious:
        _next_rung(history, supplier, history.env.now)
    elif not serious:
        supplier.timers.pop("rung", None)
        supplier.rung = 0
    supplier.short, supplier.watched, supplier.serious = short, watched, serious


def _next_step(history: History, supplier: Supplier, since: float) -> None:
    if supplier.step < len(history.knobs.steps):

        def call(supplier: Supplier) -> None:
            if supplier.step == _FIRST and supplier.relieved:
                supplier.sums[Maker.TAKEOVERS] += 1
            if supplier.step != _INVITING or history.knobs.invited > 0:
                history.say(_STEPS[supplier.step], supplier)
            supplier.step += 1
            _next_step(history, supplier, since)

        history.timer(supplier, "step", since + history.knobs.steps[supplier.step], call)


def _next_rung(history: History, supplier: Supplier, since: float) -> None:
    if supplier.rung < len(history.knobs.rungs):

        def climb(supplier: Supplier) -> None:
            if supplier.rung == _LAST:
                history.lose(supplier, Cause.FAILURE)
            else:
                supplier.sums[Maker.TALKS + supplier.rung] += 1
                history.say(_RUNGS[supplier.rung], supplier)
            supplier.rung += 1
            _next_rung(history, supplier, since)

        history.timer(supplier, "rung", since + history.knobs.rungs[supplier.rung], climb)
