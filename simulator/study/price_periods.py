"""Prices and quantities of tenders, ready for an index: from scenarios, or from the folders of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError
from simulator.market.varieties import Variety, design_varieties
from simulator.money import TICKS_PER_YUAN
from simulator.results.bids import Floats, owners
from simulator.results.contracts import ContractBlock
from simulator.results.metrics import BlockMetrics, block_metrics
from simulator.scenario.loading import load
from simulator.scenario.model import Scenario
from simulator.study.contracts import count_contracts
from simulator.study.folder import Folder
from simulator.study.plan import make_plan
from simulator.study.run_folder import read_tables
from simulator.study.store import default_store
from simulator.supply.terms import terms_of
from simulator.tender.simulate import play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["Period", "period_of", "read_period"]


@dataclass(frozen=True, slots=True)
class Period:
    """What one tender did to the prices of its ``V`` varieties in ``R`` replications."""

    name: str
    """Id of the scenario."""
    rule_book: str
    seed: int
    varieties: tuple[Variety, ...]
    made_up: bool
    """Whether varieties were laid out at random, so that their names mean nothing beyond this market."""
    price: Floats
    """``[R, V]`` mean award price in yuan, weighted by agreed volume if there is any; NaN without winner."""
    use: Floats
    """``[R, V]`` units a year after the tender: deliveries where contracts are carried out, else what
    hospitals reported."""
    delivered: bool
    """Whether ``use`` comes from contracts."""

    @property
    def reference(self) -> Floats:
        """``[V]`` price before the tender in yuan."""
        return np.array([one.reference for one in self.varieties]) / TICKS_PER_YUAN

    @property
    def need(self) -> Floats:
        """``[V]`` reported need, units a year."""
        return np.array([one.base for one in self.varieties], dtype=np.float64)


def read_period(source: str, sets: Sequence[str] = (), reps: int = 100) -> Period:
    """Get the prices of a tender from the folder of a run, or by playing a scenario.

    Parameters
    ----------
    source
        Folder of a complete run, or id or path of a scenario.
    sets
        Changes of the scenario of the form ``path=value``; not for folders.
    reps
        Replications of a scenario; a folder has its own number.

    Raises
    ------
    InputError
        If the scenario is wrong, or the folder holds no complete run.
    """
    if Path(source).is_dir():
        return _from_folder(Folder(Path(source)))
    plan = make_plan(source, [*sets, f"run.replications={reps}"])
    record, rules = plan.scenario.record, plan.rules.record
    tender = set_up(record, rules.clauses, plan.folder, Solving(default_store()))
    metrics, contracts = [], []
    for start, count in plan.blocks:
        block = play_block(tender, start, count)
        owner = owners([one.lot for one in block.awarded])
        metrics.append(block_metrics(block.awarded, block.costs, owner))
        if record.supply is not None:
            contracts.append(count_contracts(tender, block, terms_of(rules, record.supply)))
    return period_of(record, rules.id, [one.variety for one in tender.entrants], metrics, contracts)


def _from_folder(folder: Folder) -> Period:
    read_tables(folder)
    manifest = folder.manifest()
    record = load(folder.path / "resolved.yaml", Scenario[AnyStrategy]).record
    try:
        varieties = design_varieties(record.market, record.run.seed, folder.path)
    except InputError as error:
        raise InputError.one(
            f"the table of varieties of {folder.path} is not beside the run: {error.problems[0].what}",
            mend="name the scenario instead of the folder",
        ) from None
    starts = range(0, record.run.replications, record.run.block)
    metrics = [folder.read_block(start) for start in starts]
    contracts = [folder.read_contracts(start) for start in starts] if record.supply is not None else []
    return period_of(record, str(manifest.get("rule_book")), varieties, metrics, contracts)


def period_of(
    record: Scenario[AnyStrategy],
    rule_book: str,
    varieties: Sequence[Variety],
    metrics: Sequence[BlockMetrics],
    contracts: Sequence[ContractBlock],
) -> Period:
    """Put prices and quantities of a tender together from the figures of its blocks.

    Parameters
    ----------
    record, rule_book
        The scenario and the id of its rule book.
    varieties
        The varieties, in the order of the figures.
    metrics
        Figures of each block.
    contracts
        Counts of contracts of each block; none where contracts are not carried out.
    """
    reference = np.array([one.reference for one in varieties]) / TICKS_PER_YUAN
    need = np.array([one.base for one in varieties], dtype=np.float64)

    def cut(name: str) -> Floats:
        return np.concatenate([block.by_variety[name] for block in metrics])

    weighted, plain = cut("mean_cut_reference_weighted"), cut("mean_cut_reference")
    price = reference * (1 - np.where(np.isnan(weighted), plain, weighted))
    use = np.broadcast_to(need, price.shape)
    if contracts:
        counted = {
            name: np.concatenate([block.by_variety[name] for block in contracts])
            for name in ("delivered", "months")
        }
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = counted["delivered"] / reference * 12 / counted["months"]
        use = np.where(np.isfinite(yearly), yearly, need)
    made_up = record.market.varieties_file is None
    return Period(
        record.id, rule_book, record.run.seed, tuple(varieties), made_up, price, use, bool(contracts)
    )
