"""Equilibrium search against drawn rivals: fresh draws at every step, lists of prices that follow the bids.

For rule books without an exact kernel. What a price is worth is told by the compiled award where there is one
(:mod:`~simulator.bidding.equilibrium.worths`), else by the rules themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.drawn_response import drawn_response, profit_of_term, standings
from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.sampled import Draws, SampledGame
from simulator.bidding.equilibrium.starts import Start, starting_profile
from simulator.bidding.equilibrium.worths import class_worths

__all__ = ["BY_CLASS", "COMPILED", "RULES", "Effort", "Stage", "candidates"]

Floats = npt.NDArray[np.float64]

_USED = 1e-3
_EVEN = 0.4


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps on one list of prices."""

    steps: int
    sample: int
    """Drawn tenders for each class and step."""
    prices: int
    """Prices on the list before marks are added; the first stage keeps the list it comes with."""
    trust: int
    """Steps that the bids it starts from count for."""
    pace: float
    """Step ``t`` weighs ``pace / (t + pace)``: the larger, the sooner early steps are forgotten."""


Effort = tuple[Stage, ...]

COMPILED: Effort = (
    *(Stage(60, 96, 0, 0, 4.0), Stage(150, 96, 64, 5, 4.0), Stage(250, 128, 96, 20, 4.0)),
    Stage(250, 128, 96, 150, 2.0),
)
"""Where the award is compiled. Quick steps forget early bids soon: with slow ones, bids are still on their
way down when the search ends, which costs far more than chance does. Slow ones follow where that fails."""

BY_CLASS: Effort = (Stage(100, 96, 0, 0, 1.5), Stage(300, 96, 80, 5, 1.5), Stage(500, 96, 96, 40, 1.5))
"""Where volumes follow from price classes: quick steps make bids chase each other in circles there."""

RULES: Effort = (Stage(40, 16, 0, 0, 2.0), Stage(60, 24, 32, 8, 2.0))
"""Where every drawn tender is put through the rules."""


def candidates(
    game: SampledGame, draws: Draws, effort: Effort, start: Start = "even"
) -> Iterator[tuple[SampledGame, Profile]]:
    """Yield bids that are ever closer to an equilibrium, each with the variety on its list of prices.

    Fictitious play: every class moves a part of the way towards its best response to rivals drawn afresh. A
    class's bids are averages over the steps, so that chance evens out; expectations are not averaged as well,
    since answers to what rivals did long ago make bids go round in circles.

    Parameters
    ----------
    game
        The variety, with its first list of prices.
    draws
        Source of uniforms.
    effort
        Stages; the list of prices is laid anew between them, finer where more bids are.
    start
        What firms are first taken to bid.
    """
    mass = starting_profile(game, start).mass
    profits = np.zeros(len(game.classes))
    for number, stage in enumerate(effort):
        if number:
            game, mass = _relaid(game, mass, stage.prices)
        for step in range(stage.steps):
            weight = stage.pace / (stage.trust + step + 1 + stage.pace)
            now = Profile(mass.copy())
            for k, one in enumerate(game.classes):
                seen = class_worths(game, now, k, draws(f"{number} {step} {one.name}", stage.sample))
                mean = profit_of_term(seen, one, game.prices, now.bids(k, standings()))
                profits[k] += (weight if step or number else 1.0) * (mean - profits[k])
                mass[k] += weight * (drawn_response(seen, one, game.prices, profits[k]) - mass[k])
        yield game, Profile(mass.copy())


def _relaid(game: SampledGame, mass: Floats, count: int) -> tuple[SampledGame, Floats]:
    """Return a list of prices that is finer where more bids are, with the bids carried over to it."""
    before, spread = game.prices, np.log(game.prices)
    used = np.flatnonzero(mass.max(axis=0) > _USED)
    first, last = (
        (max(used[0] - 2, 0), min(used[-1] + 1, len(before) - 1)) if used.size else (0, len(before) - 1)
    )
    step = np.diff(spread)
    inside = (np.arange(len(step)) >= first) & (np.arange(len(step)) < last)
    bids = np.convolve(mass.sum(axis=0)[:-1] + mass.sum(axis=0)[1:], [1, 2, 1], "same")
    width = inside * step
    density = _EVEN * width / max(width.sum(), 1e-12) + (1 - _EVEN) * bids / max(bids.sum(), 1e-12)
    filled = np.concatenate([[0.0], np.cumsum(density + 1e-12)])
    fine = np.rint(np.exp(np.interp(np.linspace(0, filled[-1], count), filled, spread))).astype(np.int64)
    outside = before[~np.append(inside, False)][::2]
    prices = np.unique(np.concatenate([outside, fine, game.kept, before[-1:]]))
    prices = prices[(prices >= before[0]) & (prices <= before[-1])]
    moved = np.stack([np.diff(np.interp(prices, before, np.cumsum(row)), prepend=0.0) for row in mass])
    return replace(game, prices=prices), moved
