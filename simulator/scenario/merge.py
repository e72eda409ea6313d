"""How one layer of a scenario is laid over another: maps merge, everything else replaces."""

from __future__ import annotations

from simulator.errors import InputError, Place, Problem, nearest
from simulator.scenario.nodes import Entry, Leaf, List, Map, Node, kind_of, shown
from simulator.scenario.records import Cited

__all__ = ["CITED_KEYS", "DELETE", "bare_over_cited", "merge"]

DELETE = "$delete"
"""The key whose list names inherited keys to remove."""

CITED_KEYS = frozenset(Cited.model_fields)
"""Keys of a value with its source."""


def merge(weak: Node | None, strong: Node) -> Node:
    """Lay a stronger value over a weaker one.

    Maps merge key by key, lists and single values replace; an empty value (``null``) is a value too.
    ``$delete: [key, …]`` in the stronger map removes inherited keys first. A value with its source is one
    thing: where the stronger layer gives a new value, what the weaker one said about the old value (source,
    confidence, note) is not kept. Likewise a map that names another mechanism (``use``) begins afresh, for
    the parameters of the old mechanism mean nothing to the new one; with ``$delete`` the rest is kept.

    Parameters
    ----------
    weak
        What was inherited; nothing at the weakest layer.
    strong
        What the extending file says.

    Raises
    ------
    InputError
        If ``$delete`` names a key that was not inherited.
    """
    problems: list[Problem] = []
    merged = _merge(weak, strong, problems)
    if problems:
        raise InputError(tuple(problems))
    return merged


def bare_over_cited(weak: Node | None, keys: set[str]) -> bool:
    """Say whether keys belong to the value of an inherited value with its source, not to that map itself."""
    if not isinstance(weak, Map) or "value" not in weak.entries or not CITED_KEYS.issuperset(weak.entries):
        return False
    return bool(keys) and CITED_KEYS.isdisjoint(keys)


def _merge(weak: Node | None, strong: Node, problems: list[Problem]) -> Node:
    if isinstance(strong, List):
        return List(tuple(_merge(None, item, problems) for item in strong.items), strong.place)
    if isinstance(strong, Leaf):
        return strong
    names = _deleted(strong, problems)
    given = {key for key in strong.entries if key != DELETE}
    if bare_over_cited(weak, given | set(names)):
        entry = Entry("value", strong.place, strong)
        strong, names, given = Map({"value": entry}, strong.place), {}, {"value"}
    merged = dict(weak.entries) if isinstance(weak, Map) else {}
    if not names and _other_mechanism(merged, strong):
        merged = {}
    _remove(merged, names, problems)
    if "value" in given and "value" in merged and CITED_KEYS.issuperset({*merged, *given}):
        merged = {"value": merged["value"]}
    for key in strong.entries:
        if key == DELETE:
            continue
        entry = strong.entries[key]
        below = merged[key].node if key in merged else None
        node = _merge(below, entry.node, problems)
        merged[key] = entry if node is entry.node else Entry(entry.key, entry.place, node)
    return Map(merged, strong.place if strong.place.line or not isinstance(weak, Map) else weak.place)


def _other_mechanism(merged: dict[str, Entry], strong: Map) -> bool:
    old, new = merged["use"].node if "use" in merged else None, strong.get("use")
    return isinstance(old, Leaf) and isinstance(new, Leaf) and old.value != new.value


def _deleted(node: Map, problems: list[Problem]) -> dict[str, Place]:
    """Read the list of keys to remove, with their places."""
    asked = node.get(DELETE)
    if asked is None:
        return {}
    if not isinstance(asked, List):
        what = f"'{DELETE}' must be a list of keys; this is {kind_of(asked)}"
        problems.append(Problem(what, asked.place, f"write {DELETE}: [key, other-key]"))
        return {}
    names: dict[str, Place] = {}
    for item in asked.items:
        value = item.value if isinstance(item, Leaf) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            problems.append(Problem(f"'{DELETE}' lists {kind_of(item)}, not a key", item.place, "name a key"))
        else:
            names[str(value)] = item.place
    return names


def _remove(merged: dict[str, Entry], names: dict[str, Place], problems: list[Problem]) -> None:
    for name, place in names.items():
        if merged.pop(name, None) is None:
            mend = nearest(name, merged) or "nothing is inherited here; remove the line"
            problems.append(
                Problem(f"'{DELETE}' names the key '{shown(name)}', which is not inherited", place, mend)
            )
