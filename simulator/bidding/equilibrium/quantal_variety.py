"""Quantal response of one variety under a rule book, as bids that firms can read from a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.quantal import QuantalBids, QuantalTerms, quantal_bids
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game

__all__ = ["QuantalVariety", "quantal_variety", "quantiles_by_whim", "restored_quantal"]

Floats = npt.NDArray[np.float64]

_PRICES, _PARTS, _WHIMS = 32, 32, 64
_TOLERANCE = 2e-3


@dataclass(frozen=True, slots=True, eq=False)
class QuantalVariety:
    """What the firms of a variety bid, by cost and by whim."""

    bids: Floats
    """``[C, K, U]`` bid over the ceiling of firms of each part of a class, cheapest first, at the middle of
    each of ``U`` equal parts of their whims; ``nan`` stays out."""
    losses: Floats
    """``[C]`` what errors cost a class: relative gain of firms that would always choose their best price."""
    residual: float
    """Largest difference, summed over prices, between the bids of a class and its answer to all bids."""

    @property
    def converged(self) -> bool:
        """Whether the bids are the answer to themselves."""
        return self.residual <= _TOLERANCE


def quantal_variety(setting: Setting, precision: float) -> QuantalVariety:
    """Find the bids of firms whose errors are the rarer the more they cost.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    precision
        How closely the odds of two prices follow what they earn.
    """
    game = to_game(setting, price_list(setting, lowest_price(setting), _PRICES))
    found = quantal_bids(game, QuantalTerms(precision, _PARTS, _TOLERANCE))
    ratio = game.prices / game.prices[-1]
    whim = (np.arange(_WHIMS) + 0.5) / _WHIMS
    bids = np.stack([quantiles_by_whim(one, ratio, whim) for one in found.choices])
    return QuantalVariety(bids, _losses(found), found.residual)


def restored_quantal(setting: Setting, arrays: dict[str, Floats]) -> QuantalVariety:
    """Restore the bids of a variety from plain arrays.

    Parameters
    ----------
    setting
        The variety that they were computed for.
    arrays
        What was kept: ``bids``, ``losses`` and ``residual``.

    Raises
    ------
    ValueError
        If the arrays are not those of this variety.
    """
    classes = len(setting.classes)
    shapes = [arrays[name].shape if name in arrays else () for name in ("bids", "losses", "residual")]
    if shapes != [(classes, _PARTS, _WHIMS), (classes,), (1,)]:
        raise ValueError("these arrays are not the bids of this variety")
    bids, losses = arrays["bids"], arrays["losses"]
    if not ((np.isnan(bids) | ((bids > 0) & (bids <= 1))).all() and np.isfinite(losses).all()):
        raise ValueError("these are no bids over a ceiling")
    return QuantalVariety(bids, losses, float(arrays["residual"][0]))


def quantiles_by_whim(choices: Floats, ratio: Floats, whim: Floats) -> Floats:
    """Return ``[K, U]`` what firms of each part bid at given whims; ``nan`` where no price is open.

    Parameters
    ----------
    choices
        ``[K, B]`` probability of every price.
    ratio
        ``[B]`` prices over the ceiling.
    whim
        ``[U]`` numbers from 0 to 1.
    """
    steps = np.cumsum(choices, axis=1)
    at = (steps[:, None, :] <= whim[None, :, None]).sum(axis=2)
    attends = steps[:, -1:] > 0.5
    return np.where(attends, ratio[np.minimum(at, len(ratio) - 1)], np.nan)


def _losses(found: QuantalBids) -> Floats:
    most = float(np.abs(found.earned).max())
    return np.array(
        [
            max(best - got, 0.0) / scale_of(float(got), most)
            for best, got in zip(found.possible, found.earned, strict=True)
        ]
    )
