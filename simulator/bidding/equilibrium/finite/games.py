"""A symmetric price game as one firm sees it: the payoff of every price, given how rivals mix."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.finite.shares import RankVolume

__all__ = [
    "FiniteGame",
    "Floats",
    "PayoffMap",
    "matrix_game",
    "rank_share_game",
    "rank_share_matrix",
    "regret",
]

Floats = npt.NDArray[np.float64]
PayoffMap = Callable[[Floats], Floats]


@dataclass(frozen=True, slots=True)
class FiniteGame:
    """A symmetric game on a list of prices, given by the payoff of each price against a mixture of rivals.

    Names: 有限价格博弈 / symmetric finite price game.
    """

    payoff: PayoffMap
    """From the ``[A]`` mixture of a rival to the ``[A]`` expected payoff of each own price."""
    jacobian: PayoffMap
    """From the same mixture to the ``[A, A]`` derivative, own price by rival price."""
    size: int
    """Number of prices."""

    @property
    def uniform(self) -> Floats:
        """The mixture in which every price is equally likely."""
        return np.full(self.size, 1.0 / self.size)


def matrix_game(matrix: npt.ArrayLike) -> FiniteGame:
    """Make a game of two firms from its payoff matrix.

    Parameters
    ----------
    matrix
        ``[A, A]`` payoff of the own price (row) against the rival's (column).

    Raises
    ------
    ValueError
        If the matrix is not square, empty, or holds a value that is not finite.
    """
    payoffs = np.array(matrix, dtype=np.float64)
    if payoffs.ndim != 2 or payoffs.shape[0] != payoffs.shape[1] or payoffs.size == 0:
        raise ValueError(
            f"a symmetric game needs a square payoff matrix [own price, rival price], not one of shape "
            f"{payoffs.shape}; both firms choose from the same list of prices"
        )
    if not np.isfinite(payoffs).all():
        raise ValueError("payoffs are finite numbers; leave a price that may not be quoted off the list")
    return FiniteGame(lambda mixture: payoffs @ mixture, lambda _: payoffs, len(payoffs))


def rank_share_game(
    prices: Sequence[float] | Floats, shares: Sequence[float], *, firms: int = 2, cost: float = 0.0
) -> FiniteGame:
    """Make the game in which volumes go by rank of price and every firm has the same cost.

    Parameters
    ----------
    prices
        Prices that may be quoted, upwards.
    shares
        Volume of rank 1, 2, …; later ranks get nothing.
    firms
        Number of firms.
    cost
        Unit cost of every firm, in the unit of the prices.

    Raises
    ------
    ValueError
        If the prices do not rise, or there are fewer than two firms.

    Notes
    -----
    Equal prices share the volumes of their ranks evenly. In continuous prices the equilibrium with as many
    shares as firms is known: ``sum_j v_j C(n-1, j-1) F^(j-1) (1-F)^(n-j) = v_n (r-c)/(p-c)``.
    """
    margins = np.asarray(prices, dtype=np.float64) - cost
    if (
        margins.ndim != 1
        or margins.size == 0
        or not np.isfinite(margins).all()
        or min(np.diff(margins), default=1) <= 0
    ):
        raise ValueError("prices are a list of finite numbers that rises from each to the next")
    law = RankVolume(tuple(float(share) for share in shares), firms)
    return FiniteGame(
        lambda mixture: margins * law.volume(mixture),
        lambda mixture: margins[:, None] * law.slopes(mixture),
        len(margins),
    )


def rank_share_matrix(
    prices: Sequence[float] | Floats, shares: Sequence[float], *, cost: float = 0.0
) -> Floats:
    """Return the payoff matrix of two firms, volumes by rank of price, as in :func:`rank_share_game`."""
    game = rank_share_game(prices, shares, cost=cost)
    return game.jacobian(game.uniform)


def regret(payoff: PayoffMap, mixture: Floats) -> float:
    """Return how much a firm would gain by its best price, when all firms mix in the same way.

    Parameters
    ----------
    payoff
        The payoff of each price against a mixture; it may have leading axes (types), as the mixture has.
    mixture
        ``[..., A]`` probabilities.

    Returns
    -------
    float
        The largest gain over all leading axes, in the unit of the payoff; 0 in equilibrium.
    """
    payoffs = payoff(mixture)
    gain = payoffs.max(axis=-1) - (mixture * payoffs).sum(axis=-1)
    return max(float(np.max(gain)), 0.0)
