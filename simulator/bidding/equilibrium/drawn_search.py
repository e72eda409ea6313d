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
_FALL = 0.25


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps on one list of prices."""

    steps: int
    sample: int
    """Drawn tenders for each class and step."""
    prices: int
    """Prices on the list before marks are added; the first stage keeps the list it comes with."""
    precision: float
    """How much more often firms choose the better of two prices."""
    first: float
    """Part of the way to the response that the first step goes."""

    def weight(self, step: int) -> float:
        """Return the part of the way that a step goes."""
        return 1 / (1 / self.first + _FALL * step)


Effort = tuple[Stage, ...]

_NEVER_ERR = 1e6

COMPILED: Effort = (
    *(Stage(60, 96, 0, _NEVER_ERR, 0.8), Stage(150, 96, 64, _NEVER_ERR, 0.4)),
    Stage(250, 128, 96, _NEVER_ERR, 0.16),
)
"""Where the award is compiled: best responses, which settle there, and sooner than firms that err."""

BY_CLASS: Effort = (
    *(Stage(40, 96, 0, 10, 0.3), Stage(60, 128, 64, 20, 0.2), Stage(80, 256, 96, 40, 0.15)),
    Stage(80, 512, 96, 80, 0.1),
)
"""Where volumes follow from price classes: best responses go round in circles, firms that err settle."""

RULES: Effort = (
    *(Stage(30, 24, 0, 10, 0.3), Stage(40, 48, 32, 20, 0.2), Stage(60, 64, 48, 40, 0.15)),
    Stage(60, 96, 48, 80, 0.1),
)
"""Where every drawn tender is put through the rules."""


def candidates(
    game: SampledGame, draws: Draws, effort: Effort, start: Start = "even"
) -> Iterator[tuple[SampledGame, Profile]]:
    """Yield bids that are ever closer to an equilibrium, each with the variety on its list of prices.

    Every class moves a part of the way towards its response to rivals drawn afresh, that of firms which
    choose the best price, or nearly: rough ones first, then more precise ones. Bids are means over the last
    third of a stage, so that chance evens out (Polyak and Juditsky 1992, SIAM Journal on Control and
    Optimization 30, section 2).

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
        late, last = np.zeros_like(mass), max(stage.steps // 3, 1)
        for step in range(stage.steps):
            weight = stage.weight(step)
            now = Profile(mass.copy())
            for k, one in enumerate(game.classes):
                seen = class_worths(game, now, k, draws(f"{number} {step} {one.name}", stage.sample))
                mean = profit_of_term(seen, one, game.prices, now.bids(k, standings()))
                profits[k] += (weight if step or number else 1.0) * (mean - profits[k])
                aim = drawn_response(seen, one, game.prices, profits[k], stage.precision)
                mass[k] += weight * (aim - mass[k])
            late += mass if step >= stage.steps - last else 0.0
        mass = late / last
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
