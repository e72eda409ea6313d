"""A folder is written to by one process at a time; the system frees the lock of a process that ends."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from simulator.errors import RunError

__all__ = ["LOCK_FILES", "only_writer"]

_LOCK = ".lock"
_HOLDER = ".lock-holder.json"
LOCK_FILES = (_LOCK, _HOLDER)
"""Files that keep other writers out; they say nothing of what a folder holds."""


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep other processes from writing into a folder for as long as the block lasts.

    The lock is one of the operating system, so that it ends with its process, however that ends: what a
    killed process leaves behind keeps nobody out.

    Parameters
    ----------
    folder
        The folder; it exists.

    Raises
    ------
    RunError
        If another process is writing there; it is named.
    """
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = _holder(folder)
        raise RunError(
            f"{folder} is being written by {who}; wait for it, or choose another folder with --out"
        ) from None
    except (OSError, NotImplementedError) as error:
        raise RunError(f"cannot lock {folder}: {error}; choose another folder with --out") from None
    try:
        said = {
            "process": os.getpid(),
            "machine": platform.node(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with suppress(OSError):
            (folder / _HOLDER).write_text(json.dumps(said), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink(missing_ok=True)
        # The file itself stays: who removed it could take it from under somebody who has just opened it.
        lock.release()


def _holder(folder: Path) -> str:
    try:
        said = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        return f"process {said['process']} on {said['machine']} (since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
