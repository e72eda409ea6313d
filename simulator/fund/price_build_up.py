"""What a price is made of, layer by layer, before and after a tender.

Of what a hospital pays, distribution keeps its mark-up; of the ex-works price that is left, selling takes
its part, production its cost, and what then remains is margin: up to a stated rate over cost a reasonable
one, the rest a further margin, negative where the price does not carry cost and expenses. Every amount is
an integer number of 1/10,000 yuan, so that the layers add up to the price without a remainder. Hospitals
add nothing, as they must not since the mark-ups on medicines (2017) and consumables (2019) were
abolished.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.money import Ints, round_half_up
from simulator.scenario.supply import Kind
from simulator.scenario.welfare import Layers

__all__ = ["LAYERS", "Rates", "cost_carried", "exact", "layers_of", "of_the_cut", "rates_of", "squeezed"]

Floats = npt.NDArray[np.float64]

LAYERS = ("cost", "margin", "further", "selling", "distribution")
"""Layers of a price: production cost, reasonable margin, further margin, selling expense, distribution
mark-up."""

_UNIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by which a price is split, in 1/1,000,000."""

    margin: int
    """Reasonable margin over cost."""
    selling: int
    """Selling expense over the ex-works price."""
    distribution: int
    """Distribution mark-up over the price that hospitals pay."""


def exact(value: Decimal) -> int:
    """Write a rate in the unit of ``Rates``."""
    return int(value * _UNIT)


def rates_of(layers: Layers, kind: Kind) -> tuple[Rates, Rates]:
    """Return the rates before and after a tender.

    Parameters
    ----------
    layers
        The scenario's section.
    kind
        ``drug`` or ``device``.
    """
    margin = exact(layers.margin.value)
    before, after = (
        Rates(margin, exact(getattr(selling.value, kind)), exact(getattr(distribution.value, kind)))
        for selling, distribution in (
            (layers.selling_before, layers.distribution_before),
            (layers.selling_after, layers.distribution_after),
        )
    )
    return before, after


def layers_of(price: Ints, cost: Ints, rates: Rates) -> Ints:
    """Split prices into their layers.

    Parameters
    ----------
    price
        ``[...]`` what hospitals pay, in 1/10,000 yuan.
    cost
        ``[...]`` production cost, in the same unit.
    rates
        Rates of the layers.

    Returns
    -------
    numpy.ndarray
        ``[..., 5]`` amounts in the order of ``LAYERS``; they add up to the price exactly.

    Raises
    ------
    InputError
        If a price or cost is negative, or a price is zero.
    """
    price, cost = np.broadcast_arrays(np.asarray(price, dtype=np.int64), np.asarray(cost, dtype=np.int64))
    if price.size and (price.min() <= 0 or cost.min() < 0):
        wrong = "price" if price.min() <= 0 else "cost"
        amount = (price if wrong == "price" else cost).min() / 10_000
        raise InputError.one(f"a {wrong} of {amount:g} yuan", mend="prices are above 0, costs 0 or more")
    left, selling, distribution = _after_expenses(price, rates)
    rest = left - cost
    margin = np.clip(rest, 0, round_half_up(cost * rates.margin, _UNIT))
    return np.stack([cost, margin, rest - margin, selling, distribution], axis=-1)


def _after_expenses(price: Ints, rates: Rates) -> tuple[Ints, Ints, Ints]:
    distribution = round_half_up(price * rates.distribution, _UNIT)
    ex_works = price - distribution
    selling = round_half_up(ex_works * rates.selling, _UNIT)
    return ex_works - selling, selling, distribution


def cost_carried(price: Ints, rates: Rates) -> Ints:
    """Return the highest cost at which a price leaves the whole reasonable margin.

    Parameters
    ----------
    price
        ``[...]`` what hospitals pay, in 1/10,000 yuan.
    rates
        Rates of the layers.

    Notes
    -----
    Stands in for a cost that is not on record: it is the reading of a price under which makers just earn what
    is reasonable.
    """
    left, _, _ = _after_expenses(np.asarray(price, dtype=np.int64), rates)
    return np.asarray(left * _UNIT // (_UNIT + rates.margin), dtype=np.int64)


def of_the_cut(before: Ints, after: Ints) -> Floats:
    """Return how much of the fall in price each layer gives up.

    Parameters
    ----------
    before, after
        ``[..., 5]`` layers in the order of ``LAYERS``.

    Returns
    -------
    numpy.ndarray
        ``[..., 5]`` shares that sum to 1; NaN where the price does not change. A negative share is a
        layer that grows while the price falls.
    """
    fall = before - after
    total = fall.sum(axis=-1, keepdims=True).astype(np.float64)
    result = np.full(fall.shape, np.nan)
    np.divide(fall, total, out=result, where=total != 0)
    return result


def squeezed(before: Ints, after: Ints) -> str:
    """Name the layer that gives up most, of one price."""
    return LAYERS[int(np.argmax(before - after))]
