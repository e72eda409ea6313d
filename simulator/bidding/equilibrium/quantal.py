"""Bids of firms that choose better prices more often, but not always: logit quantal response of a tender."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from simulator.bidding.equilibrium.expectation import Expectations, Term
from simulator.bidding.equilibrium.game import Game, Profile
from simulator.bidding.equilibrium.quantal_search import fixed_point
from simulator.bidding.equilibrium.response import Payoff
from simulator.bidding.equilibrium.smooth_answer import price_widths
from simulator.bidding.equilibrium.stated import by_part, stated_mass

__all__ = ["QuantalBids", "QuantalTerms", "open_prices", "quantal_bids"]

Floats = npt.NDArray[np.float64]

_LEAST_STAKE = 0.01

_ROUNDS = 12
"""Steps in which what a class earns in a term and what it chooses because of it come to agree."""


@dataclass(frozen=True, slots=True)
class QuantalTerms:
    """How precisely firms choose, and how closely their bids are computed."""

    precision: float
    """A price that costs a firm one per cent of what is at stake for it is chosen less often by a factor of
    ``exp(precision / 100)``."""
    parts: int = 32
    """Equal parts of each class by cost; firms of a part choose alike."""
    tolerance: float = 1e-4
    """Largest difference, summed over prices, between the bids of a class and its answer to all bids."""


@dataclass(frozen=True, slots=True, eq=False)
class QuantalBids:
    """Bids to which the bids themselves are the answer, up to the residual."""

    profile: Profile
    """Bids of a class without regard to cost; not ordered by cost, unlike those of an equilibrium."""
    choices: tuple[Floats, ...]
    """For each class ``[K, B]``: probability of every price for firms of every part, cheapest part first;
    what is missing to 1 stays out."""
    earned: Floats
    """``[C]`` expected payoff of a firm."""
    possible: Floats
    """``[C]`` expected payoff of a firm that always chose its best price."""
    residual: float
    """Largest difference, summed over prices, between the bids of a class and its answer to all bids."""


def quantal_bids(game: Game, terms: QuantalTerms) -> QuantalBids:
    """Find the bids of firms whose errors are the rarer the more they cost.

    A firm compares payoffs with what is at stake for it: the gain of its best price over no award. It
    considers no price below its cost, and hands in a bid wherever a price at or above its cost is open.
    Prices weigh by the part of the list, in ratio, that they stand for, so that a finer list changes nothing.

    Parameters
    ----------
    game
        The variety.
    terms
        Precision, and how closely to compute.

    Notes
    -----
    Names: 量子反应均衡 / logit quantal response equilibrium (QRE).
    Source: McKelvey and Palfrey, Quantal Response Equilibria for Normal Form Games, Games and Economic
    Behavior 10, 1995, pages 6 to 38; that errors are measured against the own stake is ours.
    """
    answers = _Answers(game, terms.parts)

    def answer(mass: Floats, precision: float) -> Floats:
        return _marginal(answers.to(mass, precision))

    found = fixed_point(answer, _marginal(open_prices(game, terms.parts)), terms.precision, terms.tolerance)
    choices = answers.to(found.mass, terms.precision)
    return QuantalBids(Profile(found.mass), choices, *answers.payoffs(found.mass, choices), found.residual)


class _Answers:
    """The logit answer of every class to the bids of all."""

    def __init__(self, game: Game, parts: int) -> None:
        self._game = game
        self._ready = Expectations.of(game)
        self._costs = _costs(game, parts)
        self._open = _open_weights(game, parts)
        self._naive = open_prices(game, parts)

    def to(self, mass: Floats, precision: float) -> tuple[Floats, ...]:
        """Return what each part of each class chooses when all bid as given."""
        profile = Profile(mass)
        found = []
        for number, one in enumerate(self._game.classes):
            if one.stated:
                found.append(self._naive[number])
                continue
            term = self._ready.term(profile, number, fine=False)
            profit, rounds = (0.0, 1) if one.after is None else (one.after.profit or 0.0, 1)
            if one.after is not None and one.after.profit is None:
                rounds = _ROUNDS
            for _ in range(rounds):
                payoff = self._ready.with_next(term, number, profit)
                choices = _logit(self._open[number] + precision * _gains(payoff, self._costs[number]))
                profit = self._earned(term, number, choices)
            found.append(choices)
        return tuple(found)

    def _earned(self, term: Term, number: int, choices: Floats) -> float:
        """Return what a firm of a class earns in a term by its choices."""
        each = term.payoff.by_cost(self._costs[number])
        out = 1 - choices.sum(axis=1, keepdims=True)
        return float((np.append(choices, out, axis=1) * each).sum(axis=1).mean())

    def payoffs(self, mass: Floats, choices: tuple[Floats, ...]) -> tuple[Floats, Floats]:
        """Return what firms of each class earn by their choices, and what they could."""
        earned, possible = np.zeros(len(choices)), np.zeros(len(choices))
        for number, one in enumerate(self._game.classes):
            if one.stated:
                continue
            term = self._ready.term(Profile(mass), number)
            profit = None if one.after is None else one.after.profit
            if profit is None:
                profit = self._earned(term, number, choices[number])
            each = self._ready.with_next(term, number, profit).by_cost(self._costs[number])
            out = 1 - choices[number].sum(axis=1, keepdims=True)
            earned[number] = (np.append(choices[number], out, axis=1) * each).sum(axis=1).mean()
            may = each if one.may_stay_out else each[:, :-1]
            possible[number] = may.max(axis=1).mean()
        return earned, possible


def _marginal(choices: tuple[Floats, ...]) -> Floats:
    """Return the bids of each class without regard to cost."""
    return np.stack([one.mean(axis=0) for one in choices])


def open_prices(game: Game, parts: int) -> tuple[Floats, ...]:
    """Return the choices of firms that take any price at or above their cost: ``[K, B]`` for each class.

    Parameters
    ----------
    game
        The variety.
    parts
        Equal parts of each class by cost.
    """
    weights = _open_weights(game, parts)
    return tuple(
        by_part(stated_mass(one, game.prices), parts) if one.stated else _logit(open_)
        for one, open_ in zip(game.classes, weights, strict=True)
    )


def _costs(game: Game, parts: int) -> tuple[Floats, ...]:
    """Return the cost in the middle of each part of each class: ``[K]``."""
    middle = (np.arange(parts) + 0.5) / parts
    return tuple(one.costs.quantile(middle) for one in game.classes)


def _open_weights(game: Game, parts: int) -> tuple[Floats, ...]:
    """Return ``[K, B]`` the logarithm of each price's width, minus infinity below cost."""
    weight = np.log(price_widths(game.prices))
    return tuple(np.where(game.prices >= cost[:, None], weight, -np.inf) for cost in _costs(game, parts))


def _gains(payoff: Payoff, costs: Floats) -> Floats:
    """Return ``[K, B]`` what each price gains over no award, in units of what is at stake."""
    each = payoff.by_cost(costs)
    gains = each[:, :-1] - each[:, -1:]
    stake = np.maximum(gains.max(axis=1), 0.0)
    least = max(_LEAST_STAKE * float(stake.mean()), 1e-9 * float(np.abs(payoff.income).max(initial=1.0)))
    return np.asarray(gains / np.maximum(stake, least)[:, None])


def _logit(weights: Floats) -> Floats:
    """Return the probabilities of prices; none where no price is open."""
    open_ = np.isfinite(weights).any(axis=1)
    chances = np.zeros_like(weights)
    chances[open_] = softmax(weights[open_], axis=1)
    return chances
