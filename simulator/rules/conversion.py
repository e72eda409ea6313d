"""Comparable prices: bids for different strengths and packs made comparable."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Lot
from simulator.rules.parameters import Linear, Off, Ratio

__all__ = ["comparable", "price_factor"]

Floats = npt.NDArray[np.float64]


def price_factor(strength_ratio: Floats, pack_ratio: Floats, rule: Ratio | Linear | Off) -> Floats:
    """Return what one unit of a specification may cost relative to the main specification.

    Parameters
    ----------
    strength_ratio, pack_ratio
        ``[n]`` strength and units per pack over those of the main specification.
    rule
        The clause ``conversion``.

    Notes
    -----
    Price-ratio rule (差比价): doubling the strength multiplies the price by 1.7, doubling the pack by
    1.95, as coded in a public bid database (source S63).
    """
    if isinstance(rule, Ratio):
        strength, pack = float(rule.strength_base.value), float(rule.pack_base.value)
        factor = strength ** np.log2(strength_ratio) * pack ** np.log2(pack_ratio)
        # Twelve digits: four times the strength is then 1.7 x 1.7 = 2.89, not 2.8899999999999997.
        return np.array([float(f"{value:.12g}") for value in factor])
    if isinstance(rule, Linear):
        return strength_ratio * pack_ratio
    return np.ones(len(strength_ratio))


def comparable(prices: Ints, factor: Floats) -> Ints:
    """Convert prices to the main specification and round them to 1/10,000 yuan.

    Parameters
    ----------
    prices
        ``[R, n]`` prices as bid, ``UNKNOWN`` where there is none.
    factor
        ``[n]`` price factors.
    """
    if bool((factor == 1.0).all()):
        return prices
    converted = np.floor(prices / factor + 0.5).astype(np.int64)
    return np.where((prices == UNKNOWN) | (factor == 1.0), prices, converted)


def lot_prices(lot: Lot, rule: Ratio | Linear | Off) -> tuple[Ints, Ints]:
    """Return the comparable bids and ceilings of a variety, ``[R, n]`` each."""
    factor = price_factor(lot.strength_ratio, lot.pack_ratio, rule)
    return comparable(lot.bid, factor), comparable(lot.ceiling, factor)
