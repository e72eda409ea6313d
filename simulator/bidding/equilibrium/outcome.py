"""What an equilibrium leads to on average: prices paid, places won, volumes; exact, like the game itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.response import played_payoff

__all__ = ["QUANTILES", "ClassOutcome", "Outcome", "expected_outcome"]

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Standings within a class at which bids are told: the share of its firms that are cheaper."""

_NEVER = 1e-6
"""Probabilities below this are what a search that stops at a tolerance leaves behind."""


@dataclass(frozen=True, slots=True)
class ClassOutcome:
    """One class of firms; prices in the unit of the game."""

    name: str
    number: int
    attends: float
    """Probability that a firm hands in a bid."""
    wins: float
    """Probability that a firm wins."""
    mean_cost: float
    mean_bid: float
    """Mean over firms that bid."""
    mean_award: float
    """Mean price of winners, each counted once; ``nan`` if they never win."""
    profit: float
    """Expected payoff of a firm, price times yearly need."""
    costs: tuple[float, ...]
    """Costs at the standings ``QUANTILES``."""
    bids: tuple[float, ...]
    """Bids there; ``nan`` stays out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One variety."""

    classes: tuple[ClassOutcome, ...]
    price: float
    """Mean price paid, weighted by volume."""
    award: float
    """Mean price of winners, each counted once."""
    volume: float
    """Expected committed volume, in yearly needs."""
    winners: tuple[float, ...]
    """Probability of 0, 1, 2 … winners."""


def expected_outcome(game: Game, profile: Profile) -> Outcome:
    """Return what a profile leads to on average.

    Parameters
    ----------
    game
        The variety.
    profile
        How its firms bid.
    """
    ready = Expectations.of(game)
    most = game.volume.shape[0] - 1
    worth = _questions(game, most)
    classes, paid, volume, awards, wins = [], 0.0, 0.0, 0.0, 0.0
    shares = np.zeros(most + 1)
    for number, one in enumerate(game.classes):
        mass = profile.mass[number]
        expected = ready.worth(profile, number, worth)
        won = float(mass @ expected[1])
        priced = float(mass @ (expected[1] * game.prices))
        volume += one.number * float(mass @ expected[0])
        paid += one.number * float(mass @ (expected[0] * game.prices))
        awards += one.number * priced
        wins += one.number * won
        shares[1:] += one.number * (expected[2:] @ mass)
        classes.append(_class(ready, profile, number, won, priced))
    shares[0] = max(1 - shares[1:].sum(), 0.0)
    return Outcome(
        tuple(classes),
        paid / volume if volume > 0 else float("nan"),
        awards / wins if wins > 0 else float("nan"),
        volume,
        tuple(shares.tolist()),
    )


def _questions(game: Game, most: int) -> Floats:
    """Return own volume, own award, and for each number of winners the part of it that is one's own."""
    rank, winners = np.meshgrid(np.arange(most + 1), np.arange(most + 1))
    wins = ((rank >= 1) & (rank <= winners)).astype(np.float64)
    rows = [game.volume * wins, wins]
    rows += [wins * (winners == count) / count for count in range(1, most + 1)]
    return np.stack(rows)


def _class(ready: Expectations, profile: Profile, number: int, won: float, priced: float) -> ClassOutcome:
    game = ready.game
    one, mass = game.classes[number], profile.mass[number]
    attends = float(min(mass.sum(), 1.0))
    payoff = ready.payoff(profile, number)
    standing = np.array(QUANTILES)
    at = profile.bids(game, number, standing)
    bids = np.where(at >= 0, game.prices[at], np.nan)
    return ClassOutcome(
        one.name,
        one.number,
        attends,
        won,
        one.costs.mean,
        float(mass @ game.prices) / attends if attends > _NEVER else float("nan"),
        priced / won if won > _NEVER else float("nan"),
        played_payoff(payoff, one.costs, mass),
        tuple(one.costs.quantile(standing).tolist()),
        tuple(bids.tolist()),
    )
