"""The games behind the solved bids of a tender, counted and named before any of them is solved."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.bidding.equilibrium.coverage import coverage
from simulator.tender.equilibria import ExactGames, equilibrium_bidder, exact_games
from simulator.tender.ready import Tender
from simulator.tender.sampled import sampled_variety
from simulator.tender.settings import levels_of, variety_setting

__all__ = ["Games", "games_of", "named"]

_EXACT, _COMPILED, _BY_RULES = 0.2, 20.0, 3.0
"""Seconds of processor time that a game takes, as measured on a busy machine (docs/equilibrium.md)."""


@dataclass(frozen=True, slots=True)
class Games:
    """The games of a tender whose firms bid by their solution."""

    keys: tuple[str, ...]
    """Names under which their solutions are kept, by variety and cost level; games that are alike share one.
    None where rivals are drawn: forming those games takes as long as solving many of the others."""
    number: int
    """Games, those that are alike counted once."""
    seconds: float
    """Processor time that one of them takes, roughly."""
    drawn: bool = False
    """Whether rivals are drawn, because the rule book has no exact game."""


def games_of(tender: Tender) -> Games:
    """Form the games of a tender without solving them, or count them where rivals are drawn.

    Parameters
    ----------
    tender
        A tender that is laid out; its bids need not have been found.

    Raises
    ------
    InputError
        If a class bids the solution of a game that cannot be formed.
    """
    scenario, clauses = tender.scenario, tender.clauses
    chosen = equilibrium_bidder(scenario)
    if chosen is not None and coverage(clauses).missing:
        return _drawn(tender, chosen.levels)
    games = exact_games(scenario, clauses, tender.areas, tender.entrants)
    return Games((), 0, 0.0) if games is None else named(games)


def _drawn(tender: Tender, levels: int) -> Games:
    """Count the varieties that somebody may bid for."""
    scenario, clauses, level = tender.scenario, tender.clauses, levels_of(tender.scenario, 1)[0]
    there = [
        at
        for at, entrants in enumerate(tender.entrants)
        if variety_setting(scenario, clauses, tender.areas, entrants, level).classes
    ]
    if not there:
        return Games((), 0, 0.0)
    compiled = sampled_variety(tender, there[0], level).compiled is not None
    return Games((), len(there) * levels, _COMPILED if compiled else _BY_RULES, True)


def named(games: ExactGames) -> Games:
    """Name exact games that are formed already.

    Parameters
    ----------
    games
        The games of a tender.
    """
    keys = tuple(key for key in games.keys if key is not None)
    return Games(keys, len(set(keys)), _EXACT)
