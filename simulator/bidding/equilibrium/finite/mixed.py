"""What a symmetric equilibrium in mixed prices is, and how far a mixture is from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.bidding.equilibrium.finite.games import FiniteGame, Floats, regret

__all__ = ["MixedEquilibrium", "indifferent", "judged", "spread"]

_ITERATIONS = 50
_SETTLED = 1e-9
_SINGULAR = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class MixedEquilibrium:
    """One mixture that every firm plays, with what a firm could still gain against it.

    Names: 对称混合策略均衡 / symmetric mixed-strategy Nash equilibrium.
    """

    mixture: Floats
    """``[A]`` probability of each price."""
    payoff: float
    """Expected payoff of a firm."""
    regret: float
    """Largest gain by another price, in the unit of the payoff; rounding leaves about 1e-15 of it."""

    @property
    def support(self) -> tuple[int, ...]:
        """Positions of the prices that are quoted at all."""
        return tuple(np.flatnonzero(self.mixture > 0).tolist())


def judged(game: FiniteGame, mixture: Floats) -> MixedEquilibrium:
    """Return a mixture with its payoff and its regret, whoever computed it."""
    return MixedEquilibrium(mixture, float(mixture @ game.payoff(mixture)), regret(game.payoff, mixture))


def indifferent(game: FiniteGame, support: Sequence[int], start: Floats) -> Floats | None:
    """Return the mixture on given prices under which they all earn the same; the signs are not checked.

    Parameters
    ----------
    game
        The game.
    support
        Positions of the prices.
    start
        ``[A]`` mixture to start from; with two firms the answer does not depend on it.

    Returns
    -------
    numpy.ndarray or None
        ``[A]`` numbers that add up to 1, some of which may be negative; ``None`` when the equations have no
        unique solution or the iteration (Newton's) does not settle.
    """
    chosen = np.asarray(support)
    count = len(chosen)
    mixture = np.zeros(game.size)
    inside = start[chosen]
    mixture[chosen] = inside / inside.sum() if inside.sum() > 0 else 1 / count
    scale = spread(game)
    value, last = float(mixture @ game.payoff(mixture)) / scale, np.inf
    for _ in range(_ITERATIONS):
        slopes = game.jacobian(mixture)[np.ix_(chosen, chosen)] / scale
        system = np.block([[slopes, np.full((count, 1), -1.0)], [np.ones((1, count)), np.zeros((1, 1))]])
        if not np.isfinite(system).all() or np.linalg.cond(system) > _SINGULAR:
            return None
        gap = np.append(game.payoff(mixture)[chosen] / scale - value, mixture.sum() - 1.0)
        step = np.linalg.solve(system, -gap)
        mixture[chosen] += step[:-1]
        value += float(step[-1])
        size = float(np.abs(step).max())
        # Newton's steps shrink until rounding stops them; what is small and shrinks no more is the answer.
        if size <= _SETTLED and size >= last / 2:
            return mixture
        last = size
    return mixture if last <= _SETTLED else None


def spread(game: FiniteGame) -> float:
    """Return the range of payoffs of a game, in whose unit tolerances are meant; 1 when all are equal."""
    seen = np.concatenate([game.payoff(corner) for corner in np.eye(game.size)])
    return float(np.ptp(seen)) or 1.0
