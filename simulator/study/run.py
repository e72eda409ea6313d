"""Run a scenario block by block into a folder; interrupted runs keep what they have and can go on."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.bidding.equilibrium.table import SOLUTIONS
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, RunError
from simulator.firms.population import CLASSES
from simulator.fund.feedback import answered
from simulator.results.bids import owners
from simulator.results.build_up import layer_table
from simulator.results.contract_tables import contract_table, region_table
from simulator.results.files import digest, read_written, write_csv, write_parquet, write_whole
from simulator.results.metrics import BlockMetrics, block_metrics
from simulator.results.moments import Collector
from simulator.results.money import MoneyBlock, money_table
from simulator.results.tables import RunLabel, awards_table, result_tables
from simulator.results.welfare import WelfareCounts, counterfactual_table, welfare_table
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import INPUTS, find_table, is_id
from simulator.scenario.loading import resolved_yaml
from simulator.scenario.model import Scenario
from simulator.scenario.supply import Kind
from simulator.study.contracts import carried_out, count_contracts, first_history, settled
from simulator.study.folder import Folder, Json
from simulator.study.ledgers import follow_money, ledger_table
from simulator.study.lock import only_writer
from simulator.study.plan import Plan, named_tables
from simulator.study.progress import to_stderr
from simulator.study.store import default_store
from simulator.study.welfare import count_welfare, without_volume
from simulator.supply.terms import Terms, terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up
from simulator.tender.solving import Solving

__all__ = [
    "CONTRACT_TABLES",
    "MONEY_TABLES",
    "TABLES",
    "WELFARE_TABLES",
    "Inputs",
    "execute",
    "inputs_of",
    "metrics_of",
    "ready_tender",
    "ready_without_volume",
    "tables_in",
]

TABLES = ("summary", "varieties", "replications", "awards")
"""Tables of a run."""
CONTRACT_TABLES = ("contracts", "regions", "history")
"""Further tables of a run that carries its contracts out."""
MONEY_TABLES = ("money", "ledger")
"""Further tables of a run that follows money."""
WELFARE_TABLES = ("welfare", "counterfactuals", "layers")
"""Further tables of a run that counts gains and losses."""

Progress = Callable[[int, int], None]


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


def execute(
    plan: Plan,
    out: Path,
    *,
    jobs: int = 1,
    resume: bool = False,
    csv: bool = False,
    progress: Progress | None = None,
) -> Folder:
    """Run a plan and leave its tables in a folder.

    Parameters
    ----------
    plan
        The checked plan.
    out
        Folder for the results.
    jobs
        Number of processes; the results do not depend on it.
    resume
        Go on with an interrupted run in the same folder.
    csv
        Write CSV files beside the Parquet files.
    progress
        Called with blocks done and blocks in all.

    Returns
    -------
    Folder
        The complete folder. A folder that already holds this very run is returned as it is.

    Raises
    ------
    InputError
        If the folder holds another run, or an unfinished one and ``resume`` is not set.
    RunError
        If something cannot be written or a worker is lost.
    """
    folder = Folder(out)
    known = folder.manifest()
    if _already_done(folder, known, plan, resume):
        if csv:
            _write_csv(folder, read_tables(folder))
        return folder
    # Numbers that do not fit together are refused before anything is written.
    record = answered(plan.scenario.record)
    tender = set_up(record, plan.rules.record.clauses, plan.folder, _solving(jobs, progress))
    folder.create()
    with only_writer(out):
        manifest = folder.write_manifest(known, **_head(plan, jobs), certificate=_certificate(tender))
        _complete(plan, folder, tender, manifest, _Way(jobs, csv, progress))
    return folder


class _Way(NamedTuple):
    """How a run is carried out, which does not change what it finds."""

    jobs: int
    csv: bool
    progress: Progress | None


def _complete(plan: Plan, folder: Folder, tender: Tender, manifest: Json, way: _Way) -> None:
    try:
        folder.write_text("resolved.yaml", resolved_yaml(plan.scenario))
        folder.write_text("rules.yaml", resolved_yaml(plan.rules))
        _keep_tables(plan, folder)
        _play_missing(plan, folder, way.jobs, way.progress)
        tables = _assemble(plan, folder, tender)
        for name, table in tables.items():
            write_parquet(table, folder.path / f"{name}.parquet")
        if way.csv:
            _write_csv(folder, tables)
    except KeyboardInterrupt:
        folder.write_manifest(manifest, status="interrupted")
        raise
    except BaseException:
        _say_failed(folder, manifest)
        raise
    folder.write_manifest(manifest, status="complete", digest=digest(tables))


def _keep_tables(plan: Plan, folder: Folder) -> None:
    """Copy the tables that lie beside the scenario, so that the folder can be run again by itself."""
    for name in named_tables(plan.scenario.record):
        if is_id(name):
            continue
        try:
            kept = folder.path / INPUTS / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, partial(copyfile, find_table(name, plan.folder)))
        except OSError as error:
            raise RunError(f"{kept} cannot be written: {error.strerror}") from None


def _solving(jobs: int, progress: Progress | None) -> Solving:
    shown = None if progress is None else partial(to_stderr, what="game")
    return Solving(default_store(), jobs, shown)


def _write_csv(folder: Folder, tables: dict[str, pd.DataFrame]) -> None:
    for name, table in tables.items():
        write_csv(table, folder.path / f"{name}.csv")


def _say_failed(folder: Folder, manifest: Json) -> None:
    try:
        folder.write_manifest(manifest, status="failed")
    except RunError:
        # The disk is full: the manifest of the start stays and says that the run is not complete.
        return


def _already_done(folder: Folder, known: Json, plan: Plan, resume: bool) -> bool:
    if not known:
        if folder.holds_other_things():
            raise InputError.one(
                f"{folder.path} exists and holds no run",
                mend="choose an empty or new folder with --out",
            )
        return False
    if known.get("plan") != plan.id:
        raise InputError.one(
            f"{folder.path} holds another run ({known.get('scenario')}, plan {known.get('plan')})",
            mend="choose another folder with --out, or remove that one",
        )
    if known.get("status") == "complete" and all(
        (folder.path / f"{name}.parquet").exists() for name in tables_of(plan.scenario.record)
    ):
        return True
    if not resume and known.get("status") != "complete":
        raise InputError.one(
            f"{folder.path} holds an unfinished run (status {known.get('status')})",
            mend="add --resume to go on with it, or choose another folder with --out",
        )
    return False


def tables_of(scenario: Scenario[AnyStrategy]) -> tuple[str, ...]:
    """Name the tables that a run of a scenario leaves."""
    parts = {"contracts": scenario.supply, "money": scenario.fund, "welfare": scenario.welfare}
    return tables_in({name: section is not None for name, section in parts.items()})


def tables_in(manifest: Mapping[str, object]) -> tuple[str, ...]:
    """Name the tables that a run leaves, by what its manifest says about it."""
    names: tuple[str, ...] = TABLES
    further = (("contracts", CONTRACT_TABLES), ("money", MONEY_TABLES), ("welfare", WELFARE_TABLES))
    for part, more in further:
        names += more if manifest.get(part) else ()
    return names


def _head(plan: Plan, jobs: int) -> Json:
    scenario = plan.scenario.record
    parts = {"contracts": scenario.supply, "money": scenario.fund, "welfare": scenario.welfare}
    return {
        "status": "running",
        "plan": plan.id,
        "scenario": scenario.id,
        "rule_book": plan.rules.record.id,
        "seed": scenario.run.seed,
        "replications": scenario.run.replications,
        "published": scenario.published,
        "jobs": jobs,
        **{name: True for name, section in parts.items() if section is not None},
    }


def _certificate(tender: Tender) -> Json | None:
    """Return what is known about solved or listed bids; nothing where firms bid by rules of thumb."""
    tables = {
        one.variety.name: table
        for one, table in zip(tender.entrants, tender.equilibria, strict=True)
        if table is not None
    }
    used = _strategies(tender)
    if not tables:
        if "learning" in used.values():
            return {"solution": "learning"}
        return {"solution": "listed"} if set(used.values()) == {"fixed-list"} else None
    first = next(iter(tables.values()))
    return {
        "solution": first.solution,
        "largest_gain": max(float(table.exploitability.max()) for table in tables.values()),
        "uncertified": {
            name: round(float(table.exploitability.max()), 6)
            for name, table in tables.items()
            if not table.certified
        },
        "left_out": list(first.left_out),
        "bid_otherwise": [name for name, use in used.items() if use not in SOLUTIONS],
    }


def _strategies(tender: Tender) -> dict[str, str]:
    """Return how the classes of firm bid that are present."""
    present = {CLASSES[kind] for one in tender.entrants for kind in one.kind.tolist()}
    return {name: one.use for name, one in tender.scenario.bidding.by_class().items() if name in present}


def metrics_of(tender: Tender, block: Block) -> BlockMetrics:
    """Compute the metrics of a block of a tender."""
    actual = [entrants.actual for entrants in tender.entrants]
    return block_metrics(block.awarded, block.costs, owners([one.lot for one in block.awarded]), actual)


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


def ready_tender(texts: Inputs) -> Tender:
    """Return the tender of a plan, set up once per process for as long as it is the one at work."""
    return _tender(texts.plan, texts.scenario, texts.clauses, texts.folder)


@lru_cache(maxsize=2)
def _without_volume(plan: str, scenario: str, clauses: str, folder: Path | None) -> Tender | None:
    """Set the counterfactual up once per process and plan."""
    return without_volume(_tender(plan, scenario, clauses, folder), folder)


def ready_without_volume(texts: Inputs) -> Tender | None:
    """Return the same firms under the book without volume; nothing where their bids say nothing about it."""
    return _without_volume(texts.plan, texts.scenario, texts.clauses, texts.folder)


def _work(folder: Path, texts: Inputs, start: int, count: int) -> int:
    tender = ready_tender(texts)
    block = play_block(tender, start, count)
    done = [] if texts.terms is None else carried_out(tender, block, texts.terms)
    money = None
    if texts.terms is not None:
        Folder(folder).save_contracts(start, count_contracts(tender, block, texts.terms, done))
        if tender.scenario.fund is not None:
            money = settled(tender, done, texts.terms)
            Folder(folder).save_counts("money", start, money.varieties, money.by_variety)
    if tender.scenario.welfare is not None:
        counts = count_welfare(tender, block, texts.kind, done, ready_without_volume(texts), money)
        names = [one.variety.name for one in tender.entrants]
        Folder(folder).save_counts("welfare", start, names, counts)
    Folder(folder).save_block(start, metrics_of(tender, block))
    return start


def _has(folder: Folder, start: int, count: int, scenario: Scenario[AnyStrategy]) -> bool:
    return (
        folder.has_block(start, count)
        and (scenario.supply is None or folder.has_contracts(start, count))
        and (scenario.fund is None or folder.has_counts("money", start, count))
        and (scenario.welfare is None or folder.has_counts("welfare", start, count))
    )


def _play_missing(plan: Plan, folder: Folder, jobs: int, progress: Progress | None) -> None:
    texts = inputs_of(plan)
    missing = [block for block in plan.blocks if not _has(folder, *block, plan.scenario.record)]
    done = len(plan.blocks) - len(missing)
    worker = _serial if jobs <= 1 or len(missing) <= 1 else _parallel
    for _ in worker(folder.path, texts, missing, jobs):
        done += 1
        if progress is not None:
            progress(done, len(plan.blocks))


def _serial(folder: Path, texts: Inputs, blocks: list[tuple[int, int]], _jobs: int) -> Iterator[int]:
    for start, count in blocks:
        yield _work(folder, texts, start, count)


def _leave_interrupts_to_parent() -> None:
    """Ignore Ctrl-C in a worker: the parent stops the run and says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _parallel(folder: Path, texts: Inputs, blocks: list[tuple[int, int]], jobs: int) -> Iterator[int]:
    # A fresh interpreter per worker: forking after compiled code with threads has run is unsafe.
    with ProcessPoolExecutor(
        max_workers=jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_parent
    ) as pool:
        pending: set[Future[int]] = {pool.submit(_work, folder, texts, *block) for block in blocks}
        try:
            while pending:
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        except BrokenProcessPool:
            raise RunError(
                "a worker was lost (killed, or out of memory); what is done is kept, --resume goes on"
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _terms(plan: Plan) -> Terms:
    supply = plan.scenario.record.supply
    if supply is None:
        raise ValueError("this scenario does not carry contracts out")
    return terms_of(plan.rules.record, supply)


def _assemble(plan: Plan, folder: Folder, tender: Tender) -> dict[str, pd.DataFrame]:
    collector = Collector()
    for start, _ in plan.blocks:
        collector.add(start, folder.read_block(start))
    scenario, rules = plan.scenario.record, plan.rules.record
    label = RunLabel(scenario.id, rules.id)
    first = play_block(tender, 0, 1)
    classes = [[CLASSES[kind] for kind in entrants.kind] for entrants in tender.entrants]
    awards = awards_table(label, first.awarded, first.costs, 1, classes)
    tables = result_tables(label, collector.finish(), awards)
    if scenario.supply is not None:
        counted = [folder.read_contracts(start) for start, _ in plan.blocks]
        tables |= {
            "contracts": contract_table(label, counted),
            "regions": region_table(label, counted),
            "history": first_history(tender, first, _terms(plan), label),
        }
    if scenario.fund is not None:
        tables["money"] = money_table(label, [_money(folder, start) for start, _ in plan.blocks])
        tables["ledger"] = ledger_table(label, follow_money(tender, first, _terms(plan), 0))
    if scenario.welfare is not None:
        varieties, counts = folder.read_counts("welfare", [start for start, _ in plan.blocks])
        gains = WelfareCounts(varieties, counts)
        tables |= {
            "welfare": welfare_table(label, gains),
            "counterfactuals": counterfactual_table(label, gains),
            "layers": layer_table(label, varieties, counts),
        }
    return tables


def _money(folder: Folder, start: int) -> MoneyBlock:
    varieties, amounts = folder.read_counts("money", [start])
    return MoneyBlock(varieties, {name: one.astype(np.int64) for name, one in amounts.items()})


def read_tables(folder: Folder) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete run.

    Raises
    ------
    InputError
        If the folder holds no complete run, or its tables are not those that the run wrote.
    """
    manifest = folder.manifest()
    status = manifest.get("status")
    if status != "complete":
        if not folder.path.is_dir():
            raise InputError.one(
                f"there is no folder '{folder.path}'",
                mend="give the folder that a run wrote, such as results/NAME",
            )
        raise InputError.one(
            f"{folder.path} holds no complete run (status {status or 'unknown'})",
            mend="finish it with 'vbp run … --resume'",
        )
    tables = read_written(folder.path, tables_in(manifest))
    if digest(tables) != manifest.get("digest"):
        raise InputError.one(
            f"the tables in {folder.path} are not those that the run wrote (were they edited?)",
            mend="run it again; 'vbp report' shows what can be shown of such a folder",
        )
    return tables
