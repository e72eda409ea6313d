"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.supply.records import Cell, Maker
from simulator.supply.reference.actors import ROUNDING, SHORT, Buyer, Supplier
from simulator.supply.reference.ladder import watch
from simulator.supply.reference.sharing import ask_backups, ask_others, ask_outside

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["let_pass", "set_rates"]


def set_rates(history: History) -> None:
    """Set all rates from the state."""
    for supplier in history.suppliers:
        supplier.able = supplier.capacity if supplier.works and supplier.up else 0.0
        enough = supplier.works and (supplier.stock > 0 or supplier.able >= supplier.orders)
        supplier.served = 1.0 if supplier.orders <= 0 or enough else supplier.able / supplier.orders
        beyond = max(supplier.able - supplier.orders, 0.0)
        supplier.spare = min(history.behaviour.spare(supplier, history.env.now, beyond), beyond)
        supplier.asked = supplier.by_backup = supplier.by_pool = 0.0
        watch(history, supplier)
    lacking = []
    for buyer in history.buyers:
        if buyer.main.short:
            main = buyer.demand * buyer.main.served
            buyer.ways, buyer.served = [main, 0.0, 0.0, 0.0, buyer.demand - main], False
            lacking.append(buyer)
        elif not buyer.served:
            buyer.ways, buyer.served = [buyer.demand, 0.0, 0.0, 0.0, 0.0], True
    if lacking:
        ask_backups(history.suppliers, lacking)
        ask_others(history.suppliers, lacking)
        ask_outside(lacking, history.knobs.outside * history.reported)
    for supplier in history.suppliers:
        _set_stock(history, supplier)


def _set_stock(history: History, supplier: Supplier) -> None:
    supplier.timers.pop("stock", None)
    rate = supplier.able - supplier.orders - supplier.helped
    if abs(rate) < ROUNDING * supplier.able:
        rate = 0.0
    supplier.made, supplier.rate = supplier.able, 0.0
    if supplier.served < 1.0 or not supplier.works:
        return
    if rate > 0 and supplier.stock >= supplier.reserve:
        supplier.made = supplier.able - rate
    elif rate > 0:
        supplier.rate = rate
        time = history.env.now + (supplier.reserve - supplier.stock) / rate
        history.timer(supplier, "stock", time, _full)
    elif rate < 0 and supplier.stock > 0:
        supplier.rate = rate
        history.timer(
            supplier, "stock", history.env.now + supplier.stock / -rate, partial(_out_of_stock, history)
        )


def _full(supplier: Supplier) -> None:
    supplier.stock = supplier.reserve


def _out_of_stock(history: History, supplier: Supplier) -> None:
    supplier.stock = 0.0
    history.say("stock-out", supplier)


def let_pass(history: History) -> None:
    """Let time go by at the present rates."""
    span = history.env.now - history.clock
    history.clock = history.env.now
    if span <= 0:
        return
    for supplier in history.suppliers:
        supplier.sums[Maker.MADE] += supplier.made * span
        delivered = supplier.served * supplier.orders + supplier.helped
        supplier.sums[Maker.DELIVERED] += delivered * span
        supplier.stock = max(supplier.stock + supplier.rate * span, 0.0)
    for buyer in history.buyers:
        sums = buyer.sums
        buyer.total += buyer.demand * span
        sums[Cell.SUBSTITUTED] += buyer.gone * span
        if buyer.served and not history.out.postings.size:
            sums[Cell.MAIN] += buyer.demand * span
            sums[Cell.ELSEWHERE] += buyer.leak * span
            buyer.was_short = False
            continue
        for way, rate in enumerate(buyer.ways):
            if rate:
                sums[Cell.MAIN + way] += rate * span
        sums[Cell.ELSEWHERE] += buyer.leak * span
        is_short = buyer.ways[4] > SHORT * buyer.demand
        if is_short:
            sums[Cell.SHORT_MONTHS] += span
            sums[Cell.SPELLS] += not buyer.was_short
        buyer.was_short = is_short
        if history.out.postings.size:
            _post(history, buyer, span)


def _post(history: History, buyer: Buyer, span: float) -> None:
    posted = history.out.postings[history.row, history.month, buyer.cell]
    posted[buyer.main.bid] += buyer.ways[0] * span
    if buyer.backup is not None:
        posted[buyer.backup.bid] += buyer.ways[1] * span
    if buyer.ways[2]:
        pool = sum(supplier.by_pool for supplier in history.suppliers)
        for supplier in history.suppliers:
            posted[supplier.bid] += buyer.ways[2] * supplier.by_pool / pool * span
    posted[-2] += buyer.ways[3] * span
    posted[-1] += buyer.ways[4] * span
