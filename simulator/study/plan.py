"""The plan of a run: checked inputs, blocks of replications, and an id made of the content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from simulator.bidding.strategies.fixed_list import FixedList
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, Place, Problem, nearest
from simulator.rules.parameters import Clauses
from simulator.rules.sense import combination_errors
from simulator.scenario.catalogue import find, find_table, is_id, list_ids
from simulator.scenario.check import check_sources
from simulator.scenario.loading import Loaded, load, load_rulebook
from simulator.scenario.model import Scenario
from simulator.scenario.nodes import Map
from simulator.scenario.overrides import Setting
from simulator.scenario.records import Cited
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.tables import MAX_TABLE_BYTES
from simulator.scenario.text import read_bytes
from simulator.study.money_sense import money_problems
from simulator.study.payoff_sense import payoff_problems
from simulator.study.supply_sense import supply_problems

__all__ = [
    "Plan",
    "fingerprint",
    "load_scenario",
    "make_plan",
    "named_tables",
    "plain_values",
    "with_sections",
]

MOST_BIDS = 5_000
"""Bids in one round that a run accepts without being asked twice."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides the numbers of a run."""

    scenario: Loaded[Scenario[AnyStrategy]]
    rules: Loaded[RuleBook[Clauses]]
    id: str
    """Hash of what the scenario, the rule book and the scenario's tables say."""
    folder: Path
    """Folder that the scenario's tables lie in."""
    costs_kept: tuple[str, ...] | None = None
    """Where the run was asked for solved bids: costs and ceilings that are not those fitted for them."""
    to_answer: str = ""
    """Where rules of thumb meet rules that are not those of the shipped scenario: the command that lets
    makers answer to them."""

    @property
    def blocks(self) -> tuple[tuple[int, int], ...]:
        """First replication and number of replications of each block."""
        run = self.scenario.record.run
        starts = range(0, run.replications, run.block)
        return tuple((start, min(run.block, run.replications - start)) for start in starts)


def load_scenario(
    name_or_path: str | Path, sets: Sequence[str | Setting] = (), over: Map | None = None
) -> tuple[Loaded[Scenario[AnyStrategy]], Loaded[RuleBook[Clauses]]]:
    """Load a scenario and the rule book that it names, with the scenario's changes.

    Parameters
    ----------
    name_or_path
        Id of a shipped scenario, or path of a file.
    sets
        Overrides of the form ``path=value``.
    over
        Values from another file that are laid over this one, below the overrides.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    scenario: Loaded[Scenario[AnyStrategy]] = load(name_or_path, Scenario[AnyStrategy], sets, "rounds", over)
    rules_node = scenario.root.get("rules")
    change = rules_node.get("change") if isinstance(rules_node, Map) else None
    laid_over = change if isinstance(change, Map) and change.entries else None
    rules = load_rulebook(_book(scenario.record.rules.book, name_or_path), Clauses, (), laid_over)
    problems = [
        *check_sources(scenario.record, scenario.root, scenario.record.sources),
        *combination_errors(rules),
        *_sense(scenario),
        *supply_problems(scenario, rules),
        *money_problems(scenario, rules),
    ]
    if problems:
        raise InputError(problems)
    return scenario, rules


def _book(book: str, scenario: str | Path) -> str | Path:
    """Find a rule book of the user's own beside the scenario that names it."""
    beside = find("rounds", scenario).parent / book
    return book if is_id(book) or not beside.is_file() else beside


def make_plan(name_or_path: str, sets: Sequence[str | Setting] = ()) -> Plan:
    """Load a scenario and give its run an id that depends on nothing but the content."""
    scenario, rules = load_scenario(name_or_path, sets)
    folder = find("rounds", name_or_path).parent
    return Plan(scenario, rules, fingerprint(scenario, rules, folder)[:12], folder)


def with_sections(
    name_or_path: str | Path, sets: Sequence[str | Setting], *sections: str
) -> list[str | Setting]:
    """Add to overrides the sections that a scenario must have and has not; they take their defaults."""
    record = load(name_or_path, Scenario[AnyStrategy], sets, "rounds").record
    return [*sets, *(f"{one}={{}}" for one in sections if getattr(record, one) is None)]


def fingerprint(
    scenario: Loaded[Scenario[AnyStrategy]],
    rules: Loaded[RuleBook[Clauses]],
    folder: Path,
    run_without: Sequence[str] = ("block",),
) -> str:
    """Return the hash of what a scenario, its rule book and its tables say.

    Parameters
    ----------
    scenario, rules
        The checked inputs.
    folder
        Folder that the scenario's tables lie in.
    run_without
        What of the section ``run`` is left out.
    """
    # How the work is cut up and who is cited do not change the numbers, so they are no part of the id.
    checked = scenario.record.model_dump(by_alias=True, exclude={"run": set(run_without), "sources": True})
    said = [plain_values(checked), plain_values(rules.record.model_dump(by_alias=True, exclude={"sources"}))]
    content = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode())
    for name in named_tables(scenario.record):
        content.update(read_bytes(find_table(name, folder), name, MAX_TABLE_BYTES))
    areas = rules.record.clauses.supply.areas.value
    content.update(read_bytes(find("data", areas), areas, MAX_TABLE_BYTES))
    return content.hexdigest()


def plain_values(data: object) -> object:
    """Reduce values with their source to the value, and numbers to one way of writing them."""
    if isinstance(data, dict):
        if "value" in data and set(data) <= set(Cited.model_fields):
            return plain_values(data["value"])
        return {str(key): plain_values(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain_values(value) for value in data]
    return f"{data.normalize():f}" if isinstance(data, Decimal) else data


def named_tables(scenario: Scenario[AnyStrategy]) -> tuple[str, ...]:
    """Return the names of the tables that a scenario asks for."""
    named = [scenario.market.varieties_file, scenario.market.areas_file, scenario.firms.entries_file]
    strategies = scenario.bidding.by_class().values()
    named.extend(strategy.bids_file for strategy in strategies if isinstance(strategy, FixedList))
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _sense(scenario: Loaded[Scenario[AnyStrategy]]) -> list[Problem]:
    """Check what is legal value by value but not together."""
    record, origins = scenario.record, scenario.origins
    problems = []

    def place(path: str) -> Place | None:
        return origins.get(path)

    for path, shares in (
        ("market.forms", record.market.forms.value),
        ("market.volume_classes", record.market.volume_classes.value),
    ):
        total = sum(shares.values())
        if total != 1:
            what = f"the shares under {path} sum to {total}, not to 1"
            problems.append(Problem(what, place(path), "let them sum to exactly 1"))
    for path, span in (
        ("market.reference_price", record.market.reference_price.value),
        ("market.yearly_value", record.market.yearly_value.value),
    ):
        if span.lowest > span.highest:
            what = f"{path}: the lowest value {span.lowest} is above the highest {span.highest}"
            problems.append(Problem(what, place(path), "swap them"))
    firms = record.firms
    if firms.own_api_share.value + firms.newcomer_share.value > 1:
        what = "own_api_share and newcomer_share sum to more than 1"
        problems.append(Problem(what, place("firms.newcomer_share"), "lower one of them"))
    if record.market.fewest_bidders.value > record.market.most_bidders.value:
        what = "fewest_bidders is above most_bidders"
        problems.append(Problem(what, place("market.fewest_bidders"), "swap them"))
    if record.market.bids.value > MOST_BIDS:
        what = f"{record.market.bids.value} bids are more than the {MOST_BIDS} that a round may have"
        problems.append(Problem(what, place("market.bids"), "split the round into several scenarios"))
    problems += payoff_problems(scenario)
    if record.published is not None and record.published not in list_ids("published"):
        what = f"there are no published figures called '{record.published}'"
        problems.append(Problem(what, place("published"), nearest(record.published, list_ids("published"))))
    for table in named_tables(record):
        if Path(table).is_absolute() or ".." in Path(table).parts:
            what = f"the table '{table}' lies outside the scenario's folder"
            where = next((at for path, at in origins.items() if path.endswith("_file") and at), None)
            problems.append(Problem(what, where, "keep it beside the scenario file"))
    return problems
