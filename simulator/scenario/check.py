"""From positioned values to a frozen record: every mistake becomes a sentence at its line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import InputError, Problem, nearest
from simulator.scenario.agree import pairs, silent_conversions
from simulator.scenario.merge import DELETE
from simulator.scenario.messages import explain
from simulator.scenario.nodes import Leaf, List, Map, Node, kind_of, plain, shown
from simulator.scenario.records import Cited
from simulator.scenario.shapes import keys_at, tags_at

__all__ = ["SOURCE_WORDS", "build", "check_sources"]

M = TypeVar("M", bound=BaseModel)

SOURCE_WORDS = ("background", "calibration", "uncertain", "assumption")
"""What may stand in place of the id of a source."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """One pydantic error and the value that it is about."""

    kind: str
    loc: tuple[str | int, ...]
    node: Node
    path: tuple[str, ...]
    member: str
    """Which member of a choice of types complains; empty where there is no choice."""
    choice: tuple[str, ...]
    """Path of that choice."""
    ctx: Mapping[str, object]
    message: str


def build(model: type[M], tree: Map) -> M:
    """Make a record of a type from merged values.

    Parameters
    ----------
    model
        Type of the record.
    tree
        The merged values with their places.

    Raises
    ------
    InputError
        With every problem of the input, in the order of the places.
    """
    try:
        record = model.model_validate(plain(tree))
    except ValidationError as error:
        found = [_finding(tree, e) for e in error.errors(include_url=False, include_input=False)]
        problems = [_problem(model, tree, finding) for finding in _one_per_choice(found)]
        raise InputError(_in_order(problems)) from None
    problems = silent_conversions(record, tree)
    if problems:
        raise InputError(_in_order(problems))
    return record


def check_sources(record: BaseModel, tree: Map, sources: Iterable[str]) -> tuple[Problem, ...]:
    """Find values whose source is not among the listed ones.

    Parameters
    ----------
    record
        The rule book or scenario.
    tree
        The merged values that it was made from.
    sources
        Ids of the listed sources.
    """
    known = {*sources, *SOURCE_WORDS}
    problems = []
    for part, node in pairs(record, tree):
        given = node.get("source") if isinstance(part, Cited) and isinstance(node, Map) else None
        items = given.items if isinstance(given, List) else (given,)
        if isinstance(given, List) and not given.items:
            what = "the list of sources of this value is empty"
            problems.append(Problem(what, given.place, f"name a source, or one of {', '.join(SOURCE_WORDS)}"))
        for item in items:
            word = item.value if isinstance(item, Leaf) else None
            if isinstance(item, Leaf) and isinstance(word, str) and word not in known:
                what = f"the source '{shown(word)}' is not in the list 'sources'"
                problems.append(Problem(what, item.place, nearest(word, known)))
    return tuple(problems)


def _in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)
    places = [(p.place.file, p.place.line, p.place.column) if p.place else ("", 0, 0) for p in unique]
    return tuple(problem for _, problem in sorted(zip(places, unique, strict=True), key=lambda pair: pair[0]))


def _finding(tree: Map, error: ErrorDetails) -> _Finding:
    """Find the value that an error is about, past the steps that exist only in the record type."""
    loc, kind = error["loc"], error["type"]
    node: Node = tree
    path: list[str] = []
    member = ""
    choice: tuple[str, ...] = ()
    for step in loc[:-1] if kind == "missing" else loc:
        below = _step(node, step)
        if below is not None:
            node = below
            path.append(str(step))
        elif not member and not _only_in_type(node, step):
            member, choice = str(step), tuple(path)
    return _Finding(kind, loc, node, tuple(path), member, choice, error.get("ctx", {}), error["msg"])


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Map):
        return node.get(str(step))
    if isinstance(node, List) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def _only_in_type(node: Node, step: str | int) -> bool:
    """Say whether a step is the chosen mechanism, the value in a bare value, or pydantic's mark for a key."""
    used = node.get("use") if isinstance(node, Map) else None
    return step in {"value", "[key]"} or (isinstance(used, Leaf) and used.value == step)


def _one_per_choice(found: Sequence[_Finding]) -> list[_Finding]:
    """Where a value may be of several types, keep what the type says that came furthest."""
    chosen: dict[tuple[str, ...], _Finding] = {}
    for finding in found:
        best = chosen.get(finding.choice)
        if finding.member and (best is None or len(finding.path) > len(best.path)):
            chosen[finding.choice] = finding
    return [f for f in found if not f.member or f.member == chosen[f.choice].member]


def _problem(model: type[BaseModel], tree: Map, finding: _Finding) -> Problem:
    node, kind = finding.node, finding.kind
    if kind in {"extra_forbidden", "invalid_key"} or finding.loc[-1:] == ("[key]",):
        return _bad_key(model, tree, finding)
    if kind == "missing":
        key = str(finding.loc[-1])
        sentence = keys_at(model, finding.loc[:-1]).get(key, "")
        where = f" in '{finding.path[-1]}'" if finding.path else ""
        return Problem(
            f"the key '{key}' is missing{where}", node.place, f"add '{key}:' ({sentence.rstrip('.')})"
        )
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _bad_use(finding, tags_at(model, finding.loc))
    if kind in {"model_type", "model_attributes_type"}:
        known = ", ".join(keys_at(model, finding.loc))
        return Problem(
            f"expected a map, found {kind_of(node)}", node.place, f"keys: {known}" if known else ""
        )
    what, mend = explain(kind, node, finding.ctx, finding.message)
    return Problem(what, node.place, mend)


def _bad_key(model: type[BaseModel], tree: Map, finding: _Finding) -> Problem:
    parent: Node = tree
    for step in finding.path[:-1]:
        parent = _step(parent, int(step) if isinstance(parent, List) else step) or parent
    entry = parent.entries.get(finding.path[-1]) if isinstance(parent, Map) and finding.path else None
    place = entry.place if entry else finding.node.place
    key = str(entry.key) if entry else str(finding.loc[-1])
    if finding.loc[-1] == "[key]":
        name = Leaf(entry.key if entry else key, place)
        what, mend = explain(finding.kind, name, finding.ctx, finding.message)
        return Problem(f"wrong key: {what}", place, mend)
    known = keys_at(model, finding.loc[:-1])
    hint = nearest(key, known)
    if key == DELETE:
        hint = "it is understood in files that extend another one"
    if place.chain:
        hint = f"{hint} (or remove the inherited key with {DELETE}: [{shown(key)}])"
    return Problem(f"unknown key '{shown(key)}'", place, hint)


def _bad_use(finding: _Finding, known: Sequence[str]) -> Problem:
    node = finding.node
    used = node.get("use") if isinstance(node, Map) else None
    name = finding.path[-1] if finding.path else "this map"
    if used is None:
        what = f"'{name}' does not say which mechanism it uses"
        return Problem(what, node.place, f"add 'use:' with one of: {', '.join(known)}")
    word = used.value if isinstance(used, Leaf) and isinstance(used.value, str) else ""
    what = f"'{name}' knows no mechanism {shown(repr(word)) if word else kind_of(used)}"
    hint = nearest(word, known)
    listed = "" if hint.startswith("known") else f" (known: {', '.join(known)})"
    return Problem(what, used.place, hint + listed)
