"""Comparable prices: bids for different strengths and packs made comparable."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.lot import UNKNOWN, Lot
from simulator.rules.parameters import Composite, Factors, Linear, Off, Ratio

__all__ = ["Prices", "comparable", "lot_prices", "price_factor"]

Conversion = Ratio | Linear | Factors | Composite | Off

Floats = npt.NDArray[np.float64]


def price_factor(lot: Lot, rule: Conversion) -> Floats:
    """Return what one unit of each bid's specification may cost relative to the main specification.

    Parameters
    ----------
    lot
        The variety, with strength and pack ratios or names of specifications.
    rule
        The clause ``conversion``.

    Notes
    -----
    Price-ratio rule (差比价): doubling the strength multiplies the price by 1.7, doubling the pack by
    1.95, as coded in a public bid database (source S63).
    """
    if isinstance(rule, Ratio):
        strength, pack = float(rule.strength_base.value), float(rule.pack_base.value)
        factor = strength ** np.log2(lot.strength_ratio) * pack ** np.log2(lot.pack_ratio)
        # Twelve digits: four times the strength is then 1.7 x 1.7 = 2.89, not 2.8899999999999997.
        return np.array([float(f"{value:.12g}") for value in factor])
    if isinstance(rule, Linear):
        return lot.strength_ratio * lot.pack_ratio
    if isinstance(rule, Factors):
        printed = rule.factors.value
        return np.array([float(printed.get(name, 1)) for name in lot.specifications])
    return np.ones(lot.size)


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


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a variety made comparable; ``[R, n]`` each, ``UNKNOWN`` where there is none."""

    quoted: Ints
    """What is held against the ceiling: the bid, with its service fee for a composite lot."""
    bid: Ints
    ceiling: Ints
    enquiry: Ints


def lot_prices(lot: Lot, rule: Conversion) -> Prices:
    """Make bids, ceilings and enquiry prices of a variety comparable.

    Notes
    -----
    Source: joints, system parts plus a separately quoted service fee (S78); insulin packs by printed
    factors (S67).
    """
    if isinstance(rule, Factors):
        return _by_printed_factors(lot, rule)
    factor = price_factor(lot, rule)
    quoted = lot.bid + lot.fee if isinstance(rule, Composite) else lot.bid
    enquiry = np.broadcast_to(lot.enquiry, lot.bid.shape)
    return Prices(
        quoted, comparable(quoted, factor), comparable(lot.ceiling, factor), comparable(enquiry, factor)
    )


def _by_printed_factors(lot: Lot, rule: Factors) -> Prices:
    """Divide by printed decimals exactly."""
    pairs = [fraction(rule.factors.value.get(name, Decimal(1))) for name in lot.specifications]
    over = np.array([pair[0] for pair in pairs], dtype=np.int64)
    under = np.array([pair[1] for pair in pairs], dtype=np.int64)

    def convert(prices: Ints) -> Ints:
        return np.where(prices == UNKNOWN, UNKNOWN, round_half_up(np.maximum(prices, 0) * under, over))

    enquiry = np.broadcast_to(lot.enquiry, lot.bid.shape)
    return Prices(lot.bid, convert(lot.bid), convert(lot.ceiling), convert(enquiry))
