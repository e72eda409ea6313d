"""One call from a name to a checked record that knows where each of its values comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from simulator.errors import InputError, Place, Problem
from simulator.scenario.catalogue import Kind, find, inside, label, shipped_root
from simulator.scenario.check import build, check_sources
from simulator.scenario.layers import read_layers
from simulator.scenario.nodes import Data, Entry, Leaf, Map, origins, plain
from simulator.scenario.overrides import Setting
from simulator.scenario.records import Closed
from simulator.scenario.resolved import as_yaml
from simulator.scenario.rulebook import RuleBook

__all__ = ["Loaded", "load", "load_rulebook", "resolved_yaml"]

R_co = TypeVar("R_co", bound=BaseModel, covariant=True)
M = TypeVar("M", bound=BaseModel)
C = TypeVar("C", bound=Closed)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[R_co]):
    """A checked record together with the input it was made from."""

    record: R_co
    """The frozen record."""
    root: Map
    """The merged values with their places."""
    files: tuple[str, ...]
    """Names of the files that were read, weakest first."""

    @property
    def tree(self) -> Data:
        """The merged values alone."""
        return plain(self.root)

    @property
    def origins(self) -> Mapping[str, Place]:
        """Place of every value by its dotted path."""
        return dict(origins(self.root))


def load(
    path: str | os.PathLike[str],
    model: type[M],
    sets: Sequence[str | Setting] = (),
    kind: Kind | None = None,
    over: Map | None = None,
) -> Loaded[M]:
    """Load any scenario file.

    Parameters
    ----------
    path
        A file; with ``kind`` also the id of a shipped one.
    model
        Type of the record.
    sets
        Overrides of the form ``path=value``.
    kind
        What the file is, for ids here and in its ``extends``.
    over
        Values from another file that are laid over this one, below the overrides.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    file = find(kind, path) if kind else Path(path)
    layered = read_layers(file, sets, kind, over)
    misnamed = _misnamed(file, layered.root)
    try:
        record = build(model, layered.root)
    except InputError as error:
        raise InputError((*misnamed, *error.problems)) from None
    if misnamed:
        raise InputError(misnamed)
    return Loaded(record, layered.root, layered.files)


def load_rulebook(
    name_or_path: str | os.PathLike[str],
    clauses_model: type[C],
    sets: Sequence[str | Setting] = (),
    change: Map | None = None,
) -> Loaded[RuleBook[C]]:
    """Load a rule book, shipped or the user's own, and check that every value names a known source.

    Parameters
    ----------
    name_or_path
        Id of a shipped rule book, or path of a file.
    clauses_model
        Record type of the clauses, from the rules room.
    sets
        Overrides of the form ``path=value``.
    change
        What a scenario changes in the clauses, with its places.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    over = Map({"clauses": Entry("clauses", change.place, change)}, Place("")) if change else None
    model: type[RuleBook[C]] = RuleBook[clauses_model]  # type: ignore[valid-type]  # known only at run time
    loaded = load(name_or_path, model, sets, "rules", over)
    problems = check_sources(loaded.record, loaded.root, loaded.record.sources)
    if problems:
        raise InputError(problems)
    return loaded


def resolved_yaml(loaded: Loaded[BaseModel]) -> str:
    """Write the full merged scenario as YAML that loads to the same record, with the origin of each value."""
    return as_yaml(loaded.root)


def _misnamed(file: Path, root: Map) -> tuple[Problem, ...]:
    """Check that a shipped file has its own name as id."""
    own = root.get("id")
    if not inside(file, shipped_root()) or not isinstance(own, Leaf) or own.value == file.stem:
        return ()
    what = f"the id is '{own.value}', but the file is {label(file)}"
    return (Problem(what, own.place, f"write 'id: {file.stem}', or rename the file"),)
