"""Files that build on files: follows ``extends``, confined and without circles, and merges the layers."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import InputError, Place, nearest
from simulator.scenario.catalogue import Kind, find_any, inside, is_id, label, shipped_root
from simulator.scenario.merge import merge
from simulator.scenario.nodes import Leaf, List, Map, Node, kind_of, shown, size
from simulator.scenario.overrides import Setting, override
from simulator.scenario.text import MAX_NODES, read_file

__all__ = ["EXTENDS", "MAX_CHAIN", "MAX_FILES", "Layered", "read_layers"]

EXTENDS = "extends"
MAX_CHAIN = 8
MAX_FILES = 32
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Layered:
    """A scenario after all its files and overrides were laid over each other."""

    root: Map
    """The merged values with their places."""
    files: tuple[str, ...]
    """Names of the files that were read, weakest first."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    chain: tuple[_File, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(file.name for file in self.chain)


@dataclass(slots=True)
class _Reader:
    kind: Kind | None
    files: list[str] = field(default_factory=list)
    reads: int = 0

    def read(self, file: _File) -> Map:
        """Read a file with everything that it builds on."""
        self.reads += 1
        if self.reads > MAX_FILES:
            what = f"more than {MAX_FILES} files are read for one scenario"
            raise InputError.one(what, Place(file.name, chain=file.names), "build on fewer files")
        node = read_file(file.path, file.name, file.names)
        if not isinstance(node, Map):
            what = f"a scenario file is a map of 'key: value' lines; this is {kind_of(node)}"
            raise InputError.one(what, node.place, "start with a line such as 'id: my-rules'")
        merged: Map | None = None
        for base in self.bases(node, file):
            merged = _over(merged, self.read(base))
        own = Map({key: entry for key, entry in node.entries.items() if key != EXTENDS}, node.place)
        if file.name not in self.files:
            self.files.append(file.name)
        return _over(merged, own)

    def bases(self, node: Map, file: _File) -> list[_File]:
        asked = node.get(EXTENDS)
        if asked is None:
            return []
        items = asked.items if isinstance(asked, List) else (asked,)
        return [self.base(item, file) for item in items]

    def base(self, item: Node, file: _File) -> _File:
        name = item.value if isinstance(item, Leaf) else None
        if not isinstance(name, str) or not name:
            what = f"'{EXTENDS}' must name a file, or a list of files; this is {kind_of(item)}"
            raise InputError.one(what, item.place, f"write {EXTENDS}: ../bases/some-file.yaml")
        path = _confined(name, item.place, file, self.kind)
        chain = (*file.chain, file)
        shown_chain = " -> ".join([*(step.name for step in chain), label(path)])
        if any(step.path.resolve() == path.resolve() for step in chain):
            what = f"files extend each other in a circle: {shown_chain}"
            raise InputError.one(what, item.place, f"remove this '{EXTENDS}', or the one that leads back")
        if len(chain) > MAX_CHAIN:
            what = f"files extend each other more than {MAX_CHAIN} deep: {shown_chain}"
            raise InputError.one(what, item.place, "merge some of them")
        return _File(path, label(path), chain)


def read_layers(
    path: Path, sets: Sequence[str | Setting] = (), kind: Kind | None = None, over: Map | None = None
) -> Layered:
    """Read a scenario file, the files it extends, and overrides from the command line.

    Parameters
    ----------
    path
        The scenario file.
    sets
        Overrides of the form ``path=value``; the last is the strongest.
    kind
        What the file is, so that an id in ``extends`` is looked up among its own kind first.
    over
        Values from elsewhere that are laid over the file, below the overrides.

    Raises
    ------
    InputError
        If a file cannot be read, is not allowed, or says what cannot be merged.
    """
    reader = _Reader(kind)
    root = reader.read(_File(path, label(path), ()))
    root = override(_over(root, over) if over else root, sets)
    if size(root) > MAX_NODES:
        raise InputError.one(
            f"the merged scenario has more than {MAX_NODES:,} values", Place(label(path)), "split it"
        )
    return Layered(root, tuple(reader.files))


def _over(weak: Map | None, strong: Map) -> Map:
    merged = merge(weak, strong)
    if not isinstance(merged, Map):  # pragma: no cover  # a map over a map is a map
        raise TypeError
    return merged


def _confined(name: str, place: Place, file: _File, kind: Kind | None) -> Path:
    """Turn the name in ``extends`` into a file that lies where it may lie."""
    quoted = f"'{shown(name, 120)}'"
    if not name.isprintable() or name != name.strip():
        raise InputError.one(
            f"the file name {quoted} holds characters that are not allowed", place, "retype it"
        )
    if name.startswith(("/", "~")) or _DRIVE.match(name) or "\\" in name:
        mend = "give the path from this file, with forward slashes, such as ../bases/some-file.yaml"
        raise InputError.one(f"the path {quoted} is absolute or not in the portable form", place, mend)
    if is_id(name):
        return find_any(name, kind, place)
    here = file.path.parent
    path = Path(os.path.normpath(here / name))
    try:
        allowed = inside(path, here) or inside(path, shipped_root())
        exists = path.is_file()
    except (OSError, ValueError, RuntimeError):  # a name that is too long, or links in a circle
        raise InputError.one(f"the path {quoted} cannot be followed", place, "check the path") from None
    if not allowed:
        mend = "extend files in the same folder or below it, or a shipped file by its id"
        raise InputError.one(f"the path {quoted} leads out of the folder of this file", place, mend)
    if not exists:
        mend = _near_files(path)
        raise InputError.one(f"there is no file {quoted} beside this file", place, mend)
    return path


def _near_files(path: Path) -> str:
    names = [other.name for other in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
    return nearest(path.name, names) or "check the path"
