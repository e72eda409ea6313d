"""What an equilibrium leads to on average: prices paid, places won, volumes; exact where the game is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.earnings import Awards, with_next
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile, winning_ranks
from simulator.bidding.equilibrium.response import played_payoff
from simulator.bidding.equilibrium.sampled import SampledGame, bid_of, decide

__all__ = [
    "QUANTILES",
    "ClassOutcome",
    "Outcome",
    "expected_outcome",
    "outcome_arrays",
    "outcome_from",
    "sampled_outcome",
]

Floats = npt.NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Standings within a class at which bids are told: the share of its firms that are cheaper."""

_NEVER = 1e-4
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


def outcome_arrays(outcome: Outcome) -> dict[str, Floats]:
    """Return an outcome as plain arrays, to be kept."""
    numbers = [
        (one.number, one.attends, one.wins, one.mean_cost, one.mean_bid, one.mean_award, one.profit)
        for one in outcome.classes
    ]
    return {
        "outcome": np.array([outcome.price, outcome.award, outcome.volume]),
        "winners": np.array(outcome.winners),
        "class_numbers": np.array(numbers),
        "class_costs": np.array([one.costs for one in outcome.classes]),
        "class_bids": np.array([one.bids for one in outcome.classes]),
    }


def outcome_from(arrays: dict[str, Floats], names: Sequence[str]) -> Outcome:
    """Return the outcome that :func:`outcome_arrays` has written.

    Parameters
    ----------
    arrays
        What was kept.
    names
        Names of the classes.
    """
    rows = zip(names, arrays["class_numbers"], arrays["class_costs"], arrays["class_bids"], strict=True)
    classes = []
    for name, row, costs, bids in rows:
        number, attends, wins, cost, bid, award, profit = row.tolist()
        told = (tuple(costs.tolist()), tuple(bids.tolist()))
        classes.append(ClassOutcome(name, int(number), attends, wins, cost, bid, award, profit, *told))
    price, award, volume = arrays["outcome"].tolist()
    return Outcome(tuple(classes), price, award, volume, tuple(arrays["winners"].tolist()))


def _questions(game: Game, most: int) -> Floats:
    """Return own volume, own award, and for each number of winners the part of it that is one's own."""
    wins = winning_ranks(most)
    winners = np.arange(most + 1)[:, None]
    rows = [game.volume * wins, wins]
    rows += [wins * (winners == count) / count for count in range(1, most + 1)]
    return np.stack(rows)


def _class(ready: Expectations, profile: Profile, number: int, won: float, priced: float) -> ClassOutcome:
    game = ready.game
    one, mass = game.classes[number], profile.mass[number]
    attends = float(min(mass.sum(), 1.0))
    payoff = ready.payoff(profile, number)
    standing = np.array(QUANTILES)
    at = profile.bids(number, standing)
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


def sampled_outcome(game: SampledGame, profile: Profile, draws: tuple[Floats, Floats]) -> Outcome:
    """Return what a profile leads to on average, by simulating the award.

    Parameters
    ----------
    game, profile
        The variety and its bids.
    draws
        Uniforms ``[S, n]`` for standings within the class and for the drawing of lots.
    """
    standing, lots = draws
    bids, costs = bid_of(game, profile, standing)
    awarded = decide(game, bids, lots, costs)
    won, price = awarded.won, awarded.price
    volume = np.where(won, awarded.volume / game.need * np.maximum(awarded.years, 1)[:, None], 0.0)
    classes = []
    for number, one in enumerate(game.classes):
        who = game.kinds == number
        here = won[:, who]
        attends = bids[:, who] > 0
        # All its firms at once, as one row of awards.
        got = Awards(attends[None], here[None], price[None, :, who].astype(float), volume[None, :, who])
        earned = with_next(one, got, costs[:, who])
        levels = np.repeat(np.array(QUANTILES)[:, None], len(game.kinds), axis=1)
        told = bid_of(game, profile, levels)[0][:, who][:, 0]
        classes.append(
            ClassOutcome(
                one.name,
                one.number,
                float(attends.mean()),
                float(here.mean()),
                one.costs.mean,
                _mean(bids[:, who], attends),
                _mean(price[:, who], here),
                float(earned.mean()),
                tuple(one.costs.quantile(np.array(QUANTILES)).tolist()),
                tuple(np.where(told > 0, told, np.nan).tolist()),
            )
        )
    shares = np.bincount(awarded.winners, minlength=2) / len(standing)
    paid = float((price * volume).sum() / volume.sum()) if volume.sum() > 0 else float("nan")
    return Outcome(
        tuple(classes),
        paid,
        _mean(price, won),
        float(volume.sum(axis=1).mean()),
        tuple(shares.tolist()),
    )


def _mean(values: npt.NDArray[np.int64], where: npt.NDArray[np.bool_]) -> float:
    return float(values[where].mean()) if where.any() else float("nan")
