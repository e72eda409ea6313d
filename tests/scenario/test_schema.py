"""The JSON Schema accepts what loads, refuses what does not, and explains every key."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest
from jsonschema import Draft7Validator
from pydantic import Field

from simulator.errors import Place
from simulator.rules.parameters import Clauses
from simulator.scenario.catalogue import list_ids
from simulator.scenario.loading import load_rulebook
from simulator.scenario.nodes import plain
from simulator.scenario.records import Closed
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.schema import json_schema
from simulator.scenario.text import parse

SCHEMA = json_schema(RuleBook[Clauses], "VBP rule book")
VALIDATOR = Draft7Validator(SCHEMA)


def errors(text: str) -> list[str]:
    data = json.loads(json.dumps(plain(parse(text, Place("f"))), default=float))
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema_of_draft_7() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["title"] == "VBP rule book"
    text = json.dumps(SCHEMA)
    for word in ["$defs", "prefixItems", "discriminator", "unevaluated", "dependentRequired"]:
        assert f'"{word}"' not in text


def walk(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        return [value] + [found for child in value.values() for found in walk(child)]
    if isinstance(value, list):
        return [found for child in value for found in walk(child)]
    return []


def test_every_reference_leads_somewhere_and_stands_alone() -> None:
    definitions = SCHEMA["definitions"]
    assert isinstance(definitions, dict)
    for piece in walk(SCHEMA):
        if "$ref" in piece:
            assert set(piece) == {"$ref"}  # draft 7 ignores what stands beside it
            assert str(piece["$ref"]).removeprefix("#/definitions/") in definitions


def test_descriptions_appear() -> None:
    text = json.dumps(SCHEMA)
    for sentence in [
        "What is bought.",
        "Most places in any variety.",
        "Highest valid bid.",
        "The value itself.",
    ]:
        assert sentence in text


@pytest.mark.parametrize("name", list_ids("rules"))
def test_shipped_rule_books_are_valid(name: str) -> None:
    tree = load_rulebook(name, Clauses).tree
    assert not list(VALIDATOR.iter_errors(json.loads(json.dumps(tree, default=float))))


def test_the_small_book_is_valid_and_mistakes_in_it_are_not(good: str) -> None:
    assert errors(good) == []
    for old, new in [
        ("kind: drug", "kind: drag"),
        ("kind: drug", ""),
        ("varieties: 3", "varieties: 0"),
        ("varieties: 3", "varieties: {value: 0}"),
        ("varieties: 3", "varieties: {source: S1}"),
        ("varieties: 3", "variety: 3"),
        ("areas: cities-11", "areas: cities-12"),
        ("areas: cities-11", ""),
        ("links:\n    use: void-higher", "links:\n    use: void-high"),
        ("at_least: 0.5", "at_least: '0.5'"),
        ("at_least: 0.5", "at_least: 1.5"),
        ("2: 1, 3: 2", "2: x, 3: 2"),
        ("S2: {", "s2: {"),
        ("use: linear", "use: linear, base: 2"),
        ("keys: [past-volume, coverage]", "keys: [past-volume, cover]"),
    ]:
        assert old in good
        assert errors(good.replace(old, new)), new


def test_a_file_that_extends_another_may_be_partial() -> None:
    assert (
        errors("{extends: x, clauses: {places: {cap: 8, table: {5: 3, $delete: [7]}}, links: {use: none}}}")
        == []
    )
    assert (
        errors(
            "{extends: [a, b], $delete: [summary], clauses: {price_test: {tests: {cut: {at_least: 0.6}}}}}"
        )
        == []
    )
    assert errors("{extends: x, scope: {varieties: {note: n}}, clauses: {$delete: [revival]}}") == []
    assert errors("{extends: x, clauses: {places: {capp: 8}}}")
    assert errors("{extends: x, clauses: {places: {cap: 0}}}")
    assert errors("{extends: x, sources: {s1: {what: y}}}")
    assert errors("{extends: 5}")
    assert errors("{clauses: {places: {cap: 8}}}")


class Item(Closed):
    name: str
    weight: Decimal = Decimal("0.5")


class Odd(Closed):
    """An odd file."""

    pair: tuple[int, str] = (1, "a")
    items: tuple[Item, ...] = ()
    forms: dict[Literal["x", "y"], int] = Field(default_factory=dict)
    whole: Annotated[Decimal, Field(gt=0, lt=10)] = Decimal(1)
    size: Annotated[dict[str, int], Field(min_length=1)] = Field(default_factory=dict)


def test_other_shapes() -> None:
    schema = json_schema(Odd, "Odd")
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    assert schema["description"] == "An odd file."
    for data, valid in [
        ({"pair": [1, "a"]}, True),
        ({"pair": ["a", 1]}, False),
        ({"pair": [1, "a", 2]}, False),
        ({"items": [{"name": "a", "weight": 0.25}]}, True),
        ({"items": [{"weight": 0.25}]}, False),
        ({"extends": "x", "items": [{"weight": 0.25}]}, False),
        ({"forms": {"x": 1}}, True),
        ({"forms": {"z": 1}}, False),
        ({"extends": "x", "forms": {"$delete": ["x"]}}, True),
        ({"whole": 0}, False),
        ({"whole": 9.5}, True),
        ({"size": {}}, False),
        ({"extends": "x", "size": {}}, True),
    ]:
        assert validator.is_valid(data) is valid, data


def test_bad_files_that_a_schema_can_see_are_refused_by_it() -> None:
    seen = [
        "unknown-key",
        "unknown-top-key",
        "unknown-choice",
        "out-of-range",
        "bad-source-id",
        "number-for-text",
    ]
    for name in seen:
        assert errors((Path(__file__).parent / "bad" / f"{name}.yaml").read_text(encoding="utf-8")), name
