"""Rates between two events: who serves whom, who steps in, what is made and what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.supply.records import Beyond
from simulator.supply.reference.actors import ROUNDING, SHORT, Supplier
from simulator.supply.reference.hospital_stock import bridge, fill
from simulator.supply.reference.ladder import watch
from simulator.supply.reference.sharing import share_out, stop_sharing

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["let_pass", "set_rates"]


def set_rates(history: History) -> None:
    """Set all rates from the state."""
    lacking, now = False, float(history.env.now)
    for supplier in history.suppliers:
        orders, runs = supplier.orders, supplier.alive and not supplier.blocked
        able = supplier.able = supplier.capacity * supplier.fed if runs and supplier.up else 0.0
        served = 1.0
        if orders > 0 and not (runs and (supplier.stock > 0 or able >= orders)):
            served, lacking = able / orders, True
        supplier.served, supplier.helped = served, 0.0
        if served < 1.0 or supplier.watched or not (runs and supplier.runs):
            watch(history, supplier)
    if lacking:
        share_out(history)
    elif history.lacking:
        stop_sharing(history)
    history.lacking = lacking
    for supplier in history.suppliers:
        _set_stock(history, supplier, now)


def _set_stock(history: History, supplier: Supplier, now: float) -> None:
    able, stock = supplier.able, supplier.stock
    if supplier.rate:
        supplier.timers.pop("stock", None)
    supplier.gives = supplier.served * supplier.orders + supplier.helped
    supplier.made, supplier.rate = able, 0.0
    rate = able - supplier.orders - supplier.helped
    if not rate or abs(rate) < ROUNDING * able or supplier.served < 1.0 or not supplier.works:
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
    history.ordered += history.demand * span
    if history.lacking:
        history.got[:-1] += history.ways[:-1] * span
        if history.stock.held:
            months = bridge(history, span)
        else:
            history.got[-1] += history.ways[-1] * span
            months = np.where(history.ways[-1] > SHORT * history.demand, span, 0.0)
        history.short_months += months
        history.spells += (months > 0) & ~history.was_short
        history.was_short = months > 0
    else:
        history.got[0] += history.demand * span
        history.was_short = history.never
        if history.stock.held:
            fill(history, span)
    if history.out.postings.size:
        _post(history, span)


def _post(history: History, span: float) -> None:
    """Post what each cell gets from whom."""
    posted = history.out.postings[history.row, history.month]
    every, suppliers = np.arange(len(posted)), history.suppliers
    bid = np.array([one.bid for one in suppliers])
    if not history.lacking:
        posted[every, bid[history.main]] += history.demand * span
        return
    main, by_backup, by_others, *beyond = history.ways * span
    posted[every, bid[history.main]] += main
    posted[every, bid[history.backup]] += np.where(history.has_backup, by_backup, 0.0)
    given = np.array([one.by_pool for one in suppliers])
    if given.any():
        posted[:, bid] += by_others[:, None] * (given / given.sum())
    posted[:, -len(Beyond) :] += np.stack(beyond, axis=1)
