"""Solution concepts that a scenario can name, each with the way to its bids.

The solvers are compiled and imported where a game is solved, so that commands that solve none start at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.kept_bids import KeptBids, kept_bids
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.starts import Start
from simulator.bidding.equilibrium.translation import volumes_by_rank
from simulator.bidding.equilibrium.whims import WhimBids, restored_whims, whim_arrays
from simulator.money import Ints
from simulator.rules.parameters import AnyOf
from simulator.rules.places import places_up_to
from simulator.tender.solving import Concept, parts_of, told

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = [
    "PARTS",
    "LimitedThinking",
    "NashBids",
    "NashTables",
    "QuantalResponses",
    "TableConcept",
    "bids_by_standing",
]

Floats = npt.NDArray[np.float64]
Solved = TypeVar("Solved")

_VERSION = 12

_MOST_STEPS = 600
"""Steps after which the search for one variety on one price list gives up."""

PARTS = 256
"""Equal parts of a class, by cost, whose bids are read from an equilibrium."""

_MOST_LEVELS, _FURTHER = 12, 4


def bids_by_standing(prices: Ints, profile: Profile, number: int) -> Floats:
    """Return ``[Q, 1]`` bids over the ceiling of firms at the middle of equal parts of a class.

    Parameters
    ----------
    prices
        ``[B]`` price list, of which the last is the ceiling.
    profile
        Bids.
    number
        The class.
    """
    standing = (np.arange(PARTS) + 0.5) / PARTS
    at = profile.bids(number, standing)
    return np.asarray(np.where(at < 0, np.nan, (prices / prices[-1])[at]))[:, None]


class TableConcept(Concept[Setting, Solved], Protocol[Solved]):
    """A concept whose solutions firms can read their bids from."""

    @property
    def name(self) -> str:
        """What the bids solve: ``equilibrium``, ``quantal`` or ``hierarchy``."""
        ...

    def bids(self, solved: Solved, number: int) -> Floats:
        """Return ``[Q, U]`` bids over the ceiling of a class, by cost and whim; ``nan`` stays out."""
        ...

    def gain(self, solved: Solved) -> float:
        """Return the largest relative gain of any class from bidding otherwise."""
        ...

    def converged(self, solved: Solved) -> bool:
        """Tell whether the solution is as close as asked for."""
        ...


def _identity(name: str, terms: Sequence[object], setting: Setting) -> Sequence[object] | None:
    """Return everything that decides a solution of an exact game, as plain values.

    Only what the game reads of a rule book counts: two books that differ elsewhere are the same game.
    """
    if not setting.classes:
        return None
    places = places_up_to(setting.bidders, setting.clauses.places).tolist()
    volume = volumes_by_rank(setting, max(places))
    test = setting.clauses.price_test
    by_form = isinstance(test, AnyOf) and test.tests.threshold is not None
    tests = [test.model_dump(mode="json"), setting.ceiling, setting.form if by_form else ""]
    return [_VERSION, name, *terms, *tests, places, told(volume), *parts_of(setting.classes)]


@dataclass(frozen=True, slots=True)
class _Nash:
    """Bids from which no firm gains by moving, however much of the solution is asked for."""

    tolerance: float
    """Largest relative gain that is left to any class."""
    start: Start = "even"
    """What firms are first taken to bid."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "equilibrium"

    def identity(self, setting: Setting) -> Sequence[object] | None:
        """Return everything that decides the bids."""
        # What was solved before there was a choice keeps its name.
        chosen = () if self.start == "even" else (self.start,)
        return _identity(self.name, (self.tolerance, _MOST_STEPS, *chosen), setting)

    def solve(self, setting: Setting) -> VarietyEquilibrium:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.solver import Terms
        from simulator.bidding.equilibrium.variety import solve_variety

        return solve_variety(setting, Terms(self.tolerance, _MOST_STEPS), start=self.start)


@dataclass(frozen=True, slots=True)
class NashBids(_Nash):
    """Bids from which no firm gains by moving, with all that is known about them."""

    def arrays_of(self, solved: VarietyEquilibrium) -> dict[str, Floats]:
        """Return what is needed to restore an equilibrium."""
        from simulator.bidding.equilibrium.kept_variety import arrays_of

        return arrays_of(solved)

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> VarietyEquilibrium:
        """Restore an equilibrium."""
        from simulator.bidding.equilibrium.kept_variety import restored

        return restored(setting, arrays)


@dataclass(frozen=True, slots=True)
class NashTables(_Nash):
    """The same bids for firms that read theirs from them: kept ones are there without the solver."""

    def arrays_of(self, solved: VarietyEquilibrium | KeptBids) -> dict[str, Floats]:
        """Return what is needed to restore an equilibrium."""
        from simulator.bidding.equilibrium.kept_variety import arrays_of
        from simulator.bidding.equilibrium.variety import VarietyEquilibrium

        if not isinstance(solved, VarietyEquilibrium):
            raise TypeError("what is kept already needs no keeping")
        return arrays_of(solved)

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> KeptBids:
        """Read the bids of an equilibrium."""
        return kept_bids(setting, arrays)

    def bids(self, solved: VarietyEquilibrium | KeptBids, number: int) -> Floats:
        """Return ``[Q, 1]`` bids over the ceiling of a class; ``nan`` stays out."""
        return bids_by_standing(solved.prices, solved.profile, number)

    def gain(self, solved: VarietyEquilibrium | KeptBids) -> float:
        """Return the exploitability."""
        return solved.exploitability

    def converged(self, solved: VarietyEquilibrium | KeptBids) -> bool:
        """Tell whether the tolerance was reached."""
        return solved.converged


class _ByWhim:
    """What concepts have in common whose firms do not bid the same each time."""

    __slots__ = ()

    def arrays_of(self, solved: WhimBids) -> dict[str, Floats]:
        """Return what is needed to restore the bids."""
        return whim_arrays(solved)

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> WhimBids:
        """Restore the bids."""
        return restored_whims(setting, arrays)

    def bids(self, solved: WhimBids, number: int) -> Floats:
        """Return ``[K, U]`` bids over the ceiling of a class; ``nan`` stays out."""
        return np.asarray(solved.bids[number])

    def gain(self, solved: WhimBids) -> float:
        """Return what the class could gain that loses most by bidding as it does."""
        return float(solved.gains.max())

    def converged(self, solved: WhimBids) -> bool:
        """Tell whether the bids were found as closely as asked for."""
        return solved.converged


@dataclass(frozen=True, slots=True)
class QuantalResponses(_ByWhim):
    """Bids of firms whose errors are the rarer the more they cost."""

    precision: float
    """How closely the odds of two prices follow what they earn."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "quantal"

    def identity(self, setting: Setting) -> Sequence[object] | None:
        """Return everything that decides the bids."""
        return _identity(self.name, (self.precision,), setting)

    def solve(self, setting: Setting) -> WhimBids:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.quantal_variety import quantal_variety

        return quantal_variety(setting, self.precision)


@dataclass(frozen=True, slots=True)
class LimitedThinking(_ByWhim):
    """Bids of firms that think a limited number of steps ahead."""

    steps: float
    """Mean number of steps, or the number of steps of all firms."""
    all_alike: bool
    """Whether all firms think the same number of steps."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "hierarchy"

    def identity(self, setting: Setting) -> Sequence[object] | None:
        """Return everything that decides the bids."""
        return _identity(self.name, (self.steps, self.all_alike), setting)

    def solve(self, setting: Setting) -> WhimBids:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.hierarchy import Thinking
        from simulator.bidding.equilibrium.hierarchy_variety import hierarchy_variety

        levels = round(self.steps) if self.all_alike else min(round(2 * self.steps) + _FURTHER, _MOST_LEVELS)
        return hierarchy_variety(setting, Thinking(self.steps, levels, self.all_alike))
