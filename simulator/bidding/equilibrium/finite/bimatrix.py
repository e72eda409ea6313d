"""All equilibria of a small symmetric game of two firms, also those in which they mix differently."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import Floats, matrix_game
from simulator.errors import RunError

__all__ = ["MOST_PRICES", "EquilibriumPair", "extreme_equilibria"]

MOST_PRICES = 12
"""Longest list of prices that is searched."""

_ZERO = 1e-9
_MOST_VERTICES = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class EquilibriumPair:
    """One equilibrium of the two firms, with what either could still gain."""

    first: Floats
    """``[A]`` mixture of the first firm."""
    second: Floats
    """``[A]`` mixture of the second firm."""
    regret: float
    """The larger of the two firms' gains by another price."""

    @property
    def symmetric(self) -> bool:
        """Whether both firms mix alike."""
        return bool(np.abs(self.first - self.second).max() <= _ZERO)


def extreme_equilibria(matrix: npt.ArrayLike) -> tuple[EquilibriumPair, ...]:
    """Find all extreme equilibria of a symmetric game of two firms, symmetric or not.

    A game that is not degenerate has no others. In a degenerate one every further equilibrium is a mean of
    these.

    Parameters
    ----------
    matrix
        ``[A, A]`` payoff of the own price (row) against the rival's (column), the same for both firms; at
        most :data:`MOST_PRICES` prices.

    Returns
    -------
    tuple of EquilibriumPair
        Both orders of an asymmetric pair are listed.

    Raises
    ------
    ValueError
        If the matrix is not square or not finite, or the list of prices is too long.
    RunError
        If there are too many vertices to list.

    Notes
    -----
    With positive payoffs ``A`` the vertices of ``{x >= 0, A x <= 1}`` are walked through; a price is a
    label of a vertex when it has no weight there, or when it is a best response. Two vertices with all
    labels between them are an equilibrium.

    Source: vertex enumeration and its labels in von Stengel, Computing Equilibria for Two-Person Games,
    Handbook of Game Theory 3, 2002, section 2.
    """
    game = matrix_game(matrix)
    if game.size > MOST_PRICES:
        raise ValueError(
            f"{game.size} prices make too many vertices to list (most: {MOST_PRICES} prices); "
            "use lemke.symmetric_equilibrium, which finds one equilibrium of a long list"
        )
    payoffs = game.jacobian(game.uniform)
    positive = 1.0 + (payoffs - payoffs.min()) / (float(np.ptp(payoffs)) or 1.0)
    points = _vertices(positive)
    idle, best = points <= _ZERO, points @ positive.T >= 1.0 - _ZERO
    mixtures = points / np.where(idle.all(axis=1), 1.0, points.sum(axis=1))[:, None]
    return tuple(
        EquilibriumPair(mixtures[i], mixtures[j], _regret(payoffs, mixtures[i], mixtures[j]))
        for i in np.flatnonzero(~idle.all(axis=1))
        for j in np.flatnonzero((idle[i] | best).all(axis=1) & (best[i] | idle).all(axis=1))
    )


def _regret(payoffs: Floats, first: Floats, second: Floats) -> float:
    one, other = payoffs @ second, payoffs @ first
    return max(float(one.max() - first @ one), float(other.max() - second @ other), 0.0)


def _vertices(positive: Floats) -> Floats:
    """Return ``[V, A]`` all vertices of ``{x >= 0, positive x <= 1}``, by walking along its edges.

    A basis is a set of columns of ``[positive, identity]``. Ties are broken as if the right-hand side were
    perturbed (lexicographically), so that the walk reaches every vertex of a degenerate polytope as well.
    """
    size = len(positive)
    columns = np.hstack([positive, np.eye(size)])
    first = tuple(range(size, 2 * size))
    waiting, seen = deque([first]), {first}
    points: dict[bytes, Floats] = {}
    while waiting:
        basis = waiting.popleft()
        inverse = np.linalg.inv(columns[:, basis])
        level = np.hstack([inverse.sum(axis=1, keepdims=True), inverse])
        point = np.zeros(2 * size)
        point[list(basis)] = level[:, 0]
        points.setdefault(np.round(point[:size], 9).tobytes(), np.maximum(point[:size], 0.0))
        for entering in set(range(2 * size)).difference(basis):
            leaving = _leaves(level, inverse @ columns[:, entering])
            if leaving is None:
                continue
            ahead = tuple(sorted({*basis[:leaving], *basis[leaving + 1 :], entering}))
            if ahead not in seen:
                seen.add(ahead)
                waiting.append(ahead)
        if len(seen) > _MOST_VERTICES:
            raise RunError(f"the game has more than {_MOST_VERTICES} vertices; shorten the list of prices")
    return np.array(list(points.values()))


def _leaves(level: Floats, column: Floats) -> int | None:
    """Return the position that leaves the basis, the lexicographic minimum of ratios; none if unbounded."""
    rows = np.flatnonzero(column > _ZERO)
    if rows.size == 0:
        return None
    for key in range(level.shape[1]):
        ratio = level[rows, key] / column[rows]
        rows = rows[ratio <= ratio.min() + _ZERO]
        if rows.size == 1:
            break
    return int(rows[0])
