"""Screens of the shape of bids: how wide, how lopsided, how crowded they are, and whether they follow costs.

As in :mod:`simulator.rules.screens`, a figure calls for a second look and is never a verdict;
:mod:`simulator.rules.screen_power` says how well it tells rings from competition.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.rules.ranked_bids import mean_of, range_of, ranked_bids, ratio

__all__ = ["kurtosis", "rank_agreement", "relative_range", "skewness"]

Floats = npt.NDArray[np.float64]


def skewness(prices: Ints, present: Bools) -> Floats:
    """Return the skewness of the bids; a winner far below a bunch of losers makes it negative.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.

    Returns
    -------
    numpy.ndarray
        ``[R]``; low values are suspicious; ``nan`` with fewer than three bids or equal ones.

    Notes
    -----
    ``n / ((n-1)(n-2)) sum(((b - mean) / s)^3)`` with the sample standard deviation. Source: Imhof 2017,
    cited in :mod:`simulator.rules.cover_screens`.
    """
    scores, count = _scores(prices, present)
    safe = np.maximum(count, 3)
    figure = safe / ((safe - 1) * (safe - 2)) * (scores**3).sum(axis=1)
    return np.where((count >= 3) & scores.any(axis=1), figure, np.nan)


def kurtosis(prices: Ints, present: Bools) -> Floats:
    """Return the excess kurtosis of the bids; bids that crowd around one price make it high.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.

    Returns
    -------
    numpy.ndarray
        ``[R]``; high values are suspicious; ``nan`` with fewer than four bids or equal ones.

    Notes
    -----
    ``n(n+1) / ((n-1)(n-2)(n-3)) sum(((b - mean) / s)^4) - 3 (n-1)^2 / ((n-2)(n-3))`` with the sample standard
    deviation. Source: Imhof 2017, cited in :mod:`simulator.rules.cover_screens`.
    """
    scores, count = _scores(prices, present)
    n = np.maximum(count, 4)
    fourth = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (scores**4).sum(axis=1)
    figure = fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    return np.where((count >= 4) & scores.any(axis=1), figure, np.nan)


def relative_range(prices: Ints, present: Bools) -> Floats:
    """Return how far the highest bid lies above the lowest, relative to the lowest.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.

    Notes
    -----
    ``(b_n - b_1) / b_1``; low values are suspicious; ``nan`` with fewer than two bids. Source: the spread
    (SPD) of Huber and Imhof 2019, cited in :mod:`simulator.rules.cover_screens`.
    """
    ranked = ranked_bids(prices, present)
    handed_in = ~np.isnan(ranked)
    return ratio(range_of(ranked, handed_in), ranked[:, 0], np.asarray(handed_in.sum(axis=1) > 1))


def rank_agreement(prices: Ints, present: Bools, proxy: npt.ArrayLike) -> Floats:
    """Return the rank correlation of bids with a public sign of costs; cover bids do not follow costs.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.
    proxy
        ``[R, n]`` a figure known to rise with the firm's cost, such as its last price or its distance; one
        row serves all replications.

    Returns
    -------
    numpy.ndarray
        ``[R]`` from -1 to 1 (Spearman's rho, ties at their mean rank); low values are suspicious; ``nan``
        with fewer than three bids, or when all bids or all proxies are equal.

    Notes
    -----
    Source: Porter and Zona, Detection of Bid Rigging in Procurement Auctions, Journal of Political Economy
    101(3), 1993, compare ranks of bids with costs in a regression; the plain correlation is ours.
    """
    signs = np.broadcast_to(np.asarray(proxy, dtype=np.float64), prices.shape)
    one, other = _centred_ranks(prices, present), _centred_ranks(signs, present)
    scale = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    return ratio((one * other).sum(axis=1), scale, (present.sum(axis=1) > 2) & (scale > 0))


def _scores(prices: Ints, present: Bools) -> tuple[Floats, Ints]:
    """Return bids less their mean over their sample deviation, 0 without one, and the number of bids."""
    count = present.sum(axis=1)
    deviation = np.where(present, prices - mean_of(prices.astype(np.float64), present)[:, None], 0.0)
    spread = np.sqrt((deviation**2).sum(axis=1) / np.maximum(count - 1, 1))[:, None]
    return np.divide(deviation, spread, out=np.zeros_like(deviation), where=spread > 0), count


def _centred_ranks(values: Ints | Floats, present: Bools) -> Floats:
    """Return ranks less their mean, ties at their mean rank, 0 for those not handed in."""
    other = present[:, None, :]
    below = (other & (values[:, None, :] < values[:, :, None])).sum(axis=2)
    level = (other & (values[:, None, :] == values[:, :, None])).sum(axis=2)
    middle = (present.sum(axis=1, keepdims=True) + 1) / 2
    return np.where(present, below + (level + 1) / 2 - middle, 0.0)
