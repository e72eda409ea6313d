"""What tells two rule books (or scenarios) apart, value by value and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Difference", "Keys", "apply_differences", "differences"]

_SKIPPED = ("source", "confidence", "note")
_ASIDE = ("id", "extends", "title", "summary", "sources", "dates", "tender_no", "confidence")

Keys = tuple[str, ...]
Tree = dict[str, "str | Tree"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; ``None`` where one side does not have it."""

    path: str
    before: str | None
    after: str | None
    keys: Keys = ()
    """The keys of the path one by one; a key may hold a dot itself."""
    part: str = ""
    """Path of the outermost part that only one side has; empty where both sides have the value."""


def differences(before: object, after: object, *, everything: bool = False) -> tuple[Difference, ...]:
    """List the values that differ between two resolved files.

    Parameters
    ----------
    before, after
        Plain merged data.
    everything
        Whether sources, notes, titles and dates count as well; by default only what the rules say does.
    """
    one, other = dict(_leaves(before, (), everything)), dict(_leaves(after, (), everything))
    parts = _prefixes(one), _prefixes(other)
    paths = [*one, *(keys for keys in other if keys not in one)]
    return tuple(
        Difference(".".join(keys), one.get(keys), other.get(keys), keys, _part(keys, one, other, parts))
        for keys in paths
        if one.get(keys) != other.get(keys)
    )


def apply_differences(before: object, found: Iterable[Difference], *, everything: bool = False) -> Tree:
    """Carry out differences on the file that they start from; the result is the other file.

    Parameters
    ----------
    before
        Plain merged data.
    found
        The differences.
    everything
        As in :func:`differences`.

    Returns
    -------
    dict
        Values by key, each written as a difference writes it, without what is left aside.

    Raises
    ------
    ValueError
        If the file does not have a value that a difference starts from.
    """
    values = dict(_leaves(before, (), everything))
    for one in found:
        if values.get(one.keys) != one.before:
            raise ValueError(f"{one.path} is not {one.before}")
        if one.after is None:
            del values[one.keys]
        else:
            values[one.keys] = one.after
    tree: Tree = {}
    for keys, value in values.items():
        _grow(tree, keys, value)
    return tree


def _grow(tree: Tree, keys: Keys, value: str) -> None:
    if len(keys) == 1:
        tree[keys[0]] = value
        return
    branch = tree.setdefault(keys[0], {})
    if isinstance(branch, dict):
        _grow(branch, keys[1:], value)


def _prefixes(leaves: Iterable[Keys]) -> set[Keys]:
    return {keys[:end] for keys in leaves for end in range(1, len(keys) + 1)}


def _part(
    keys: Keys, one: Mapping[Keys, str], other: Mapping[Keys, str], parts: tuple[set[Keys], set[Keys]]
) -> str:
    if keys in one and keys in other:
        return ""
    lacking = parts[1] if keys in one else parts[0]
    # A value may stand where the other side has a table: then it is the value that is on one side only.
    ends = (end for end in range(1, len(keys) + 1) if keys[:end] not in lacking)
    shortest = next(ends, len(keys))
    return ".".join(keys[:shortest])


def _leaves(data: object, keys: Keys, everything: bool) -> list[tuple[Keys, str]]:
    if isinstance(data, Mapping):
        if not everything and "value" in data and set(data) <= {"value", *_SKIPPED}:
            return _leaves(data["value"], keys, everything)
        found: list[tuple[Keys, str]] = []
        for key, value in data.items():
            if not everything and key == "needs_place" and value is True:
                continue  # the same as leaving it out
            if everything or keys or key not in _ASIDE:
                found += _leaves(value, (*keys, str(key)), everything)
        return found
    if data is None and not everything:
        return []  # what is set to nothing is left out
    if isinstance(data, list | tuple):
        if any(isinstance(item, Mapping) for item in data):
            return _leaves({str(i): item for i, item in enumerate(data, 1)}, keys, everything)
        return [(keys, ", ".join(_written(item) for item in data))]
    return [(keys, _written(data))]


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "/".join(_written(item) for item in value)
    return "" if value is None else str(value)
