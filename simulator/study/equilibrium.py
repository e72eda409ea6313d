"""Equilibria of a scenario's varieties, with what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.bidding.equilibrium.outcome import Outcome, expected_outcome
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.translation import Setting, coverage
from simulator.bidding.equilibrium.variety import VarietyEquilibrium
from simulator.errors import InputError, nearest
from simulator.study.plan import Plan
from simulator.tender.equilibria import MOST_STEPS, Remembered, Store, equilibrium_setting, levels_of
from simulator.tender.simulate import set_up

__all__ = ["VarietyResult", "solve_plan"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class VarietyResult:
    """The equilibrium of one variety at one cost level."""

    variety: str
    setting: Setting
    position: float
    """Logarithm of the median generic cost over the ceiling."""
    solved: VarietyEquilibrium
    outcome: Outcome
    left_out: tuple[str, ...]
    """Clauses that the game leaves out."""

    @property
    def bidders(self) -> int:
        """Number of firms that may bid."""
        return self.setting.bidders

    @property
    def places(self) -> int:
        """Places if all of them bid."""
        return int(self.solved.game.places[self.bidders])


def solve_plan(
    plan: Plan,
    varieties: tuple[str, ...] = (),
    tolerance: float = 0.01,
    store: Store | None = None,
    progress: Progress | None = None,
) -> tuple[VarietyResult, ...]:
    """Solve the games of a scenario's varieties at a typical cost level and ceiling.

    Parameters
    ----------
    plan
        The checked plan.
    varieties
        Names; all varieties if empty.
    tolerance
        Largest relative gain that is left to any class.
    store
        Where solved games are kept.
    progress
        Called with varieties done and varieties in all.

    Raises
    ------
    InputError
        If there is no such variety, or no game can be formed under the rule book.
    """
    scenario, clauses = plan.scenario.record, plan.rules.record.clauses
    found = coverage(clauses)
    if found.missing:
        raise InputError.one(
            f"no equilibrium can be computed under {plan.rules.record.id} yet: " + "; ".join(found.missing),
            mend="rule books that are decided by the order of prices and the lowest price can: rounds 2 to 10",
        )
    tender = set_up(scenario, clauses, plan.folder, solve=False)
    names = [one.variety.name for one in tender.entrants]
    for name in varieties:
        if name not in names:
            raise InputError.one(f"no variety is called '{name}'", mend=nearest(name, names))
    chosen = [one for one in tender.entrants if not varieties or one.variety.name in varieties]
    level = levels_of(scenario, 1)[0]
    remembered, terms = Remembered(store), Terms(tolerance, MOST_STEPS)
    results = []
    for done, one in enumerate(chosen):
        if progress is not None:
            progress(done, len(chosen))
        setting = equilibrium_setting(scenario, clauses, tender.areas, one, level)
        if not setting.classes:
            continue
        solved = remembered.solve(setting, terms)
        outcome = expected_outcome(solved.game, solved.profile)
        results.append(
            VarietyResult(one.variety.name, setting, level.position, solved, outcome, found.left_out)
        )
    if progress is not None:
        progress(len(chosen), len(chosen))
    return tuple(results)
