"""Equilibrium bids of a tender: the games of its varieties, solved once for each that differs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.bidding.equilibrium.costs import CostLaw, from_quantiles
from simulator.bidding.equilibrium.game import BidderClass, Outside
from simulator.bidding.equilibrium.table import BidTable, ClassBids
from simulator.bidding.equilibrium.translation import (
    Setting,
    absolute_line,
    coverage,
    guaranteed_line,
    lowest_price,
    without_absolute_lines,
    years_for,
)
from simulator.bidding.strategies.equilibrium import Equilibrium
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.firms.draws import ceiling_ratio, cost_quantile, generic_median
from simulator.firms.population import CLASSES, Entrants
from simulator.market.areas import Areas
from simulator.market.varieties import Variety
from simulator.money import TICKS_PER_YUAN
from simulator.rules.lot import STATUSES
from simulator.rules.parameters import Clauses, QualityGate
from simulator.rules.places import places_for
from simulator.scenario.model import ClassPayoff, Payoffs, Scenario

if TYPE_CHECKING:
    from simulator.bidding.equilibrium.solver import Terms
    from simulator.bidding.equilibrium.variety import VarietyEquilibrium

__all__ = [
    "MOST_STEPS",
    "Level",
    "Remembered",
    "Solving",
    "Store",
    "check_solvable",
    "cost_law",
    "equilibrium_setting",
    "find_equilibria",
    "levels_of",
    "line_marks",
    "with_stakes",
]

Floats = npt.NDArray[np.float64]

MOST_STEPS = 600
"""Steps after which the search for one variety on one price list gives up."""

_VERSION = 3
_PARTS = 256
_PIECES = 64
_SIDE = 128
_UNIT_CEILING = 1_000_000


class Store(Protocol):
    """Keeps solved games by the hash of what they are made of."""

    def get(self, key: str) -> dict[str, Floats] | None:
        """Return what is kept under a key, if anything."""
        ...

    def put(self, key: str, arrays: dict[str, Floats]) -> None:
        """Keep arrays under a key."""
        ...


@dataclass(frozen=True, slots=True)
class Solving:
    """How games are solved."""

    store: Store | None = None
    """Where solved games are kept; nowhere if not given."""
    jobs: int = 1
    """Games that are solved at the same time; the bids do not depend on it."""
    progress: Callable[[int, int], None] | None = None
    """Called with games solved and games in all."""


@dataclass(frozen=True, slots=True)
class Level:
    """How dear a variety is to make, and how high its ceiling."""

    common: float
    """Cost level, in standard deviations."""
    ceiling: float
    """Ceiling over the reference price."""
    position: float
    """Logarithm of the median generic cost over the ceiling."""


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
    levels = levels_of(scenario, chosen.levels)
    from simulator.bidding.equilibrium.solver import Terms

    terms = Terms(float(chosen.tolerance), MOST_STEPS)
    settings = [[equilibrium_setting(scenario, clauses, areas, one, at) for at in levels] for one in entrants]
    remembered = Remembered(solving or Solving())
    remembered.solve_all([each for of_one in settings for each in of_one], terms)
    return tuple(_table(of_one, levels, terms, remembered) for of_one in settings)


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


class Remembered:
    """Solves each game once, and asks a store before that."""

    def __init__(self, solving: Solving) -> None:
        self._solving = solving
        self._known: dict[str, VarietyEquilibrium] = {}

    def solve(self, setting: Setting, terms: Terms) -> VarietyEquilibrium:
        """Return the equilibrium of a variety, solved now or before."""
        key = _key(setting, terms)
        if key not in self._known:
            self._known[key] = self._solve(key, setting, terms)
        return self._known[key]

    def solve_all(self, settings: list[Setting], terms: Terms) -> None:
        """Solve several varieties, some of them at the same time; most of the work is compiled."""
        todo = {_key(one, terms): one for one in settings if one.classes}
        for done, (key, solved) in enumerate(self._each(todo, terms), start=1):
            self._known[key] = solved
            if self._solving.progress is not None:
                self._solving.progress(done, len(todo))

    def _each(self, todo: dict[str, Setting], terms: Terms) -> Iterator[tuple[str, VarietyEquilibrium]]:
        if self._solving.jobs <= 1:
            yield from ((key, self._solve(key, one, terms)) for key, one in todo.items())
            return
        with ThreadPoolExecutor(self._solving.jobs) as pool:
            futures = {pool.submit(self._solve, key, one, terms): key for key, one in todo.items()}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _solve(self, key: str, setting: Setting, terms: Terms) -> VarietyEquilibrium:
        store = self._solving.store
        kept = self._kept(key, setting)
        if kept is not None:
            return kept
        # The solver is compiled; commands that solve nothing start without it.
        from simulator.bidding.equilibrium.variety import arrays_of, solve_variety

        solved = solve_variety(setting, terms)
        if store is not None:
            store.put(key, arrays_of(solved))
        return solved

    def _kept(self, key: str, setting: Setting) -> VarietyEquilibrium | None:
        from simulator.bidding.equilibrium.variety import restored

        kept = None if self._solving.store is None else self._solving.store.get(key)
        try:
            return None if kept is None else restored(setting, kept)
        except ValueError:
            # A file that is not what it should be is solved again and written over.
            return None


def levels_of(scenario: Scenario[AnyStrategy], count: int) -> tuple[Level, ...]:
    """Return cost levels that a variety may have, each for an equal share of all cases.

    Parameters
    ----------
    scenario
        The scenario.
    count
        Number of levels.
    """
    normal = ndtri((np.arange(_SIDE) + 0.5) / _SIDE)
    common, own = (grid.ravel() for grid in np.meshgrid(normal, normal))
    ratio = ceiling_ratio(scenario.market, common, own)
    position = np.log(generic_median(scenario.costs, common) / ratio)
    order = np.argsort(position, kind="stable")
    levels = []
    for part in np.array_split(order, count):
        middle = float(np.median(position[part]))
        typical = float(common[part].mean())
        median = float(generic_median(scenario.costs, np.array(typical)))
        levels.append(Level(typical, median / float(np.exp(middle)), middle))
    return tuple(levels)


def equilibrium_setting(
    scenario: Scenario[AnyStrategy], clauses: Clauses, areas: Areas, entrants: Entrants, level: Level
) -> Setting:
    """Return what the bidders of a variety know about it when it is as dear as a level says.

    Parameters
    ----------
    scenario, clauses, areas
        The tender.
    entrants
        The bidders of the variety.
    level
        Cost level and ceiling.
    """
    admitted = _admitted(entrants, clauses)
    present = [
        (kind, int(((entrants.kind == kind) & admitted).sum()))
        for kind in np.unique(entrants.kind[admitted]).tolist()
    ]

    def setting(rules: Clauses, ceiling: int) -> Setting:
        scale = ceiling / level.ceiling
        bare = [
            BidderClass(CLASSES[kind], number, cost_law(scenario, kind, level, scale))
            for kind, number in present
        ]
        variety = entrants.variety
        one = Setting(
            rules, ceiling, variety.form, variety.volume_class, areas.units, areas.weights, tuple(bare)
        )
        if scenario.payoffs is None:
            return one
        years = years_for(one, places_for(one.bidders, rules.places))
        at_stake = tuple(
            with_stakes(each, scenario.payoffs, variety, ceiling, (scale, years)) for each in bare
        )
        return replace(one, classes=at_stake)

    own = setting(clauses, max(round(entrants.variety.reference * level.ceiling), 1))
    relative = without_absolute_lines(clauses)
    if lowest_price(own) > absolute_line(own):
        # Only ratios to the ceiling matter, so that varieties which differ in scale alone are one game.
        return setting(relative, _UNIT_CEILING)
    return own


def with_stakes(
    one: BidderClass,
    payoffs: Payoffs | None,
    variety: Variety,
    ceiling: int,
    scale_and_years: tuple[float, int],
) -> BidderClass:
    """Return a class with what it has at stake outside the tender over the whole term.

    Parameters
    ----------
    one
        The class with nothing but the award at stake.
    payoffs
        What the scenario says about stakes.
    variety
        The variety.
    ceiling
        Ceiling on the scale of the game.
    scale_and_years
        Reference price on that scale, and years of the contract.
    """
    stakes: ClassPayoff | None = getattr(payoffs, one.name.replace("-", "_"), None)
    if payoffs is None or stakes is None:
        return one
    scale, years = scale_and_years
    loyal = 1.0
    if one.name == "originator" and payoffs.evidence is not None:
        loyal -= float(payoffs.evidence.value)
    # One unit of volume is a year's need, so a sum of yuan counts by the unit of the need.
    yuan = 0.0 if stakes.entry_cost is None else float(stakes.entry_cost.value) * 1e6
    entry = yuan * TICKS_PER_YUAN / variety.base * scale / variety.reference
    outside = Outside(
        price=float(stakes.outside_price.value) * ceiling,
        when_winning=float(stakes.outside_winner.value) * loyal * years,
        when_losing=float(stakes.outside_loser.value) * loyal * years,
        entry_cost=entry,
    )
    capacity = float("inf") if stakes.capacity is None else float(stakes.capacity.value) * years
    return replace(one, outside=outside, capacity=capacity)


def _admitted(entrants: Entrants, clauses: Clauses) -> npt.NDArray[np.bool_]:
    gate = clauses.quality
    if not isinstance(gate, QualityGate):
        return np.ones(len(entrants.firms), dtype=np.bool_)
    accepted = [STATUSES.index(status) for status in gate.accept.value]
    return np.isin(entrants.status, accepted)


def cost_law(scenario: Scenario[AnyStrategy], kind: int, level: Level, reference: float) -> CostLaw:
    """Return the costs of a class, as its rivals know them.

    Parameters
    ----------
    scenario
        The scenario.
    kind
        Class, by code.
    level
        How dear the variety is to make.
    reference
        Reference price on the scale of the game.
    """
    return from_quantiles(
        lambda share: reference * cost_quantile(scenario.costs, kind, level.common, share), _PIECES
    )


def _key(setting: Setting, terms: Terms) -> str:
    """Return the hash of everything that decides the bids."""
    parts: list[object] = [_VERSION, terms.tolerance, terms.iterations]
    parts += [setting.clauses.model_dump(mode="json"), setting.ceiling, setting.form, setting.volume_class]
    parts += [setting.weights.tolist(), setting.units.tolist()]
    for group in setting.classes:
        outside = group.outside
        parts += [group.name, group.number, group.costs.points.round(9).tolist(), str(group.capacity)]
        parts += [outside.price, outside.when_winning, outside.when_losing, outside.entry_cost]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _table(
    settings: list[Setting], levels: tuple[Level, ...], terms: Terms, remembered: Remembered
) -> BidTable:
    solved = [remembered.solve(one, terms) for one in settings]
    positions = np.array([level.position for level in levels])
    line = guaranteed_line(settings[0]) / settings[0].ceiling
    classes = {
        one.name: ClassBids(positions, np.stack([_steps(each, number) for each in solved]), line)
        for number, one in enumerate(settings[0].classes)
    }
    exploitability = np.array([one.certificate.exploitability for one in solved])
    return BidTable(classes, exploitability, coverage(settings[0].clauses).left_out)


def line_marks(clauses: Clauses, ceiling: int, form: str) -> tuple[int, ...]:
    """Return the highest price that passes by a test which looks at one bid alone, if there is one."""
    nobody = np.zeros(0, dtype=np.int64)
    line = guaranteed_line(Setting(clauses, ceiling, form, "ordinary", nobody, nobody, ()))
    return (line,) if line else ()


def _steps(solved: VarietyEquilibrium, number: int) -> Floats:
    """Return the bids over the ceiling of firms at the middle of equal parts of a class."""
    standing = (np.arange(_PARTS) + 0.5) / _PARTS
    at = solved.profile.bids(number, standing)
    ratio = solved.game.prices / solved.game.prices[-1]
    return np.where(at < 0, np.nan, ratio[at])
