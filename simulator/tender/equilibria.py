"""Equilibrium bids of a tender, as tables from which the firms of its varieties read their bids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.equilibrium.translation import coverage
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Scenario
from simulator.tender.settings import Level, equilibrium_setting, levels_of
from simulator.tender.solving import MOST_STEPS, Remembered, Solving

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = ["check_solvable", "find_equilibria"]

Floats = npt.NDArray[np.float64]

_PARTS = 256


def find_equilibria(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    areas: Areas,
    entrants: tuple[Entrants, ...],
    solving: Solving | None = None,
) -> tuple[BidTable | None, ...]:
    """Solve the games of all varieties, if any class of firms bids its equilibrium.

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
        If the rule book has clauses for which no game can be formed.
    """
    chosen = _chosen(scenario)
    if chosen is None:
        return (None,) * len(entrants)
    check_solvable(scenario, clauses)
    # The solver is compiled; scenarios without equilibrium bids start without it.
    from simulator.bidding.equilibrium.solver import Terms

    levels = levels_of(scenario, chosen.levels)
    terms = Terms(float(chosen.tolerance), MOST_STEPS)
    settings = [[equilibrium_setting(scenario, clauses, areas, one, at) for at in levels] for one in entrants]
    together = [each for of_one in settings for each in of_one]
    solved = Remembered(solving or Solving()).solve_all(together, terms)
    return tuple(
        _table(of_one, levels, solved[at * len(levels) : (at + 1) * len(levels)])
        for at, of_one in enumerate(settings)
    )


def check_solvable(scenario: Scenario[AnyStrategy], clauses: Clauses) -> None:
    """Refuse a scenario whose firms bid an equilibrium of a rule book for which no game can be formed.

    Parameters
    ----------
    scenario, clauses
        The tender.

    Raises
    ------
    InputError
        With the clauses that stand in the way.
    """
    missing = coverage(clauses).missing
    if missing and _chosen(scenario) is not None:
        raise InputError.one(
            "no equilibrium can be computed under this rule book yet: " + "; ".join(missing),
            mend="let firms bid another way (bidding.generic.use=markup; see: vbp list strategies)",
        )


def _chosen(scenario: Scenario[AnyStrategy]) -> Equilibrium | None:
    bidding = scenario.bidding
    for one in (bidding.generic, bidding.own_api, bidding.newcomer, bidding.originator):
        if isinstance(one, Equilibrium):
            return one
    return None


def _table(
    settings: Sequence[Setting], levels: Sequence[Level], solved: Sequence[VarietyEquilibrium | None]
) -> BidTable:
    """Return the bids of every class; firms of a class that is not admitted stay out."""
    positions = np.array([level.position for level in levels])
    line = guaranteed_line(settings[0]) / settings[0].ceiling
    playing = [one.name for one in settings[0].classes]
    out = np.full((len(levels), _PARTS), np.nan)
    classes = {
        name: ClassBids(
            positions,
            np.stack([_steps(each, playing.index(name)) for each in solved if each is not None])
            if name in playing
            else out,
            line,
        )
        for name in CLASSES
    }
    exploitability = np.array([0.0 if one is None else one.certificate.exploitability for one in solved])
    return BidTable(classes, exploitability, coverage(settings[0].clauses).left_out)


def _steps(solved: VarietyEquilibrium, number: int) -> Floats:
    """Return the bids over the ceiling of firms at the middle of equal parts of a class."""
    standing = (np.arange(_PARTS) + 0.5) / _PARTS
    at = solved.profile.bids(number, standing)
    ratio = solved.game.prices / solved.game.prices[-1]
    return np.where(at < 0, np.nan, ratio[at])
