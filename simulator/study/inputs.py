"""What a worker is sent of a run, and what it makes of it once per process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from simulator.bidding.strategies.library import AnyStrategy
from simulator.fund.feedback import answered
from simulator.results.metrics import BlockMetrics, block_metrics
from simulator.rules.parameters import Clauses
from simulator.scenario.model import Scenario
from simulator.scenario.supply import Kind
from simulator.study.plan import Plan
from simulator.study.store import default_store
from simulator.study.welfare import without_volume
from simulator.supply.terms import Terms, terms_of
from simulator.tender.frozen import play_frozen
from simulator.tender.simulate import Block, Tender, play_block, set_up
from simulator.tender.solving import Solving

__all__ = [
    "Bidding",
    "Inputs",
    "inputs_of",
    "metrics_of",
    "play_inputs",
    "ready_tender",
    "ready_without_volume",
]


class Bidding(NamedTuple):
    """The run whose bids are handed in under other rules."""

    plan: str
    scenario: str
    clauses: str
    folder: Path


class Inputs(NamedTuple):
    """What a worker is sent."""

    plan: str
    """Id of the plan, which covers the contents of tables too."""
    scenario: str
    """The scenario as JSON."""
    clauses: str
    """The clauses as JSON."""
    folder: Path
    """Folder that the scenario's tables lie in."""
    terms: Terms | None
    """What the rule book says about contracts; none if they are not carried out."""
    kind: Kind
    """Medicine or device."""
    frozen_at: Bidding | None = None
    """Where the bids are made, if not in this very run."""


def metrics_of(tender: Tender, block: Block) -> BlockMetrics:
    """Compute the metrics of a block of a tender."""
    actual = [entrants.actual for entrants in tender.entrants]
    return block_metrics(block.awarded, block.costs, actual=actual)


@lru_cache(maxsize=2)
def _tender(_plan: str, scenario: str, clauses: str, folder: Path | None) -> Tender:
    """Set a tender up once per process and plan; records travel as JSON so that they can be hashed."""
    record = Scenario[AnyStrategy].model_validate_json(scenario)
    return set_up(answered(record), Clauses.model_validate_json(clauses), folder, Solving(default_store()))


def inputs_of(plan: Plan) -> Inputs:
    """Return a plan as plain data that a worker can be sent."""
    supply = plan.scenario.record.supply
    return Inputs(
        plan.id,
        plan.scenario.record.model_dump_json(by_alias=True),
        plan.rules.record.clauses.model_dump_json(by_alias=True),
        plan.folder,
        None if supply is None else terms_of(plan.rules.record, supply),
        "device" if plan.rules.record.kind == "device" else "drug",
    )


@lru_cache(maxsize=2)
def _without_bids(_plan: str, scenario: str, clauses: str, folder: Path) -> Tender:
    """Set a tender up in which everybody hands in the bids of another one."""
    record = Scenario[AnyStrategy].model_validate_json(scenario)
    return set_up(answered(record), Clauses.model_validate_json(clauses), folder, solve=False)


def ready_tender(texts: Inputs) -> Tender:
    """Return the tender of a plan, set up once per process for as long as it is the one at work."""
    make = _tender if texts.frozen_at is None else _without_bids
    return make(texts.plan, texts.scenario, texts.clauses, texts.folder)


def play_inputs(texts: Inputs, start: int, count: int) -> Block:
    """Simulate some replications of a plan, with its own bids or those that it is frozen at.

    Parameters
    ----------
    texts
        The plan as plain data.
    start, count
        First replication and number of replications.
    """
    tender = ready_tender(texts)
    if texts.frozen_at is None:
        return play_block(tender, start, count)
    return play_frozen(tender, _tender(*texts.frozen_at), start, count)


@lru_cache(maxsize=2)
def _without_volume(plan: str, scenario: str, clauses: str, folder: Path | None) -> Tender | None:
    """Set the counterfactual up once per process and plan."""
    return without_volume(_tender(plan, scenario, clauses, folder), folder)


def ready_without_volume(texts: Inputs) -> Tender | None:
    """Return the same firms under the book without volume; nothing where their bids say nothing about it."""
    if texts.frozen_at is not None:
        return None
    return _without_volume(texts.plan, texts.scenario, texts.clauses, texts.folder)
