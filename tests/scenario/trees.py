"""Trees of values with places, made from plain data."""

from __future__ import annotations

from decimal import Decimal

from simulator.errors import Place
from simulator.scenario.nodes import Entry, Leaf, List, Map, Node


def as_node(data: object, file: str) -> Node:
    """Place every value of plain data at the same spot of a file."""
    place = Place(file, 3, 1)
    if isinstance(data, dict):
        return Map({str(key): Entry(key, place, as_node(value, file)) for key, value in data.items()}, place)
    if isinstance(data, list):
        return List(tuple(as_node(item, file) for item in data), place)
    assert data is None or isinstance(data, bool | int | str | Decimal)
    return Leaf(data, place)
