"""Figures that studies compare: which there are, table by table, and their values by replication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, nearest
from simulator.money import Ints
from simulator.results.bids import Floats
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.contracts import whole_tender
from simulator.results.dictionary import METRICS
from simulator.results.money import MoneyBlock, amounts
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.welfare import compared_figures, less, welfare_figures
from simulator.results.welfare_definitions import COMPARED, POLICIES, WELFARE_METRICS, WELFARE_TALLY
from simulator.scenario.model import RunPlan, Scenario
from simulator.study.contracts import Carried, carried_out, count_contracts, settled
from simulator.study.folder import Folder
from simulator.study.inputs import Inputs, metrics_of, play_inputs, ready_tender, ready_without_volume
from simulator.study.run_folder import read_tables
from simulator.study.welfare import count_welfare
from simulator.tender.simulate import Block, Tender

__all__ = [
    "FIGURES",
    "Figure",
    "Table",
    "evaluate",
    "figure",
    "gains",
    "missing_section",
    "read_figures",
    "unknown_figure",
]


_USUAL_BLOCK = int(RunPlan.model_fields["block"].default)
_AT_ONCE = 1000
"""Replications of a unit of work that are played at once: smaller blocks cost more calls than sums."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the whole tender that a study can ask for."""

    name: str
    table: str
    """Table of a run in which it stands: ``summary``, ``contracts``, ``money`` or ``welfare``."""
    unit: str
    label_en: str
    label_zh: str
    worse: Literal["high", "low", ""] = ""
    """Which end is bad, where that is beyond dispute."""


@dataclass(frozen=True, slots=True)
class Played:
    """A block of a run, with its contracts carried out where the scenario says so."""

    tender: Tender
    block: Block
    inputs: Inputs
    done: Sequence[Carried]
    """Contracts and what came of them, by variety; empty without them."""
    money: MoneyBlock | None = None
    """What they were settled at, where money is followed."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run whose figures have one value in each replication."""

    figures: tuple[Figure, ...]
    section: str
    """Section of the scenario without which a run does not leave it; empty if every run does."""
    values: Callable[[Played], Mapping[str, Floats]]
    """Values of a block, ``[R]`` by name of figure."""
    kept: Callable[[Folder, int], Mapping[str, Floats]]
    """The same of a block that a run left in its folder."""


def _summary(played: Played) -> Mapping[str, Floats]:
    return metrics_of(played.tender, played.block).by_round


def _contracts(played: Played) -> Mapping[str, Floats]:
    terms = played.inputs.terms
    if terms is None:
        return {}
    return whole_tender(count_contracts(played.tender, played.block, terms, played.done).by_variety)


def _money(played: Played) -> Mapping[str, Floats]:
    return {} if played.money is None else _amounts(played.money.by_variety)


def _amounts(by_variety: Mapping[str, Ints]) -> Mapping[str, Floats]:
    return {name: amounts(one, by_variety)[0] for name, one in MONEY_METRICS.items()}


def _kept_money(folder: Folder, start: int) -> Mapping[str, Floats]:
    _, kept = folder.read_counts("money", [start])
    return _amounts({name: one.astype(np.int64) for name, one in kept.items()})


def _welfare(played: Played) -> Mapping[str, Floats]:
    if played.tender.scenario.welfare is None:
        return {}
    other = ready_without_volume(played.inputs)
    counts = count_welfare(played.tender, played.block, played.inputs.kind, played.done, other, played.money)
    return gains(counts)


def gains(counts: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Return figures of gains and losses of a whole tender, ``[R]`` by name, from ``[R, V]`` counts."""
    whole = {name: counts[name].sum(axis=1) for name in WELFARE_TALLY}
    return welfare_figures(whole) | compared_figures(whole)


def _compared() -> Iterator[Figure]:
    """Name the figures less those under each counterfactual, which a tender is set beside."""
    for policy, (_, en, zh) in POLICIES.items():
        for metric, (_, _, unit) in COMPARED.items():
            one = WELFARE_METRICS.get(metric)
            label = (
                ("Mean price over the old price", "均价与原价之比")
                if one is None
                else (one.label_en, one.label_zh)
            )
            name = less(metric, policy)
            yield Figure(name, "welfare", unit, f"{label[0]}, less {en}", f"{label[1]}减{zh}", _worse(metric))


def _worse(metric: str) -> Literal["high", "low", ""]:
    one = WELFARE_METRICS.get(metric)
    return "high" if one is None else one.worse


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "summary": Table(
            tuple(
                Figure(one.name, "summary", one.unit, one.label_en, one.label_zh)
                for one in METRICS.values()
                if one.level != "variety"
            ),
            "",
            _summary,
            lambda folder, start: folder.read_block(start).by_round,
        ),
        "contracts": Table(
            tuple(
                Figure(one.name, "contracts", one.unit, one.label_en, one.label_zh, one.worse)
                for one in CONTRACT_METRICS.values()
            ),
            "supply",
            _contracts,
            lambda folder, start: whole_tender(folder.read_contracts(start).by_variety),
        ),
        "money": Table(
            tuple(
                Figure(one.name, "money", one.unit, one.label_en, one.label_zh, one.worse)
                for one in MONEY_METRICS.values()
            ),
            "fund",
            _money,
            _kept_money,
        ),
        "welfare": Table(
            (
                *(
                    Figure(one.name, "welfare", one.unit, one.label_en, one.label_zh, one.worse)
                    for one in WELFARE_METRICS.values()
                ),
                *_compared(),
            ),
            "welfare",
            _welfare,
            lambda folder, start: gains(folder.read_counts("welfare", [start])[1]),
        ),
    }
)
"""Tables by name, in the order in which they are computed."""

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {one.name: one for table in TABLES.values() for one in table.figures}
)
"""Every figure by name; names are told apart across tables by a test."""


def figure(name: str) -> Figure:
    """Look a figure up.

    Raises
    ------
    InputError
        If there is none of that name; the nearest is named.
    """
    if name not in FIGURES:
        raise InputError.one(f"there is no metric '{name}'", mend=unknown_figure(name))
    return FIGURES[name]


def unknown_figure(name: str) -> str:
    """Say how to mend the name of a figure that does not exist."""
    return f"{nearest(name, FIGURES)} ('vbp list figures' names them all)"


def missing_section(name: str, scenario: Scenario[AnyStrategy]) -> str:
    """Return the section that a scenario lacks for a figure; empty if it lacks none."""
    section = TABLES[FIGURES[name].table].section
    return section if section and getattr(scenario, section, None) is None else ""


def evaluate(inputs: Inputs, start: int, count: int) -> dict[str, Floats]:
    """Simulate some replications and return every figure of each of them.

    Parameters
    ----------
    inputs
        The plan as plain data (see :func:`simulator.study.inputs.inputs_of`).
    start, count
        First replication and number of replications; a replication does not depend on the others.

    Returns
    -------
    dict
        ``[count]`` values by name of figure, NaN where undefined.
    """
    tender = ready_tender(inputs)
    inner = _at_once(tender.scenario.run.block)
    parts: list[dict[str, Floats]] = []
    for at in range(start, start + count, inner):
        block = play_inputs(inputs, at, min(inner, start + count - at))
        done = [] if inputs.terms is None else carried_out(tender, block, inputs.terms)
        money = settled(tender, done) if done and tender.scenario.fund is not None else None
        played = Played(tender, block, inputs, done, money)
        values: dict[str, Floats] = {}
        for table in TABLES.values():
            values |= table.values(played)
        parts.append(values)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _at_once(block: int) -> int:
    """Return how many replications are played at once; a scenario may ask for fewer, to save memory."""
    return block if block < _USUAL_BLOCK else max(block, _AT_ONCE)


def read_figures(path: Path) -> dict[str, Floats]:
    """Read every figure by replication from the folder of a complete run.

    Raises
    ------
    InputError
        If the folder holds no complete run, or its tables are not those that the run wrote.
    """
    folder = Folder(path)
    read_tables(folder)
    said = folder.manifest()
    starts = sorted(int(part.stem.partition("-")[2]) for part in (path / "parts").glob("round-*.parquet"))
    parts: list[dict[str, Floats]] = []
    for start in starts:
        values = dict(TABLES["summary"].kept(folder, start))
        for name in ("contracts", "money", "welfare"):
            if said.get(name):
                values |= TABLES[name].kept(folder, start)
        parts.append(values)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
