"""How far a learning firm may stay behind the best single price in hindsight."""

from __future__ import annotations

import math

__all__ = ["hedge_rate", "hedge_regret", "matching_regret"]


def hedge_rate(prices: int, rounds: int, spread: float = 1.0) -> float:
    """Return the learning rate with which the bound on exponential weights holds.

    Parameters
    ----------
    prices
        Number of prices to choose from, at least 2.
    rounds
        Number of rounds, at least 1.
    spread
        Highest less lowest payoff of a round.

    Raises
    ------
    ValueError
        If there is nothing to choose or to learn from.

    Notes
    -----
    Source: Cesa-Bianchi and Lugosi, Prediction, Learning, and Games, 2006, theorem 2.2.
    """
    _check(prices, rounds)
    return math.sqrt(8 * math.log(prices) / rounds) / spread


def hedge_regret(prices: int, rounds: int, spread: float = 1.0) -> float:
    """Return the most that exponential weights can lose to the best single price over all rounds.

    Parameters
    ----------
    prices, rounds, spread
        As in ``hedge_rate``, with the same errors and source.
    """
    _check(prices, rounds)
    return spread * math.sqrt(rounds * math.log(prices) / 2)


def matching_regret(prices: int, rounds: int, spread: float = 1.0) -> float:
    """Return the most that regret matching can lose to the best single price over all rounds.

    Parameters
    ----------
    prices, rounds, spread
        As in ``hedge_regret``, with the same errors.

    Notes
    -----
    Source: Hart and Mas-Colell, Econometrica 68(5), 2000; the bound as in Cesa-Bianchi and Lugosi, 2006,
    section 2.1.
    """
    _check(prices, rounds)
    return spread * math.sqrt(prices * rounds)


def _check(prices: int, rounds: int) -> None:
    if prices < 2 or rounds < 1:
        raise ValueError(f"{prices} prices and {rounds} rounds: at least 2 prices and 1 round are needed")
