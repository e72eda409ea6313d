"""What a recovery of costs returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.study.costs.bidders import GROUPS, Basis

__all__ = ["CostRecovery", "GroupMargin", "PooledBids", "RecoveredBid", "summarised"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredBid:
    """One bid and the cost behind it; prices and costs in 1/10,000 yuan, comparable."""

    variety: str
    firm: str
    brand: str
    group: str
    bidders: int
    price: int
    kind: Literal["point", "line", "edge", "unexplained"]
    """Whether the cost is a point; only bounded, at the guaranteed line or at the edge of the bids; or no
    cost from 0 on explains the bid."""
    cost: float | None
    """Recovered cost; ``None`` where it is only bounded."""
    lower: float
    """Lowest cost at which the bid is a best response."""
    upper: float
    """Highest such cost."""
    low: float
    """Lower end of the interval for sampling error, bounds included."""
    high: float
    shortfall: float
    """What the bid earns less than the best bids for any cost, as a share."""

    @property
    def margin(self) -> float | None:
        """Margin over the price; ``None`` where the cost is only bounded."""
        return None if self.cost is None else 1 - self.cost / self.price


@dataclass(frozen=True, slots=True)
class GroupMargin:
    """Margins of one group, as shares of the price."""

    group: str
    bids: int
    points: int
    """Bids with a point estimate."""
    mean: float
    """Mean margin over these; ``nan`` without any."""
    low: float
    """Interval of the mean for sampling error; ``nan`` without resamples."""
    high: float
    least: float
    """Mean of the lowest margins within the bounds, over all bids of the group."""
    most: float


@dataclass(frozen=True, slots=True)
class PooledBids:
    """Varieties that were taken together."""

    fewest: int
    most: int
    varieties: int
    bids: int
    distributions: tuple[str, ...]
    """Groups with a distribution of bids of their own."""
    whole: bool
    """Whether varieties were resampled whole; else single bids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRecovery:
    """Costs behind the bids of a list."""

    bids: tuple[RecoveredBid, ...]
    groups: tuple[GroupMargin, ...]
    """Groups with any bid, then all bids."""
    pools: tuple[PooledBids, ...]
    basis: Basis
    left_out: tuple[str, ...]
    """Clauses that the game leaves out."""
    invalid: int
    """Bids left out because they are not valid."""
    alone: int
    """Bids left out because nobody bid against them."""
    level: float
    reps: int


def summarised(bids: Sequence[RecoveredBid], margins: Floats, level: float) -> tuple[GroupMargin, ...]:
    """Return mean margins by group, and of all bids under the name ``all``.

    Parameters
    ----------
    bids
        The bids.
    margins
        ``[R, N]`` margins of the same bids in each resample.
    level
        Level of the intervals.
    """
    found = []
    for name in (*GROUPS, "all"):
        own = [at for at, one in enumerate(bids) if name in ("all", one.group)]
        if not own:
            continue
        known = {at: margin for at in own if (margin := bids[at].margin) is not None}
        points = list(known)
        mean = low = high = float("nan")
        if points:
            mean = float(np.mean(list(known.values())))
            if len(margins):
                means = margins[:, points].mean(axis=1)
                low, high = (float(np.quantile(means, q)) for q in ((1 - level) / 2, (1 + level) / 2))
        least = float(np.mean([1 - bids[at].upper / bids[at].price for at in own]))
        most = float(np.mean([1 - bids[at].lower / bids[at].price for at in own]))
        found.append(GroupMargin(name, len(own), len(points), mean, low, high, least, most))
    return tuple(found)
