"""Private costs, sealed bids, one price for all winners: what a tender without pay-as-bid would give."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = [
    "bids_for_highest_winning_price",
    "bids_for_lowest_losing_price",
    "expected_payment",
    "variance_at_lowest_losing_price",
]


def bids_for_highest_winning_price(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Bid for equal awards that are all paid the highest winning bid.

    Only the dearest winner sets the price, so firms mark up as if there were fewer rivals: like a single
    award among ``n - k + 1`` firms.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        A tender with equal awards, fewer than firms, and a ceiling that does not bind.

    Raises
    ------
    ValueError
        If the tender is not of that kind, or a cost is outside its range.

    Notes
    -----
    The first-order condition is ``b' = (n - k) (b - c) f / (1 - F)``; with costs on [0, 1] it gives
    ``b(c) = c + (1 - c)/(n - k + 1)``.
    Source: Krishna, Auction Theory (2nd ed.), chapter 13 on uniform prices; the condition is derived above.
    """
    n, k = _checked(tender)
    level = tender.costs.level(cost)
    return tender.costs.at(level + (1 - level) / (n - k + 1))


def bids_for_lowest_losing_price(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Bid for equal awards that are all paid the lowest losing bid: one's own cost, whatever others do.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        A tender with equal awards, fewer than firms, and a ceiling that does not bind.

    Raises
    ------
    ValueError
        If the tender is not of that kind, or a cost is outside its range.

    Notes
    -----
    Source: Vickrey, Journal of Finance 16(1), 1961; with one award a firm it is the Vickrey-Clarke-Groves
    rule.
    """
    _checked(tender)
    return tender.costs.at(tender.costs.level(cost))


def expected_payment(tender: SymmetricTender) -> float:
    """Return the total payment to be expected under either uniform price; it is that of pay-as-bid too.

    Parameters
    ----------
    tender
        A tender with equal awards, fewer than firms, and a ceiling that does not bind.

    Raises
    ------
    ValueError
        If the tender is not of that kind.

    Notes
    -----
    The expected ``(k + 1)``-th lowest of ``n`` costs for each of ``k`` awards (revenue equivalence).
    """
    n, k = _checked(tender)
    return tender.volumes[0] * k * float(tender.costs.at((k + 1) / (n + 1)))


def variance_at_lowest_losing_price(tender: SymmetricTender) -> float:
    """Return the variance of the total payment when all winners are paid the lowest losing bid.

    Parameters
    ----------
    tender
        A tender with equal awards, fewer than firms, and a ceiling that does not bind.

    Raises
    ------
    ValueError
        If the tender is not of that kind.

    Notes
    -----
    The variance of the ``(k + 1)``-th order statistic, a Beta variable, times the square of the volume.
    """
    n, k = _checked(tender)
    scale = tender.volumes[0] * k * tender.costs.width
    return scale**2 * (k + 1) * (n - k) / ((n + 1) ** 2 * (n + 2))


def _checked(tender: SymmetricTender) -> tuple[int, int]:
    """Return the numbers of firms and of awards."""
    n, k = tender.firms, len(tender.ranks)
    if np.ptp(tender.ranks) != 0 or k >= n or tender.entry < 1:
        raise ValueError("a uniform price needs equal volumes, fewer awards than firms and a slack ceiling")
    return n, k
