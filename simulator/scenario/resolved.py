"""Writes a merged scenario as one file that says for every value where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from simulator.errors import Place
from simulator.scenario.nodes import Leaf, List, Map, Node, Scalar
from simulator.scenario.scalars import read_plain

__all__ = ["as_yaml"]

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_/.-]*( [A-Za-z0-9_/.-]+)*")


def as_yaml(root: Map) -> str:
    """Write merged values as YAML text.

    Parameters
    ----------
    root
        The merged values with their places.

    Returns
    -------
    str
        Text that loads to the same values; the comment behind each names its file and line. No path of
        the machine is in it: of an absolute path only the file name is kept.
    """
    head = "# The scenario as it was run: files and overrides merged, behind each value where it comes from."
    return "\n".join([head, *(_map(root, "") if root.entries else ["{}"]), ""])


def _map(node: Map, indent: str) -> Iterator[str]:
    for entry in node.entries.values():
        key = entry.key if isinstance(entry.key, int) else _text(entry.key)
        yield from _under(f"{indent}{key}:", entry.node, indent + "  ")


def _under(start: str, node: Node, indent: str) -> Iterator[str]:
    if isinstance(node, Map) and node.entries:
        yield start
        yield from _map(node, indent)
    elif isinstance(node, List) and node.items:
        yield start
        for item in node.items:
            yield from _under(f"{indent}-", item, indent + "  ")
    else:
        yield f"{start} {_single(node)}  # {_origin(node.place)}"


def _single(node: Node) -> str:
    if isinstance(node, Leaf):
        return _scalar(node.value)
    return "{}" if isinstance(node, Map) else "[]"


def _scalar(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """Write text without quotes where it is safe, else in double quotes with everything odd escaped."""
    if _SAFE.fullmatch(text) and read_plain(text) == text:
        return text
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(c: str) -> str:
    if c in '"\\':
        return "\\" + c
    if c == "\n":
        return "\\n"
    if c.isprintable():
        return c
    return f"\\u{ord(c):04X}" if ord(c) < 0x10000 else f"\\U{ord(c):08X}"


def _origin(place: Place) -> str:
    file = place.file
    if not file.startswith("--set ") and PurePath(file).is_absolute():
        file = PurePath(file).name
    text = f"{file}:{place.line}" if place.line else file
    return "".join(c if c.isprintable() else "?" for c in text)
