"""Nearly best responses to what prices brought against drawn rivals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.smooth_answer import price_widths
from simulator.bidding.equilibrium.stakes import lost_by_failing, worth_later
from simulator.bidding.equilibrium.worths import Worths
from simulator.money import Ints

__all__ = ["drawn_response", "profit_of_term", "standings"]

Floats = npt.NDArray[np.float64]

_STANDINGS = 128
_LEAST_STAKE, _TINY = 0.01, 1e-12


def standings() -> Floats:
    """Return the standings in a class at which responses are found, ``[K]``, the cheapest first."""
    return np.asarray((np.arange(_STANDINGS) + 0.5) / _STANDINGS)


def drawn_response(seen: Worths, one: BidderClass, prices: Ints, profit: float, precision: float) -> Floats:
    """Return how likely each price is if every firm of a class chooses nearly its best.

    A second chance makes the payoff bend in the own cost, because an offer is taken only if it covers it, so
    that responses are found at many standings, not on an upper edge of lines. A firm considers no price that
    earns less than staying out, and errs the less a price earns, compared with its best.

    Parameters
    ----------
    seen
        What every price brings on average.
    one, prices
        The class, and the list of prices.
    profit
        Expected profit of a term, for what an award is worth at the next tender.
    precision
        How much more often the better of two prices is chosen.
    """
    worth = _worth(seen, one, prices, profit)
    if one.may_stay_out:
        worth = np.where((worth >= 0) & (worth.max(axis=1, keepdims=True) > 0), worth, -np.inf)
    worth = worth[np.isfinite(worth).any(axis=1)]
    if not len(worth):
        return np.zeros(len(prices))
    best = np.abs(worth.max(axis=1, keepdims=True))
    stakes = np.maximum(best, max(_LEAST_STAKE * float(best.mean()), _TINY))
    weights = np.log(price_widths(prices.astype(np.float64))) + precision * worth / stakes
    return np.asarray(softmax(weights, axis=1).sum(axis=0) / _STANDINGS)


def profit_of_term(seen: Worths, one: BidderClass, prices: Ints, followed: Ints) -> float:
    """Return the expected profit of a term: as given, or what firms earn now; 0 where nothing depends on it.

    Parameters
    ----------
    seen, one, prices
        As in :func:`drawn_response`.
    followed
        ``[K]`` the price, by index, that firms at each standing bid; -1 stays out.
    """
    if one.after is None or one.after.profit is not None:
        return 0.0 if one.after is None else one.after.profit or 0.0
    worth = _worth(seen, replace(one, after=None), prices, 0.0)[np.arange(_STANDINGS), followed]
    outside = one.outside.without(one.costs.quantile(standings()))
    return float((np.where(followed >= 0, worth, 0.0) + outside).mean())


def _worth(seen: Worths, one: BidderClass, prices: Ints, profit: float) -> Floats:
    """Return ``[K, B]`` what every price is worth to firms at even standings, over staying out."""
    outside = one.outside
    cost = one.costs.quantile(standings())[:, None]
    award = np.divide(seen.income, seen.volume, out=prices.astype(np.float64), where=seen.volume > 0)[None, :]
    worth = seen.income - cost * seen.volume + outside.gained(award, cost) * seen.wins
    margin = np.maximum(seen.levels - cost, 0.0)
    offers = bool(seen.offers.any())
    if offers:
        worth += _over_offers(margin, seen.offered)
        worth += _over_offers(outside.gained(seen.levels, cost) * (margin > 0), seen.offers)
    if one.breach is not None or one.after is not None:
        lost, later = _beyond(one, award, cost, profit)
        worth += later * seen.wins - lost * seen.volume
        if offers:
            lost, later = _beyond(one, seen.levels[None, :].astype(np.float64), cost, profit)
            worth += _over_offers(later * (margin > 0), seen.offers)
            worth -= _over_offers(lost * (margin > 0), seen.offered)
    return np.asarray(worth - outside.entry_cost)


def _over_offers(each: npt.ArrayLike, seen: Floats) -> Floats:
    """Return the sum over offered prices, ``[K, B]``.

    Not as a product of matrices: a library would start threads for it that wait longer than they work.
    """
    return np.asarray(
        np.einsum("kh,hb->kb", np.asarray(each, dtype=np.float64), np.ascontiguousarray(seen.T))
    )


def _beyond(one: BidderClass, price: Floats, cost: Floats, profit: float) -> tuple[Floats, Floats]:
    """Return what failing takes from a unit, and what an award is worth at the next tender: ``[K, B]``."""
    fates = None if one.breach is None else one.breach.fates(price, cost)
    lost = later = np.zeros((1, 1))
    if one.breach is not None and fates is not None:
        lost = lost_by_failing(one.breach, fates, price, cost)
    if one.after is not None:
        later = worth_later(one.after, fates, max(profit, 0.0))
    return lost, later
