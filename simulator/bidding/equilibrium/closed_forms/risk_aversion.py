"""Firms that dislike risk: the utility of a profit is a power of it (constant relative risk aversion)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.closed_forms.pay_as_bid import expected_volume
from simulator.bidding.equilibrium.closed_forms.quadrature import integral
from simulator.bidding.equilibrium.closed_forms.symmetric import SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = [
    "averse_rank_volume_bids",
    "averse_single_award_bids",
    "expected_payment",
    "expected_single_price",
]


def averse_single_award_bids(cost: npt.ArrayLike, tender: SymmetricTender, rho: float) -> Floats:
    """Bid for a tender with one winner when firms dislike the risk of losing.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        A tender with one award and a ceiling that does not bind.
    rho
        Exponent of utility, above 0 and at most 1; at 1 firms do not mind risk.

    Raises
    ------
    ValueError
        If the tender is not of that kind, ``rho`` is out of range, or a cost is outside its range.

    Notes
    -----
    A firm of exponent ``rho`` bids like one without aversion that has ``(n - 1)/rho`` rivals.
    Source: Holt, Journal of Political Economy 88(3), 1980; Krishna, Auction Theory (2nd ed.), section 4.1.
    """
    _check_single(tender, rho)
    level = tender.costs.level(cost)
    return tender.costs.at(level + rho * (1 - level) / (tender.firms - 1 + rho))


def expected_single_price(tender: SymmetricTender, rho: float) -> float:
    """Return the price to be expected of a tender with one winner: the lowest cost and its mark-up.

    Parameters
    ----------
    tender, rho
        As in ``averse_single_award_bids``, with the same errors.
    """
    _check_single(tender, rho)
    n = tender.firms
    return float(tender.costs.at((1 + rho * n / (n - 1 + rho)) / (n + 1)))


def _check_single(tender: SymmetricTender, rho: float) -> None:
    _check(rho)
    if len(tender.volumes) != 1 or tender.entry < 1:
        raise ValueError("this formula is for one award and a slack ceiling (see averse_rank_volume_bids)")


def averse_rank_volume_bids(cost: npt.ArrayLike, tender: SymmetricTender, rho: float) -> Floats:
    """Bid for volumes by rank when firms dislike the risk of a low rank.

    Where all winners get the same, aversion lowers every bid; where ranks differ, dear firms may bid higher.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        Any symmetric tender.
    rho
        Exponent of utility, above 0 and at most 1; at 1 firms do not mind risk.

    Returns
    -------
    numpy.ndarray
        Bids; NaN for firms that stay out because their cost is above the ceiling.

    Raises
    ------
    ValueError
        If ``rho`` or a cost is out of range.

    Notes
    -----
    Let ``q(c)`` be the sum over ranks of ``v^rho`` times the chance of the rank, and ``w = q^(1/rho)``. By
    the envelope theorem ``(b - c) w(c)`` falls at the rate ``w(c)``, so the margin is the integral of ``w``
    above the cost over ``w(c)``, plus what the last firm is sure of. Derived here; for one award it is the
    formula above.
    """
    _check(rho)
    weighed = SymmetricTender(tender.firms, tuple(v**rho for v in tender.ranks), tender.costs, tender.ceiling)
    level = tender.costs.level(cost)

    def power(at: Floats, over: Floats) -> Floats:
        worth = expected_volume(tender.costs.at(np.clip(at, 0, 1)), weighed)
        return np.asarray(np.divide(worth, over, out=np.zeros_like(worth), where=over > 0) ** (1 / rho))

    own = expected_volume(tender.costs.at(level), weighed)
    margin = integral(lambda at: power(at, own[..., None]), np.minimum(level, tender.entry), tender.entry)
    last = np.full_like(level, weighed.sure_volume)
    margin = margin + tender.sure_margin * power(np.full_like(level, tender.entry), own) * (last > 0)
    return np.where(level <= tender.entry, tender.costs.at(level + margin), np.nan)


def expected_payment(tender: SymmetricTender, rho: float) -> float:
    """Return the total payment to be expected when all firms bid as above.

    Parameters
    ----------
    tender, rho
        As in ``averse_rank_volume_bids``, with the same errors.
    """

    def paid(level: Floats) -> Floats:
        cost = tender.costs.at(level)
        return averse_rank_volume_bids(cost, tender, rho) * expected_volume(cost, tender)

    return tender.firms * float(integral(paid, 0.0, tender.entry))


def _check(rho: float) -> None:
    if not 0 < rho <= 1:
        raise ValueError(f"rho is {rho}; it must be above 0 and at most 1 (no aversion)")
