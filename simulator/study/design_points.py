"""Points over axes: grids, Latin hypercubes, Sobol' points; each value with its place in the study file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod

from simulator.errors import Place
from simulator.scenario.nodes import Leaf, List, Map, Node, plain
from simulator.scenario.overrides import Setting
from simulator.scenario.studies import Axis, Design
from simulator.streams import spread_points

__all__ = ["DesignPoint", "count_points", "lay_points", "point_at", "value_at"]

_DIGITS = 6
"""Significant digits of a value that is drawn from a range."""


@dataclass(frozen=True, slots=True)
class DesignPoint:
    """One combination of values."""

    name: str
    values: tuple[tuple[str, str], ...]
    """Name of each axis and its value as text."""
    settings: tuple[Setting, ...]


def count_points(design: Design | None) -> int:
    """Return how many points a design has, without laying them out."""
    if design is None:
        return 0
    if design.points is not None:
        return design.points
    return prod(
        len(axis.values) if axis.values is not None else axis.steps or 0 for axis in design.of.values()
    )


def lay_points(design: Design | None, root: Node | None) -> tuple[DesignPoint, ...]:
    """Lay the points of a design out.

    Parameters
    ----------
    design
        The axes and how they are drawn; no points without one.
    root
        The same as it stands in the file.
    """
    if design is None:
        return ()
    of = root.get("of") if isinstance(root, Map) else None
    nodes = {name: of.get(name) if isinstance(of, Map) else None for name in design.of}
    axes = list(design.of.items())
    if design.draw == "grid":
        columns = [_grid(axis, nodes[name]) for name, axis in axes]
        return tuple(_point(axes, values) for values in product(*columns))
    unit = spread_points(design.draw, design.seed, design.points or 0, len(axes))
    rows = [
        [_at(axis, nodes[name], float(x)) for (name, axis), x in zip(axes, row, strict=True)] for row in unit
    ]
    return tuple(_point(axes, row) for row in rows)


def point_at(design: Design, root: Node | None, parts: Sequence[float]) -> DesignPoint:
    """Return the point at parts of the ranges of all axes.

    Parameters
    ----------
    design
        The axes.
    root
        The same as it stands in the file.
    parts
        From 0 to 1 for each axis: part of a range, or of the way along a list of values.
    """
    of = root.get("of") if isinstance(root, Map) else None
    axes = list(design.of.items())
    values = []
    for (name, axis), x in zip(axes, parts, strict=True):
        node = of.get(name) if isinstance(of, Map) else None
        if axis.values is None:
            values.append(_at(axis, node, float(x)))
        else:
            listed = _grid(axis, node)
            values.append(listed[min(int(x * len(listed)), len(listed) - 1)])
    return _point(axes, values)


def _grid(axis: Axis, node: Node | None) -> list[Node]:
    if axis.values is not None:
        listed = node.get("values") if isinstance(node, Map) else None
        return list(listed.items) if isinstance(listed, List) else []
    steps = axis.steps or 2
    return [_at(axis, node, i / (steps - 1)) for i in range(steps)]


def _at(axis: Axis, node: Node | None, x: float) -> Node:
    """Return the value at a part of the range, with the place of the end that is nearer."""
    end = node.get("lowest" if x < 0.5 else "highest") if isinstance(node, Map) else None
    place = Place("study") if end is None else end.place
    shown = value_at(axis, x)
    return Leaf(int(shown) if axis.whole else Decimal(shown), place)


def value_at(axis: Axis, x: float) -> str:
    """Return the value at a part of an axis's range, from 0 to 1, as a file would write it."""
    low, high = float(axis.lowest or 0), float(axis.highest or 0)
    value = low * (high / low) ** x if axis.scale == "log" else low + (high - low) * x
    if axis.whole:
        return str(round(value))
    shown = f"{value:.{_DIGITS}g}" if axis.decimals is None else f"{value:.{axis.decimals}f}"
    return f"{Decimal(shown):f}"


def _point(axes: list[tuple[str, Axis]], values: tuple[Node, ...] | list[Node]) -> DesignPoint:
    texts = tuple((name, _text(value)) for (name, _), value in zip(axes, values, strict=True))
    settings = [
        Setting(path, value, value.place)
        for (_, axis), value in zip(axes, values, strict=True)
        for path in ((axis.set,) if isinstance(axis.set, str) else axis.set)
    ]
    return DesignPoint(", ".join(f"{name}={text}" for name, text in texts), texts, tuple(settings))


def _text(value: Node) -> str:
    if isinstance(value, Leaf) and not isinstance(value.value, bool | None):
        return str(value.value)
    return json.dumps(plain(value), default=str, ensure_ascii=False)
