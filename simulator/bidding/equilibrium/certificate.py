"""The certificate: how much any firm could still gain by bidding otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.hopeless import hopeful_part, is_hopeless, only_hopeful
from simulator.bidding.equilibrium.response import best_response, played_payoff
from simulator.bidding.equilibrium.stated import with_stated

__all__ = ["Certificate", "ClassGain", "certify", "judge", "scale_of"]

Floats = npt.NDArray[np.float64]

_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class ClassGain:
    """What a firm of one class earns, and what it could."""

    name: str
    earned: float
    """Expected payoff of a firm that follows the profile."""
    possible: float
    """Expected payoff of a firm that responds best at every cost, anywhere on the price list."""
    hopeless: bool = False
    """Whether no firm of the class can win above its cost, so that all of them stay out."""

    @property
    def gain(self) -> float:
        """Absolute gain of the best deviation."""
        return max(self.possible - self.earned, 0.0)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof, without sampling error, of how close a profile is to equilibrium on its price list."""

    gains: tuple[ClassGain, ...]

    @property
    def hopeless(self) -> tuple[str, ...]:
        """Classes that stay out because none of their firms can win above its cost."""
        return tuple(one.name for one in self.gains if one.hopeless)

    @property
    def relative_gains(self) -> tuple[float, ...]:
        """Gain of each class over what it earns, or over 1 % of what the best class earns if that is more.

        A class that hardly ever wins earns next to nothing, and a gain of next to nothing is no reason to
        doubt the bids of the others.
        """
        most = max(abs(one.earned) for one in self.gains)
        return tuple(one.gain / scale_of(one.earned, most) for one in self.gains)

    @property
    def exploitability(self) -> float:
        """Largest relative gain of any class from any deviation on the price list."""
        return max(self.relative_gains)


def scale_of(earned: float, most: float) -> float:
    """Return what a gain is measured against: what the class earns, or 1 % of what the best class earns."""
    return max(abs(earned), _LEAST * most, 1e-12)


def certify(game: Game, profile: Profile) -> Certificate:
    """Measure what each class could gain against a profile, over all prices and all costs.

    Parameters
    ----------
    game
        The variety.
    profile
        The bids to be judged.
    """
    return judge(Expectations.of(game), profile, fine=True)[0]


def judge(ready: Expectations, profile: Profile, fine: bool) -> tuple[Certificate, Floats]:
    """Measure what each class could gain, and return its best responses as well: ``[C, B]``.

    Parameters
    ----------
    ready
        The game with its tables.
    profile
        The bids to be judged.
    fine
        Whether ties are integrated to rounding error.
    """
    gains, target = [], with_stated(ready.game, profile.mass).copy()
    profile = Profile(target.copy())
    for number, one in enumerate(ready.game.classes):
        if one.stated:
            gains.append(ClassGain(one.name, 0.0, 0.0))
            continue
        payoff = ready.payoff(profile, number, fine)
        response = best_response(payoff, one.costs, one.may_stay_out)
        earned = played_payoff(payoff, one.costs, profile.mass[number])
        gains.append(ClassGain(one.name, earned, response.value, is_hopeless(one, ready.game.prices[-1])))
        target[number] = only_hopeful(response.mass, hopeful_part(one, ready.game.prices[-1]))
    return Certificate(tuple(gains)), target
