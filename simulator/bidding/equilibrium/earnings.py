"""What firms of a class earn by awards that were decided one by one, by the rules or compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass
from simulator.bidding.equilibrium.stakes import lost_by_failing, worth_later

__all__ = ["Awards", "earned_later", "earned_now", "expected_profit", "with_next"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Awards(NamedTuple):
    """What became of bids; all of one shape."""

    bid: Bools
    """Whether a bid was handed in."""
    won: Bools
    price: Floats
    """Award price; any number without an award."""
    volume: Floats
    """Awarded volume over the term; any number without an award."""


def earned_now(one: BidderClass, got: Awards, cost: Floats) -> Floats:
    """Return what each bid earns in this term, in and outside the tender.

    Parameters
    ----------
    one
        The class.
    got
        What became of its bids.
    cost
        Own costs, of a shape that goes with the awards.
    """
    outside = one.outside
    volume = np.minimum(got.volume, one.capacity)
    margin = got.price - cost
    if one.breach is not None:
        margin = margin - lost_by_failing(one.breach, one.breach.fates(got.price, cost), got.price, cost)
    award = volume * margin + outside.gained(got.price, cost)
    entry = np.where(got.bid, outside.entry_cost, 0.0)
    return np.asarray(outside.without(cost) - entry + np.where(got.won, award, 0.0))


def earned_later(one: BidderClass, got: Awards, cost: Floats, profit: float) -> Floats:
    """Return what each bid earns at the next tender, over having no award in this one.

    Parameters
    ----------
    one, got, cost
        As in :func:`earned_now`.
    profit
        Expected profit of a term.
    """
    if one.after is None:
        return np.zeros(np.shape(got.won))
    fates = None if one.breach is None else one.breach.fates(got.price, cost)
    return np.where(got.won, worth_later(one.after, fates, max(profit, 0.0)), 0.0)


def expected_profit(one: BidderClass, now: Floats) -> float:
    """Return a firm's expected profit of a term: as given, or the mean of what firms earn now.

    Parameters
    ----------
    one
        The class.
    now
        What its firms earn in this term, by the bids that all firms follow.
    """
    if one.after is None or one.after.profit is None:
        return float(now.mean())
    return one.after.profit


def with_next(one: BidderClass, got: Awards, cost: Floats, followed: int = 0) -> Floats:
    """Return what several bids earn in each draw, now and at the next tender.

    Parameters
    ----------
    one, cost
        As in :func:`earned_now`.
    got
        ``[D, S]`` what became of several bids in each draw.
    followed
        Which of them firms follow: what they earn by it now is the expected profit of a term.
    """
    now = earned_now(one, got, cost)
    if one.after is None:
        return now
    return now + earned_later(one, got, cost, expected_profit(one, now[followed]))
