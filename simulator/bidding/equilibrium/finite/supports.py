"""All symmetric equilibria of a small game of two firms, by trying every set of prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import Floats, matrix_game
from simulator.bidding.equilibrium.finite.mixed import MixedEquilibrium, judged

__all__ = ["MOST_PRICES", "SupportSearch", "solve_support", "symmetric_equilibria"]

MOST_PRICES = 16
"""Longest list of prices that is searched: the number of sets doubles with every price."""

_ZERO = 1e-9
_SINGULAR = 1e12


@dataclass(frozen=True, slots=True)
class SupportSearch:
    """What a search through all sets of prices found."""

    equilibria: tuple[MixedEquilibrium, ...]
    """Every symmetric equilibrium whose set of prices determines it."""
    undetermined: tuple[tuple[int, ...], ...]
    """Sets of prices that carry equilibria without determining them: a continuum, or a limit case."""
    margin: float
    """How far the closest decision was from going the other way, in probability or in payoff over its range.
    Far above rounding (1e-12) the number of equilibria is certain."""

    @property
    def unique(self) -> bool:
        """Whether there is exactly one symmetric equilibrium, and the arithmetic leaves no doubt of it."""
        return len(self.equilibria) == 1 and not self.undetermined and self.margin > _ZERO


def symmetric_equilibria(matrix: npt.ArrayLike) -> SupportSearch:
    """Find every symmetric equilibrium of a game of two firms.

    For each set of prices, the mixture is computed under which all of them earn the same; it is an
    equilibrium when every probability is positive and no other price earns more.

    Parameters
    ----------
    matrix
        ``[A, A]`` payoff of the own price (row) against the rival's (column); at most :data:`MOST_PRICES`
        prices.

    Returns
    -------
    SupportSearch
        The equilibria in the order of their number of prices, and how certain the count is.

    Raises
    ------
    ValueError
        If the matrix is not square or not finite, or the list of prices is too long.

    Notes
    -----
    Source: support enumeration for bimatrix games (Nisan, Roughgarden, Tardos and Vazirani, Algorithmic
    Game Theory, 2007, chapter 3), here for equal mixtures. In a game that is not degenerate the sets
    determine all equilibria; the sets where they do not are named, never dropped.
    """
    game = matrix_game(matrix)
    if game.size > MOST_PRICES:
        raise ValueError(
            f"{game.size} prices have {2**game.size - 1} sets, too many to try (most: {MOST_PRICES} prices); "
            "use lemke.symmetric_equilibrium, which finds one equilibrium of a long list"
        )
    # Adding a constant and rescaling move no equilibrium; tolerances are then meant in the range of payoffs.
    payoffs = game.jacobian(game.uniform)
    scaled = (payoffs - payoffs.min()) / (float(np.ptp(payoffs)) or 1.0)
    found: list[MixedEquilibrium] = []
    undetermined: list[tuple[int, ...]] = []
    margin = np.inf
    for support in _sets(game.size):
        mixture = solve_support(scaled, support)
        if mixture is None:
            if _carries(scaled, support):
                undetermined.append(support)
            continue
        slack = _slack(scaled, support, mixture)
        margin = min(margin, abs(slack))
        if slack > -_ZERO and (mixture[list(support)] > _ZERO).all():
            found.append(judged(game, mixture))
    return SupportSearch(tuple(found), tuple(undetermined), float(margin))


def solve_support(matrix: Floats, support: Sequence[int]) -> Floats | None:
    """Return the mixture on given prices against which they all earn the same; signs are not checked.

    Parameters
    ----------
    matrix
        ``[A, A]`` payoff of the own price against the rival's, with a range of about 1.
    support
        Positions of the prices.

    Returns
    -------
    numpy.ndarray or None
        ``[A]`` numbers that add up to 1, some perhaps negative; ``None`` when the equations leave them
        open.
    """
    count = len(support)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = matrix[np.ix_(support, support)]
    system[:count, count], system[count, count] = -1.0, 0.0
    if np.linalg.cond(system) > _SINGULAR:
        return None
    mixture = np.zeros(len(matrix))
    mixture[list(support)] = np.linalg.solve(system, np.append(np.zeros(count), 1.0))[:count]
    return mixture


def _sets(size: int) -> Iterator[tuple[int, ...]]:
    for count in range(1, size + 1):
        yield from combinations(range(size), count)


def _slack(matrix: Floats, support: tuple[int, ...], mixture: Floats) -> float:
    """Return the smallest of the probabilities inside and the losses outside; negative if one is."""
    payoffs = matrix @ mixture
    inside = np.zeros(len(matrix), dtype=np.bool_)
    inside[list(support)] = True
    losses = payoffs[inside].mean() - payoffs[~inside]
    return float(np.concatenate([mixture[inside], losses]).min())


def _carries(matrix: Floats, support: tuple[int, ...]) -> bool:
    """Tell whether some equilibrium uses exactly these prices, when the equations do not determine it."""
    from scipy.optimize import linprog

    inside, count = np.asarray(support), len(support)
    outside = np.setdiff1d(np.arange(len(matrix)), support)
    # Unknowns: the probabilities, the value, and the least probability, which is made as large as can be.
    equal = np.hstack([matrix[np.ix_(inside, inside)], np.full((count, 1), -1.0), np.zeros((count, 1))])
    total = np.append(np.ones(count), [0.0, 0.0])
    no_better = np.hstack(
        [matrix[np.ix_(outside, inside)], np.full((len(outside), 1), -1.0), np.zeros((len(outside), 1))]
    )
    above_least = np.hstack([-np.eye(count), np.zeros((count, 1)), np.ones((count, 1))])
    answer = linprog(
        np.append(np.zeros(count + 1), -1.0),
        A_ub=np.vstack([no_better, above_least]),
        b_ub=np.zeros(len(outside) + count),
        A_eq=np.vstack([equal, total]),
        b_eq=np.append(np.zeros(count), 1.0),
        bounds=[(0, 1)] * count + [(None, None), (None, 1)],
    )
    return bool(answer.status == 0 and answer.x[-1] > _ZERO)
