"""Layers of given prices, or of the prices of a simulated tender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulator.firms.population import Entrants
from simulator.fund.price_build_up import LAYERS, cost_carried, exact, layers_of, rates_of
from simulator.fund.pricing import before_tender
from simulator.money import Ints
from simulator.results.bids import Floats
from simulator.results.build_up import LAYER_TALLY, Split, count_layers, layer_table
from simulator.results.tables import RunLabel
from simulator.scenario.fund import Fund
from simulator.scenario.supply import Kind
from simulator.scenario.welfare import Layers, Welfare
from simulator.study.plan import make_plan
from simulator.study.store import default_store
from simulator.tender.simulate import play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["PriceLayers", "old_prices", "scenario_layers", "split_of", "split_prices"]


@dataclass(frozen=True, slots=True)
class PriceLayers:
    """Layers of a price before and after, in 1/10,000 yuan."""

    kind: Kind
    before: Mapping[str, int]
    after: Mapping[str, int]
    cost_given: bool
    """Whether production cost was given; if not, it is the highest that the price after carries."""


def split_of(layers: Layers, kind: Kind, fund: Fund | None = None) -> Split:
    """Return the rates before and after; distributors' part after it is that of the money, if followed."""
    before, after = rates_of(layers, kind)
    if fund is not None:
        after = replace(after, distribution=exact(fund.settlement.distribution.value))
    return Split(before, after)


def old_prices(entrants: Entrants, fund: Fund | None, kind: Kind) -> Ints:
    """Return the price before in ticks: each bid's own where money is followed, else the reference."""
    if fund is None:
        return np.array(entrants.variety.reference)
    return before_tender(entrants, fund.prices, kind).old


def split_prices(before: int, after: int, cost: int | None, kind: Kind, layers: Layers) -> PriceLayers:
    """Split a price before and one after a tender.

    Parameters
    ----------
    before, after
        What hospitals pay, in 1/10,000 yuan.
    cost
        Production cost; the highest that the price after carries with a reasonable margin if left out.
    kind
        ``drug`` or ``device``.
    layers
        Rates of the layers.

    Raises
    ------
    InputError
        If an amount is negative or a price zero.
    """
    split = split_of(layers, kind)
    carried = int(cost_carried(np.array(after), split.after)) if cost is None else cost
    found = [
        layers_of(np.array(price), np.array(carried), rates)
        for price, rates in zip((before, after), split, strict=True)
    ]
    named = [dict(zip(LAYERS, one.tolist(), strict=True)) for one in found]
    return PriceLayers(kind, named[0], named[1], cost is not None)


def scenario_layers(scenario: str, sets: Sequence[str], reps: int) -> tuple[str, pd.DataFrame]:
    """Play a scenario and split its award prices; return its id and the table.

    Parameters
    ----------
    scenario, sets
        Id or path, and changes.
    reps
        Replications.
    """
    plan = make_plan(scenario, [*sets, f"run.replications={reps}"])
    record, rules = plan.scenario.record, plan.rules.record
    tender = set_up(record, rules.clauses, plan.folder, Solving(default_store()))
    kind: Kind = "device" if rules.kind == "device" else "drug"
    split = split_of((record.welfare or Welfare()).layers, kind, record.fund)
    names = tuple(one.variety.name for one in tender.entrants)
    parts: list[dict[str, Floats]] = []
    for start, count in plan.blocks:
        block = play_block(tender, start, count)
        counted = [
            count_layers(awarded, block.costs[at], old_prices(tender.entrants[at], record.fund, kind), split)
            for at, awarded in enumerate(block.awarded)
        ]
        parts.append({name: np.stack([one[name] for one in counted], axis=1) for name in LAYER_TALLY})
    counts = {name: np.concatenate([part[name] for part in parts]) for name in LAYER_TALLY}
    return record.id, layer_table(RunLabel(record.id, rules.id), names, counts)
