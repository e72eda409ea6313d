"""Campaigns in which firms learn: one variety, many histories at once, the rule book deciding every round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.bidding.learning.protocol import LearningRule, Seen, choose
from simulator.bidding.learning.table import LearnedBids, price_list
from simulator.bidding.strategies.learned import Learned
from simulator.bidding.strategies.protocol import Quotes
from simulator.firms.draws import Drawn, draw_variety
from simulator.firms.population import CLASSES
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.places import places_for
from simulator.streams import stream_key
from simulator.tender.quoting import guaranteed_cut, lay_out, quote_bids
from simulator.tender.ready import Tender

__all__ = ["learn", "payoffs_of", "rule_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Group:
    """The firms of one class that learn in a variety."""

    name: str
    strategy: Learned
    who: npt.NDArray[np.intp]
    """Their columns."""


def learn(tender: Tender, at: int, classes: Mapping[str, Learned]) -> dict[str, LearnedBids]:
    """Play the campaigns of one variety; each class learns until its own last round.

    Parameters
    ----------
    tender, at
        The scenario made ready, but for what is learned, and the position of the variety.
    classes
        Classes of firm that learn, with how.

    Returns
    -------
    dict
        What each class that bids there has learned.
    """
    kinds = tender.entrants[at].kind
    groups = [
        _Group(name, strategy, np.flatnonzero(kinds == CLASSES.index(name)))
        for name, strategy in classes.items()
        if (kinds == CLASSES.index(name)).any()
    ]
    if not groups:
        return {}
    cut, count = guaranteed_cut(tender.clauses), max(group.strategy.campaigns for group in groups)
    sizes = [group.strategy.prices + (cut is not None) for group in groups]
    even = {g.name: LearnedBids(np.full((1, size), 1 / size)) for g, size in zip(groups, sizes, strict=True)}
    blank = tuple(even if other == at else {} for other in range(len(tender.entrants)))
    plain = replace(tender, rings=(), learned=blank)
    rules: list[LearningRule[Any]] = [rule_of(group.strategy) for group in groups]
    states = [
        rule.start((count, len(group.who), size))
        for rule, group, size in zip(rules, groups, sizes, strict=True)
    ]
    first = _drawn(tender, at, 0, count)
    prices = [
        price_list(first.cost[:, g.who], first.ceiling[:, g.who], cut, g.strategy.prices) for g in groups
    ]
    for number in range(max(group.strategy.rounds for group in groups)):
        fresh = _drawn(tender, at, number * count, count)
        drawn = replace(first, taste=fresh.taste, draw=fresh.draw, cover=fresh.cover)
        quotes = quote_bids(plain, at, drawn)
        bid, present = quotes.bid.copy(), quotes.present.copy()
        chosen = []
        for group, rule, state, listed in zip(groups, rules, states, prices, strict=True):
            mine = choose(rule.mix(state), drawn.taste[:, group.who])
            bid[:, group.who] = np.take_along_axis(listed, mine[..., None], axis=2)[..., 0]
            present[:, group.who] = drawn.cost[:, group.who] <= drawn.ceiling[:, group.who]
            chosen.append(mine)
        played = Quotes(np.maximum(bid, 1), present)
        for place, group in enumerate(groups):
            if number < group.strategy.rounds:
                earned = payoffs_of(plain, at, drawn, played, (group.who, prices[place]))
                states[place] = rules[place].update(states[place], Seen(chosen[place], earned))
    return {
        group.name: _pooled(rule.mix(state), first.standing[:, group.who], group.strategy.standings)
        for group, rule, state in zip(groups, rules, states, strict=True)
    }


def payoffs_of(
    tender: Tender, at: int, drawn: Drawn, played: Quotes, offers: tuple[npt.NDArray[np.intp], Ints]
) -> Floats:
    """Return what each price would have earned each learner, all other bids unchanged, in fair shares.

    Parameters
    ----------
    tender, at
        The scenario, and the position of the variety.
    drawn
        What nature dealt, ``[B, n]``.
    played
        ``[B, n]`` bids, and which are handed in.
    offers
        ``[m]`` columns of the learners, and the ``[B, m, A]`` prices among which they choose.

    Returns
    -------
    numpy.ndarray
        ``[B, m, A]`` margin over the margin at the ceiling, times volume over an even share of the need; 0
        for who loses, or has no room below the ceiling.
    """
    who, prices = offers
    campaigns, learners, number = prices.shape
    row = np.repeat(np.arange(campaigns), learners * number)
    column = np.tile(np.repeat(who, number), campaigns)
    every = np.arange(len(row))
    tried = played.bid[row]
    tried[every, column] = np.maximum(prices.reshape(-1), 1)
    lot = lay_out(tender, at, _rows(drawn, row), Quotes(tried, played.present[row]))
    awarded = award_round([lot], tender.clauses, tender.areas.units, False)[0]
    cost, ceiling = drawn.cost[row, column], drawn.ceiling[row, column]
    # A firm never bids below its cost, so that less than nothing is a matter of rounding.
    margin = np.maximum(awarded.price[every, column] - cost, 0) * (awarded.price[every, column] > 0)
    places = max(places_for(len(tender.entrants[at].firms), tender.clauses.places), 1)
    share = awarded.volume[every, column] * places / max(int(tender.bases[at].sum()), 1)
    earned = margin / np.maximum(ceiling - cost, 1) * share
    return np.asarray(np.where(cost < ceiling, earned, 0.0).reshape(campaigns, learners, number))


def rule_of(strategy: Learned) -> LearningRule[Any]:
    """Return the learning rule that a strategy names."""
    # Statistics are loaded only where somebody learns.
    from simulator.bidding.learning.best_response import BestResponse
    from simulator.bidding.learning.ewa import ExperienceWeightedAttraction
    from simulator.bidding.learning.hedge import Hedge
    from simulator.bidding.learning.regret_matching import RegretMatching
    from simulator.bidding.learning.roth_erev import RothErev

    rules: dict[str, LearningRule[Any]] = {
        "best-response": BestResponse(float(strategy.memory)),
        "hedge": Hedge(),
        "regret-matching": RegretMatching(),
        "ewa": ExperienceWeightedAttraction(precision=10.0),
        "roth-erev": RothErev(),
    }
    return rules[strategy.rule]


def _drawn(tender: Tender, at: int, start: int, count: int) -> Drawn:
    """Draw with a seed of its own: firms must not have learned from the very rounds that are simulated."""
    scenario = tender.scenario
    seed = stream_key("learning", str(scenario.run.seed))
    return draw_variety(tender.entrants[at], scenario.market, scenario.costs, seed, start, count)


def _pooled(mixture: Floats, standing: Floats, parts: int) -> LearnedBids:
    """Average the mixtures of all firms in the same part of the class; an empty part has the mean of all."""
    part = np.minimum((standing * parts).astype(np.int64), parts - 1)
    rows = [mixture[part == number] for number in range(parts)]
    whole = mixture.reshape(-1, mixture.shape[2]).mean(axis=0)
    return LearnedBids(np.stack([row.mean(axis=0) if len(row) else whole for row in rows]))


def _rows(drawn: Drawn, row: npt.NDArray[np.intp]) -> Drawn:
    return Drawn(*(getattr(drawn, name)[row] for name in Drawn.__dataclass_fields__))
