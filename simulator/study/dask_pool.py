"""Units of work on a Dask cluster: one that is running, or one started on this machine."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from simulator.errors import InputError, RunError
from simulator.study.executors import Pool
from simulator.study.program import code_digest
from simulator.study.store import default_store

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["cluster", "local_cluster"]

_PATIENCE = 5
"""Seconds to wait for a scheduler to answer."""
_SCHEMES = ("tcp", "tls", "ws", "wss")
_LONGEST_GREETING = 1 << 20
"""Bytes."""


def cluster(address: str) -> Pool:
    """Work on a Dask cluster that is running.

    Parameters
    ----------
    address
        Address of its scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    InputError
        If the address is none.
    RunError
        If Dask is not installed, no scheduler answers, there are no workers, or they hold another program.
    """
    distributed = _imported()
    _probe(address)
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except Exception as error:  # whatever answers there may say anything
        raise RunError(_no_scheduler(address, type(error).__name__)) from None
    try:
        width = _checked_width(client, address)
        return Pool(lambda: _Cluster(client), width, stop=client.close, share=partial(_share, client))
    except BaseException:
        client.close()
        raise


def _probe(address: str) -> None:
    """See that a Dask scheduler listens at an address, within seconds and before a client waits for it.

    A scheduler speaks first: eight bytes say how long its greeting is, which is short.
    """
    parts = urlsplit(address)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in _SCHEMES or not host or not port:
        raise InputError.one(
            f"'{address}' is no address of a Dask scheduler", mend="write it as tcp://HOST:8786"
        )
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE) as line:
            greeting = line.makefile("rb").read(8) if parts.scheme == "tcp" else b""
    except OSError as error:
        raise RunError(_no_scheduler(address, error.strerror or type(error).__name__)) from None
    if parts.scheme == "tcp" and not 0 < int.from_bytes(greeting, "little") <= _LONGEST_GREETING:
        raise RunError(_no_scheduler(address, "something else answers there"))


def _no_scheduler(address: str, why: str) -> str:
    return (
        f"no Dask scheduler answers at {address} ({why}); start one with 'dask scheduler', or leave "
        "--cluster out to work on this machine"
    )


def local_cluster(workers: int) -> Pool:
    """Start a Dask cluster on this machine and work on it.

    Parameters
    ----------
    workers
        Processes of one thread each.

    Raises
    ------
    RunError
        If Dask is not installed.
    """
    distributed = _imported()
    started = distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    client = distributed.Client(started, set_as_default=False)

    def stop() -> None:
        client.close()
        started.close()

    return Pool(lambda: _Cluster(client), workers, stop=stop)


def _share(client: Client, files: Mapping[str, bytes]) -> list[str]:
    """Let every worker keep solved games, those that join later too; return the workers that cannot."""
    from distributed import WorkerPlugin

    class Games(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
        def setup(self, worker: object) -> None:
            default_store().take(files)

    client.register_plugin(Games(), name="vbp-games")
    found = client.run(_lacking, list(files))
    return sorted(str(name) for name, lacking in found.items() if lacking)


def _lacking(keys: list[str]) -> list[str]:
    store = default_store()
    return [key for key in keys if not store.holds(key)]


def _imported() -> Any:  # noqa: ANN401  # an extra that may not be there
    try:
        import distributed
    except ImportError:
        raise RunError("Dask is not installed; pip install 'vbp-sim[dask]'") from None
    return distributed


def _checked_width(client: Client, address: str) -> int:
    """Count the threads of the cluster, and see that its workers hold the same program as this process."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_PATIENCE)
    width = sum(client.nthreads().values())
    if not width:
        raise RunError(f"the cluster at {address} has no workers; start some with 'dask worker {address}'")
    try:
        programs = client.run(code_digest)
    except ImportError as error:
        raise RunError(
            f"workers at {address} cannot import the simulator ({error}); install it there"
        ) from None
    ours = code_digest()
    odd = sorted(name for name, said in programs.items() if said != ours)
    if odd:
        raise RunError(
            f"workers hold another version of the simulator: {', '.join(odd)}; install this one there"
        )
    return int(width)


class _Cluster(Executor):
    """Hands work to a cluster; a lost worker is replaced there, and its work repeated."""

    def __init__(self, client: Client) -> None:
        self._executor = client.get_executor(pure=False, retries=2)

    def submit(self, fn, /, *args, **kwargs) -> Future[Any]:  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN003
        submitted: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return submitted

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with suppress(Exception):
            self._executor.shutdown(wait=wait and not cancel_futures)
