"""Equilibrium of a variety: firms adjust to each other until none has anything left to gain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.acceleration import Accelerator
from simulator.bidding.equilibrium.certificate import Certificate, certify, judge
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.starts import starting_profile

__all__ = ["Found", "Solution", "Terms", "play_slowly", "search_for", "solve"]

Floats = npt.NDArray[np.float64]

_PLAYS, _LONGER, _NEAR = 80, 2, 0.02
_WEIGHT, _TRUST, _SLOW = 8, 40, 3
_MIXINGS = ((0.1, 7), (0.2, 11), (0.05, 7), (0.1, 15))
_PATIENCE = 60
_RESERVE = 0.98


@dataclass(frozen=True, slots=True)
class Terms:
    """How far and how long to search."""

    tolerance: float = 1e-3
    """Largest relative gain that is left to any class."""
    iterations: int = 4000
    """Most steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where a search ended."""

    profile: Profile
    iterations: int
    trace: tuple[tuple[int, float], ...]
    """Steps at which the exploitability improved, with what it was."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A profile with what is known about it."""

    profile: Profile
    certificate: Certificate
    iterations: int
    converged: bool
    trace: tuple[tuple[int, float], ...]
    """Steps at which the exploitability improved, with what it was."""


def solve(game: Game, terms: Terms | None = None, start: Profile | None = None) -> Solution:
    """Find bids from which no firm gains by deviating, up to a tolerance.

    Fictitious play on the price list first: each class moves by ``8 / (t + 9)`` towards its best response,
    and the cheapest firms take its lowest prices. Near the equilibrium, Anderson acceleration of the same
    map; where that does not help, longer fictitious play, and so on in turn. The best profile seen is kept,
    so that more steps never do harm.

    Parameters
    ----------
    game
        The variety.
    terms
        Tolerance and number of steps.
    start
        Where to start; every price equally likely if not given.

    Returns
    -------
    Solution
        The profile with its certificate; ``converged`` says whether the tolerance was reached.
    """
    terms = terms or Terms()
    found = search_for(game, terms, start)
    certificate = certify(game, found.profile)
    converged = certificate.exploitability <= terms.tolerance
    return Solution(found.profile, certificate, found.iterations, converged, found.trace)


def search_for(game: Game, terms: Terms, start: Profile | None = None) -> Found:
    """Search as :func:`solve` does, for who judges the bids elsewhere: on a finer list of prices.

    Parameters
    ----------
    game, terms, start
        As there.
    """
    ready = Expectations.of(game)
    search = _Search(
        ready, (start or starting_profile(game, "even")).mass.copy(), 0 if start is None else _TRUST
    )
    goal = terms.tolerance * _RESERVE
    plays, near = _PLAYS, max(goal, _NEAR)
    for damping, memory in cycle(_MIXINGS):
        if search.steps >= terms.iterations or search.least <= goal:
            break
        search.play(min(plays, terms.iterations - search.steps), near)
        if search.steps < terms.iterations and search.least > goal:
            search.accelerate(Accelerator(damping, memory), goal, terms.iterations)
        plays, near = round(_LONGER * plays), goal
    return Found(Profile(search.best), search.steps, tuple(search.trace))


def play_slowly(game: Game, terms: Terms, start: Profile) -> Found:
    """Play fictitiously in small steps from bids that are nearly right, which quick steps would upset.

    Parameters
    ----------
    game, terms, start
        As for :func:`search_for`.
    """
    search = _Search(Expectations.of(game), start.mass.copy(), _TRUST)
    search.play(terms.iterations, terms.tolerance * _RESERVE, _SLOW)
    return Found(Profile(search.best), search.steps, tuple(search.trace))


class _Search:
    """State of a search: where it is, and the best profile so far."""

    def __init__(self, ready: Expectations, start: Floats, played: int) -> None:
        self._ready = ready
        self._now = self._average = start
        self._played = played
        self.best, self.least = start, np.inf
        self.steps = 0
        self.trace: list[tuple[int, float]] = []

    def _judge(self) -> Floats:
        """Measure the present profile, remember it if it is the best, and return the best response."""
        certificate, target = judge(self._ready, Profile(self._now), fine=False)
        gain = certificate.exploitability
        self.steps += 1
        if gain < self.least:
            self.best, self.least = self._now.copy(), gain
            self.trace.append((self.steps, gain))
        return target

    def play(self, steps: int, goal: float, weight: int = _WEIGHT) -> None:
        """Take steps of fictitious play from where it stopped before, until near."""
        self._now = self._average
        for _ in range(steps):
            target = self._judge()
            if self.least <= goal:
                break
            self._now = self._now + weight / (self._played + 1 + weight) * (target - self._now)
            self._played += 1
        self._average = self._now

    def accelerate(self, accelerator: Accelerator, goal: float, most: int) -> None:
        """Take accelerated steps from the best profile for as long as they improve it."""
        self._now = self.best.copy()
        improved = self.steps
        while self.steps < most and self.steps - improved < _PATIENCE:
            before = self.least
            target = self._judge()
            if self.least <= goal:
                return
            if self.least < before:
                improved = self.steps
            point = accelerator.step(self._now.ravel(), (target - self._now).ravel())
            self._now = _as_profile(point.reshape(self._now.shape))
        self._now = self.best.copy()


def _as_profile(mass: Floats) -> Floats:
    kept = np.maximum(mass, 0.0)
    return np.asarray(kept / np.maximum(kept.sum(axis=1, keepdims=True), 1.0))
