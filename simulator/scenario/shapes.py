"""What a record type expects at a place: follows its annotations along the path of a problem."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel

__all__ = ["keys_at", "tags_at"]


def keys_at(model: type[BaseModel], path: Sequence[str | int]) -> dict[str, str]:
    """Return the keys that a record type knows at a path, with the sentence of each.

    Parameters
    ----------
    model
        Type of the whole record.
    path
        Location as pydantic reports it, without the key in question.
    """
    keys: dict[str, str] = {}
    for kind in _kinds_at(model, path):
        if _is_model(kind):
            keys |= {(f.alias or name): (f.description or "") for name, f in kind.model_fields.items()}
        elif get_origin(kind) is dict:
            choices = [part for part in _parts(get_args(kind)[0]) if get_origin(part) is Literal]
            keys |= {str(value): "" for choice in choices for value in get_args(choice)}
    return keys


def tags_at(model: type[BaseModel], path: Sequence[str | int]) -> tuple[str, ...]:
    """Return the mechanisms that a record type lets one choose from at a path."""
    return tuple(tag for kind in _kinds_at(model, path) if _is_model(kind) for tag in _tags(kind))


def _kinds_at(model: type[BaseModel], path: Sequence[str | int]) -> list[object]:
    places: list[object] = [model]
    for step in path:  # a step that leads nowhere is one that pydantic added
        places = [below for place in places for below in _below(place, step)] or places
    return [part for place in places for part in _parts(place)]


def _tags(kind: type[BaseModel]) -> tuple[str, ...]:
    use = kind.model_fields.get("use")
    return tuple(str(value) for value in get_args(use.annotation)) if use else ()


def _is_model(kind: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _parts(kind: object) -> list[object]:
    """Take a type out of its annotation, and a union into its members."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _parts(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return [part for member in get_args(kind) for part in _parts(member)]
    return [kind]


def _below(kind: object, step: str | int) -> list[object]:
    """Return the types that one step of a path leads to."""
    found: list[object] = []
    for part in _parts(kind):
        if _is_model(part):
            fields = {field.alias or name: field for name, field in part.model_fields.items()}
            if str(step) in fields:
                found.append(fields[str(step)].annotation)
            elif step in _tags(part):
                found.append(part)
        elif get_origin(part) is dict:
            found.append(get_args(part)[1])
        elif get_origin(part) in (list, tuple, set, frozenset) and isinstance(step, int):
            arguments = [a for a in get_args(part) if a is not Ellipsis]
            found.append(arguments[min(step, len(arguments) - 1)])
    return found
