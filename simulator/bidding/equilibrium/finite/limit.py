"""A symmetric equilibrium of any number of firms, as the limit of ever more precise logit responses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import softmax

from simulator.bidding.equilibrium.finite.branch import LogitSystem, follow
from simulator.bidding.equilibrium.finite.games import FiniteGame, Floats
from simulator.bidding.equilibrium.finite.mixed import MixedEquilibrium, indifferent, judged, spread
from simulator.errors import RunError

__all__ = ["limit_equilibrium"]

_PRECISIONS = (1e3, 1e4, 1e5, 1e6, 1e7, 1e8)
_EXACT = 1e-11
_CHANGES = 12
_RARE = 1e-6


def limit_equilibrium(game: FiniteGame) -> MixedEquilibrium:
    """Find the symmetric equilibrium that firms reach as they choose ever more precisely, from chance on.

    Parameters
    ----------
    game
        The game, of any number of firms.

    Returns
    -------
    MixedEquilibrium
        The best mixture found, with its regret: about 1e-16 of the range of payoffs when the prices in use
        could be made out exactly, else that of the most precise response.

    Raises
    ------
    RunError
        If the responses cannot be followed from chance.

    Notes
    -----
    From each precision on the way the prices in use are guessed, and Newton's method makes them earn the
    same; a price whose probability turns out negative is dropped, one that earns more is added.

    Source: the limiting logit equilibrium of McKelvey and Palfrey, Games and Economic Behavior 10, 1995.
    """
    unit = spread(game)
    best: MixedEquilibrium | None = None
    for response in _responses(game, unit):
        sharper = _sharpened(game, response, unit)
        if sharper is not None:
            exact = judged(game, sharper)
            if exact.regret <= _EXACT * unit:
                return exact
        near = judged(game, response)
        best = near if best is None or near.regret < best.regret else best
    if best is None:
        raise RunError("the logit responses could not be followed from chance to any precision")
    return best


def _responses(game: FiniteGame, unit: float) -> Iterator[Floats]:
    system = LogitSystem(lambda x: game.payoff(x) / unit, lambda x: game.jacobian(x) / unit, (game.size,))
    branch = follow(system, _PRECISIONS)
    for _ in _PRECISIONS:
        try:
            logs = next(branch)
        except RunError:
            # At the highest precisions rounding may end the branch; what it has given so far stands.
            return
        yield np.asarray(softmax(logs), dtype=np.float64)


def _sharpened(game: FiniteGame, response: Floats, unit: float) -> Floats | None:
    """Return the equilibrium on the prices in use, or ``None`` if they cannot be made out."""
    used = response > _RARE
    for _ in range(_CHANGES):
        mixture = indifferent(game, np.flatnonzero(used).tolist(), response)
        if mixture is None:
            return None
        if (mixture < 0).any():
            used[np.argmin(mixture)] = False
            continue
        payoffs = game.payoff(mixture)
        better = np.where(used, -np.inf, payoffs - mixture @ payoffs)
        if better.max(initial=-np.inf) <= _EXACT * unit:
            return mixture
        used[np.argmax(better)] = True
    return None
