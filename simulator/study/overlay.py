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
        found = _child(found, part, path)
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


def _child(found: object, part: str, path: str) -> object:
    """Return what stands under a key of a record, or of values by name."""
    if isinstance(found, Mapping):
        if part not in found:
            raise _nowhere(path, part, tuple(map(str, found)))
        return found[part]
    if not isinstance(found, BaseModel):
        raise _nowhere(path, part, ())
    return getattr(found, _field(found, part, path))


def _replaced(found: Any, parts: list[str], value: Decimal, path: str) -> Any:  # noqa: ANN401  # any record
    """Return a copy with one value replaced, of a record or of values by name."""
    if not parts:
        return found.model_copy(update={"value": value})
    child = _replaced(_child(found, parts[0], path), parts[1:], value, path)
    if isinstance(found, Mapping):
        return {**found, parts[0]: child}
    return found.model_copy(update={_field(found, parts[0], path): child})


def _field(record: BaseModel, part: str, path: str) -> str:
    names = {field.alias or name: name for name, field in type(record).model_fields.items()}
    names |= {name: name for name in type(record).model_fields}
    if part not in names:
        raise _nowhere(path, part, tuple(names))
    return names[part]


def _nowhere(path: str, part: str, names: tuple[str, ...]) -> InputError:
    return InputError.one(f"'{path}' leads nowhere: there is no '{part}'", mend=nearest(part, names))
