"""One symmetric equilibrium of a long list of prices, by Lemke's complementary pivoting."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import Floats, matrix_game
from simulator.bidding.equilibrium.finite.mixed import MixedEquilibrium, judged
from simulator.bidding.equilibrium.finite.supports import solve_support
from simulator.errors import RunError

__all__ = ["symmetric_equilibrium"]

_PIVOT = 1e-10
_LEVEL = 1e-11
_QUOTED = 1e-9
_TURNS = 2000
_PIVOTS = 20_000


def symmetric_equilibrium(matrix: npt.ArrayLike, start: npt.ArrayLike | None = None) -> MixedEquilibrium:
    """Find a symmetric equilibrium of a game of two firms, with what a firm could still gain in it.

    Parameters
    ----------
    matrix
        ``[A, A]`` payoff of the own price (row) against the rival's (column).
    start
        ``[A]`` probabilities that the search starts from, as a first belief about the rival; other beliefs
        may lead to other equilibria. By default the mean of 2000 best responses to the past, which keeps
        the path short.

    Returns
    -------
    MixedEquilibrium
        The regret is computed from the matrix as given and is the reader's check: there is no other
        guarantee in floating point.

    Raises
    ------
    ValueError
        If the matrix is not square or not finite, or the start is no mixture of its prices.
    RunError
        If rounding breaks the chain of pivots.

    Notes
    -----
    With a positive cost matrix ``C`` (a constant minus the payoffs) an equilibrium is ``z / sum(z)`` of the
    linear complementarity problem ``z >= 0, C z >= 1, z'(C z - 1) = 0``. Because ``C`` is positive, it is
    strictly copositive, so the path always ends in a solution; lexicographic ratios keep it from cycling.
    The covering vector is the cost against the first belief.

    Source: Lemke, Bimatrix Equilibrium Points and Mathematical Programming, Management Science 11(7), 1965;
    Cottle, Pang and Stone, The Linear Complementarity Problem, 1992, section 4.4.
    """
    game = matrix_game(matrix)
    payoffs = game.jacobian(game.uniform)
    scaled = (payoffs - payoffs.min()) / (float(np.ptp(payoffs)) or 1.0)
    belief = _played(scaled) if start is None else np.asarray(start, dtype=np.float64)
    if belief.shape != (game.size,) or not (belief >= 0).all() or abs(belief.sum() - 1) > 1e-9:
        raise ValueError(f"the start gives each of the {game.size} prices a probability; they add up to 1")
    costs = 2.0 - scaled
    raw = _complement(costs, costs @ belief)
    candidates = [raw / raw.sum()]
    sharper = solve_support(scaled, np.flatnonzero(candidates[0] > _QUOTED).tolist())
    if sharper is not None and (sharper >= 0).all():
        candidates.append(sharper / sharper.sum())
    return min((judged(game, one) for one in candidates), key=lambda one: one.regret)


def _played(matrix: Floats) -> Floats:
    """Return the mean of best responses to the past, later ones weighing more."""
    belief = np.full(len(matrix), 1.0 / len(matrix))
    for turn in range(_TURNS):
        weight = 3.0 / (turn + 4.0)
        belief *= 1.0 - weight
        belief[np.argmax(matrix @ belief)] += weight
    return np.asarray(belief / belief.sum(), dtype=np.float64)


def _complement(costs: Floats, weights: Floats) -> Floats:
    """Return ``z >= 0`` with ``w = costs z - 1 >= 0`` and no position where both are positive.

    The columns are: ``w`` (which hold the inverse of the basis), ``z``, the covering variable, the
    right-hand side.
    """
    size = len(costs)
    table = np.hstack([np.eye(size), -costs, -weights[:, None], np.full((size, 1), -1.0)])
    basis = np.arange(size)
    cover = 2 * size
    entering, row = cover, _first_row(weights)
    for _ in range(_PIVOTS):
        leaving = int(basis[row])
        _pivot(table, row, entering)
        basis[row] = entering
        if leaving == cover:
            z = np.zeros(size)
            quoted = (basis >= size) & (basis < cover)
            z[basis[quoted] - size] = np.maximum(table[quoted, -1], 0.0)
            return z
        entering = leaving + size if leaving < size else leaving - size
        row = _ratio_row(table, entering, basis == cover)
    raise RunError(
        f"no equilibrium after {_PIVOTS} of Lemke's pivots; start from another belief, for example from "
        "limit.limit_equilibrium or from a quantal response"
    )


def _first_row(weights: Floats) -> int:
    """Return the row with the smallest weight, the last if tied: the others are feasible once it leaves."""
    return int(np.flatnonzero(weights == weights.min())[-1])


def _ratio_row(table: Floats, entering: int, holds_cover: npt.NDArray[np.bool_]) -> int:
    """Return the row that reaches zero first when a column enters, ties broken lexicographically."""
    column = table[:, entering]
    rows = np.flatnonzero(column > _PIVOT)
    if rows.size == 0:
        raise RunError("Lemke's pivots ran out of rows in rounding; start from another belief")
    if holds_cover[rows].any():
        # The path ends as soon as it can: among rows that tie on the right-hand side the cover leaves first.
        ratio = table[rows, -1] / column[rows]
        tied = ratio <= ratio.min() + _LEVEL * max(1.0, abs(float(ratio.min())))
        if holds_cover[rows[tied]].any():
            return int(rows[tied][holds_cover[rows[tied]]][0])
    for key in (-1, *range(len(table))):
        ratio = table[rows, key] / column[rows]
        rows = rows[ratio <= ratio.min() + _LEVEL * max(1.0, abs(float(ratio.min())))]
        if rows.size == 1:
            break
    return int(rows[0])


def _pivot(table: Floats, row: int, column: int) -> None:
    table[row] /= table[row, column]
    factors = table[:, column].copy()
    factors[row] = 0.0
    table -= factors[:, None] * table[row]
