"""Equilibrium under any rule book: expectations by simulating the award itself.

Where scores, units, lines of single products or anchors that move with the mean decide, no exact kernel is
written. Then every price of a firm is put through the rules against sampled rivals, with fresh draws at every
step, and expectations are averaged over the steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass, Profile
from simulator.bidding.equilibrium.response import Payoff, best_response
from simulator.money import Ints
from simulator.rules.lot import AwardedLot, Lot

__all__ = [
    "Award",
    "Draws",
    "SampledGame",
    "bid_of",
    "decide",
    "own_payoffs",
    "sampled_payoff",
    "search_by_sampling",
]

Floats = npt.NDArray[np.float64]
Award = Callable[[Lot], AwardedLot]
Draws = Callable[[str, int], tuple[Floats, Floats]]
"""From a name and a number of draws: uniforms ``[S, n]`` for standings, and for the drawing of lots."""


@dataclass(frozen=True, slots=True, eq=False)
class SampledGame:
    """A variety with its actual bidders, and the rules that decide it."""

    lot: Lot
    """The variety in one replication; bids, attendance and lots are replaced."""
    kinds: Ints
    """``[n]`` class of each bid; -1 for bids that stay as they are in the lot."""
    classes: tuple[BidderClass, ...]
    prices: Ints
    """``[B]`` prices that can be bid, increasing."""
    award: Award

    @property
    def need(self) -> float:
        """Reported need of a year, in units."""
        by_area = float(self.lot.base.sum())
        return max(by_area or float(np.maximum(self.lot.brand_volume, 0).sum()), 1.0)


def bid_of(game: SampledGame, profile: Profile, standing: Floats) -> tuple[Ints, Floats]:
    """Return bids (0 for none) and costs of all firms.

    Parameters
    ----------
    game
        The variety.
    profile
        ``[C, B]`` bids by class.
    standing
        ``[S, n]`` share of its class that is cheaper than each firm.
    """
    bids = np.broadcast_to(np.where(game.lot.present, game.lot.bid, 0), standing.shape).copy()
    costs = np.zeros(standing.shape)
    for number, one in enumerate(game.classes):
        who = game.kinds == number
        at = profile.bids(number, standing[:, who])
        bids[:, who] = np.where(at >= 0, game.prices[at], 0)
        costs[:, who] = one.costs.quantile(standing[:, who])
    return bids, costs


def decide(game: SampledGame, bids: Ints, lots: Floats) -> AwardedLot:
    """Put bids through the rules; 0 is no bid.

    Parameters
    ----------
    game
        The variety.
    bids, lots
        ``[R, n]`` bids in 1/10,000 yuan, and uniforms for the drawing of lots.
    """
    lot = replace(
        game.lot,
        bid=np.maximum(bids - game.lot.fee[None, :], 1),
        present=(bids > 0) & game.lot.present,
        draw=(lots * 2**32).astype(np.int64),
        reserve=np.ones_like(bids),
    )
    return game.award(lot)


def own_payoffs(game: SampledGame, awarded: AwardedLot, own: Ints, number: int) -> tuple[Floats, Floats]:
    """Return receipts and units made of one firm in each replication, over the term.

    Parameters
    ----------
    game
        The variety.
    awarded
        The award.
    own
        ``[R]`` the firm in each replication.
    number
        Its class.
    """
    one = game.classes[number]
    rows = np.arange(len(own))
    won = awarded.won[rows, own]
    years = np.maximum(awarded.years, 1)
    volume = np.where(won, np.minimum(awarded.volume[rows, own] / game.need * years, one.capacity), 0.0)
    beside = np.where(won, one.outside.when_winning, one.outside.when_losing)
    attends = awarded.lot.present[rows, own]
    income = awarded.price[rows, own] * volume + one.outside.price * beside - one.outside.entry_cost * attends
    return income, volume + beside


def sampled_payoff(game: SampledGame, profile: Profile, number: int, draws: tuple[Floats, Floats]) -> Payoff:
    """Return what each price, and staying out, is worth to a firm of one class, by simulation.

    Parameters
    ----------
    game
        The variety.
    profile
        How the rivals bid.
    number
        The firm's class; its members take turns over the draws.
    draws
        Uniforms ``[S, n]`` for standings and lots.
    """
    standing, lots = draws
    members = np.flatnonzero(game.kinds == number)
    size, count = len(game.prices), len(standing)
    bids, _ = bid_of(game, profile, standing)
    bids = np.repeat(bids, size, axis=0)
    own = np.repeat(members[np.arange(count) % len(members)], size)
    bids[np.arange(len(bids)), own] = np.tile(game.prices, count)
    awarded = decide(game, bids, np.repeat(lots, size, axis=0))
    income, volume = own_payoffs(game, awarded, own, number)
    one = game.classes[number].outside
    return Payoff(
        np.append(income.reshape(count, size).mean(axis=0), one.price * one.when_losing),
        np.append(volume.reshape(count, size).mean(axis=0), one.when_losing),
    )


def search_by_sampling(game: SampledGame, draws: Draws, steps: int, sample: int) -> Profile:
    """Let classes respond to sampled rivals, step by step, each step on draws of its own.

    Parameters
    ----------
    game
        The variety.
    draws
        Source of uniforms.
    steps
        Number of steps.
    sample
        Simulated tenders in each step and class.
    """
    size = len(game.prices)
    mass = np.full((len(game.classes), size), 1 / size)
    expected: list[Payoff | None] = [None] * len(game.classes)
    for step in range(steps):
        weight = 3 / (step + 4)
        now = Profile(mass.copy())
        for number, one in enumerate(game.classes):
            seen = sampled_payoff(game, now, number, draws(f"step {step} {one.name}", sample))
            averaged = _blend(expected[number], seen, weight)
            expected[number] = averaged
            response = best_response(averaged, one.costs, one.may_stay_out).mass
            mass[number] += weight * (response - mass[number])
    return Profile(mass)


def _blend(before: Payoff | None, seen: Payoff, weight: float) -> Payoff:
    if before is None:
        return seen
    return Payoff(
        before.income + weight * (seen.income - before.income),
        before.volume + weight * (seen.volume - before.volume),
    )
