"""Bids found on one list of prices, judged on a finer one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.bidding.equilibrium.certificate import Certificate, judge
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hopeless import with_hopeless_out
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.stated import with_stated
from simulator.bidding.equilibrium.translation import to_game
from simulator.money import Ints

__all__ = ["Candidate", "certified", "spread_within_steps", "with_hopeless"]

_VISIBLE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Bids on a fine price list, and how good they are."""

    game: Game
    profile: Profile
    certificate: Certificate

    @property
    def exploitability(self) -> float:
        """What the class that gains most could gain."""
        return self.certificate.exploitability


def certified(setting: Setting, game: Game, profile: Profile, between: int, enough: float) -> Candidate:
    """Judge bids on a finer list, as they are and spread within their steps, and keep the better.

    Parameters
    ----------
    setting, game, profile
        The variety, its game on a list, and the bids there.
    between
        By how much the list is finer.
    enough
        Exploitability at which bids are not judged the other way as well.
    """
    finer = to_game(setting, _subdivided(game.prices.astype(np.int64), between))
    ready = Expectations.of(finer)
    chosen = spread_within_steps(game, profile, finer)
    certificate = judge(ready, chosen, fine=True)[0]
    if certificate.exploitability > enough:
        as_is = _kept(game, profile, finer)
        second = judge(ready, as_is, fine=True)[0]
        if second.exploitability < certificate.exploitability:
            certificate, chosen = second, as_is
    return Candidate(finer, chosen, certificate)


def with_hopeless(setting: Setting, prices: Ints, profile: Profile) -> Candidate:
    """Judge bids of all classes, of which the hopeless stay out.

    Parameters
    ----------
    setting
        The variety with all its classes.
    prices, profile
        Price list, and bids there of the classes that are not hopeless.
    """
    game, everybody = to_game(setting, prices), with_hopeless_out(setting, profile)
    return Candidate(game, everybody, judge(Expectations.of(game), everybody, fine=True)[0])


def _kept(game: Game, profile: Profile, finer: Game) -> Profile:
    mass = np.zeros((len(profile.mass), len(finer.prices)))
    mass[:, np.searchsorted(finer.prices, game.prices)] = profile.mass
    return Profile(with_stated(finer, mass))


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
    return Profile(with_stated(finer, mass))
