"""Screens of bids for a supervision group: figures that call for a second look, never a verdict.

A screen looks at prices alone and has no part in the award. Low spread and equal prices also come about
without agreement: a posted line that many bids meet, or a cost that all firms share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools, Lot

__all__ = [
    "Screened",
    "Thresholds",
    "coefficient_of_variation",
    "identical_share",
    "lowest_gap",
    "screen_bids",
    "screen_prices",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a figure is flagged."""

    most_variation: float = 0.06
    """A coefficient of variation up to this is flagged: the bids lie close together."""
    least_gap: float = 0.30
    """A distance of the two lowest bids from this on is flagged: the others may only have bid for show."""
    least_identical: float = 0.5
    """A share of bids with a price that another has as well is flagged from this on."""
    fewest_bids: int = 3
    """With fewer bids nothing is flagged."""

    def __post_init__(self) -> None:
        """Refuse thresholds that no figure can be compared with."""
        shares = (self.most_variation, self.least_gap, self.least_identical)
        if not all(np.isfinite(shares)) or min(shares) < 0:
            raise ValueError("thresholds are finite numbers from 0 on")
        if self.fewest_bids < 2:
            raise ValueError("a screen needs at least two bids")


@dataclass(frozen=True, slots=True)
class Screened:
    """Figures and flags of one variety; arrays ``[R]``, figures ``nan`` with fewer than two bids."""

    variety: str
    bids: Ints
    variation: Floats
    gap: Floats
    identical: Floats
    close: Bools
    """Flag: the bids lie close together."""
    apart: Bools
    """Flag: the lowest bid lies far below the next."""
    same: Bools
    """Flag: many bids are identical."""

    @property
    def flags(self) -> Ints:
        """``[R]`` number of flags that are raised."""
        return np.asarray(self.close.astype(np.int64) + self.apart + self.same, dtype=np.int64)


def coefficient_of_variation(prices: Ints, present: Bools) -> Floats:
    """Return the standard deviation of the bids over their mean.

    Parameters
    ----------
    prices
        ``[R, n]`` bids.
    present
        ``[R, n]`` which of them were handed in.

    Returns
    -------
    numpy.ndarray
        ``[R]``; ``nan`` with fewer than two bids. The deviation is that of the whole list, not of a sample.
    """
    count = present.sum(axis=1)
    safe = np.maximum(count, 1)
    mean = np.where(present, prices, 0).sum(axis=1) / safe
    square = np.where(present, (prices - mean[:, None]) ** 2, 0.0).sum(axis=1) / safe
    return _where_two(count, np.sqrt(square) / np.where(count > 0, mean, 1.0))


def lowest_gap(prices: Ints, present: Bools) -> Floats:
    """Return how far the second lowest bid lies above the lowest, relative to the lowest.

    Parameters
    ----------
    prices, present
        As in :func:`coefficient_of_variation`.
    """
    count = present.sum(axis=1)
    if prices.shape[1] < 2:
        return np.full(len(prices), np.nan)
    lowest = np.sort(np.where(present, prices, np.iinfo(np.int64).max), axis=1)[:, :2]
    first = np.where(count > 0, lowest[:, 0], 1)
    second = np.where(count > 1, lowest[:, 1], first)
    return _where_two(count, (second - first) / first)


def identical_share(prices: Ints, present: Bools) -> Floats:
    """Return the share of bids whose price at least one other bid has as well.

    Parameters
    ----------
    prices, present
        As in :func:`coefficient_of_variation`.
    """
    both = present[:, :, None] & present[:, None, :] & (prices[:, :, None] == prices[:, None, :])
    twins = (both.sum(axis=2) > 1).sum(axis=1)
    count = present.sum(axis=1)
    return _where_two(count, twins / np.maximum(count, 1))


def screen_bids(lots: Sequence[Lot], thresholds: Thresholds | None = None) -> tuple[Screened, ...]:
    """Screen the bids of every variety, independently of the award.

    Parameters
    ----------
    lots
        The varieties; bids are taken as they were quoted.
    thresholds
        From where on a figure is flagged. The ones given by default are ours; set them from tenders whose
        story is known.

    Returns
    -------
    tuple of Screened
        One for each variety, in the order given.
    """
    limits = thresholds or Thresholds()
    return tuple(_screen(lot.full(), limits) for lot in lots)


def _screen(lot: Lot, limits: Thresholds) -> Screened:
    return screen_prices(lot.variety, lot.bid, lot.present, limits)


def screen_prices(variety: str, prices: Ints, present: Bools, limits: Thresholds) -> Screened:
    """Screen the bids of one variety.

    Parameters
    ----------
    variety
        Name of the variety.
    prices, present
        As in :func:`coefficient_of_variation`.
    limits
        From where on a figure is flagged.
    """
    variation = coefficient_of_variation(prices, present)
    gap, identical = lowest_gap(prices, present), identical_share(prices, present)
    bids = present.sum(axis=1)
    enough = bids >= limits.fewest_bids
    return Screened(
        variety=variety,
        bids=bids,
        variation=variation,
        gap=gap,
        identical=identical,
        close=enough & (variation <= limits.most_variation),
        apart=enough & (gap >= limits.least_gap),
        same=enough & (identical >= limits.least_identical),
    )


def _where_two(count: Ints, figure: Floats) -> Floats:
    return np.where(count > 1, figure, np.nan)
