"""What holds for the folder of any work: whether it may begin or go on there, how it ends, how it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal, cast

import pandas as pd

from simulator.errors import InputError, RunError
from simulator.results.files import digest, read_written
from simulator.study.folder import Folder, Json
from simulator.study.program import code_digest

__all__ = ["Kind", "Work", "begun", "check_program", "read_complete", "told_if_stopped"]

Kind = Literal["run", "campaign", "study", "sensitivity", "design"]

_WORDS: dict[Kind, str] = {"sensitivity": "sensitivity analysis", "design": "search for rules"}


@dataclass(frozen=True, slots=True)
class Work:
    """Work that leaves its tables in a folder."""

    kind: Kind
    id: str
    """Hash of everything that decides the figures."""
    tables: Sequence[str] = ()
    """Tables without which it is not complete."""

    @property
    def word(self) -> str:
        """What such work is called."""
        return _WORDS.get(self.kind, self.kind)


def begun(folder: Folder, known: Json, work: Work, resume: bool) -> bool:
    """Tell whether a folder holds this very work, complete; else see that the work may begin or go on there.

    Parameters
    ----------
    folder
        The folder.
    known
        Its manifest.
    work
        The work.
    resume
        Whether unfinished work may go on.

    Raises
    ------
    InputError
        If it holds something else, or unfinished work and ``resume`` is not set, or work that another
        version of the program has begun.
    """
    if not known:
        if folder.holds_other_things():
            raise InputError.one(
                f"{folder.path} exists and holds no {work.word}",
                mend="choose an empty or new folder with --out",
            )
        return False
    if known.get("plan") != work.id:
        raise InputError.one(
            f"{folder.path} holds {_other(known, work)}",
            mend="choose another folder with --out, or remove that one",
        )
    complete = known.get("status") == "complete"
    if complete and all((folder.path / f"{name}.parquet").exists() for name in work.tables):
        return True
    if not complete and not resume:
        raise InputError.one(
            f"{folder.path} holds an unfinished {work.word} (status {known.get('status')})",
            mend="add --resume to go on with it, or choose another folder with --out",
        )
    check_program(folder, known)
    return False


def _other(known: Json, work: Work) -> str:
    name = next((known[key] for key in ("campaign", "study", "scenario") if key in known), None)
    what = f"another {work.word}" if known.get("kind", "run") == work.kind else "something else"
    return f"{what} ({name}, plan {known.get('plan')})"


def check_program(folder: Folder, known: Json) -> None:
    """See that what a folder holds was begun by this very program.

    Raises
    ------
    InputError
        If it was another version, so that results of two versions would mix.
    """
    if known and known.get("code") != code_digest():
        raise InputError.one(
            f"{folder.path} was begun with another version of the program",
            mend="choose another folder with --out, so that results of two versions do not mix",
        )


@contextmanager
def told_if_stopped(folder: Folder, manifest: Json) -> Iterator[None]:
    """Let the manifest say so if the block is cut short.

    Parameters
    ----------
    folder
        The folder; this process is its only writer.
    manifest
        What the manifest says while the work is under way.
    """
    try:
        yield
    except BaseException as stop:
        status = "interrupted" if isinstance(stop, KeyboardInterrupt) else "failed"
        # On a full disk the manifest of the start stays, and says that the work is not complete.
        with suppress(RunError):
            folder.write_manifest(manifest, status=status)
        raise


def read_complete(
    folder: Folder, known: Json, kind: Literal["run", "campaign"], names: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Read the tables of complete work.

    Parameters
    ----------
    folder
        The folder.
    known
        Its manifest.
    kind
        What it must hold.
    names
        Its tables.

    Raises
    ------
    InputError
        If the folder holds no such work, or none that is complete, or its tables are not those that were
        written.
    """
    if not folder.path.is_dir():
        raise InputError.one(
            f"there is no folder '{folder.path}'",
            mend=f"give the folder that a {kind} wrote, such as results/NAME",
        )
    status, held = known.get("status"), known.get("kind", "run")
    if known and held != kind:
        what = _WORDS.get(cast("Kind", held), held)
        raise InputError.one(
            f"{folder.path} holds no {kind} but a {what}",
            mend=f"give the folder of a {kind}, which 'vbp {kind} NAME' writes",
        )
    if status != "complete":
        raise InputError.one(
            f"{folder.path} holds no complete {kind} (status {status or 'unknown'})",
            mend=f"finish it with 'vbp {kind} … --resume'",
        )
    tables = read_written(folder.path, names)
    if digest(tables) != known.get("digest"):
        raise InputError.one(
            f"the tables in {folder.path} are not those that the {kind} wrote (were they edited?)",
            mend="run it again; 'vbp report' shows what can be shown of such a folder",
        )
    return tables
