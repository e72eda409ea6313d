"""Limited thinking about one variety under a rule book, as bids that firms can read from a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hierarchy import HierarchyBids, Thinking, hierarchy_bids
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.quantal_variety import quantiles_by_whim
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game

__all__ = ["HierarchyVariety", "hierarchy_variety", "restored_hierarchy"]

Floats = npt.NDArray[np.float64]

_PRICES, _PARTS, _WHIMS = 64, 32, 64


@dataclass(frozen=True, slots=True, eq=False)
class HierarchyVariety:
    """What the firms of a variety bid, by cost and by whim."""

    bids: Floats
    """``[C, K, U]`` bid over the ceiling of firms of each part of a class, cheapest first; the first whims
    are those of firms that think least; ``nan`` stays out."""
    gains: Floats
    """``[C]`` relative gain of a firm that knew how all others bid."""


def hierarchy_variety(setting: Setting, thinking: Thinking) -> HierarchyVariety:
    """Find the bids of firms that think a limited number of steps ahead.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    thinking
        How far firms think.
    """
    game = to_game(setting, price_list(setting, lowest_price(setting), _PRICES))
    found = hierarchy_bids(game, thinking)
    bids = np.stack([_by_whim(game, found, number) for number in range(len(game.classes))])
    return HierarchyVariety(bids, found.gains)


def restored_hierarchy(setting: Setting, arrays: dict[str, Floats]) -> HierarchyVariety:
    """Restore the bids of a variety from plain arrays.

    Parameters
    ----------
    setting
        The variety that they were computed for.
    arrays
        What was kept: ``bids`` and ``gains``.

    Raises
    ------
    ValueError
        If the arrays are not those of this variety.
    """
    classes = len(setting.classes)
    shapes = [arrays[name].shape if name in arrays else () for name in ("bids", "gains")]
    if shapes != [(classes, _PARTS, _WHIMS), (classes,)]:
        raise ValueError("these arrays are not the bids of this variety")
    bids = arrays["bids"]
    if not ((np.isnan(bids) | ((bids > 0) & (bids <= 1))).all() and np.isfinite(arrays["gains"]).all()):
        raise ValueError("these are no bids over a ceiling")
    return HierarchyVariety(bids, arrays["gains"])


def _by_whim(game: Game, found: HierarchyBids, number: int) -> Floats:
    """Give each number of steps its share of the whims."""
    ratio = game.prices / game.prices[-1]
    standing = (np.arange(_PARTS) + 0.5) / _PARTS
    whim = (np.arange(_WHIMS) + 0.5) / _WHIMS
    ends = np.concatenate([[0.0], np.cumsum(found.shares)])
    level = np.minimum(np.searchsorted(ends, whim, side="right") - 1, len(found.shares) - 1)
    bids = np.empty((_PARTS, _WHIMS))
    for h in np.unique(level).tolist():
        here = level == h
        if h == 0:
            within = (whim[here] - ends[0]) / (ends[1] - ends[0])
            bids[:, here] = quantiles_by_whim(found.naive[number], ratio, within)
        else:
            at = Profile(found.thinking[h - 1]).bids(number, standing)
            bids[:, here] = np.where(at < 0, np.nan, ratio[at])[:, None]
    return bids
