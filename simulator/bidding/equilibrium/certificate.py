"""The certificate: how much any firm could still gain by bidding otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.response import best_response, played_payoff

__all__ = ["Certificate", "ClassGain", "certify"]


@dataclass(frozen=True, slots=True)
class ClassGain:
    """What a firm of one class earns, and what it could."""

    name: str
    earned: float
    """Expected payoff of a firm that follows the profile."""
    possible: float
    """Expected payoff of a firm that responds best at every cost, anywhere on the price list."""

    @property
    def gain(self) -> float:
        """Relative gain of the best deviation."""
        return max(self.possible - self.earned, 0.0) / max(abs(self.earned), 1e-12)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof, without sampling error, of how close a profile is to equilibrium on its price list."""

    gains: tuple[ClassGain, ...]

    @property
    def exploitability(self) -> float:
        """Largest relative gain of any class from any deviation on the price list."""
        return max(one.gain for one in self.gains)


def certify(game: Game, profile: Profile) -> Certificate:
    """Measure what each class could gain against a profile, over all prices and all costs.

    Parameters
    ----------
    game
        The variety.
    profile
        The bids to be judged.
    """
    ready = Expectations.of(game)
    gains = []
    for number, one in enumerate(game.classes):
        payoff = ready.payoff(profile, number)
        earned = played_payoff(payoff, one.costs, profile.mass[number])
        possible = best_response(payoff, one.costs, one.may_stay_out).value
        gains.append(ClassGain(one.name, earned, possible))
    return Certificate(tuple(gains))
