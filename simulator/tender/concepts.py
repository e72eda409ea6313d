"""Solution concepts that a scenario can name, each with the way to its bids.

The solvers are compiled and imported where a game is solved, so that commands that solve none start at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Profile
from simulator.bidding.equilibrium.setting import Setting
from simulator.money import Ints

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.hierarchy_variety import HierarchyVariety
    from simulator.bidding.equilibrium.quantal_variety import QuantalVariety
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = ["LimitedThinking", "NashBids", "QuantalResponses", "bids_by_standing"]

Floats = npt.NDArray[np.float64]

_MOST_STEPS = 600
"""Steps after which the search for one variety on one price list gives up."""

_PARTS = 256
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
    standing = (np.arange(_PARTS) + 0.5) / _PARTS
    at = profile.bids(number, standing)
    return np.asarray(np.where(at < 0, np.nan, (prices / prices[-1])[at]))[:, None]


@dataclass(frozen=True, slots=True)
class NashBids:
    """Bids from which no firm gains by moving."""

    tolerance: float
    """Largest relative gain that is left to any class."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "equilibrium"

    @property
    def terms(self) -> Sequence[object]:
        """What decides the bids besides the game."""
        return (self.tolerance, _MOST_STEPS)

    def solve(self, setting: Setting) -> VarietyEquilibrium:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.solver import Terms
        from simulator.bidding.equilibrium.variety import solve_variety

        return solve_variety(setting, Terms(self.tolerance, _MOST_STEPS))

    def arrays_of(self, solved: VarietyEquilibrium) -> dict[str, Floats]:
        """Return what is needed to restore an equilibrium."""
        from simulator.bidding.equilibrium.variety import arrays_of

        return arrays_of(solved)

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> VarietyEquilibrium:
        """Restore an equilibrium."""
        from simulator.bidding.equilibrium.variety import restored

        return restored(setting, arrays)

    def bids(self, solved: VarietyEquilibrium, number: int) -> Floats:
        """Return ``[Q, 1]`` bids over the ceiling of a class; ``nan`` stays out."""
        return bids_by_standing(solved.prices, solved.profile, number)

    def gain(self, solved: VarietyEquilibrium) -> float:
        """Return the exploitability."""
        return solved.certificate.exploitability

    def converged(self, solved: VarietyEquilibrium) -> bool:
        """Tell whether the tolerance was reached."""
        return solved.converged


@dataclass(frozen=True, slots=True)
class QuantalResponses:
    """Bids of firms whose errors are the rarer the more they cost."""

    precision: float
    """How closely the odds of two prices follow what they earn."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "quantal"

    @property
    def terms(self) -> Sequence[object]:
        """What decides the bids besides the game."""
        return (self.precision,)

    def solve(self, setting: Setting) -> QuantalVariety:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.quantal_variety import quantal_variety

        return quantal_variety(setting, self.precision)

    def arrays_of(self, solved: QuantalVariety) -> dict[str, Floats]:
        """Return what is needed to restore the bids."""
        return {"bids": solved.bids, "losses": solved.losses, "residual": np.array([solved.residual])}

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> QuantalVariety:
        """Restore the bids."""
        from simulator.bidding.equilibrium.quantal_variety import restored_quantal

        return restored_quantal(setting, arrays)

    def bids(self, solved: QuantalVariety, number: int) -> Floats:
        """Return ``[K, U]`` bids over the ceiling of a class; ``nan`` stays out."""
        return np.asarray(solved.bids[number])

    def gain(self, solved: QuantalVariety) -> float:
        """Return what errors cost the class that loses most by them."""
        return float(solved.losses.max())

    def converged(self, solved: QuantalVariety) -> bool:
        """Tell whether the bids are the answer to themselves."""
        return solved.converged


@dataclass(frozen=True, slots=True)
class LimitedThinking:
    """Bids of firms that think a limited number of steps ahead."""

    steps: float
    """Mean number of steps, or the number of steps of all firms."""
    all_alike: bool
    """Whether all firms think the same number of steps."""

    @property
    def name(self) -> str:
        """Name of the concept."""
        return "hierarchy"

    @property
    def terms(self) -> Sequence[object]:
        """What decides the bids besides the game."""
        return (self.steps, self.all_alike)

    def solve(self, setting: Setting) -> HierarchyVariety:
        """Solve the game of a variety."""
        from simulator.bidding.equilibrium.hierarchy import Thinking
        from simulator.bidding.equilibrium.hierarchy_variety import hierarchy_variety

        levels = round(self.steps) if self.all_alike else min(round(2 * self.steps) + _FURTHER, _MOST_LEVELS)
        return hierarchy_variety(setting, Thinking(self.steps, levels, self.all_alike))

    def arrays_of(self, solved: HierarchyVariety) -> dict[str, Floats]:
        """Return what is needed to restore the bids."""
        return {"bids": solved.bids, "gains": solved.gains}

    def restored(self, setting: Setting, arrays: dict[str, Floats]) -> HierarchyVariety:
        """Restore the bids."""
        from simulator.bidding.equilibrium.hierarchy_variety import restored_hierarchy

        return restored_hierarchy(setting, arrays)

    def bids(self, solved: HierarchyVariety, number: int) -> Floats:
        """Return ``[K, U]`` bids over the ceiling of a class; ``nan`` stays out."""
        return np.asarray(solved.bids[number])

    def gain(self, solved: HierarchyVariety) -> float:
        """Return what the class that loses most by not thinking further could gain."""
        return float(solved.gains.max())

    def converged(self, solved: HierarchyVariety) -> bool:
        """Tell whether the bids were found: a number of steps always ends."""
        return bool(np.isfinite(solved.gains).all())
