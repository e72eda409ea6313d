"""Quantal response of one variety under a rule book, as bids that firms can read from a table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.quantal import QuantalBids, QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.resolution import told_apart
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.bidding.equilibrium.whims import CLOSE, PARTS, WhimBids, quantiles_by_whim, whims

__all__ = ["quantal_variety"]

Floats = npt.NDArray[np.float64]

_PRICES = 32


def quantal_variety(setting: Setting, precision: float) -> WhimBids:
    """Find the bids of firms whose errors are the rarer the more they cost.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    precision
        How closely the odds of two prices follow what they earn.
    """
    game = to_game(setting, told_apart(setting, price_list(setting, lowest_price(setting), _PRICES)))
    found = quantal_bids(game, QuantalTerms(precision, PARTS, CLOSE))
    ratio = game.prices / game.prices[-1]
    bids = np.stack([quantiles_by_whim(one, ratio, whims()) for one in found.choices])
    return WhimBids(bids, _losses(found), found.residual)


def _losses(found: QuantalBids) -> Floats:
    """Return what errors cost each class, relative to what it earns."""
    most = float(np.abs(found.earned).max())
    return np.array(
        [
            max(best - got, 0.0) / scale_of(float(got), most)
            for best, got in zip(found.possible, found.earned, strict=True)
        ]
    )
