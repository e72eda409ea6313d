"""Values of a checked scenario, read and replaced by dotted path without reading files again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from simulator.errors import InputError, nearest
from simulator.scenario.records import Cited

__all__ = ["overlaid", "value_at"]

M = TypeVar("M", bound=BaseModel)


def value_at(record: BaseModel, path: str) -> Cited[Any]:
    """Return the cited value at a dotted path such as ``costs.median.own-api``.

    Raises
    ------
    InputError
        If the path leads to no value with a source; the nearest name is told.
    """
    found: object = record
    for part in path.split("."):
        if not isinstance(found, BaseModel):
            raise _nowhere(path, part, ())
        found = getattr(found, _field(found, part, path))
    if not isinstance(found, Cited):
        raise InputError.one(f"'{path}' is no single value", mend="give the path of a number of the scenario")
    return found


def overlaid(record: M, values: Mapping[str, Decimal]) -> M:
    """Return a copy of a record with some numbers replaced.

    Parameters
    ----------
    record
        A checked record; the copy is not checked again.
    values
        Numbers by dotted path.

    Raises
    ------
    InputError
        If a path leads to no value.
    """
    for path, value in values.items():
        value_at(record, path)
        record = _replaced(record, path.split("."), value, path)
    return record


def _replaced(record: M, parts: list[str], value: Decimal, path: str) -> M:
    name = _field(record, parts[0], path)
    child = getattr(record, name)
    if len(parts) == 1:
        return record.model_copy(update={name: child.model_copy(update={"value": value})})
    return record.model_copy(update={name: _replaced(child, parts[1:], value, path)})


def _field(record: BaseModel, part: str, path: str) -> str:
    names = {field.alias or name: name for name, field in type(record).model_fields.items()}
    names |= {name: name for name in type(record).model_fields}
    if part not in names:
        raise _nowhere(path, part, tuple(names))
    return names[part]


def _nowhere(path: str, part: str, names: tuple[str, ...]) -> InputError:
    return InputError.one(f"'{path}' leads nowhere: there is no '{part}'", mend=nearest(part, names))
