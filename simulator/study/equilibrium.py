"""Equilibria of a scenario's varieties, with what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulator.bidding.equilibrium.fresh_draws import FreshGain, gains_on_fresh_draws
from simulator.bidding.equilibrium.outcome import Outcome, expected_outcome
from simulator.bidding.equilibrium.solver import Terms
from simulator.bidding.equilibrium.translation import Setting, coverage
from simulator.bidding.equilibrium.variety import VarietyEquilibrium
from simulator.errors import InputError, nearest
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.streams import DRAWS, uniforms
from simulator.study.plan import Plan
from simulator.tender.equilibria import MOST_STEPS, Remembered, Store, equilibrium_setting, levels_of
from simulator.tender.simulate import set_up

__all__ = ["Search", "VarietyResult", "solve_plan"]

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
    fresh: tuple[FreshGain, ...] = ()
    """What deviations gain on fresh draws under the full rules, by class; empty if not asked for."""

    @property
    def bidders(self) -> int:
        """Number of firms that may bid."""
        return self.setting.bidders

    @property
    def places(self) -> int:
        """Places if all of them bid."""
        return int(self.solved.game.places[self.bidders])


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for."""

    varieties: tuple[str, ...] = ()
    """Names; all varieties if empty."""
    tolerance: float = 0.01
    """Largest relative gain that is left to any class."""
    draws: int = 0
    """Fresh draws on which deviations are tried under the full rules; none if 0."""


def solve_plan(
    plan: Plan, search: Search, store: Store | None = None, progress: Progress | None = None
) -> tuple[VarietyResult, ...]:
    """Solve the games of a scenario's varieties at a typical cost level and ceiling.

    Parameters
    ----------
    plan
        The checked plan.
    search
        Which varieties, and how closely.
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
            mend="rule books decided by the order of prices and the lowest price can: rounds 2 to 10",
        )
    tender = set_up(scenario, clauses, plan.folder, solve=False)
    names = [one.variety.name for one in tender.entrants]
    for name in search.varieties:
        if name not in names:
            raise InputError.one(f"no variety is called '{name}'", mend=nearest(name, names))
    chosen = [one for one in tender.entrants if not search.varieties or one.variety.name in search.varieties]
    level = levels_of(scenario, 1)[0]
    remembered, terms = Remembered(store), Terms(search.tolerance, MOST_STEPS)
    results = []
    for done, one in enumerate(chosen):
        if progress is not None:
            progress(done, len(chosen))
        setting = equilibrium_setting(scenario, clauses, tender.areas, one, level)
        if not setting.classes:
            continue
        solved = remembered.solve(setting, terms)
        outcome = expected_outcome(solved.game, solved.profile)
        fresh = _on_fresh_draws(setting, solved, search.draws, scenario.run.seed) if search.draws else ()
        name = one.variety.name
        results.append(VarietyResult(name, setting, level.position, solved, outcome, found.left_out, fresh))
    if progress is not None:
        progress(len(chosen), len(chosen))
    return tuple(results)


def _on_fresh_draws(
    setting: Setting, solved: VarietyEquilibrium, count: int, seed: int
) -> tuple[FreshGain, ...]:
    firms = setting.bidders
    blocks = -(-firms // DRAWS)
    draws = [
        uniforms(seed, "certificate", name, count=count, blocks=blocks)[:, :firms]
        for name in ("standing", "lots")
    ]

    def award(lot: Lot) -> AwardedLot:
        return award_round([lot], setting.clauses, setting.units, whole_round=False)[0]

    return gains_on_fresh_draws(setting, solved, award, (draws[0], draws[1]))
