"""Limited thinking about one variety under a rule book, as bids that firms can read from a table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hierarchy import HierarchyBids, Thinking, hierarchy_bids
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.resolution import told_apart
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.whims import PARTS, WhimBids, quantiles_by_whim, whims

__all__ = ["hierarchy_variety"]

Floats = npt.NDArray[np.float64]

_PRICES = 64


def hierarchy_variety(setting: Setting, thinking: Thinking) -> WhimBids:
    """Find the bids of firms that think a limited number of steps ahead.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    thinking
        How far firms think.
    """
    game = to_game(setting, told_apart(setting, price_list(setting, lowest_price(setting), _PRICES)))
    found = hierarchy_bids(game, thinking)
    bids = np.stack([_by_whim(game, found, number) for number in range(len(game.classes))])
    return WhimBids(bids, found.gains)


def _by_whim(game: Game, found: HierarchyBids, number: int) -> Floats:
    """Give each number of steps its share of the whims, those that think least first."""
    ratio = game.prices / game.prices[-1]
    standing = (np.arange(PARTS) + 0.5) / PARTS
    whim = whims()
    ends = np.concatenate([[0.0], np.cumsum(found.shares)])
    level = np.minimum(np.searchsorted(ends, whim, side="right") - 1, len(found.shares) - 1)
    bids = np.empty((PARTS, len(whim)))
    for h in np.unique(level).tolist():
        here = level == h
        if h == 0:
            within = (whim[here] - ends[0]) / (ends[1] - ends[0])
            bids[:, here] = quantiles_by_whim(found.naive[number], ratio, within)
        else:
            at = Profile(found.thinking[h - 1]).bids(number, standing)
            bids[:, here] = np.where(at < 0, np.nan, ratio[at])[:, None]
    return bids
