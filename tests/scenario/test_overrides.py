"""Overrides from the command line are the strongest layer and read like a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator.errors import InputError, Place
from simulator.scenario.nodes import Map, origins, plain
from simulator.scenario.overrides import override
from simulator.scenario.text import parse


def root(text: str) -> Map:
    tree = parse(text, Place("file"))
    assert isinstance(tree, Map)
    return tree


@pytest.mark.parametrize(
    ("text", "given", "result"),
    [
        ("{a: 1}", "a=2", {"a": 2}),
        ("{a: 1}", "a=0.50", {"a": Decimal("0.50")}),
        ("{a: 1}", "a='2'", {"a": "2"}),
        ("{a: 1}", "a=", {"a": None}),
        ("{a: 1}", "a=b=c", {"a": "b=c"}),
        ("{a: 1}", " b . c = true", {"a": 1, "b": {"c": True}}),
        ("{a: {b: 1, c: 2}}", "a.b=3", {"a": {"b": 3, "c": 2}}),
        ("{a: {b: 1, c: 2}}", "a={b: 3}", {"a": {"b": 3, "c": 2}}),
        ("{a: {b: 1, c: 2}}", "a.$delete=[b]", {"a": {"c": 2}}),
        ("{a: [1, 2, 3]}", "a.1=9", {"a": [1, 9, 3]}),
        ("{a: [1, {x: 1, y: 2}]}", "a.1.x=9", {"a": [1, {"x": 9, "y": 2}]}),
        ("{a: [1, 2]}", "a=[3]", {"a": [3]}),
        ("{t: {1: a, 2: b}}", "t.2=c", {"t": {1: "a", 2: "c"}}),
        ("{t: {value: {1: a}, source: S}}", "t.2=c", {"t": {"value": {1: "a", 2: "c"}}}),
        ("{t: {value: [a, b], source: S}}", "t.0=c", {"t": ["c", "b"]}),
        ("{t: {value: 1, source: S}}", "t=2", {"t": 2}),
        ("{t: {value: 1, source: S}}", "t.note=n", {"t": {"value": 1, "source": "S", "note": "n"}}),
        ("{}", "a.007=x", {"a": {"007": "x"}}),
    ],
)
def test_what_an_override_changes(text: str, given: str, result: object) -> None:
    assert plain(override(root(text), [given])) == result


def test_the_last_override_is_the_strongest_and_names_itself_as_origin() -> None:
    tree = override(root("{a: {b: 1, c: 2}}"), ["a.b=3", "a.b=4"])
    places = dict(origins(tree))
    assert plain(tree) == {"a": {"b": 4, "c": 2}}
    assert places["a.b"] == Place("--set a.b=4")
    assert places["a.c"] == Place("file", 1, 15)
    assert places["a"] == Place("file", 1, 5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("a", "needs '='"),
        ("=1", "empty"),
        ("a..b=1", "empty part"),
        (".a=1", "empty part"),
        ("a\x00=1", "empty part"),
        ("a.l.3=1", "'3' names no item: a list of 2 stands there\n.*from 0 to 1"),
        ("a.l.x=1", "'x' names no item"),
        ("a.l.-1=1", "'-1' names no item"),
        ("a.l.99999999999999999999=1", "names no item"),
        ("a=012", "plain decimal"),
        ("a=[1", "not valid YAML"),
        ("a={b: !!str x}", "tag"),
        ("a.$delete=[zz]", "not inherited"),
        ("extends=x.yaml", "cannot be set"),
        (".".join("a" * 40) + "=1", "more than 32 parts"),
    ],
)
def test_overrides_that_are_refused(given: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        override(root("{a: {l: [1, 2]}}"), [given])
    place = caught.value.problems[0].place
    assert place is not None
    assert place.file.startswith("--set ")
    assert place.line == 0


def test_all_wrong_overrides_are_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        override(root("{a: 1}"), ["a", "b=2", "a=012"])
    assert len(caught.value.problems) == 2
