"""Volume by rank: what a price earns when rivals draw theirs independently from one distribution."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import numpy.typing as npt

__all__ = ["RankVolume"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RankVolume:
    """Expected volume of each price on a list when volumes go by rank and equal prices share theirs evenly.

    The first price on the list ranks best: list prices upwards where the lowest wins, bids downwards where
    the highest wins.

    Names: 按顺位分配采购量 / rank shares, split award.
    Source: the sum over rivals below and level is the multinomial law; even sharing of a tie is the mean
    over the random orders of the tied.
    """

    shares: tuple[float, ...]
    """Volume of rank 1, 2, …; later ranks get nothing."""
    firms: int
    """Number of firms, the own one included."""

    def __post_init__(self) -> None:
        """Refuse what is no tender of several firms."""
        if self.firms < 2:
            raise ValueError(f"a game needs at least two firms, not {self.firms}")
        if not self.shares or not all(np.isfinite(self.shares)):
            raise ValueError("shares are the finite volumes of rank 1, 2, …, such as (0.6, 0.4)")

    def volume(self, mixture: Floats) -> Floats:
        """Return the expected volume of every price.

        Parameters
        ----------
        mixture
            ``[..., A]`` probability with which a rival quotes each price.
        """
        below, level, above = self._given_one_rival(mixture)
        under = np.cumsum(mixture, axis=-1) - mixture
        over = mixture.sum(axis=-1, keepdims=True) - under - mixture
        return np.asarray(under * below + mixture * level + over * above, dtype=np.float64)

    def slopes(self, mixture: Floats) -> Floats:
        """Return the derivative of the volume of each price by the probability of each price.

        Parameters
        ----------
        mixture
            ``[A]`` probability with which a rival quotes each price.

        Returns
        -------
        numpy.ndarray
            ``[A, A]``, own price by rival price. With two firms it does not depend on the mixture and is
            the volume of the own price against each rival price.
        """
        below, level, above = self._given_one_rival(mixture)
        own, rival = np.indices((len(mixture), len(mixture)))
        by_side = np.where(rival > own, above[:, None], level[:, None])
        return (self.firms - 1) * np.where(rival < own, below[:, None], by_side)

    def _given_one_rival(self, mixture: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the volume given that one named rival is below, level or above; the others are random."""
        others = self.firms - 2
        under = np.cumsum(mixture, axis=-1) - mixture
        over = mixture.sum(axis=-1, keepdims=True) - under - mixture
        share = self._by_place()
        below, level, above = (np.zeros_like(mixture) for _ in range(3))
        for lower in range(others + 1):
            for tied in range(others - lower + 1):
                ways = comb(others, lower) * comb(others - lower, tied)
                weight = ways * under**lower * mixture**tied * over ** (others - lower - tied)
                below += weight * share[lower + 1, tied]
                level += weight * share[lower, tied + 1]
                above += weight * share[lower, tied]
        return below, level, above

    def _by_place(self) -> Floats:
        """Return the mean volume with so many rivals below and so many level with the own price."""
        volumes = np.zeros(2 * self.firms)
        kept = min(len(self.shares), self.firms)
        volumes[:kept] = self.shares[:kept]
        return np.array(
            [
                [volumes[lower : lower + tied + 1].mean() for tied in range(self.firms)]
                for lower in range(self.firms)
            ]
        )
