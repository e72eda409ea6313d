"""Every value of a scenario or rule book with its source, confidence, note and the place it was set at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel

from simulator.scenario.loading import Loaded
from simulator.scenario.records import Cited

__all__ = ["CitedValue", "cited_values", "plain"]

_ORIGIN = re.compile(r"  # (.*)$")


@dataclass(frozen=True, slots=True)
class CitedValue:
    """One value of an input file, ready to be shown."""

    path: str
    """Dotted path, without the name of the part of the file that was asked for."""
    says: str
    """What the value means, from the record's own documentation."""
    value: object
    """The value."""
    sources: tuple[str, ...]
    """Ids of sources, or ``assumption``, ``background`` and the like; empty for a choice of mechanism."""
    confidence: str
    """``recorded``, ``draft``, ``uncertain`` or ``assumed``; empty for a choice of mechanism."""
    note: str
    """What the reader should know about the value."""
    origin: str
    """File and line, or command line, that the value was set in."""


def cited_values(loaded: Loaded[BaseModel], file: Path, part: str) -> tuple[CitedValue, ...]:
    """List the values of one part of a record, in the order of its documentation.

    Parameters
    ----------
    loaded
        A resolved scenario or rule book.
    file
        The resolved file, whose comments tell where each value was set.
    part
        Dotted path of the part, such as ``clauses`` or ``market``.
    """
    record: object = loaded.record
    for name in part.split("."):
        record = getattr(record, name)
    origins = _Origins(loaded, file)
    return tuple(_values(record, part, "", origins)) if isinstance(record, BaseModel) else ()


class _Origins:
    """Where each value was set, read from the comments of a resolved file."""

    def __init__(self, loaded: Loaded[BaseModel], file: Path) -> None:
        self._places = loaded.origins
        try:
            self._lines = file.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            self._lines = []

    def of(self, path: str) -> str:
        """Return the origin of a value; empty for a default that no file states."""
        place = self._places.get(f"{path}.value") or self._places.get(path)
        if place is None or not 0 < place.line <= len(self._lines):
            return ""
        found = _ORIGIN.search(self._lines[place.line - 1])
        return found[1] if found else ""


def _values(record: BaseModel, base: str, path: str, origins: _Origins) -> Iterator[CitedValue]:
    for name, field in type(record).model_fields.items():
        value, key = getattr(record, name), field.alias or name
        inner = f"{path}.{key}" if path else key
        says = (field.description or "").replace("`", "")
        if isinstance(value, Cited):
            sources = (value.source,) if isinstance(value.source, str) else value.source
            origin = origins.of(f"{base}.{inner}")
            yield CitedValue(inner, says, value.value, sources, value.confidence, value.note, origin)
        elif isinstance(value, BaseModel):
            yield from _values(value, base, inner, origins)
        elif value is not None:
            about = (type(record).__doc__ or "").strip().split("\n\n")[0] if key == "use" else says
            yield CitedValue(inner, " ".join(about.split()), value, (), "", "", origins.of(f"{base}.{inner}"))


def plain(value: object) -> str:
    """Write a value without the marks of a programming language."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, BaseModel):
        return plain({name: getattr(value, name) for name in type(value).model_fields})
    if isinstance(value, Mapping):
        return ", ".join(f"{plain(key)}: {plain(item)}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(plain(item) for item in value)
    return value.isoformat() if isinstance(value, date) else str(value)
