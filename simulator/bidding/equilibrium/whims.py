"""Bids of firms that do not bid the same each time, as a table by cost and by whim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.setting import Setting

__all__ = ["CLOSE", "PARTS", "WhimBids", "quantiles_by_whim", "restored_whims", "whim_arrays", "whims"]

Floats = npt.NDArray[np.float64]

PARTS = 32
"""Equal parts of a class by cost; firms of a part bid alike."""

CLOSE = 2e-3
"""Residual up to which bids count as the answer to themselves."""

_WHIMS = 64


@dataclass(frozen=True, slots=True, eq=False)
class WhimBids:
    """What the firms of a variety bid, by cost and by whim."""

    bids: Floats
    """``[C, K, U]`` bid over the ceiling of firms of each part of a class, cheapest first, at the middle of
    each of ``U`` equal parts of their whims; ``nan`` stays out."""
    gains: Floats
    """``[C]`` relative gain of firms of a class that knew how all others bid and chose their best price."""
    residual: float = 0.0
    """Largest difference, summed over prices, between the bids of a class and its answer to all bids; 0 for
    bids that are no answer to themselves by intention."""

    @property
    def converged(self) -> bool:
        """Whether the bids are as close to what they should be as was asked for."""
        return self.residual <= CLOSE


def whims() -> Floats:
    """Return the whims at which bids are kept, ``[U]`` numbers from 0 to 1."""
    return np.asarray((np.arange(_WHIMS) + 0.5) / _WHIMS)


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


def whim_arrays(solved: WhimBids) -> dict[str, Floats]:
    """Return what is needed to restore bids without computing them again."""
    return {"bids": solved.bids, "gains": solved.gains, "residual": np.array([solved.residual])}


def restored_whims(setting: Setting, arrays: dict[str, Floats]) -> WhimBids:
    """Restore bids from :func:`whim_arrays`.

    Parameters
    ----------
    setting
        The variety that they were computed for.
    arrays
        What was kept.

    Raises
    ------
    ValueError
        If the arrays are not the bids of this variety.
    """
    classes = len(setting.classes)
    shapes = [arrays[name].shape if name in arrays else () for name in ("bids", "gains", "residual")]
    if shapes != [(classes, PARTS, _WHIMS), (classes,), (1,)]:
        raise ValueError("these arrays are not the bids of this variety")
    bids, gains = arrays["bids"], arrays["gains"]
    if not ((np.isnan(bids) | ((bids > 0) & (bids <= 1))).all() and np.isfinite(gains).all()):
        raise ValueError("these are no bids over a ceiling")
    return WhimBids(bids, gains, float(arrays["residual"][0]))
