"""Hospitals' safety stock: it bridges what is missing, and is filled again when deliveries are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.supply.records import Floats
from simulator.supply.reference.actors import ROUNDING, SHORT

if TYPE_CHECKING:
    from simulator.supply.reference.history import History

__all__ = ["Stock", "bridge", "fill", "refill"]


class Stock:
    """The safety stock of the hospitals of each cell, ``[C]``."""

    def __init__(self, safety: Floats) -> None:
        self.safety = safety
        """Units when it is full, as it is at the start."""
        self.held = bool(safety.any())
        self.taken, self.extra, self.bridged, self.refilled = np.zeros((4, len(safety)))
        """What is taken out of it, what is ordered on top this month to refill it, and both in all."""


def bridge(history: History, span: float) -> None:
    """Let time go by in which hospitals live on their stock where something is missing."""
    stock, missing, got = history.hospital_stock, history.ways[-2], history.got
    lack = missing - stock.extra
    left = np.maximum(stock.safety - stock.taken, 0.0)
    rest = np.where(lack > 0, np.maximum(lack * span - left, 0.0), 0.0)
    rest[rest <= ROUNDING * lack * span] = 0.0
    stock.taken = np.maximum(stock.taken + lack * span - rest, 0.0)
    got[:-2] += history.ways[:-2] * span
    got[-2] += rest
    stock.bridged += missing * span - rest
    history.short = (rest > 0) & (lack > SHORT * (history.demand - stock.extra))
    got[-1] += np.divide(rest, lack, out=np.zeros_like(rest), where=history.short)


def fill(history: History, span: float) -> None:
    """Let what was ordered on top come into the stock."""
    stock = history.hospital_stock
    stock.taken = np.maximum(stock.taken - stock.extra * span, 0.0)


def refill(history: History) -> None:
    """Order on top of the next month what was taken out of stock, where nothing is missing now."""
    stock = history.hospital_stock
    whole = np.array([one.served >= 1.0 for one in history.suppliers])[history.main]
    if history.lacking:
        whole |= history.ways[-2] <= SHORT * history.demand
    again = whole & (stock.taken > ROUNDING * stock.safety)
    stock.extra = np.where(again, stock.taken, 0.0)
    stock.refilled += stock.extra
