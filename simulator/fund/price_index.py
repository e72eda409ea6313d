"""Price indices over varieties and rounds: how much the same basket costs after a tender.

The formulas are the standard ones of statistical offices (*Consumer Price Index Manual: Concepts and
Methods*, ILO, IMF and others, 2020): weights of the first period (Laspeyres), of the second (Paasche), their
geometric mean (Fisher), and links from period to period that are multiplied (chained).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError, nearest

__all__ = ["FORMULAS", "chained", "fisher", "laspeyres", "matched", "paasche", "price_index"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Formula = Callable[[Floats, Floats, Floats, Floats], Floats]


def matched(before: Floats, after: Floats) -> Bools:
    """Tell which varieties have a price in both periods; only these enter an index.

    Parameters
    ----------
    before, after
        ``[..., V]`` prices in any one unit; NaN where there is none.

    Raises
    ------
    InputError
        If a price is zero or negative.
    """
    for prices, when in ((before, "first"), (after, "second")):
        known = ~np.isnan(prices)
        if known.any() and (worst := float(prices[known].min())) <= 0:
            raise InputError.one(
                f"a price of {worst:g} in the {when} period",
                mend="a price is more than zero; leave it out (NaN) where there is none",
            )
    return np.asarray(~np.isnan(before) & ~np.isnan(after))


def _spent(prices: Floats, quantities: Floats, inside: Bools) -> Floats:
    """Add up what the basket costs: ``[...]``."""
    quantities, inside = np.broadcast_arrays(np.asarray(quantities, dtype=np.float64), inside)
    used = quantities[inside]
    if np.isnan(used).any():
        raise InputError.one(
            f"{int(np.isnan(used).sum())} varieties with a price in both periods have no weight",
            mend="give a quantity for each of them, 0 for one that nobody buys",
        )
    if used.size and used.min() < 0:
        raise InputError.one(f"a weight of {used.min():g}", mend="quantities are 0 or more")
    return np.asarray(np.where(inside, prices * quantities, 0.0).sum(axis=-1))


def _over(after: Floats, before: Floats) -> Floats:
    result = np.full(np.broadcast_shapes(after.shape, before.shape), np.nan)
    np.divide(after, before, out=result, where=before > 0)
    return result


def laspeyres(before: Floats, after: Floats, quantity: Floats) -> Floats:
    """Return what the old basket costs now, over what it cost before.

    Parameters
    ----------
    before, after
        ``[..., V]`` prices; NaN where there is none.
    quantity
        ``[..., V]`` units bought in the first period.

    Returns
    -------
    numpy.ndarray
        ``[...]`` index, 1 for no change; NaN where no variety has both prices or nothing is bought.

    Raises
    ------
    InputError
        If a price is not positive, or a weight is missing or negative.
    """
    inside = matched(before, after)
    return _over(_spent(after, quantity, inside), _spent(before, quantity, inside))


def paasche(before: Floats, after: Floats, quantity: Floats) -> Floats:
    """Return what the new basket costs, over what it would have cost before.

    Parameters
    ----------
    before, after
        ``[..., V]`` prices; NaN where there is none.
    quantity
        ``[..., V]`` units bought in the second period.

    Returns
    -------
    numpy.ndarray
        ``[...]`` index, as for :func:`laspeyres`.
    """
    return laspeyres(before, after, quantity)


def fisher(before: Floats, after: Floats, first: Floats, second: Floats) -> Floats:
    """Return the geometric mean of both indices, which neither basket biases.

    Parameters
    ----------
    before, after
        ``[..., V]`` prices; NaN where there is none.
    first, second
        ``[..., V]`` units bought in the first and in the second period.
    """
    return np.sqrt(laspeyres(before, after, first) * paasche(before, after, second))


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "laspeyres": lambda before, after, first, _: laspeyres(before, after, first),
        "paasche": lambda before, after, _, second: paasche(before, after, second),
        "fisher": fisher,
    }
)
"""Formulas by name, of prices and quantities of two periods."""


def price_index(formula: str, before: Floats, after: Floats, first: Floats, second: Floats) -> Floats:
    """Return an index by the name of its formula.

    Parameters
    ----------
    formula
        ``laspeyres``, ``paasche`` or ``fisher``.
    before, after, first, second
        ``[..., V]`` prices and quantities of the two periods.

    Raises
    ------
    InputError
        If there is no such formula; the message names the nearest one.
    """
    if formula not in FORMULAS:
        raise InputError.one(f"there is no index '{formula}'", mend=nearest(formula, FORMULAS))
    return FORMULAS[formula](before, after, first, second)


def chained(prices: Sequence[Floats], quantities: Sequence[Floats], formula: str = "fisher") -> Floats:
    """Return the index of every period against the first, link by link.

    Each link compares two periods that follow each other over the varieties that have a price in both, so
    that varieties may enter and leave on the way.

    Parameters
    ----------
    prices, quantities
        For each of ``T`` periods ``[..., V]``; NaN where there is none.
    formula
        Formula of the links.

    Returns
    -------
    numpy.ndarray
        ``[T, ...]``, the first 1; NaN from the first link on that has no variety in common.

    Raises
    ------
    InputError
        As for :func:`laspeyres`, or if there are more or fewer quantities than prices.
    """
    if len(prices) != len(quantities) or not prices:
        raise InputError.one(
            f"{len(prices)} periods with prices and {len(quantities)} with quantities",
            mend="give both for every period, at least one",
        )
    links = [
        price_index(formula, prices[t - 1], prices[t], quantities[t - 1], quantities[t])
        for t in range(1, len(prices))
    ]
    if not links:
        return np.ones((1, *np.shape(prices[0])[:-1]))
    return np.asarray(np.cumprod(np.stack([np.ones_like(links[0]), *links]), axis=0), dtype=np.float64)
