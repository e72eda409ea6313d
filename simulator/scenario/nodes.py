"""What was read, before it is checked: plain values in maps and lists, each with its place in the input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from simulator.errors import Place

__all__ = [
    "Data",
    "Entry",
    "Leaf",
    "List",
    "Map",
    "Node",
    "Scalar",
    "kind_of",
    "origins",
    "plain",
    "shown",
    "size",
]

Scalar: TypeAlias = "bool | int | Decimal | str | None"
Data: TypeAlias = "Scalar | list[Data] | dict[str | int, Data]"
Node: TypeAlias = "Leaf | List | Map"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A single value."""

    value: Scalar
    place: Place


@dataclass(frozen=True, slots=True)
class List:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a map with its own place, and the value under it."""

    key: str | int
    place: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Map:
    """A map; entries are found by the text of their key, so that ``1`` and ``"1"`` are the same key."""

    entries: dict[str, Entry]
    place: Place

    def get(self, key: str) -> Node | None:
        """Return the value under a key, or nothing."""
        entry = self.entries.get(key)
        return entry.node if entry else None


def plain(node: Node) -> Data:
    """Return the values alone, without their places."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.node) for entry in node.entries.values()}


def origins(node: Node, path: str = "") -> Iterator[tuple[str, Place]]:
    """List the dotted path and the place of every value, maps and lists included."""
    found: list[tuple[str, Place]] = []
    _walk(node, path, found)
    return iter(found)


def _walk(node: Node, path: str, found: list[tuple[str, Place]]) -> None:
    if path:
        found.append((path, node.place))
    if isinstance(node, Leaf):
        return
    start = f"{path}." if path else ""
    if isinstance(node, List):
        for i, item in enumerate(node.items):
            _walk(item, f"{start}{i}", found)
    else:
        for key, entry in node.entries.items():
            _walk(entry.node, start + key, found)


def size(node: Node) -> int:
    """Count the values of a tree, maps and lists included."""
    if isinstance(node, Leaf):
        return 1
    if isinstance(node, List):
        return 1 + sum(size(item) for item in node.items)
    return 1 + sum(size(entry.node) for entry in node.entries.values())


def shown(text: str, most: int = 60) -> str:
    """Shorten a piece of input for a message and make everything in it visible."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in cut)


def kind_of(node: Node) -> str:
    """Say in words what a value is."""
    if isinstance(node, Map):
        return "a map" if node.entries else "an empty map"
    if isinstance(node, List):
        return "a list" if node.items else "an empty list"
    value = node.value
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{shown(value)}'"
    return f"the number {shown(str(value))}"
