"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.supply.records import Beyond, Cell
from simulator.supply.reference.actors import ROUNDING, Supplier
from simulator.supply.reference.hospital_stock import bridge, fill
from simulator.supply.reference.ladder import watch
from simulator.supply.reference.sharing import share_out, stop_sharing

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["add_clear", "let_pass", "set_rates"]


def set_rates(history: History) -> None:
    """Set all rates from the state."""
    lacking, now = False, float(history.env.now)
    for supplier in history.suppliers:
        orders, works = supplier.orders, supplier.alive and not supplier.blocked
        runs, served = works and supplier.runs, 1.0
        able = supplier.able = supplier.capacity * supplier.fed if runs else 0.0
        if able < orders and not (works and supplier.stock > 0):
            served, lacking = able / orders, True
        supplier.served, supplier.helped = served, 0.0
        if served < 1.0 or supplier.watched or not runs:
            watch(history, supplier)
    if lacking:
        share_out(history)
    elif history.lacking:
        stop_sharing(history)
    history.lacking = lacking
    for supplier in history.suppliers:
        _set_stock(history, supplier, now)


def _set_stock(history: History, supplier: Supplier, now: float) -> None:
    able, orders, served, stock = supplier.able, supplier.orders, supplier.served, supplier.stock
    if supplier.rate:
        supplier.timers.pop("stock", None)
        supplier.rate = 0.0
    supplier.gives, supplier.made = served * orders + supplier.helped, able
    rate = able - orders - supplier.helped
    if served < 1.0 or abs(rate) <= ROUNDING * able or not supplier.works:
        return
    if rate < 0:
        if stock > 0:
            supplier.rate, then = rate, partial(_out_of_stock, history)
            history.this_month(supplier, "stock", now + stock / -rate, then)
    elif stock >= supplier.reserve:
        supplier.made = able - rate
    else:
        supplier.rate = rate
        history.this_month(supplier, "stock", now + (supplier.reserve - stock) / rate, _full)


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
        supplier.made_in_all += supplier.made * span
        supplier.delivered += supplier.gives * span
        if supplier.rate:
            supplier.stock = max(supplier.stock + supplier.rate * span, 0.0)
    if history.lacking:
        if history.hospital_stock.held:
            bridge(history, span)
        else:
            history.got += history.ways * span
        history.spells += history.short & ~history.was_short
        history.was_short = history.short
    else:
        history.clear += span
        history.was_short = history.never
        if history.hospital_stock.held:
            fill(history, span)
    if history.out.postings.size:
        _post(history, span)


def add_clear(history: History) -> None:
    """Add up what was ordered and delivered in the part of a month in which nobody was short."""
    if history.clear:
        history.got[: Cell.BACKUP] += history.demand * history.clear
        history.clear = 0.0


def _post(history: History, span: float) -> None:
    """Post what each cell gets from whom."""
    posted = history.out.postings[history.row, history.month]
    every, suppliers = np.arange(len(posted)), history.suppliers
    bid = np.array([one.bid for one in suppliers])
    if not history.lacking:
        posted[every, bid[history.main]] += history.demand * span
        return
    main, by_backup, by_others, *beyond = history.ways[1:-1] * span
    posted[every, bid[history.main]] += main
    posted[every, np.append(bid, -1)[history.backup]] += by_backup
    given = np.array([one.by_pool for one in suppliers])
    if given.any():
        posted[:, bid] += by_others[:, None] * (given / given.sum())
    posted[:, -len(Beyond) :] += np.stack(beyond, axis=1)
