"""Which bids a study compares: solved anew under the rules of each choice, or as the scenario says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import Place, Problem
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import SHIPPED, shipped_root
from simulator.scenario.layers import read_layers
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Leaf, Map, Node, origins
from simulator.scenario.overrides import Setting
from simulator.study.plan import load_scenario
from simulator.tender.equilibria import against_knowing_by_number

__all__ = [
    "AS_WRITTEN",
    "FREEZE",
    "MAKERS",
    "BidsKind",
    "StudyBids",
    "answers_already",
    "fitted_costs",
    "moved_markups",
    "national_values",
    "solved_settings",
]

AnyScenario = Scenario[AnyStrategy]
BidsKind = Literal["solved", "both", "unmoved", "frozen", "as-written"]

MAKERS = ("generic", "own-api", "newcomer")
"""Classes whose bids a study solves; originators bid as the scenario says."""

FREEZE = "say --bids frozen, or 'bids: frozen' in the study, to compare the same bids under every rule"
"""How to do without solved bids."""

_BASE = f"{SHIPPED}bases/national-drugs.yaml"
_FITTED = "bases/solved-bids.yaml"
_NATIONAL = frozenset({_BASE, f"{SHIPPED}{_FITTED}"})
_ANSWERING = frozenset({"equilibrium", "quantal", "hierarchy", "learning", "fixed-list"})


@dataclass(frozen=True, slots=True)
class StudyBids:
    """What bids a study compares, and what is known about it before they are solved."""

    kind: BidsKind
    """`solved`: makers answer to each choice; `both`: beside that the same rules with the baseline's bids
    kept; `unmoved`: nothing that is compared is part of their game, so that all bid as the scenario says;
    `frozen`: asked for; `as-written`: the scenarios' strategies answer."""
    kept: tuple[str, ...] = ()
    """Costs and ceilings that are not those fitted for solved bids, because scenario or study has its own."""


AS_WRITTEN = StudyBids("as-written")
"""Bids of scenarios whose own strategies answer, or whose bids are listed."""


def answers_already(scenario: AnyScenario) -> bool:
    """Tell whether strategies of a scenario answer to the rules, or are a list that must stay as it is.

    Parameters
    ----------
    scenario
        The checked scenario.
    """
    return any(one.use in _ANSWERING for one in scenario.bidding.by_class().values())


def solved_settings(
    national: frozenset[str],
    scenario: AnyScenario,
    clauses: Clauses,
    settings: Sequence[str | Setting],
) -> tuple[list[str | Setting], tuple[str, ...]]:
    """Return the settings with which makers bid the equilibrium, and the fitted values that are not used.

    Parameters
    ----------
    national
        Values that the scenario takes from the national drug rounds, from :func:`national_values`.
    scenario, clauses
        The tender as it would be without.
    settings
        Its changes, which stay on top of the costs that are fitted for solved bids.
    """
    laid, kept = fitted_costs(national, settings)
    way = _way(scenario, clauses)
    return [*laid, *(f"bidding.{maker}={way}" for maker in MAKERS)], kept


def fitted_costs(
    national: frozenset[str], settings: Sequence[str | Setting]
) -> tuple[list[str | Setting], tuple[str, ...]]:
    """Return the settings with costs and ceilings fitted for solved bids, and the fitted values not used.

    Parameters
    ----------
    national
        Values that the scenario takes from the national drug rounds, from :func:`national_values`.
    settings
        Its changes, which stay on top.
    """
    fitted = _fitted()
    laid = [one for one in fitted if one.path in national]
    changed = tuple(
        path for path in map(_path, settings) if path.startswith(("costs.", "market.ceiling_over"))
    )
    kept = tuple(
        one.path
        for one in fitted
        if one.path not in national or any(_covers(path, one.path) for path in changed)
    )
    return [*laid, *settings], kept


def _covers(path: str, other: str) -> bool:
    return other == path or other.startswith(f"{path}.") or path.startswith(f"{other}.")


def _way(scenario: AnyScenario, clauses: Clauses) -> str:
    """Write how makers bid: knowing rivals by number, which is quicker, wherever that can be said."""
    number = not against_knowing_by_number(scenario, "") and not coverage(clauses).missing
    return f"{{use: equilibrium, rivals_known_by: {'number' if number else 'class'}}}"


def moved_markups(settings: Sequence[str | Setting]) -> Iterator[Problem]:
    """Find that a study changes how makers mark up, which solved bids know nothing of.

    Parameters
    ----------
    settings
        Changes of one run.
    """
    for one in settings:
        path = _path(one)
        parts = path.split(".")
        if parts[0] == "bidding" and (len(parts) == 1 or parts[1] in MAKERS):
            place = one.place if isinstance(one, Setting) else Place(f"--set {one}")
            yield Problem(f"'{path}' is changed, but makers bid the solution of their game", place, FREEZE)


def _path(setting: str | Setting) -> str:
    return (setting if isinstance(setting, str) else setting.path).partition("=")[0].strip()


@lru_cache(maxsize=8)
def _fitted() -> tuple[Setting, ...]:
    """Read what is fitted for solved bids, value by value."""
    root = read_layers(shipped_root() / _FITTED, (), None).root
    return tuple(_values(root, ""))


def _values(node: Node, path: str) -> Iterator[Setting]:
    if isinstance(node, Map):
        value = node.get("value")
        if isinstance(value, Leaf):
            yield Setting(path, value, value.place)
            return
        for key, entry in node.entries.items():
            yield from _values(entry.node, f"{path}.{key}" if path else key)


def national_values(name: str) -> frozenset[str]:
    """Return the fitted values that a scenario takes from the national drug rounds.

    They were fitted together: where one of the costs is the scenario's own, none of them is exchanged.

    Parameters
    ----------
    name
        Id or path of the scenario.
    """
    places = dict(origins(load_scenario(name)[0].root))
    paths = [one.path for one in _fitted()]
    inherited = frozenset(path for path in paths if path in places and places[path].file in _NATIONAL)
    return inherited if all(path in inherited for path in paths if path.startswith("costs.")) else frozenset()
