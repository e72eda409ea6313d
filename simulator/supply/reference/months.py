"""The end of a month: what is reviewed, and what is ordered in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.supply.records import Floats
from simulator.supply.reference.actors import Buyer, Supplier
from simulator.supply.reference.hospital_stock import refill

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["answers", "open_month", "review"]


def open_month(history: History) -> None:
    """Set what cells order and what suppliers can make in a month."""
    month = history.hospitals.orders(history.month)
    history.demand, ordered, ramp = month.demand[history.at], month.of_suppliers[history.at], month.ramp
    if history.hospital_stock.held:
        on_top = history.hospital_stock.extra
        history.demand = history.demand + on_top
        own = np.array([one.bid for one in history.suppliers])[history.main]
        ordered = (ordered + np.bincount(own, weights=on_top, minlength=len(ordered))).tolist()
    for supplier in history.suppliers:
        supplier.orders = ordered[supplier.bid]
        supplier.capacity = supplier.planned * ramp * supplier.grown
        if supplier.starved >= 0:
            _feed(history, supplier)


def _feed(history: History, supplier: Supplier) -> None:
    """See for which part of its capacity a supplier has raw material this month."""
    fed = float(history.given.fed[supplier.starved, history.month])
    if supplier.alive and (fed < 1.0) != (supplier.fed < 1.0):
        history.say("out-of-material" if fed < 1.0 else "material-again", supplier, fed)
    supplier.fed = fed


def review(history: History) -> None:
    """Look back on a month: calls, capacity, stocks, and what hospitals have done."""
    k, able = history.knobs, 0
    for supplier in history.suppliers:
        if not supplier.watched:
            supplier.step = 0
        if supplier.alive and supplier.orders + supplier.asked > supplier.capacity * k.warn_at:
            growth = history.behaviour.growth(supplier, history.month, k.growth)
            supplier.grown = min(supplier.grown * (1 + growth), k.growth_limit)
        if supplier.alive and not supplier.blocked:
            able += supplier.runs or supplier.stock > 0
            history.stock += supplier.stock
    history.few_able += able < 2
    history.hospitals.review(history.month)
    if history.hospital_stock.held and history.month < history.term:
        refill(history)
    for what, cell in history.hospitals.told.get((history.at, history.month), ()):
        history.note(what, history.contracts.areas[cell])


def answers(history: History, month: int, usual: Floats) -> Floats:
    """Return the share of need that each cell orders from winners if hospitals behave as a user says."""
    hospitals, g = history.hospitals, history.given
    shares = np.zeros(len(usual))
    for cell in np.flatnonzero(g.main[history.row] >= 0).tolist():
        buyer = Buyer(
            cell=cell,
            main=history.suppliers[history.main[cell]],
            backup=history.suppliers[history.backup[cell]] if history.has_backup[cell] else None,
            reported=float(g.reported[history.row, cell]),
            agreed=float(hospitals.agreed[0, cell]),
            need=float(hospitals.need[0, cell]),
            signed=tuple(hospitals.signed[0, cell].tolist()),
            gap=float(hospitals.gap[0, cell]),
            habit=float(hospitals.habit[0, cell]),
            paid=bool(hospitals.paid[0, cell]),
            findings=int(hospitals.findings[0, cell]),
            total=float(hospitals.total[0, cell]),
            demand=float(hospitals.demand[0, cell]),
        )
        shares[cell] = history.behaviour.share(buyer, month, float(usual[cell]))
    return shares
