"""What every price is worth to a class against drawn rivals: by the compiled award, or by the rules."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.drawn_rivals import Drawn, Worths, count_worths
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.sampled import SampledGame, bid_of, decide

__all__ = ["Worths", "class_worths", "draw_bids"]

Floats = npt.NDArray[np.float64]

_LEVELS = 32


def class_worths(game: SampledGame, profile: Profile, number: int, draws: tuple[Floats, Floats]) -> Worths:
    """Return what every price of the list is worth to a firm of one class, on average over draws.

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
    drawn, _ = draw_bids(game, profile, number, draws)
    size = len(game.prices)
    levels = np.unique(np.rint(np.geomspace(game.prices[0], game.prices[-1] + 1, _LEVELS)).astype(np.int64))
    income, volume, wins = (np.zeros(size) for _ in range(3))
    offered, offers = (np.zeros((size, len(levels))) for _ in range(2))
    into = Worths(income, volume, wins, levels, offered, offers)
    capacity = game.classes[number].capacity
    if game.compiled is not None:
        count_worths(game.compiled.order, drawn, game.prices, capacity, into)
    else:
        _ask_rules(game, drawn, capacity, into)
    count = len(drawn.own)
    return Worths(income / count, volume / count, wins / count, levels, offered / count, offers / count)


def draw_bids(
    game: SampledGame, profile: Profile, number: int, draws: tuple[Floats, Floats]
) -> tuple[Drawn, Floats]:
    """Return everybody's bids in each draw, and their costs ``[S, n]``.

    Parameters
    ----------
    game, profile, number, draws
        As in :func:`class_worths`.
    """
    standing, lots = draws
    bids, costs = bid_of(game, profile, standing)
    members = np.flatnonzero(game.kinds == number)
    own = members[np.arange(len(standing)) % len(members)]
    if game.compiled is None:
        nothing = np.zeros(len(game.kinds))
        return Drawn(bids, _reserves(costs), lots, nothing.astype(np.int64), nothing, own), costs
    # A bid that the quality gate turns down is no rival.
    rivals = np.where(game.kinds >= 0, bids, 0)
    return Drawn(rivals, _reserves(costs), lots, game.compiled.tie, game.compiled.brand, own), costs


def _reserves(costs: Floats) -> npt.NDArray[np.int64]:
    return np.ceil(costs).astype(np.int64)


def _ask_rules(game: SampledGame, drawn: Drawn, capacity: float, into: Worths) -> None:
    """Put every own price through the rules; a second chance is taken whatever the own cost."""
    size, count = len(game.prices), len(drawn.own)
    rows, own = np.arange(size * count), np.repeat(drawn.own, size)
    bids, costs = np.repeat(drawn.bid, size, axis=0), np.repeat(drawn.reserve, size, axis=0)
    bids[rows, own], costs[rows, own] = np.tile(game.prices, count), 1
    awarded = decide(game, bids, np.repeat(drawn.lot, size, axis=0), costs)
    won = awarded.won[rows, own]
    volume = awarded.volume[rows, own] / game.need * np.maximum(awarded.years, 1)
    volume = np.where(won, np.minimum(volume, capacity), 0.0)
    into.income[:] += (awarded.price[rows, own] * volume).reshape(count, size).sum(axis=0)
    into.volume[:] += volume.reshape(count, size).sum(axis=0)
    into.wins[:] += won.reshape(count, size).sum(axis=0)
