"""The blocks of a run: played in this process or in several, each durable before the next is told."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from simulator.bidding.strategies.library import AnyStrategy
from simulator.errors import RunError
from simulator.scenario.model import Scenario
from simulator.study.contracts import carried_out, count_contracts, settled
from simulator.study.folder import Folder
from simulator.study.inputs import Inputs, inputs_of, metrics_of, ready_tender, ready_without_volume
from simulator.study.plan import Plan
from simulator.study.welfare import count_welfare
from simulator.tender.simulate import play_block

__all__ = ["Progress", "play_missing"]

Progress = Callable[[int, int], None]


def _work(folder: Path, texts: Inputs, start: int, count: int) -> int:
    tender = ready_tender(texts)
    block = play_block(tender, start, count)
    done = [] if texts.terms is None else carried_out(tender, block, texts.terms)
    money = None
    if texts.terms is not None:
        Folder(folder).save_contracts(start, count_contracts(tender, block, texts.terms, done))
        if tender.scenario.fund is not None:
            money = settled(tender, done)
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


def play_missing(plan: Plan, folder: Folder, jobs: int, progress: Progress | None) -> None:
    """Play the blocks that a folder does not hold yet.

    Parameters
    ----------
    plan
        The plan.
    folder
        The folder.
    jobs
        Number of processes.
    progress
        Called with blocks done and blocks in all.

    Raises
    ------
    RunError
        If something cannot be written or a worker is lost.
    """
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
