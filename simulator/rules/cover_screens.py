"""Screens for cover bids: figures of the published bids of a variety that collusion is known to distort.

Where losers only pretend to compete, their bids lie close together and away from the winner's. As in
:mod:`simulator.rules.screens`, a figure calls for a second look and is never a verdict: competition under a
shared cost or a posted line looks alike. :mod:`simulator.rules.screen_power` says how well a screen tells
the two apart.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.rules.ranked_bids import mean_of, range_of, ranked_bids, ratio

__all__ = ["alternative_distance", "normalised_distance", "relative_distance"]

Floats = npt.NDArray[np.float64]


def relative_distance(prices: Ints, present: Bools, winners: int | Ints = 1) -> Floats:
    """Return the distance of the lowest loser from the highest winner, in standard deviations of the losers.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.
    winners
        Number of winning bids, the lowest ones; one number or ``[R]``.

    Returns
    -------
    numpy.ndarray
        ``[R]``; high values are suspicious; ``inf`` when all losers bid the same, above the winner; ``nan``
        with fewer than two losers or when all of them bid what the winner bid.

    Notes
    -----
    ``(b_2 - b_1) / s``, where ``s`` is the sample standard deviation of the losing bids. Source: Imhof,
    Simple Statistical Screens to Detect Bid Rigging, Working Papers SES 484, University of Fribourg, 2017
    (RD); Huber and Imhof, Machine Learning with Screens for Detecting Bid-Rigging Cartels, International
    Journal of Industrial Organization 65, 2019. With several winners the distance is that at the border;
    the extension is ours.
    """
    ranked, losing, step = _split(prices, present, winners)
    count = losing.sum(axis=1)
    middle = mean_of(ranked, losing)
    square = np.where(losing, (ranked - middle[:, None]) ** 2, 0.0).sum(axis=1) / np.maximum(count - 1, 1)
    return ratio(step, np.sqrt(square), np.asarray(count > 1))


def alternative_distance(prices: Ints, present: Bools, winners: int | Ints = 1) -> Floats:
    """Return the distance of the lowest loser from the highest winner, over the mean gap between losers.

    Parameters
    ----------
    prices, present, winners
        As in :func:`relative_distance`.

    Notes
    -----
    ``(b_2 - b_1) / mean(b_(i+1) - b_i, i >= 2)``; high values are suspicious, above 1 the winner stands
    apart. Among tenders with the same number of bids and one winner it flags the same ones as
    :func:`normalised_distance`. Source: the alternative relative distance (RDALT) of Huber and Imhof 2019,
    cited in :func:`relative_distance`.
    """
    ranked, losing, step = _split(prices, present, winners)
    count = losing.sum(axis=1)
    return ratio(step, range_of(ranked, losing) / np.maximum(count - 1, 1), count > 1)


def normalised_distance(prices: Ints, present: Bools, winners: int | Ints = 1) -> Floats:
    """Return the distance of the lowest loser from the highest winner, over the mean gap between all bids.

    Parameters
    ----------
    prices, present, winners
        As in :func:`relative_distance`.

    Returns
    -------
    numpy.ndarray
        ``[R]`` from 0 to the number of bids less one; its mean is 1 when all gaps follow one law. High
        values are suspicious; ``nan`` without a loser or when all bids are equal.

    Notes
    -----
    ``(b_2 - b_1) / mean(b_(i+1) - b_i)``. Source: the normalised distance (RDNOR) of Huber and Imhof 2019,
    cited in :func:`relative_distance`.
    """
    ranked, losing, step = _split(prices, present, winners)
    handed_in = ~np.isnan(ranked)
    count = handed_in.sum(axis=1)
    mean_gap = range_of(ranked, handed_in) / np.maximum(count - 1, 1)
    return ratio(step, mean_gap, np.asarray(losing.any(axis=1)))


def _split(prices: Ints, present: Bools, winners: int | Ints) -> tuple[Floats, Bools, Floats]:
    """Return the ranked bids, which of them lose, and the step from the last winner to the first loser."""
    ranked = ranked_bids(prices, present)
    number = np.broadcast_to(np.asarray(winners, dtype=np.int64), len(ranked))[:, None]
    if (number < 1).any():
        raise ValueError("a variety has at least one winning bid here; leave those without one out")
    losing = (np.arange(ranked.shape[1]) >= number) & ~np.isnan(ranked)
    first = np.minimum(number, ranked.shape[1] - 1)
    step = np.take_along_axis(ranked, first, axis=1) - np.take_along_axis(ranked, first - 1, axis=1)
    return ranked, losing, np.where(losing.any(axis=1), step[:, 0], np.nan)
