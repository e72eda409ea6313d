"""A variety with its actual bidders, decided by simulating the award: for any rule book.

Where scores, units, lines of single products or anchors that move with the mean decide, no exact kernel is
written, and rivals are drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.compiled import Compiled
from simulator.bidding.equilibrium.earnings import Awards
from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.money import Ints
from simulator.rules.lot import AwardedLot, Lot

__all__ = [
    "Award",
    "Draws",
    "SampledGame",
    "bid_of",
    "decide",
    "own_awards",
]

Floats = npt.NDArray[np.float64]
Award = Callable[[Lot], AwardedLot]
Draws = Callable[[str, int], tuple[Floats, Floats]]
"""From a name and a number of draws: uniforms ``[S, n]`` for standings, and for the drawing of lots."""


@dataclass(frozen=True, slots=True, eq=False)
class SampledGame:
    """A variety with its actual bidders, and the rules that decide it."""

    lot: Lot
    """The variety in one replication; bids, attendance and lots are replaced."""
    kinds: Ints
    """``[n]`` class of each bid; -1 for bids that stay as they are in the lot."""
    classes: tuple[BidderClass, ...]
    prices: Ints
    """``[B]`` prices that can be bid, increasing."""
    award: Award
    kept: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Prices that stay on every finer list."""
    compiled: Compiled | None = None
    """The award in a form that is fast to ask about one firm, where the rule book allows it."""

    @property
    def need(self) -> float:
        """Reported need of a year, in units."""
        by_area = float(self.lot.base.sum())
        return max(by_area or float(np.maximum(self.lot.brand_volume, 0).sum()), 1.0)


def bid_of(game: SampledGame, profile: Profile, standing: Floats) -> tuple[Ints, Floats]:
    """Return bids (0 for none) and costs of all firms.

    Parameters
    ----------
    game
        The variety.
    profile
        ``[C, B]`` bids by class.
    standing
        ``[S, n]`` share of its class that is cheaper than each firm.
    """
    bids = np.broadcast_to(np.where(game.lot.present, game.lot.bid, 0), standing.shape).copy()
    costs = np.zeros(standing.shape)
    for number, one in enumerate(game.classes):
        who = game.kinds == number
        at = profile.bids(number, standing[:, who])
        bids[:, who] = np.where(at >= 0, game.prices[at], 0)
        costs[:, who] = one.costs.quantile(standing[:, who])
    return bids, costs


def decide(game: SampledGame, bids: Ints, lots: Floats, costs: npt.ArrayLike = 0) -> AwardedLot:
    """Put bids through the rules; 0 is no bid.

    Parameters
    ----------
    game
        The variety.
    bids, lots
        ``[R, n]`` bids in 1/10,000 yuan, and uniforms for the drawing of lots.
    costs
        ``[R, n]`` costs, below which nobody takes a second chance; by default everybody takes one.
    """
    lot = replace(
        game.lot,
        bid=np.maximum(bids - game.lot.fee[None, :], 1),
        present=(bids > 0) & game.lot.present,
        draw=(lots * 2**32).astype(np.int64),
        reserve=np.broadcast_to(np.maximum(np.ceil(costs), 1).astype(np.int64), bids.shape),
    )
    return game.award(lot)


def own_awards(game: SampledGame, awarded: AwardedLot, own: Ints) -> Awards:
    """Return what became of one firm in each replication, with volumes over the term.

    Parameters
    ----------
    game
        The variety.
    awarded
        The award.
    own
        ``[R]`` the firm in each replication.
    """
    rows = np.arange(len(own))
    volume = awarded.volume[rows, own] / game.need * np.maximum(awarded.years, 1)
    price = awarded.price[rows, own].astype(np.float64)
    return Awards(awarded.lot.present[rows, own], awarded.won[rows, own], price, volume)
