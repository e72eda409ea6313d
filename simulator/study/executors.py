"""Where units of work are carried out: this process, local processes, any executor, a Dask cluster."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context

__all__ = ["Pool", "given", "here", "local"]


@dataclass(frozen=True, slots=True)
class Pool:
    """A way to get workers, and how many there are."""

    start: Callable[[], Executor]
    """Makes the executor, anew after workers were lost."""
    width: int
    """Units that run at the same time."""
    restarts: bool = True
    """Whether a new executor can be had when the old one is broken."""
    stop: Callable[[], None] | None = None
    """Called when all is over."""
    begin: Callable[[], None] | None = None
    """Lets the workers get ready while the work is still being laid out, where that can be taken back."""
    share: Callable[[Mapping[str, bytes]], Sequence[str]] | None = None
    """Passes solved games on to workers that may not read them where this process keeps them; returns the
    workers that cannot keep them."""


def here() -> Pool:
    """Work in this process, one unit after the other: the way to debug."""
    return Pool(_Here, 1)


def local(jobs: int) -> Pool:
    """Work in processes of this machine.

    Each is a fresh interpreter, because forking after compiled code with threads has run is unsafe; it stays
    for the whole study, so that nothing is imported or compiled again for each run.

    Parameters
    ----------
    jobs
        Number of processes; with one, the work is done in this process.
    """
    if jobs <= 1:
        return here()
    own = _Processes(jobs)
    return Pool(own.start, jobs, stop=own.stop, begin=own.begin)


def given(executor: Executor, width: int) -> Pool:
    """Work on an executor of the user's own; it is not shut down, and cannot be made anew.

    Parameters
    ----------
    executor
        Any ``concurrent.futures.Executor``; only ``submit`` is used.
    width
        Units that it runs at the same time.
    """
    return Pool(lambda: _Kept(executor), width, restarts=False)


class _Here(Executor):
    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


class _Kept(Executor):
    """Passes work on to an executor that belongs to somebody else."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003, ANN202
        return self._executor.submit(fn, *args, **kwargs)


class _Processes:
    """Processes of this machine, which may be started before there is anything to do."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._early: ProcessPoolExecutor | None = None

    def begin(self) -> None:
        self._early = self._new()
        for _ in range(self._jobs):
            self._early.submit(_get_ready)

    def start(self) -> Executor:
        early, self._early = self._early, None
        return early or self._new()

    def stop(self) -> None:
        if self._early is not None:
            self._early.shutdown(wait=False, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            max_workers=self._jobs,
            mp_context=get_context("spawn"),
            initializer=_leave_interrupts_to_parent,
        )


def _get_ready() -> None:
    """Import what a worker needs: that takes as long as simulating a thousand tenders."""
    import_module("simulator.study.carry")


def _leave_interrupts_to_parent() -> None:
    """Ignore Ctrl-C in a worker: the parent stops the study and says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
