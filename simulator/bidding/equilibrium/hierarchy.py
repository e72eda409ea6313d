"""Bids of firms that think a limited number of steps ahead, for the game of one variety."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, factorial

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.certificate import scale_of
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.quantal import open_prices
from simulator.bidding.equilibrium.response import best_response
from simulator.bidding.equilibrium.stated import by_part, with_stated
from simulator.bidding.equilibrium.whims import PARTS

__all__ = ["HierarchyBids", "Thinking", "hierarchy_bids", "shares_of_levels"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Thinking:
    """How far firms think, and what they believe of others."""

    steps: float
    """Mean number of steps, or the number of steps of all firms where each believes the others to be one
    step behind."""
    levels: int
    """Highest number of steps."""
    all_alike: bool = False
    """Whether all firms think ``steps`` steps, rather than a Poisson number of them."""


@dataclass(frozen=True, slots=True, eq=False)
class HierarchyBids:
    """What firms of every number of steps bid."""

    naive: tuple[Floats, ...]
    """For each class ``[K, B]``: choices of firms that do not think, cheapest part first."""
    thinking: Floats
    """``[H, C, B]`` bids of firms of 1, 2, … steps; the cheapest take the lowest prices."""
    shares: Floats
    """``[H + 1]`` share of firms at each number of steps, from 0."""
    gains: Floats
    """``[C]`` relative gain of a firm that knew how all others bid."""


def shares_of_levels(thinking: Thinking) -> Floats:
    """Return the share of firms at each number of steps, from 0 to the highest.

    Parameters
    ----------
    thinking
        How far firms think.
    """
    if thinking.all_alike:
        return np.asarray(np.arange(thinking.levels + 1) == thinking.levels, dtype=np.float64)
    mean = thinking.steps
    chances = np.array([exp(-mean) * mean**k / factorial(k) for k in range(thinking.levels + 1)])
    return np.asarray(chances / chances.sum())


def hierarchy_bids(game: Game, thinking: Thinking) -> HierarchyBids:
    """Let firms of every number of steps answer those that they believe in.

    Firms that do not think choose any price at or above their cost, each as likely as the part of the list
    that it stands for. A firm of ``k`` steps answers best to firms of fewer steps, in the proportions in
    which there are such firms; or, if all are alike, to firms of ``k - 1`` steps.

    Parameters
    ----------
    game
        The variety.
    thinking
        How far firms think.

    Notes
    -----
    Names: 认知层级 / Poisson cognitive hierarchy; level-k thinking.
    Source: Camerer, Ho and Chong, A Cognitive Hierarchy Model of Games, Quarterly Journal of Economics
    119(3), 2004, pages 861 to 898; Stahl and Wilson, Journal of Economic Behavior and Organization 25, 1994.
    """
    ready = Expectations.of(game)
    naive = open_prices(game, PARTS)
    masses = [np.stack([one.mean(axis=0) for one in naive])]
    shares = shares_of_levels(thinking)
    for _ in range(thinking.levels):
        believed = masses[-1] if thinking.all_alike else _mixed(masses, shares)
        masses.append(_answer(ready, Profile(believed)))
    everybody = Profile(_mixed(masses, shares))
    return HierarchyBids(naive, np.array(masses[1:]), shares, _gains(ready, everybody, naive, masses, shares))


def _mixed(masses: list[Floats], shares: Floats) -> Floats:
    known = shares[: len(masses)]
    return np.asarray(np.tensordot(known / known.sum(), np.array(masses), axes=1))


def _answer(ready: Expectations, profile: Profile) -> Floats:
    classes = ready.game.classes
    answers = [
        best_response(ready.payoff(profile, number), one.costs, one.may_stay_out).mass
        for number, one in enumerate(classes)
    ]
    return with_stated(ready.game, np.stack(answers))


def _gains(
    ready: Expectations, everybody: Profile, naive: tuple[Floats, ...], masses: list[Floats], shares: Floats
) -> Floats:
    """Return what each class could still gain, over what it earns."""
    earned, possible = [], []
    for number, one in enumerate(ready.game.classes):
        if one.stated:
            earned.append(0.0)
            possible.append(0.0)
            continue
        payoff = ready.payoff(everybody, number)
        costs = one.costs.quantile((np.arange(PARTS) + 0.5) / PARTS)
        each = payoff.by_cost(costs)
        chosen = shares[0] * naive[number]
        for share, mass in zip(shares[1:], masses[1:], strict=True):
            chosen = chosen + share * by_part(mass[number], PARTS)
        out = 1 - chosen.sum(axis=1, keepdims=True)
        earned.append(float((np.append(chosen, out, axis=1) * each).sum(axis=1).mean()))
        possible.append(best_response(payoff, one.costs, one.may_stay_out).value)
    most = max(abs(one) for one in earned)
    return np.array(
        [max(best - got, 0.0) / scale_of(got, most) for best, got in zip(possible, earned, strict=True)]
    )
