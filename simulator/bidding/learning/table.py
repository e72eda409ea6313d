"""What a class of firms has learned: how often it quotes each price, by how cheap the firm is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.money import Ints

__all__ = ["LearnedBids", "price_list"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LearnedBids:
    """Mixtures over the price list, learned by firms of one class in one variety."""

    mixture: Floats
    """``[S, A]`` probability of each price, for ``S`` equal parts of the class from cheap to dear firms."""

    def __post_init__(self) -> None:
        """Refuse what is no mixture."""
        ok = self.mixture.ndim == 2 and self.mixture.size and np.isfinite(self.mixture).all()
        if not (ok and self.mixture.min() >= 0 and np.allclose(self.mixture.sum(axis=1), 1)):
            raise ValueError("learned bids are probabilities [S, A] that sum to one for each part of a class")

    def of(self, standing: Floats) -> Floats:
        """Return ``[..., A]`` mixtures of firms, by the share of their class that is cheaper."""
        parts = len(self.mixture)
        part = np.minimum((standing * parts).astype(np.int64), parts - 1)
        return np.asarray(self.mixture[part])


def price_list(cost: Ints, ceiling: Ints, guaranteed_cut: tuple[int, int] | None, number: int) -> Ints:
    """Return the prices among which a firm chooses: even steps from its cost to the ceiling, and the line.

    Parameters
    ----------
    cost, ceiling
        ``[R, m]`` in 1/10,000 yuan.
    guaranteed_cut
        Cut from the ceiling that protects a bid; the highest protected price, or the cost if that is higher,
        is one more price.
    number
        Number of even steps, both ends included.

    Returns
    -------
    numpy.ndarray
        ``[R, m, A]``; firms with a cost above the ceiling have their cost all along.
    """
    room = np.maximum(ceiling - cost, 0)[..., None]
    steps = np.floor(np.linspace(0, 1, number) * room + 0.5).astype(np.int64)
    prices = cost[..., None] + steps
    if guaranteed_cut is None:
        return np.asarray(prices, dtype=np.int64)
    over, under = guaranteed_cut
    line = np.maximum(ceiling * (under - over) // under, cost)
    return np.asarray(np.concatenate([prices, line[..., None]], axis=2), dtype=np.int64)
