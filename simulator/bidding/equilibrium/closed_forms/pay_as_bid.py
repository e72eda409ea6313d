"""Private costs, sealed bids, every winner paid its own bid: the main case of volume-based procurement."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from simulator.bidding.equilibrium.closed_forms.symmetric import Outcome, SymmetricTender
from simulator.bidding.equilibrium.closed_forms.uniform import Floats

__all__ = [
    "equal_award_bids",
    "expected_outcome",
    "expected_volume",
    "rank_volume_bids",
    "single_award_bids",
]


def single_award_bids(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Bid for a tender with one winner: cost plus a mark-up that shrinks with the number of firms.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        A tender with one award.

    Returns
    -------
    numpy.ndarray
        Bids; NaN for firms that stay out because their cost is above the ceiling.

    Raises
    ------
    ValueError
        If the tender has several awards, or a cost is outside its range.

    Notes
    -----
    With costs on [0, 1] and entry up to ``R = min(ceiling, 1)``:
    ``b(c) = c + ((1 - c)^n - (1 - R)^n) / (n (1 - c)^(n - 1))``.
    Source: Krishna, Auction Theory (2nd ed.), sections 2.3 and 2.5, mirrored for procurement.
    """
    if len(tender.volumes) != 1:
        raise ValueError(f"{len(tender.volumes)} awards; this formula is for one (see equal_award_bids)")
    n, level = tender.firms, tender.costs.level(cost)
    above, out = 1 - level, 1 - tender.entry
    # A quotient of what lies above both, so that large numbers of firms do not underflow.
    ratio = np.divide(out, above, out=np.ones_like(above), where=above > out)
    return _bids(level, above * (1 - ratio**n) / n, tender)


def equal_award_bids(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Bid for a tender with several equal awards: what the dearest winner costs, if one's own cost wins.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        A tender with equal volumes.

    Returns
    -------
    numpy.ndarray
        Bids; NaN for firms that stay out because their cost is above the ceiling.

    Raises
    ------
    ValueError
        If volumes differ by rank, or a cost is outside its range.

    Notes
    -----
    With costs on [0, 1], ``k`` awards and a slack ceiling the bid is the expected ``k``-th lowest cost of the
    rivals, given that it is above one's own: ``1 - (n - k)/n I(1-c; n-k+1, k) / I(1-c; n-k, k)`` with the
    regularised incomplete beta function ``I(x; a, b)``. Firms that are all sure to win bid the ceiling.
    Source: Krishna, Auction Theory (2nd ed.), chapter 13, mirrored; the ceiling as in section 2.5.
    """
    if len(set(tender.volumes)) > 1:
        raise ValueError(f"volumes by rank {tender.volumes} differ; see rank_volume_bids")
    n, k, level = tender.firms, len(tender.ranks), tender.costs.level(cost)
    if k == n:
        return np.where(level <= tender.entry, tender.ceiling, np.nan)
    above, out = 1 - level, 1 - tender.entry
    wins = np.asarray(betainc(n - k, k, above))
    gain = _area(above, n, k) - _area(np.asarray(out), n, k)
    return _bids(level, np.divide(gain, wins, out=np.zeros_like(gain), where=wins > 0), tender)


def _area(above: Floats, n: int, k: int) -> Floats:
    """Integrate the chance to win from a cost upwards."""
    return np.asarray(above * betainc(n - k, k, above) - (n - k) / n * betainc(n - k + 1, k, above))


def rank_volume_bids(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Bid for a tender in which cheaper firms are given more: the steeper the volumes, the lower the bids.

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        Any symmetric tender.

    Returns
    -------
    numpy.ndarray
        Bids; NaN for firms that stay out because their cost is above the ceiling.

    Raises
    ------
    ValueError
        If a cost is outside its range.

    Notes
    -----
    With ``q(c)`` the expected volume of a firm whose rank is that of its cost, the envelope theorem gives
    the margin ``b - c = (integral of q from c to the last cost that bids, plus what that one earns) /
    q(c)``. The last one earns nothing, unless every firm wins and the ceiling is above all costs: then it
    bids the ceiling.
    Source: the split-award equilibrium of Chaturvedi, Katok and Beil, Management Science 65(1), 2019.
    """
    level = tender.costs.level(cost)
    profit = _won_above(level, tender) - _won_above(np.asarray(tender.entry), tender)
    profit = profit + tender.sure_margin * tender.sure_volume
    volume = _volume(level, tender)
    return _bids(level, np.divide(profit, volume, out=np.zeros_like(profit), where=volume > 0), tender)


def expected_volume(cost: npt.ArrayLike, tender: SymmetricTender) -> Floats:
    """Return the volume that firms may expect, given their costs (0 above the ceiling).

    Parameters
    ----------
    cost
        Unit costs, any shape, in the unit of the tender's range.
    tender
        Any symmetric tender.
    """
    level = tender.costs.level(cost)
    return np.where(level <= tender.entry, _volume(level, tender), 0.0)


def expected_outcome(tender: SymmetricTender) -> Outcome:
    """Return payment, volume and profit to be expected when all firms bid the equilibrium.

    Parameters
    ----------
    tender
        Any symmetric tender.

    Notes
    -----
    Integrals of the formulas above. Without a binding ceiling and with costs on [0, 1] the payment is the
    sum of ``2 j v_j / (n + 1)`` over ranks, plus ``n (ceiling - 1) v_n`` where every firm wins.
    """
    n, entry = tender.firms, tender.entry
    rank = np.arange(1, len(tender.ranks) + 1)
    share = np.asarray(tender.ranks)
    volume = float(np.sum(share * betainc(rank, n - rank + 1, entry)))
    spent = float(np.sum(share * rank / (n + 1) * betainc(rank + 1, n - rank + 1, entry)))
    profit = spent / n + tender.sure_margin * tender.sure_volume
    payment = tender.costs.low * volume + tender.costs.width * (spent + n * profit)
    return Outcome(payment, volume, tender.costs.width * profit, (1 - entry) ** n)


def _volume(level: Floats, tender: SymmetricTender) -> Floats:
    """Return the expected volume of firms whose rank is that of their cost."""
    n = tender.firms
    rank = np.arange(1, len(tender.ranks) + 1)
    # The chance of a rank, as a difference of chances to be among the first.
    among = np.asarray(betainc(n - rank[:-1], rank[:-1], (1 - level)[..., None]))
    last = np.ones_like(level) if rank[-1] == n else np.asarray(betainc(n - rank[-1], rank[-1], 1 - level))
    steps = -np.diff(np.asarray(tender.ranks))
    return np.asarray((among * steps).sum(axis=-1) + tender.ranks[-1] * last)


def _won_above(level: Floats, tender: SymmetricTender) -> Floats:
    """Integrate the expected volume from a cost upwards, on the scale of [0, 1]."""
    n = tender.firms
    rank = np.arange(1, len(tender.ranks) + 1)
    parts = betainc(n - rank + 1, rank, (1 - level)[..., None]) / n
    return np.asarray((parts * np.asarray(tender.ranks)).sum(axis=-1))


def _bids(level: Floats, margin: Floats, tender: SymmetricTender) -> Floats:
    return np.where(level <= tender.entry, tender.costs.at(level + margin), np.nan)
