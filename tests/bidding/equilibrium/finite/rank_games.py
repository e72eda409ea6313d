"""Reference cases of the rank-share game, and games in which every answer is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.games import rank_share_matrix

SHARES = (0.6, 0.4)

# Equilibria of two firms with cost 0, shares 0.6 and 0.4, equal steps of price from 0.6 to 1: reference cases
# finite_rank_game_6, finite_rank_game_11 and finite_rank_game_21.
EQUILIBRIA: dict[int, tuple[float, list[float]]] = {
    6: (0.40265583, [0.0, 0.07859079, 0.54471545, 0.0, 0.37669377, 0.0]),
    11: (
        0.40099729,
        [
            *(0.0, 0.0, 0.10298107, 0.22463109, 0.06849558, 0.19531842),
            *(0.04337044, 0.17361943, 0.02450176, 0.15710933, 0.00997287),
        ],
    ),
    21: (
        0.40286726,
        [
            *(0.0, 0.0, 0.0, 0.0, 0.07548153, 0.09379042, 0.06607754, 0.08514891, 0.05811825, 0.07780188),
            *(0.05132224, 0.07150314, 0.04547342, 0.06606237, 0.04040361, 0.06133055, 0.03598038, 0.05718966),
            *(0.0320983, 0.05354525, 0.02867256),
        ],
    ),
}


def prices(count: int, low: float = 0.6) -> npt.NDArray[np.float64]:
    return np.linspace(low, 1.0, count)


def rank_matrix(count: int) -> npt.NDArray[np.float64]:
    return rank_share_matrix(prices(count), SHARES)


def random_matrices(count: int, seed: int, most: int = 6) -> list[npt.NDArray[np.float64]]:
    """Return random games; none of them is degenerate."""
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(size, size)) for size in rng.integers(2, most + 1, size=count)]
