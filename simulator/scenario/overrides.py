"""Overrides from the command line: ``--set path=value`` as the strongest layer of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.errors import InputError, Place, Problem
from simulator.scenario.merge import bare_over_cited, merge
from simulator.scenario.nodes import Entry, List, Map, Node, kind_of, shown
from simulator.scenario.text import MAX_DEPTH, MAX_KEY, parse

__all__ = ["Setting", "override"]

_HOW = "write --set path=value, for example --set clauses.places.cap=8"


@dataclass(frozen=True, slots=True)
class Setting:
    """An override from a file, with the place where it stands there."""

    path: str
    """Keys from the outermost one, with dots between them."""
    value: Node
    place: Place
    """Place of the path."""


def override(root: Map, sets: Sequence[str | Setting]) -> Map:
    """Lay overrides over a scenario, in order.

    Parameters
    ----------
    root
        The scenario.
    sets
        Texts of the form ``path=value``, or settings from a file. The path names keys from the outermost
        one, with dots between them; an item of a list is named by its number from 0. The value is read as
        in a file.

    Raises
    ------
    InputError
        With every override that cannot be read or placed.
    """
    problems: list[Problem] = []
    for text in sets:
        try:
            root = _apply(root, text if isinstance(text, Setting) else _read(text))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(tuple(problems))
    return root


def _read(text: str) -> Setting:
    place = Place(f"--set {shown(text, 120)}")
    path, equals, value = text.partition("=")
    if not equals:
        raise InputError.one("an override needs '=' between path and value", place, _HOW)
    return Setting(path, parse(value, place, located=False), place)


def _apply(root: Map, setting: Setting) -> Map:
    place = setting.place
    parts = [part.strip() for part in setting.path.split(".")]
    if not all(part and len(part) <= MAX_KEY and part.isprintable() for part in parts):
        raise InputError.one("the path of an override is empty or has an empty part", place, _HOW)
    if len(parts) > MAX_DEPTH:
        raise InputError.one(f"the path of an override has more than {MAX_DEPTH} parts", place, _HOW)
    if parts[0] == "extends":
        raise InputError.one("'extends' cannot be set from outside a file", place, "write it in a file")
    layer = _layer(root, parts, setting.value, place)
    merged = merge(root, layer)
    return merged if isinstance(merged, Map) else root


def _layer(below: Node | None, parts: Sequence[str], value: Node, place: Place) -> Node:
    """Wrap a value in the maps and lists that its path names."""
    if not parts:
        return value
    part, rest = parts[0], parts[1:]
    if bare_over_cited(below, {part}) and isinstance(below, Map):
        below = below.get("value")
    if isinstance(below, List):
        index = int(part) if part.isascii() and part.isdigit() and len(part) < 9 else len(below.items)
        if index >= len(below.items):
            what = f"'{shown(part)}' names no item: {kind_of(below)} of {len(below.items)} stands there"
            raise InputError.one(what, place, f"use a number from 0 to {max(len(below.items) - 1, 0)}")
        item = below.items[index]
        merged = merge(item, _layer(item, rest, value, place))
        return replace(below, items=(*below.items[:index], merged, *below.items[index + 1 :]))
    child = below.get(part) if isinstance(below, Map) else None
    whole = part.isascii() and part.isdigit() and (part == "0" or part[0] != "0") and len(part) < 19
    entry = Entry(int(part) if whole else part, place, _layer(child, rest, value, place))
    return Map({part: entry}, place)
