"""Equilibrium bids of a tender, as tables from which the firms of its varieties read their bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.hierarchy import Hierarchy
from simulator.bidding.strategies.library import AnyStrategy
from simulator.bidding.strategies.quantal import Quantal
from simulator.errors import InputError, Problem
from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.rules.parameters import Clauses, NoVolume
from simulator.scenario.model import Scenario
from simulator.tender.concepts import PARTS, LimitedThinking, NashTables, QuantalResponses, TableConcept
from simulator.tender.forming import Forming
from simulator.tender.pooling import MAKERS, POOL, standing_in_pool
from simulator.tender.settings import Level, bidders_of, cost_law, levels_of, makers_law
from simulator.tender.solving import Remembered, Solving, keys_of

__all__ = [
    "ExactGames",
    "against_knowing_by_number",
    "bids_of_classes",
    "check_solvable",
    "equilibrium_bidder",
    "exact_games",
    "find_equilibria",
]

Floats = npt.NDArray[np.float64]
SolvedStrategy = Equilibrium | Quantal | Hierarchy


def find_equilibria(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    areas: Areas,
    entrants: tuple[Entrants, ...],
    solving: Solving | None = None,
) -> tuple[BidTable | None, ...]:
    """Solve the exact games of all varieties, if any class of firms bids by their solution.

    Varieties that are the same game share the solution. Rule books without an exact game are solved by
    :func:`simulator.tender.drawn.drawn_equilibria`.

    Parameters
    ----------
    scenario, clauses, areas, entrants
        The tender.
    solving
        How games are solved.

    Raises
    ------
    InputError
        If the rule book has clauses for which no game can be formed, or classes name different solutions.
    """
    games = exact_games(scenario, clauses, areas, entrants)
    if games is None:
        return (None,) * len(entrants)
    how = solving or Solving()
    if games in _READ and how.store is not None and all(how.store.holds(key) for key in games.names):
        return _READ[games]
    solved = Remembered(how, games.concept).solve_all(games.flat, games.keys)
    rows = _own_rows(scenario, games.levels) if games.pooled else {}
    count = len(games.levels)
    _READ[games] = tuple(
        _table(one, games.levels, solved[at * count : (at + 1) * count], games.concept, rows)
        for at, one in enumerate(games.settings)
    )
    return _READ[games]


@dataclass(frozen=True, eq=False)
class ExactGames:
    """The games that the bidders of a tender play, without their solutions."""

    settings: tuple[tuple[Setting, ...], ...]
    """By variety, then by cost level."""
    levels: tuple[Level, ...]
    concept: TableConcept[Any]
    """What counts as their solution."""
    pooled: bool
    """Whether rivals are known by number."""

    @property
    def flat(self) -> list[Setting]:
        """All games one after the other."""
        return [each for one in self.settings for each in one]

    @property
    def names(self) -> set[str]:
        """All these names, each once."""
        return {key for key in self.keys if key is not None}

    @cached_property
    def keys(self) -> tuple[str | None, ...]:
        """Names under which their solutions are kept, in the same order; ``None`` where nobody may bid."""
        return keys_of(self.concept, self.flat)


_READ: WeakKeyDictionary[ExactGames, tuple[BidTable, ...]] = WeakKeyDictionary()
"""Bids of games that this process has solved or read already, for as long as their solutions are kept."""


def exact_games(
    scenario: Scenario[AnyStrategy], clauses: Clauses, areas: Areas, entrants: tuple[Entrants, ...]
) -> ExactGames | None:
    """Form the exact games of all varieties; ``None`` if no class of firms bids by their solution.

    Parameters
    ----------
    scenario, clauses, areas, entrants
        The tender.

    Raises
    ------
    InputError
        As :func:`find_equilibria`.
    """
    check_solvable(scenario, clauses)
    if not _solved_strategies(scenario):
        return None
    firms = tuple((bidders_of(one, scenario, clauses), one.variety.reference) for one in entrants)
    places = (areas.codes, areas.units.tobytes(), areas.weights.tobytes())
    # A trained policy, which is no data, may bid for a class that plays no game.
    said = (scenario.model_dump_json(exclude={"bidding"}), repr(scenario.bidding))
    return _formed(
        _Asked((*said, clauses.model_dump_json(), firms, places), scenario, clauses, areas, entrants)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The tender whose games are asked for, known by all that they depend on."""

    said: tuple[object, ...]
    scenario: Scenario[AnyStrategy] = field(compare=False)
    clauses: Clauses = field(compare=False)
    areas: Areas = field(compare=False)
    entrants: tuple[Entrants, ...] = field(compare=False)


@lru_cache(maxsize=4)
def _formed(asked: _Asked) -> ExactGames:
    """Form the games once for all who ask: to count them, to solve them, to read bids from them."""
    scenario = asked.scenario
    one = next(iter(_solved_strategies(scenario).values()))
    levels = levels_of(scenario, one.levels)
    pooled = one.rivals_known_by == "number"
    forming = Forming(scenario, asked.clauses, asked.areas, pooled)
    return ExactGames(forming.settings(asked.entrants, levels), levels, _concept(one), pooled)


def check_solvable(scenario: Scenario[AnyStrategy], clauses: Clauses) -> None:
    """Refuse a scenario whose firms bid the solution of a game that cannot be formed.

    Parameters
    ----------
    scenario, clauses
        The tender.

    Raises
    ------
    InputError
        With the clauses that stand in the way, or the classes that name different solutions.
    """
    chosen = _solved_strategies(scenario)
    if not chosen:
        return
    (first, one), *others = chosen.items()
    problems = [
        Problem(
            f"bidding.{name} names another solution of the game than bidding.{first}: there is one game, and"
            " all who think it through solve it in one way",
            mend=f"give both the same words and numbers, or let {name} bid without a game"
            " (see: vbp list strategies)",
        )
        for name, other in others
        if _way(other) != _way(one)
    ]
    if one.rivals_known_by == "number":
        problems += [
            Problem(f"bidding.{first} knows its rivals by number, but {what}", mend=mend)
            for what, mend in against_knowing_by_number(scenario, "rivals_known_by: class")
        ]
    problems += [
        Problem(what, mend="let firms bid another way (bidding.generic.use=markup; see: vbp list strategies)")
        for what in _out_of_reach(scenario, clauses, one)
    ]
    if problems:
        raise InputError(problems)


def _out_of_reach(scenario: Scenario[AnyStrategy], clauses: Clauses, one: SolvedStrategy) -> list[str]:
    """Return what keeps the bids from being found, in words."""
    if isinstance(clauses.volume, NoVolume):
        return ["this rule book promises no volume, so that a bid is worth nothing and has no equilibrium"]
    missing = "; ".join(coverage(clauses).missing)
    if not missing:
        return []
    way = "under this rule book bids are found against drawn rivals (" + missing + "),"
    found = []
    if not isinstance(one, Equilibrium):
        found.append(f"{way} and so far only an 'equilibrium' is, not '{one.use}'")
    if one.rivals_known_by == "number":
        found.append(f"{way} and so far only rivals known by class, not by number")
    if scenario.payoffs is not None and scenario.payoffs.aversion() > 0:
        found.append(f"{way} and so far only for firms without risk aversion")
    return found


def equilibrium_bidder(scenario: Scenario[AnyStrategy]) -> Equilibrium | None:
    """Return the strategy of the first class that bids its equilibrium, if any does."""
    found = (one for one in _solved_strategies(scenario).values() if isinstance(one, Equilibrium))
    return next(found, None)


def _solved_strategies(scenario: Scenario[AnyStrategy]) -> dict[str, SolvedStrategy]:
    strategies = scenario.bidding.by_class()
    order = ("generic", "own-api", "newcomer", "originator")
    named = ((name, strategies[name]) for name in order)
    return {name: one for name, one in named if isinstance(one, SolvedStrategy)}


def _way(one: SolvedStrategy) -> tuple[object, ...]:
    return (one.levels, one.rivals_known_by, _concept(one))


def against_knowing_by_number(scenario: Scenario[AnyStrategy], otherwise: str) -> list[tuple[str, str]]:
    """Return why bidders cannot take all makers to be alike, each with how to mend it; empty if they can.

    Parameters
    ----------
    scenario
        The scenario.
    otherwise
        How to say that bidders know the class of each rival.
    """
    found, payoffs = [], scenario.payoffs
    if payoffs is not None and not payoffs.generic == payoffs.own_api == payoffs.newcomer:
        found.append(
            (
                "makers of different classes have different payoffs",
                f"write {otherwise}, or give generic, own-api and newcomer the same payoffs",
            )
        )
    if scenario.firms.entries_file is not None:
        found.append(("a table names every bidder and its class", f"write {otherwise}"))
    return found


def _concept(one: SolvedStrategy) -> TableConcept[Any]:
    if isinstance(one, Equilibrium):
        return NashTables(float(one.tolerance))
    if isinstance(one, Hierarchy):
        return LimitedThinking(float(one.steps.value), one.all_alike)
    return QuantalResponses(float(one.precision.value))


def _own_rows(scenario: Scenario[AnyStrategy], levels: Sequence[Level]) -> dict[str, Floats]:
    """Return for each class of makers where its firms stand among all makers: ``[L, Q]``."""
    standing = (np.arange(PARTS) + 0.5) / PARTS
    rows = {}
    for name in MAKERS:
        laws = [
            (cost_law(scenario, CLASSES.index(name), at, 1.0), makers_law(scenario, at, 1.0)) for at in levels
        ]
        rows[name] = np.stack([standing_in_pool(own, makers, standing) for own, makers in laws])
    return rows


def _table(
    settings: Sequence[Setting],
    levels: Sequence[Level],
    solved: Sequence[Any],
    concept: TableConcept[Any],
    rows: dict[str, Floats],
) -> BidTable:
    """Return the bids of a variety with what is known about them."""
    found = [one for one in solved if one is not None]
    bids = {
        one.name: np.stack([concept.bids(each, number) for each in found])
        for number, one in enumerate(settings[0].classes)
    }
    if POOL in bids:
        bids |= {name: _as_member(bids[POOL], rows[name]) for name in MAKERS}
    classes = bids_of_classes(settings[0], levels, bids)
    gains = np.array([concept.gain(one) for one in found] or [0.0] * len(levels))
    certified = all(concept.converged(one) for one in found)
    return BidTable(concept.name, classes, gains, certified, coverage(settings[0].clauses).left_out)


def bids_of_classes(
    setting: Setting, levels: Sequence[Level], bids: Mapping[str, Floats]
) -> dict[str, ClassBids]:
    """Return the bids of every class of firm; those of a class that is not admitted stay out.

    Parameters
    ----------
    setting
        The variety at any level.
    levels
        Cost levels.
    bids
        ``[L, Q, U]`` bids over the ceiling of the classes that bid.
    """
    positions = np.array([level.position for level in levels])
    line, out = guaranteed_line(setting) / setting.ceiling, np.full((len(levels), 1, 1), np.nan)
    paying = {one.name for one in setting.classes if one.may_pay_to_win}
    paying |= set(MAKERS) if POOL in paying else set()
    return {name: ClassBids(positions, bids.get(name, out), line, name in paying) for name in CLASSES}


def _as_member(pooled: Floats, standing: Floats) -> Floats:
    """Return ``[L, Q, U]`` bids of one class of makers from those of all makers."""
    count = pooled.shape[1]
    at = np.minimum((standing * count).astype(np.int64), count - 1)
    return np.take_along_axis(pooled, at[:, :, None], axis=1)
