"""Run a scenario block by block into a folder; interrupted runs keep what they have and can go on."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from simulator.bidding.equilibrium.table import SOLUTIONS
from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import InputError, RunError
from simulator.firms.population import CLASSES
from simulator.results.bids import owners
from simulator.results.contract_tables import contract_table, region_table
from simulator.results.files import digest, read_parquet, write_csv, write_parquet
from simulator.results.metrics import BlockMetrics, block_metrics
from simulator.results.moments import Collector
from simulator.results.money import money_table
from simulator.results.tables import RunLabel, awards_table, result_tables
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import resolved_yaml
from simulator.scenario.model import Scenario
from simulator.study.contracts import count_and_settle, first_history
from simulator.study.folder import Folder, Json
from simulator.study.ledgers import follow_money, ledger_table
from simulator.study.plan import Plan
from simulator.study.progress import to_stderr
from simulator.study.store import default_store
from simulator.supply.terms import Terms, terms_of
from simulator.tender.simulate import Block, Tender, play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["CONTRACT_TABLES", "MONEY_TABLES", "TABLES", "execute"]

TABLES = ("summary", "varieties", "replications", "awards")
"""Tables of a run."""
CONTRACT_TABLES = ("contracts", "regions", "history")
"""Further tables of a run that carries its contracts out."""
MONEY_TABLES = ("money", "ledger")
"""Further tables of a run that follows money."""

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
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, _solving(jobs, progress))
    folder.create()
    manifest = folder.write_manifest(known, **_head(plan, jobs), certificate=_certificate(tender))
    try:
        folder.write_text("resolved.yaml", resolved_yaml(plan.scenario))
        folder.write_text("rules.yaml", resolved_yaml(plan.rules))
        _play_missing(plan, folder, jobs, progress)
        tables = _assemble(plan, folder, tender)
        for name, table in tables.items():
            write_parquet(table, folder.path / f"{name}.parquet")
        if csv:
            _write_csv(folder, tables)
    except KeyboardInterrupt:
        folder.write_manifest(manifest, status="interrupted")
        raise
    except BaseException:
        _say_failed(folder, manifest)
        raise
    folder.write_manifest(manifest, status="complete", digest=digest(tables))
    return folder


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
        if folder.path.exists() and any(folder.path.iterdir()):
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
    contracts = () if scenario.supply is None else CONTRACT_TABLES
    return TABLES + contracts + (() if scenario.fund is None else MONEY_TABLES)


def _head(plan: Plan, jobs: int) -> Json:
    scenario = plan.scenario.record
    contracts = {} if scenario.supply is None else {"contracts": True}
    money = {} if scenario.fund is None else {"money": True}
    return {
        "status": "running",
        "plan": plan.id,
        "scenario": scenario.id,
        "rule_book": plan.rules.record.id,
        "seed": scenario.run.seed,
        "replications": scenario.run.replications,
        "published": scenario.published,
        "jobs": jobs,
        **contracts,
        **money,
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


def _metrics(tender: Tender, block: Block) -> BlockMetrics:
    actual = [entrants.actual for entrants in tender.entrants]
    return block_metrics(block.awarded, block.costs, owners([one.lot for one in block.awarded]), actual)


@lru_cache(maxsize=2)
def _tender(_plan: str, scenario: str, clauses: str, folder: Path | None) -> Tender:
    """Set a tender up once per process and plan; records travel as JSON so that they can be hashed."""
    record = Scenario[AnyStrategy].model_validate_json(scenario)
    return set_up(record, Clauses.model_validate_json(clauses), folder, Solving(default_store()))


def _work(folder: Path, texts: Inputs, start: int, count: int) -> int:
    tender = _tender(texts.plan, texts.scenario, texts.clauses, texts.folder)
    block = play_block(tender, start, count)
    if texts.terms is not None:
        counted, money = count_and_settle(tender, block, texts.terms)
        Folder(folder).save_contracts(start, counted)
        if money is not None:
            Folder(folder).save_money(start, money)
    Folder(folder).save_block(start, _metrics(tender, block))
    return start


def _has(folder: Folder, start: int, count: int, scenario: Scenario[AnyStrategy]) -> bool:
    contracts = scenario.supply is None or folder.has_contracts(start, count)
    money = scenario.fund is None or folder.has_money(start, count)
    return contracts and money and folder.has_block(start, count)


def _play_missing(plan: Plan, folder: Folder, jobs: int, progress: Progress | None) -> None:
    supply = plan.scenario.record.supply
    texts = Inputs(
        plan.id,
        plan.scenario.record.model_dump_json(by_alias=True),
        plan.rules.record.clauses.model_dump_json(by_alias=True),
        plan.folder,
        None if supply is None else terms_of(plan.rules.record, supply),
    )
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
        tables["money"] = money_table(label, [folder.read_money(start) for start, _ in plan.blocks])
        tables["ledger"] = ledger_table(label, follow_money(tender, first, _terms(plan), 0))
    return tables


def read_tables(folder: Folder) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete run.

    Raises
    ------
    InputError
        If the folder holds no complete run.
    """
    status = folder.manifest().get("status")
    if status != "complete":
        raise InputError.one(
            f"{folder.path} holds no complete run (status {status or 'unknown'})",
            mend="finish it with 'vbp run … --resume'",
        )
    manifest = folder.manifest()
    contracts = CONTRACT_TABLES if manifest.get("contracts") else ()
    names = TABLES + contracts + (MONEY_TABLES if manifest.get("money") else ())
    return {name: read_parquet(folder.path / f"{name}.parquet") for name in names}
