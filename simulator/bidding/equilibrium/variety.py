"""Equilibrium of one variety under a rule book: price list, solution, and a certificate on a finer list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import Certificate, judge
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.lines import lowest_price, price_list
from simulator.bidding.equilibrium.outcome import Outcome, expected_outcome
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.solver import Terms, search_for
from simulator.bidding.equilibrium.starts import Start, starting_profile
from simulator.bidding.equilibrium.translation import to_game
from simulator.money import Ints

__all__ = ["Grid", "VarietyEquilibrium", "solve_variety", "spread_within_steps"]

Floats = npt.NDArray[np.float64]

_VISIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """How finely prices are told apart."""

    coarse: int = 40
    """Prices on the first list, from the lowest cost to the ceiling."""
    fine: tuple[int, ...] = (64, 128)
    """Prices on the next lists, each over what was bid on the one before, until the tolerance is met."""
    judged: int = 256
    """Prices of the certificate's list over the same range, at least."""


@dataclass(frozen=True, slots=True, eq=False)
class VarietyEquilibrium:
    """Bids of a variety from which no class gains by more than the certificate says."""

    game: Game
    """The game on the certificate's price list."""
    profile: Profile
    """Bids on that list."""
    certificate: Certificate
    outcome: Outcome
    """What the bids lead to."""
    converged: bool
    iterations: int

    @property
    def prices(self) -> Ints:
        """``[B]`` price list in 1/10,000 yuan."""
        return self.game.prices.astype(np.int64)


def solve_variety(
    setting: Setting, terms: Terms | None = None, grid: Grid | None = None, start: Start = "even"
) -> VarietyEquilibrium:
    """Find the equilibrium bids of a variety.

    Parameters
    ----------
    setting
        The variety as its bidders know it.
    terms
        Tolerance and steps of the search.
    grid
        How finely prices are told apart.
    start
        What firms are first taken to bid; where there are several equilibria, it decides which is found.

    Returns
    -------
    VarietyEquilibrium
        Bids, and how much any class could gain with any price of a list several times as fine.
    """
    terms, grid = terms or Terms(), grid or Grid()
    game = to_game(setting, price_list(setting, lowest_price(setting), grid.coarse))
    first = None if start == "even" else starting_profile(game, start)
    found = search_for(game, Terms(max(terms.tolerance, 0.02), min(terms.iterations, 400)), first)
    steps = found.iterations
    best: _Candidate | None = None
    for count in grid.fine:
        before = game
        game = to_game(setting, _around(setting, before, found.profile, count))
        near = _moved(before, found.profile, game)
        found = search_for(game, Terms(terms.tolerance / 2, terms.iterations), near)
        steps += found.iterations
        now = _certified(setting, game, found.profile, max(-(-grid.judged // count), 2), terms.tolerance)
        if best is None or now.certificate.exploitability < best.certificate.exploitability:
            best = now
        if best.certificate.exploitability <= terms.tolerance:
            break
    if best is None:
        raise ValueError("a grid needs at least one list of prices after the first")
    converged = best.certificate.exploitability <= terms.tolerance
    outcome = expected_outcome(best.game, best.profile)
    return VarietyEquilibrium(best.game, best.profile, best.certificate, outcome, converged, steps)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """Bids on a fine price list, and how good they are."""

    game: Game
    profile: Profile
    certificate: Certificate


def _certified(setting: Setting, game: Game, profile: Profile, between: int, enough: float) -> _Candidate:
    """Judge the bids on a finer list, as they are and spread within their steps, and keep the better."""
    finer = to_game(setting, _subdivided(game.prices.astype(np.int64), between))
    ready = Expectations.of(finer)
    chosen = spread_within_steps(game, profile, finer)
    certificate = judge(ready, chosen, fine=True)[0]
    if certificate.exploitability > enough:
        as_is = _kept(game, profile, finer)
        second = judge(ready, as_is, fine=True)[0]
        if second.exploitability < certificate.exploitability:
            certificate, chosen = second, as_is
    return _Candidate(finer, chosen, certificate)


def _kept(game: Game, profile: Profile, finer: Game) -> Profile:
    mass = np.zeros((len(profile.mass), len(finer.prices)))
    mass[:, np.searchsorted(finer.prices, game.prices)] = profile.mass
    return Profile(mass)


def _around(setting: Setting, coarse: Game, profile: Profile, count: int) -> Ints:
    """Return a list that is fine where bids are, and as coarse as before elsewhere."""
    used = np.flatnonzero(profile.mass.max(axis=0) > 1e-4)
    first, last = max(int(used[0]) - 1, 0), min(int(used[-1]) + 1, len(coarse.prices) - 1)
    ends = np.log(coarse.prices[[first, last]])
    fine = np.rint(np.exp(np.linspace(ends[0], ends[1], count))).astype(np.int64)
    before = coarse.prices.astype(np.int64)
    outside = before[(before < fine[0]) | (before > fine[-1])][::2]
    marks = price_list(setting, int(coarse.prices[0]), 2)
    return np.unique(np.concatenate([outside, fine, marks]))


def _moved(source: Game, profile: Profile, target: Game) -> Profile:
    """Carry a profile over to another price list, as a place to start from."""
    mass = np.empty((len(profile.mass), len(target.prices)))
    for number, row in enumerate(profile.mass):
        steps = np.interp(target.prices, source.prices, np.cumsum(row))
        mass[number] = np.diff(steps, prepend=0.0)
    return Profile(mass)


def _subdivided(prices: Ints, between: int) -> Ints:
    """Put further prices between those of a list."""
    parts = [prices[:-1] + (np.diff(prices) * k) // between for k in range(between)]
    return np.unique(np.concatenate([*parts, prices]))


def spread_within_steps(game: Game, profile: Profile, finer: Game) -> Profile:
    """Let firms that share a price on a coarse list take the prices around it by order of cost.

    A firm spreads over half the way to the next price on either side where rivals of its class bid that
    price too; at the edge of a gap it stays.

    Parameters
    ----------
    game, profile
        The coarse list and the bids on it.
    finer
        The same game on a list that contains the coarse one.
    """
    where = np.searchsorted(finer.prices, game.prices)
    mass = np.zeros((len(profile.mass), len(finer.prices)))
    for number, row in enumerate(profile.mass):
        bid = row > _VISIBLE
        for b in np.flatnonzero(row > 0):
            down = b > 0 and bid[b] and bid[b - 1]
            up = b + 1 < len(row) and bid[b] and bid[b + 1]
            first = where[b] - ((where[b] - where[b - 1]) // 2 if down else 0)
            last = where[b] + ((where[b + 1] - where[b] - 1) // 2 if up else 0)
            mass[number, first : last + 1] += row[b] / (last - first + 1)
    return Profile(mass)
