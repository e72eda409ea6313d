"""Compares a checked record with what was written: nothing may have been converted silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from simulator.errors import Problem
from simulator.scenario.merge import CITED_KEYS
from simulator.scenario.messages import explain
from simulator.scenario.nodes import Leaf, List, Map, Node, Scalar, shown
from simulator.scenario.records import Cited

__all__ = ["pairs", "silent_conversions"]

_EXPECTED = {
    bool: "bool_type",
    int: "int_type",
    Decimal: "decimal_type",
    str: "string_type",
    date: "date_type",
}


def pairs(record: object, node: Node) -> Iterator[tuple[object, Node]]:
    """Walk a record and the input it came from side by side.

    Values that the input does not give (defaults) are left out.

    Parameters
    ----------
    record
        A record, or any value inside one.
    node
        The input at the same place.
    """
    found: list[tuple[object, Node]] = []
    _walk(record, node, found)
    return iter(found)


def _walk(record: object, node: Node, found: list[tuple[object, Node]]) -> None:
    found.append((record, node))
    if isinstance(record, Cited) and _is_bare(node):
        _walk(record.value, node, found)
    elif isinstance(node, Leaf):  # most are; nothing is below them
        return
    elif isinstance(node, List):
        if isinstance(record, Sequence):
            for value, child in zip(record, node.items, strict=False):
                _walk(value, child, found)
    elif isinstance(record, BaseModel):
        for name, field in type(record).model_fields.items():
            below = node.get(field.alias or name)
            if below is not None:
                _walk(getattr(record, name), below, found)
    elif isinstance(record, Mapping):
        for key, value in record.items():
            below = node.get(str(key))
            if below is not None:
                _walk(value, below, found)


def silent_conversions(record: object, node: Node) -> list[Problem]:
    """Find values that were accepted as something else than was written, such as ``yes`` as true."""
    problems: list[Problem] = []
    for value, written in pairs(record, node):
        if isinstance(written, Map) and isinstance(value, Mapping):
            problems += _keys(value, written)
        if not isinstance(written, Leaf) or _faithful(value, written.value):
            continue
        kind = next((name for known, name in _EXPECTED.items() if type(value) is known), None)
        if kind is not None:
            what, mend = explain(kind, written, {}, "")
            problems.append(Problem(what, written.place, mend))
    return problems


def _is_bare(node: Node) -> bool:
    return not isinstance(node, Map) or CITED_KEYS.isdisjoint(node.entries)


def _faithful(value: object, written: Scalar) -> bool:
    if isinstance(value, bool) or isinstance(written, bool):
        return value is written
    if isinstance(value, Decimal):
        return isinstance(written, int | Decimal) and value == written
    if isinstance(value, date):
        return bool(value.isoformat() == written)
    return type(value) is type(written) and value == written


def _keys(value: Mapping[object, object], written: Map) -> Iterator[Problem]:
    read = {str(key) for key in value}
    for text, entry in written.entries.items():
        if text not in read:
            what = f"the key '{shown(text)}' is not written in the plain form"
            yield Problem(what, entry.place, "write whole numbers without zeros in front, signs or quotes")
