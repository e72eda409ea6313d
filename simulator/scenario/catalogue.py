"""Where the shipped files are, and how an id or a path of the user's own becomes a file."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from simulator.errors import InputError, Place, nearest
from simulator.scenario.nodes import shown

__all__ = [
    "FOLDERS",
    "Kind",
    "find",
    "find_any",
    "find_table",
    "inside",
    "is_id",
    "label",
    "list_ids",
    "shipped_root",
]

Kind: TypeAlias = Literal[
    "rules", "bases", "rounds", "published", "data", "studies", "campaigns", "calibrations"
]

FOLDERS: dict[Kind, tuple[str, ...]] = {
    "rules": ("rules",),
    "bases": ("bases",),
    "rounds": ("rounds", "devices", "alliances", "contracts"),
    "published": ("published",),
    "data": ("data", "data/bids", "data/entries"),
    "studies": ("studies",),
    "campaigns": ("campaigns",),
    "calibrations": ("calibrations",),
}
"""Folders of the shipped files, by kind."""

SHIPPED = "shipped:"
"""How messages begin the name of a shipped file, wherever the package is installed."""

_ID = re.compile(r"[a-z0-9-]{1,64}")
_SUFFIXES = (".yaml", ".yml", ".csv")
_WORDS: dict[Kind, str] = {
    "rules": "rule book",
    "bases": "base file",
    "rounds": "round",
    "published": "file of published figures",
    "data": "data table",
    "studies": "study",
    "campaigns": "campaign",
    "calibrations": "calibration",
}
_COMMANDS: dict[Kind, str] = {
    "rounds": "run it with: vbp run {name}",
    "campaigns": "run it with: vbp campaign {name}",
    "studies": "run it with: vbp sweep {name}",
    "calibrations": "carry it out with: vbp calibrate {name}",
}
"""What to do with a file that is not of the kind that was asked for."""
_UNLISTED = ("bases", "calibrations")


def shipped_root() -> Path:
    """Return the folder of the files that come with the package (installed, or in a checkout)."""
    package = _package(__file__)
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent / "scenarios"


@lru_cache(maxsize=4)
def _package(file: str) -> Path:
    return Path(file).resolve().parent.parent


def is_id(name: str) -> bool:
    """Say whether a name has the form of an id, not of a path."""
    return _ID.fullmatch(name) is not None


def inside(path: Path, root: Path) -> bool:
    """Say whether a file, links followed, lies below a folder."""
    return path.resolve().is_relative_to(root.resolve())


def label(path: Path) -> str:
    """Name a file for messages: shipped files the same on every machine, others as the user wrote them."""
    root = shipped_root()
    if path.is_absolute() and path.is_relative_to(root):
        return SHIPPED + path.relative_to(root).as_posix()
    return path.as_posix()


def list_ids(kind: Kind) -> tuple[str, ...]:
    """List the ids of the shipped files of one kind, in order."""
    return tuple(sorted(_files(kind)))


def find(kind: Kind, name_or_path: str | os.PathLike[str]) -> Path:
    """Find a file: a shipped one by its id, or the user's own by its path.

    Parameters
    ----------
    kind
        What is looked for.
    name_or_path
        An id such as ``national-7``, or a path: what holds a slash or ends with a known suffix.

    Raises
    ------
    InputError
        If there is no such id (the nearest is named) or no such file.
    """
    text = os.fspath(name_or_path)
    if not isinstance(name_or_path, str) or _looks_like_path(text):
        path = Path(text)
        if not _holds(path, file=True):
            if _holds(path, file=False):
                raise InputError.one(
                    "this is a folder, not a file", Place(shown(text, 200)), "name a file in it"
                )
            what = "there is no such file"
            mend = f"check the path, or give the id of a shipped {_WORDS[kind]}"
            hint = nearest(path.stem, list_ids(kind))
            raise InputError.one(what, Place(shown(text, 200)), f"{mend}; {hint}" if hint else mend)
        return path
    files = _files(kind)
    if text not in files:
        if other := _of_another_kind(text):
            word, command = _WORDS[other], _COMMANDS[other].format(name=text)
            what = f"'{shown(text)}' is a {word}, not a {_WORDS[kind]}"
            known = "" if kind in _UNLISTED else f" ('vbp list {kind}' names them)"
            raise InputError.one(what, None, f"{command}, or name a {_WORDS[kind]}{known}")
        mend = nearest(text, files) or "none are shipped"
        what = f"there is no {_WORDS[kind]} '{shown(text)}'"
        suffix = "csv" if kind == "data" else "yaml"
        raise InputError.one(
            what, None, f"{mend} (a file of your own needs a path such as ./{shown(text)}.{suffix})"
        )
    return files[text]


def _of_another_kind(text: str) -> Kind | None:
    """Return the kind of the one shipped file that has this id, if there is a command for it."""
    hits = [kind for kind in _COMMANDS if text in _files(kind)]
    return hits[0] if len(hits) == 1 else None


INPUTS = "inputs"
"""Folder of a run that holds the tables beside its scenario."""


def find_table(name: str, folder: Path) -> Path:
    """Find a table that a scenario names: a shipped one by its id, or one beside the scenario by its path.

    Parameters
    ----------
    name
        An id such as ``stents-2020-entries``, or a path from the scenario's folder.
    folder
        Folder that the scenario lies in.

    Raises
    ------
    InputError
        If there is no shipped table of that id.
    """
    if is_id(name):
        return find("data", name)
    # A run keeps the tables of its scenario apart from its own, which may have the same names.
    kept = folder / INPUTS / name
    return kept if kept.is_file() else folder / name


def find_any(name: str, first: Kind | None, place: Place) -> Path:
    """Find a shipped YAML file by its id alone: of the kind asked for first, then base files, then any other.

    Parameters
    ----------
    name
        The id.
    first
        The kind that is preferred.
    place
        Where the name was written.
    """
    kinds: list[Kind] = [*([first] if first else []), "bases"]
    for kind in kinds:
        found = _files(kind).get(name)
        if found:
            return found
    others: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in {*kinds, "data"})
    hits = [files[name] for kind in others if name in (files := _files(kind))]
    if len(hits) == 1:
        return hits[0]
    if hits:
        what = f"'{shown(name)}' is the id of several shipped files: {', '.join(label(hit) for hit in hits)}"
        raise InputError.one(what, place, "copy the one you mean beside this file and give its path")
    known = [i for kind in (*kinds, *others) for i in list_ids(kind)]
    mend = nearest(name, known) or "none are shipped"
    what = f"no shipped file has the id '{shown(name)}'"
    raise InputError.one(what, place, f"{mend} (a file of your own needs its suffix: {shown(name)}.yaml)")


def _looks_like_path(text: str) -> bool:
    if text in (".", ".."):
        return True
    return "/" in text or "\\" in text or text.lower().endswith(_SUFFIXES)


def _holds(path: Path, *, file: bool) -> bool:
    """Say whether a path names a file (or else a folder); a path that cannot be names nothing."""
    try:
        return path.is_file() if file else path.is_dir()
    except (OSError, ValueError):
        return False


def _files(kind: Kind) -> dict[str, Path]:
    folders = tuple(shipped_root() / folder for folder in FOLDERS[kind])
    # Folders are read again when something was added to one, or taken away.
    return _listed(kind, folders, tuple(one.stat().st_mtime_ns if one.is_dir() else 0 for one in folders))


@lru_cache(maxsize=32)
def _listed(kind: Kind, folders: tuple[Path, ...], _changed: tuple[int, ...]) -> dict[str, Path]:
    suffixes = _SUFFIXES if kind == "data" else _SUFFIXES[:1]
    found: dict[str, Path] = {}
    for folder in folders:
        for suffix in suffixes:
            for path in sorted(folder.glob(f"*{suffix}")):
                if is_id(path.stem):
                    found.setdefault(path.stem, path)
    return found
