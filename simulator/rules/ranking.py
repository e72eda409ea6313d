"""Order of bids by price, with ties told apart by data and, last, by lot."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.lot import CRITERIA, UNKNOWN, Bools, Lot
from simulator.rules.parameters import Score, TieOrder

__all__ = ["Order", "first_in", "order_bids", "order_by_score", "scores", "static_ties"]

Order = npt.NDArray[np.intp]
_BEHIND = np.int64(1) << 40
_FULL = 1_000_000


def static_ties(lot: Lot, ties: TieOrder) -> Ints:
    """Rank the bids of a variety by the tie keys alone: 0 is best, equal ranks stay tied.

    A key that is missing for any bid of the variety, or differs between replications, is passed over.
    """
    columns = {"past-volume": lot.past_volume, "brand-volume": lot.brand_volume, "coverage": lot.coverage}
    usable = [columns[key] for key in ties.keys.value if lot.size and _serves(columns[key])]
    if not usable:
        return np.zeros(lot.size, dtype=np.int64)
    rows = np.stack([-column for column in usable], axis=1)
    ranks = np.unique(rows, axis=0, return_inverse=True)[1]
    return np.asarray(ranks, dtype=np.int64).reshape(-1)


def _serves(column: Ints) -> bool:
    return column.ndim == 1 and bool((column != UNKNOWN).all())


def order_bids(price: Ints, ties: Ints, draw: Ints, standing: Bools) -> tuple[Order, Ints]:
    """Order the standing bids by price, then tie keys, then lot, then position in the list.

    Parameters
    ----------
    price
        ``[R, n]`` comparable prices.
    ties
        ``[n]`` ranks by the tie keys.
    draw
        ``[R, n]`` random numbers, smaller first.
    standing
        ``[R, n]`` bids that are ranked; the others go behind.

    Returns
    -------
    order, position
        ``[R, n]`` bids in order, and each bid's rank from 1 (0 where not standing).
    """
    count = price.shape[1]
    # Tie ranks may come from a larger lot than these bids, so their own maximum sets the room they need.
    room = int(ties.max(initial=0)) + 1
    key = np.where(standing, price, _BEHIND) * room + ties
    order = np.argsort(key, axis=1, kind="stable")
    ordered = np.take_along_axis(key, order, axis=1)
    tied = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] < _BEHIND * room)
    rows = np.flatnonzero(tied.any(axis=1))
    if rows.size:
        order[rows] = np.lexsort((draw[rows], key[rows]), axis=-1)
    position = np.empty_like(order)
    np.put_along_axis(position, order, np.arange(1, count + 1, dtype=order.dtype)[None, :], axis=1)
    return order, np.where(standing, position, 0).astype(np.int64)


def scores(lot: Lot, price: Ints, ceiling: Ints, standing: Bools, clause: Score) -> tuple[Ints, Bools]:
    """Score every standing bid by price and technical points.

    Parameters
    ----------
    lot
        The variety, with technical points or single scores.
    price, ceiling
        ``[R, n]`` comparable prices and ceilings.
    standing
        ``[R, n]`` valid bids.
    clause
        The clause ``ranking``.

    Returns
    -------
    score, known
        ``[R, n]`` scores on a common scale, larger is better, and ``[R]`` whether every standing bid has
        technical points on record.

    Notes
    -----
    Source: price 60 %, technical 40 % in the national tender of patent medicines (S97); 80 and 20 % in the
    Shaanxi-led alliance (S93).
    """
    technical = _technical(lot, clause)
    if clause.price_points.value == "cut":
        known_ceiling = ceiling != UNKNOWN
        gap = np.where(known_ceiling, np.maximum(ceiling - price, 0), 0)
        points = round_half_up(gap * _FULL, np.maximum(ceiling, 1))
    else:
        lowest = np.where(standing, price, _BEHIND).min(axis=1, keepdims=True)
        points = np.where(standing, round_half_up(lowest * _FULL, np.maximum(price, 1)), 0)
    price_over, price_under = fraction(clause.price_weight.value)
    tech_over, tech_under = fraction(clause.technical_weight.value)
    score = price_over * tech_under * points + tech_over * price_under * np.maximum(technical, 0)
    return score, ~(standing & (technical == UNKNOWN)).any(axis=1)


def _technical(lot: Lot, clause: Score) -> Ints:
    if clause.criteria is None:
        return lot.technical
    total = [Fraction(0)] * lot.size
    for name, weight in clause.criteria.value.items():
        column = lot.criteria[:, CRITERIA.index(name)]
        total = [sum_ + Fraction(weight) * int(points) for sum_, points in zip(total, column, strict=True)]
    used = [CRITERIA.index(name) for name in clause.criteria.value]
    missing = (lot.criteria[:, used] == UNKNOWN).any(axis=1)
    rounded = np.array([(2 * t.numerator + t.denominator) // (2 * t.denominator) for t in total])
    return np.where(missing, UNKNOWN, rounded.astype(np.int64))


def order_by_score(score: Ints, price: Ints, ties: Ints, draw: Ints, standing: Bools) -> tuple[Order, Ints]:
    """Order the standing bids by score, best first, then as :func:`order_bids` does."""
    keys = (draw, np.broadcast_to(ties, price.shape), price, -score, ~standing)
    order = np.lexsort(keys, axis=-1)
    position = np.empty_like(order)
    ranks = np.arange(1, price.shape[1] + 1, dtype=order.dtype)[None, :]
    np.put_along_axis(position, order, ranks, axis=1)
    return order, np.where(standing, position, 0).astype(np.int64)


def first_in(position: Ints, among: Bools) -> tuple[Order, Bools]:
    """Return, for each replication, which of some bids is ranked first, and whether there is one.

    Parameters
    ----------
    position
        ``[R, n]`` ranks from 1.
    among
        ``[R, n]`` bids to choose from.
    """
    found = np.where(among, position, np.iinfo(np.int64).max)
    return found.argmin(axis=1), np.asarray(among.any(axis=1))
