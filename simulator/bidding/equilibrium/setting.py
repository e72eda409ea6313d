"""A variety before anybody bids, as all its bidders know it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass
from simulator.money import Ints
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import Clauses

__all__ = ["NEED", "Setting", "identical_bidders"]

NEED = 10**9
"""Yearly need of the varieties that :func:`identical_bidders` lays before the rules, in units."""


Shorts = npt.NDArray[np.int16]


def _no_tastes() -> Shorts:
    return np.zeros((0, 0), dtype=np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A variety before anybody bids, as all its bidders know it; prices in 1/10,000 yuan."""

    clauses: Clauses
    ceiling: int
    form: str
    volume_class: str
    units: Ints
    """``[A]`` unit of each supply area."""
    weights: Ints
    """``[A]`` weight of each supply area for demand."""
    classes: tuple[BidderClass, ...]
    tastes: Shorts = field(default_factory=_no_tastes)
    """``[K, A]`` orders of preference among areas that a winner may have, each as likely; if there are none,
    all prefer the areas with most demand."""
    absent: int = 0
    """Further firms that may bid, but cannot win above their cost; the term may depend on their number."""

    @property
    def bidders(self) -> int:
        """Number of firms that may bid."""
        return sum(one.number for one in self.classes)


def identical_bidders(setting: Setting, bid: Ints, ceiling: int, names: tuple[str, ...]) -> Lot:
    """Return the variety with bidders that differ in their bids alone, and in the areas they prefer.

    They may differ in taste: the first bidder has the first of the setting's tastes for areas, and so on.
    Every bidder has sold the same before and was named by hospitals as often as any other; lots are drawn in
    the order of the columns, and nobody refuses a price later.

    Parameters
    ----------
    setting
        The variety.
    bid
        ``[1, n]`` bids in 1/10,000 yuan.
    ceiling
        Highest valid bid.
    names
        ``[n]`` names of the bidders.
    """
    count = bid.shape[1]
    by_size = np.argsort(-setting.weights, kind="stable").astype(np.int16)
    tastes = setting.tastes if setting.tastes.size else by_size[None, :]
    shares = setting.weights / max(int(setting.weights.sum()), 1)
    even = np.full(count, NEED // max(count, 1), dtype=np.int64)
    highest = np.full((1, count), ceiling, dtype=np.int64)
    return Lot(
        variety="any",
        firms=names,
        brands=("",) * count,
        bid=bid,
        present=np.ones((1, count), dtype=np.bool_),
        ceiling=highest,
        reference=highest,
        status=np.full(count, STATUSES.index("passed"), dtype=np.uint8),
        link=np.full(count, UNKNOWN, dtype=np.int64),
        strength_ratio=np.ones(count),
        pack_ratio=np.ones(count),
        past_volume=even,
        brand_volume=even,
        coverage=np.zeros(count, dtype=np.int64),
        reserve=np.ones((1, count), dtype=np.int64),
        draw=np.arange(count, dtype=np.int64)[None, :],
        form=setting.form,
        volume_class=setting.volume_class,
        base=np.floor(NEED * shares).astype(np.int64),
        preference=np.resize(tastes, (count, len(by_size))),
    )
