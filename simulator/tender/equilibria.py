"""Equilibrium bids of a tender, as tables from which the firms of its varieties read their bids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.equilibrium.translation import coverage
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.money import Ints
from simulator.rules.parameters import Clauses, NoVolume
from simulator.scenario.model import Scenario
from simulator.tender.settings import Level, equilibrium_setting, levels_of
from simulator.tender.solving import MOST_STEPS, Remembered, Solving

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = ["check_solvable", "equilibrium_bidder", "find_equilibria", "table_of"]

Floats = npt.NDArray[np.float64]

_PARTS = 256


def find_equilibria(
    scenario: Scenario[AnyStrategy],
    clauses: Clauses,
    areas: Areas,
    entrants: tuple[Entrants, ...],
    solving: Solving | None = None,
) -> tuple[BidTable | None, ...]:
    """Solve the exact games of all varieties, if any class of firms bids its equilibrium.

    Varieties that are the same game share the solution. Rule books without an exact game are solved by
    :func:`simulator.tender.drawn.drawn_equilibria`.

    Parameters
    ----------
    scenario, clauses, areas, entrants
        The tender.
    solving
        How games are solved.

    """
    chosen = equilibrium_bidder(scenario)
    if chosen is None:
        return (None,) * len(entrants)
    # The solver is compiled; scenarios without equilibrium bids start without it.
    from simulator.bidding.equilibrium.solver import Terms

    levels = levels_of(scenario, chosen.levels)
    terms = Terms(float(chosen.tolerance), MOST_STEPS)
    settings = [[equilibrium_setting(scenario, clauses, areas, one, at) for at in levels] for one in entrants]
    together = [each for of_one in settings for each in of_one]
    solved = Remembered(solving or Solving()).solve_all(together, terms)
    return tuple(
        _table(of_one, levels, solved[at * len(levels) : (at + 1) * len(levels)], terms.tolerance)
        for at, of_one in enumerate(settings)
    )


def check_solvable(scenario: Scenario[AnyStrategy], clauses: Clauses) -> None:
    """Refuse a scenario whose firms bid an equilibrium where a bid is worth nothing.

    Parameters
    ----------
    scenario, clauses
        The tender.

    Raises
    ------
    InputError
        If the rule book promises no volume.
    """
    if isinstance(clauses.volume, NoVolume) and equilibrium_bidder(scenario) is not None:
        raise InputError.one(
            "this rule book promises no volume, so that a bid is worth nothing and has no equilibrium",
            mend="let firms bid another way (bidding.generic.use=markup; see: vbp list strategies)",
        )


def equilibrium_bidder(scenario: Scenario[AnyStrategy]) -> Equilibrium | None:
    """Return the strategy of the first class that bids its equilibrium, if any does."""
    bidding = scenario.bidding
    for one in (bidding.generic, bidding.own_api, bidding.newcomer, bidding.originator):
        if isinstance(one, Equilibrium):
            return one
    return None


def _table(
    settings: Sequence[Setting],
    levels: Sequence[Level],
    solved: Sequence[VarietyEquilibrium | None],
    tolerance: float,
) -> BidTable:
    """Return the bids of every class in an exact game."""
    exploitability = [0.0 if one is None else one.certificate.exploitability for one in solved]
    left_out = coverage(settings[0].clauses).left_out
    bids = [None if one is None else (one.prices, one.profile) for one in solved]
    return table_of(settings[0], levels, bids, (exploitability, left_out, tolerance))


def table_of(
    setting: Setting,
    levels: Sequence[Level],
    bids: Sequence[tuple[Ints, Profile] | None],
    judged: tuple[Sequence[float], tuple[str, ...], float],
) -> BidTable:
    """Return bids as a table; firms of a class that is not admitted stay out.

    Parameters
    ----------
    setting
        The variety at any level.
    levels
        Cost levels.
    bids
        Price list and profile by level; nothing where nobody may bid.
    judged
        Exploitability by level, clauses left out, and the tolerance.
    """
    positions = np.array([level.position for level in levels])
    line = guaranteed_line(setting) / setting.ceiling
    playing = [one.name for one in setting.classes]
    out = np.full((len(levels), _PARTS), np.nan)
    classes = {
        name: ClassBids(
            positions,
            np.stack([_steps(*each, playing.index(name)) for each in bids if each is not None])
            if name in playing
            else out,
            line,
        )
        for name in CLASSES
    }
    exploitability, left_out, tolerance = judged
    return BidTable(classes, np.array(exploitability), left_out, tolerance)


def _steps(prices: Ints, profile: Profile, number: int) -> Floats:
    """Return the bids over the ceiling of firms at the middle of equal parts of a class."""
    standing = (np.arange(_PARTS) + 0.5) / _PARTS
    at = profile.bids(number, standing)
    return np.where(at < 0, np.nan, (prices / prices[-1])[at])
