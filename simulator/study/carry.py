"""Carries units of work out on any executor; lost workers are replaced, failed units are told apart."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.errors import RunError
from simulator.results.bids import Floats
from simulator.study.campaign_figures import CampaignInputs, evaluate_campaign
from simulator.study.executors import Pool
from simulator.study.figures import evaluate
from simulator.study.inputs import Inputs

__all__ = ["Answer", "Unit", "carry_out", "failure"]

_AHEAD = 2
"""Units handed out per worker, so that none waits for the parent."""
_TRIES = 3
"""Times that a unit may take its worker with it before it counts as failed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work as plain data."""

    inputs: Inputs | CampaignInputs
    start: int
    count: int


class Answer(NamedTuple):
    """What came of a unit."""

    values: dict[str, Floats] | None
    """``[count]`` by name of figure; none if it failed."""
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    trace: str = ""


Done = Callable[[Unit, Answer], None]
Task = Callable[[Unit], Answer]


def work(unit: Unit) -> Answer:
    """Carry out one unit; a failure is an answer, so that nothing odd has to cross to the parent."""
    begin = time.perf_counter()
    try:
        if isinstance(unit.inputs, CampaignInputs):
            values = evaluate_campaign(unit.inputs, unit.start, unit.count)
        else:
            values = evaluate(unit.inputs, unit.start, unit.count)
    except Exception as error:  # whatever it is becomes a row of the ledger
        return failure(error, time.perf_counter() - begin)
    return Answer(values, time.perf_counter() - begin)


def failure(error: BaseException, seconds: float = 0.0) -> Answer:
    """Say what went wrong, as an answer."""
    trace = "".join(traceback.format_exception(error))
    return Answer(None, seconds, type(error).__name__, str(error), trace)


@dataclass(slots=True)
class _Work:
    pool: Pool
    done: Done
    task: Task
    waiting: deque[Unit]
    suspects: deque[Unit] = field(default_factory=deque)
    """Units that were under way when workers were lost: they are tried one at a time."""
    lost: dict[tuple[str, int, int], int] = field(default_factory=dict)
    running: dict[Future[Answer], Unit] = field(default_factory=dict)

    def go(self) -> None:
        executor = self.pool.start()
        try:
            while self.waiting or self.suspects or self.running:
                try:
                    self._fill(executor)
                    self._collect()
                except BrokenExecutor:
                    executor.shutdown(wait=False, cancel_futures=True)
                    self._suspect()
                    executor = self.pool.start()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        executor.shutdown()

    def _fill(self, executor: Executor) -> None:
        if self.suspects:
            if not self.running:
                self._submit(executor, self.suspects[0])
                self.suspects.popleft()
            return
        while self.waiting and len(self.running) < self.pool.width * _AHEAD:
            self._submit(executor, self.waiting[0])
            self.waiting.popleft()

    def _submit(self, executor: Executor, unit: Unit) -> None:
        self.running[executor.submit(self.task, unit)] = unit

    def _collect(self) -> None:
        finished, _ = wait(self.running, return_when=FIRST_COMPLETED)
        broken = None
        for future in finished:
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                broken = error
                continue
            unit = self.running.pop(future)
            self.done(unit, failure(error) if error is not None else future.result())
        if broken is not None:
            raise broken

    def _suspect(self) -> None:
        """Put back what was under way, unless it has taken too many workers along when it ran alone."""
        if not self.pool.restarts:
            raise RunError("the workers were lost; what is done is kept, --resume goes on")
        alone = len(self.running) == 1
        for unit in self.running.values():
            key = (unit.inputs.plan, unit.start, unit.count)
            self.lost[key] = self.lost.get(key, 0) + (1 if alone else 0)
            if self.lost[key] >= _TRIES:
                text = "its worker was lost each time it was tried (killed, or out of memory)"
                self.done(unit, Answer(None, 0.0, "WorkerLost", text, ""))
            else:
                self.suspects.append(unit)
        self.running.clear()


def carry_out(units: Sequence[Unit], pool: Pool, done: Done, task: Task = work) -> None:
    """Carry out units of work, and hand over each answer as it comes, in no particular order.

    Parameters
    ----------
    units
        The work.
    pool
        Where it is done.
    done
        Called in this process with each unit and its answer; what it raises stops the work.
    task
        What is done with a unit, wherever that is.

    Raises
    ------
    RunError
        If the workers are lost and cannot be had anew.
    """
    if units:
        _Work(pool, done, task, deque(units)).go()
