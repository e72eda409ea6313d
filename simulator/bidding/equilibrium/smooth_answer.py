"""How firms that choose nearly the best price answer to the volumes that prices can expect."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.linear import product as matrix_product
from simulator.bidding.equilibrium.stated import with_stated

__all__ = ["SmoothAnswer", "price_widths"]

Floats = npt.NDArray[np.float64]

_LEAST_STAKE, _TINY, _NUDGE, _UNLIKELY = 0.01, 1e-12, 1e-6, 1e-3


class _Choices(NamedTuple):
    """What firms of a class choose; ``K`` parts by cost."""

    chances: Floats
    """``[K, B]``."""
    margins: Floats
    """``[K, B]`` price less cost."""
    profits: Floats
    """``[K, B]`` expected profit of each price."""
    stakes: Floats
    """``[K]`` what differences of profit are measured against."""


class SmoothAnswer:
    """From the volumes that prices can expect to bids, and from bids back to volumes.

    A firm errs the less a price earns, compared with what its own best price earns; it considers no price
    below its cost.
    """

    def __init__(self, game: Game, parts: int) -> None:
        self._game, self._ready, self._parts = game, Expectations.of(game), parts
        self._shape = len(game.classes), len(game.prices)
        middle = (np.arange(parts) + 0.5) / parts
        self._margins = [game.prices - one.costs.quantile(middle)[:, None] for one in game.classes]
        weight = np.log(price_widths(game.prices))
        self._open = [np.where(margin >= 0, weight, -np.inf) for margin in self._margins]
        self._alone = [one.number == 1 for one in game.classes]
        self._thinking = [k for k, one in enumerate(game.classes) if not one.stated]
        self.largest = float(game.volume.max())
        """Largest volume of a winner."""

    def volumes(self, mass: Floats) -> Floats:
        """Return ``[C, B]`` the volume that each price of each class can expect against bids ``[C, B]``."""
        profile, found = Profile(mass), np.zeros(self._shape)
        for k in self._thinking:
            found[k] = self._volume(profile, k)
        return found

    def mass(self, volumes: Floats, precision: float) -> Floats:
        """Return ``[C, B]`` the bids of firms that expect volumes ``[C, B]``."""
        chosen = (self._choices(k, volumes[k], precision) for k in range(len(volumes)))
        return with_stated(self._game, np.stack([one.chances.mean(axis=0) for one in chosen]))

    def change(self, volumes: Floats, precision: float) -> Floats:
        """Return by how much the volumes to which bids lead differ from those that firms expect."""
        return self.volumes(self.mass(volumes, precision)) - volumes

    def slope(self, volumes: Floats, precision: float, by_mass: Floats | None = None) -> Floats:
        """Return how volumes to which bids lead change with those expected: ``[C * B, C * B]``.

        Parameters
        ----------
        volumes, precision
            What firms expect, and how precisely they choose.
        by_mass
            What :meth:`slope_by_mass` says of these bids, or of others near them.
        """
        classes, size = self._shape
        if by_mass is None:
            by_mass = self.slope_by_mass(self.mass(volumes, precision))
        slope = np.zeros((classes, size, classes, size))
        for j in self._thinking:
            choices = self._slope_of_choices(self._choices(j, volumes[j], precision), precision)
            for k in self._thinking:
                slope[k, :, j] = matrix_product(by_mass[k, :, j], choices)
        return slope.reshape(classes * size, classes * size)

    def _one_limit(self, mass: Floats) -> bool:
        """Tell whether the lowest bid leaves no doubt which prices qualify, as without a price test."""
        game = self._game
        last = int((game.limit == game.limit[0]).cumprod().sum())
        above = np.maximum(1 - mass[:, :last].sum(axis=1), 0.0) ** [one.number for one in game.classes]
        return bool(game.limit[0] >= 0 and above.prod() < _UNLIKELY)

    def _volume(self, profile: Profile, k: int, fine: bool = False) -> Floats:
        return np.asarray(self._ready.worth(profile, k, self._ready.own[k], fine)[0])

    def _choices(self, k: int, volume: Floats, precision: float) -> _Choices:
        profits = self._margins[k] * volume
        best = np.where(np.isfinite(self._open[k]), profits, 0.0).max(axis=1)
        stakes = np.maximum(best, max(_LEAST_STAKE * float(best.mean()), _TINY))
        weights = self._open[k] + precision * profits / stakes[:, None]
        chances = np.zeros_like(weights)
        open_ = np.isfinite(weights).any(axis=1)
        chances[open_] = softmax(weights[open_], axis=1)
        return _Choices(chances, self._margins[k], profits, stakes)

    def _slope_of_choices(self, one: _Choices, precision: float) -> Floats:
        """Return ``[B, B]`` how the bids of a class change with the volumes that it expects."""
        weighted = one.chances * (precision / one.stakes / self._parts)[:, None]
        slope = -matrix_product(weighted.T, one.chances * one.margins)
        at = np.arange(len(slope))
        slope[at, at] += (weighted * one.margins).sum(axis=0)
        # What is at stake moves with the best price.
        best, rows = one.profits.argmax(axis=1), np.arange(self._parts)
        moves = one.profits[rows, best] >= one.stakes * (1 - 1e-9)
        mean = (one.chances * one.profits).sum(axis=1, keepdims=True)
        by_stake = weighted * (one.profits - mean) * (one.margins[rows, best] / one.stakes)[:, None]
        np.add.at(slope.T, best[moves], -by_stake[moves])
        return np.asarray(slope)

    def slope_by_mass(self, mass: Floats) -> Floats:
        """Return ``[C, B, C, B]`` how volumes change with the bids of classes that think."""
        if self._one_limit(mass):
            return self._slope_at_one_limit(mass)
        classes, size = self._shape
        slope, profile = np.zeros((classes, size, classes, size)), Profile(mass)
        for k, j in product(self._thinking, repeat=2):
            slope[k, :, j] = self._ready.worth_by_rival(profile, k, j, self._ready.own[k][0])
        return slope

    def _slope_at_one_limit(self, mass: Floats) -> Floats:
        """Return ``[C, B, C, B]`` how volumes change with bids, where a single limit counts."""
        classes, size = self._shape
        limit, each = int(self._game.limit[0]), np.eye(size)
        steps = np.stack([*each[[0, limit, -1]], _signs(size)])
        now = {k: self._volume(Profile(mass), k, fine=True) for k in self._thinking}
        slope = np.zeros((classes, size, classes, size))
        for j in self._thinking:
            for k in self._thinking:
                if k != j or not self._alone[j]:
                    found = np.stack([self._nudged(mass, now[k], (k, j), one) for one in steps])
                    slope[k, :, j] = _by_side(found, limit)
        return slope

    def _nudged(self, mass: Floats, now: Floats, classes: tuple[int, int], where: Floats) -> Floats:
        """Return how volumes of one class change with a little more of another at some prices: ``[B]``."""
        k, j = classes
        moved = mass.copy()
        moved[j] += _NUDGE * where
        return (self._volume(Profile(moved), k, fine=True) - now) / _NUDGE


def _by_side(found: Floats, limit: int) -> Floats:
    """Return how volumes change where it only matters on which side of the own price a rival bids.

    Parameters
    ----------
    found
        ``[4, B]`` how they change with a bid below, with one above that qualifies, with one that does not,
        and with one more and one less at all prices in turn: what the others leave of that is the tie.
    limit
        Highest price that qualifies.
    """
    below, above, out, total = found[:, :, None]
    own, rival = np.arange(len(total))[:, None], np.arange(len(total))[None, :]
    slope = np.where(rival > limit, out, np.where(rival < own, below, above))
    at = np.arange(len(total))
    slope[at, at] = 0.0
    signs = _signs(len(total))
    slope[at, at] = signs * (total[:, 0] - slope @ signs)
    return np.asarray(slope)


def _signs(size: int) -> Floats:
    return np.where(np.arange(size) % 2 == 0, 1.0, -1.0)


def price_widths(prices: Floats) -> Floats:
    """Return the part of a list of prices, in ratio, that each price stands for: ``[B]``."""
    if len(prices) == 1:
        return np.ones(1)
    logs = np.log(prices)
    between = (logs[1:] + logs[:-1]) / 2
    return np.diff(np.concatenate([logs[:1], between, logs[-1:]]))
