"""Equilibrium bids of a tender, as tables from which the firms of its varieties read their bids."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.equilibrium.translation import coverage
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.library import AnyStrategy
from simulator.bidding.strategies.quantal import Quantal
from simulator.errors import InputError, Problem
from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Scenario
from simulator.tender.concepts import NashBids, QuantalResponses
from simulator.tender.settings import Level, equilibrium_setting, levels_of
from simulator.tender.solving import Concept, Remembered, Solved, Solving

__all__ = ["check_solvable", "find_equilibria"]

Floats = npt.NDArray[np.float64]

_OUT = np.full((1, 1), np.nan)


def find_equilibria(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    areas: Areas,
    entrants: tuple[Entrants, ...],
    solving: Solving | None = None,
) -> tuple[BidTable | None, ...]:
    """Solve the games of all varieties, if any class of firms bids by their solution.

    Varieties that are the same game share the solution.

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
    check_solvable(scenario, clauses)
    chosen = _solved_strategies(scenario)
    if not chosen:
        return (None,) * len(entrants)
    one = next(iter(chosen.values()))
    levels = levels_of(scenario, one.levels)
    settings = [[equilibrium_setting(scenario, clauses, areas, e, at) for at in levels] for e in entrants]
    concept = _concept(one)
    if isinstance(concept, NashBids):
        return _tables(settings, levels, concept, solving)
    return _tables(settings, levels, concept, solving)


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
        if (other.levels, _concept(other)) != (one.levels, _concept(one))
    ]
    missing = coverage(clauses).missing
    if missing:
        problems.append(
            Problem(
                "no equilibrium can be computed under this rule book yet: " + "; ".join(missing),
                mend="let firms bid another way (bidding.generic.use=markup; see: vbp list strategies)",
            )
        )
    if problems:
        raise InputError(problems)


def _solved_strategies(scenario: Scenario[AnyStrategy]) -> dict[str, Equilibrium | Quantal]:
    bidding = scenario.bidding
    named = (
        ("generic", bidding.generic),
        ("own-api", bidding.own_api),
        ("newcomer", bidding.newcomer),
        ("originator", bidding.originator),
    )
    return {name: one for name, one in named if isinstance(one, Equilibrium | Quantal)}


def _concept(one: Equilibrium | Quantal) -> NashBids | QuantalResponses:
    if isinstance(one, Equilibrium):
        return NashBids(float(one.tolerance))
    return QuantalResponses(float(one.precision.value))


def _tables(
    settings: Sequence[Sequence[Setting]],
    levels: Sequence[Level],
    concept: Concept[Solved],
    solving: Solving | None,
) -> tuple[BidTable, ...]:
    solved = Remembered(solving or Solving(), concept).solve_all([each for one in settings for each in one])
    count = len(levels)
    return tuple(
        _table(one, levels, solved[at * count : (at + 1) * count], concept) for at, one in enumerate(settings)
    )


def _table(
    settings: Sequence[Setting],
    levels: Sequence[Level],
    solved: Sequence[Solved | None],
    concept: Concept[Solved],
) -> BidTable:
    """Return the bids of every class; firms of a class that is not admitted stay out."""
    positions = np.array([level.position for level in levels])
    line = guaranteed_line(settings[0]) / settings[0].ceiling
    playing = [one.name for one in settings[0].classes]
    found = [one for one in solved if one is not None]
    classes = {name: ClassBids(positions, np.tile(_OUT, (len(levels), 1, 1)), line) for name in CLASSES}
    for number, name in enumerate(playing):
        classes[name] = ClassBids(positions, np.stack([concept.bids(one, number) for one in found]), line)
    gains = np.array([concept.gain(one) for one in found] or [0.0] * len(levels))
    certified = all(concept.converged(one) for one in found)
    return BidTable(concept.name, classes, gains, certified, coverage(settings[0].clauses).left_out)
