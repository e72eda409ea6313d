"""The end of a month: what is reviewed, and what hospitals order in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.supply.records import Cell
from simulator.supply.reference.actors import Buyer

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["open_month", "review"]

_FINDINGS = ("hospitals-warned", "hospitals-cut", "hospitals-excluded")


def review(history: History) -> None:
    """Look back on a month: calls, capacity, reminders, assessment."""
    k, whole = history.knobs, history.out.whole[history.row]
    working = [s for s in history.suppliers if s.works]
    for supplier in history.suppliers:
        if not supplier.watched:
            supplier.step = 0
        if supplier.alive and supplier.orders + supplier.asked > supplier.capacity * k.warn_at:
            growth = history.behaviour.growth(supplier, history.month, k.growth)
            supplier.grown = min(supplier.grown * (1 + growth), k.growth_limit)
    for buyer in history.buyers:
        if min(buyer.signed) <= history.month and buyer.total < buyer.agreed * history.month:
            buyer.gap *= 1 - k.reminder
        _inspect(history, buyer)
        if history.month % 12 == 0:
            _assess(history, buyer)
    whole[0] += 1
    whole[1] += sum(s.up or s.stock > 0 for s in working) < 2
    whole[2] += sum(s.stock for s in working)


def _assess(history: History, buyer: Buyer) -> None:
    whole = history.out.whole[history.row]
    if buyer.agreed > 0:
        share = (buyer.total - buyer.year_start) / (12 * buyer.agreed)
        whole[3] += 1
        whole[4] += share < history.knobs.fail_below
        whole[5] += share < history.knobs.merit_from
        buyer.paid = share >= history.knobs.merit_from
        if share < history.knobs.fail_below:
            _sanction(history, buyer)
    buyer.year_start = buyer.total


def _inspect(history: History, buyer: Buyer) -> None:
    """Look into a cell's books if it is its turn: do orders lag, do winners come first."""
    if history.month not in buyer.found_at:
        return
    lags = buyer.total < buyer.agreed * history.month
    if lags or buyer.demand < history.knobs.priority * (buyer.demand + buyer.leak):
        _sanction(history, buyer)


def _sanction(history: History, buyer: Buyer) -> None:
    """Go one step further with a cell's hospitals: warning, cut of funds, loss of the insurance contract."""
    if buyer.findings == len(_FINDINGS):
        return
    left = 1 - history.knobs.removes[buyer.findings]
    buyer.gap *= left
    buyer.habit *= left
    buyer.signed = [min(time, float(history.month)) for time in buyer.signed]
    history.note(_FINDINGS[buyer.findings], history.contracts.areas[buyer.cell])
    buyer.findings += 1
    buyer.sums[Cell.SANCTIONS] += 1
    buyer.sums[Cell.EXCLUDED] = float(buyer.findings == len(_FINDINGS))


def open_month(history: History) -> None:
    """Set what cells order and what suppliers can make in a month."""
    k, month, row = history.knobs, history.month, history.row
    for supplier in history.suppliers:
        supplier.orders = 0.0
        supplier.capacity = supplier.planned * history.given.ramp[month] * supplier.grown
    phase, factor = float(history.given.phase[month]), float(history.given.factor[row, month])
    drift, weight = float(history.given.drift[month]), history.given.weight.tolist()
    for buyer in history.buyers:
        if min(buyer.signed) <= month and month > 0:
            moved = k.reviewed * (k.paid if buyer.paid else 1.0)
            buyer.gap *= k.close * moved
            buyer.habit *= moved
        part = sum(
            of_all * min(max(month + 1.0 - time, 0.0), 1.0)
            for of_all, time in zip(weight, buyer.signed, strict=True)
        )
        share = max(k.final + (k.habit - buyer.habit) - buyer.gap, 0.0)
        share = (share + float(history.given.moved[row, month // 12]) * (1.0 - share)) * part
        if buyer.agreed > 0 and buyer.total - buyer.year_start >= 12 * buyer.agreed:
            share *= k.after
        share = history.behaviour.share(buyer, month, share)
        need = buyer.need * (1 + buyer.response * phase) * factor
        buyer.gone = need * (buyer.leaves * drift)
        need -= buyer.gone
        buyer.demand = need * share
        buyer.leak = need - buyer.demand
        buyer.served = False
        buyer.main.orders += buyer.demand
