"""From values to records: what a record refuses is said in plain words at the right place."""

# ruff: noqa: E501  # messages are easier to compare on one line
from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator

from simulator.errors import InputError, Place
from simulator.rules.parameters import Clauses
from simulator.scenario.check import build, check_sources
from simulator.scenario.messages import explain
from simulator.scenario.nodes import Leaf, Map
from simulator.scenario.records import Cited, Closed
from simulator.scenario.rulebook import RuleBook
from simulator.scenario.shapes import keys_at, tags_at
from simulator.scenario.text import parse

BOOK = RuleBook[Clauses]


class Colour(Enum):
    RED = "red"


class Wheel(Closed):
    use: Literal["wheel"]
    spokes: Annotated[int, Field(ge=1)] = 3
    """Number of spokes."""


class Sail(Closed):
    use: Literal["sail"]
    area: Decimal


class Thing(Closed):
    name: Annotated[str, Field(min_length=2, max_length=5)] = "ab"
    """What it is called."""
    drive: Annotated[Wheel | Sail, Field(discriminator="use")] | None = None
    parts: tuple[Wheel, ...] = ()
    pair: tuple[int, str] | None = None
    either: int | tuple[int, ...] = 0
    first_year: int = Field(default=1, alias="first-year")
    """First year."""
    by_year: dict[int, Cited[Decimal]] = Field(default_factory=dict)
    tags: Annotated[list[str], Field(max_length=2)] = Field(default_factory=list)
    step: Annotated[int, Field(multiple_of=5, lt=100)] = 5
    day: date | None = None
    ratio: float = 0.5
    digits: Annotated[Decimal, Field(max_digits=3)] = Decimal(0)
    colour: Colour = Colour.RED
    only: Literal[1] = 1
    kinds: frozenset[str] = frozenset()

    @field_validator("kinds")
    @classmethod
    def _not_many(cls, value: frozenset[str]) -> frozenset[str]:
        if len(value) > 2:
            raise ValueError("three kinds are too many")
        return value


def tree(text: str) -> Map:
    found = parse(text, Place("f"))
    assert isinstance(found, Map)
    return found


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        build(Thing, tree(text))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: a", "f:1:7: the text 'a' is given; characters: at least 2 must stand here"),
        ("name: abcdef", "f:1:7: the text 'abcdef' is given; characters: at most 5 must stand here"),
        ("drive: {use: wheel, spokes: 0}", "f:1:29: 0 is out of range: it must be at least 1"),
        ("drive: {use: sail}", "f:1:8: the key 'area' is missing in 'drive'\n    -> add 'area:' ()"),
        ("drive: {use: whel}", "f:1:14: 'drive' knows no mechanism 'whel'\n    -> did you mean 'wheel'? (known: wheel, sail)"),
        ("parts: [{use: wheel}, {use: wheel, spoke: 1}]", "f:1:36: unknown key 'spoke'\n    -> did you mean 'spokes'?"),
        ("pair: [a, b]", "f:1:8: expected a whole number, found the text 'a'\n    -> write the number alone, without quotes, units or separators"),
        ("either: x", "f:1:9: expected a whole number, found the text 'x'\n    -> write the number alone, without quotes, units or separators"),
        ("either: [1, x]", "f:1:13: expected a whole number, found the text 'x'\n    -> write the number alone, without quotes, units or separators"),
        ("first_year: 2", "f:1:1: unknown key 'first_year'\n    -> did you mean 'first-year'?"),
        ("by_year: {2020: {value: x}}", "f:1:25: expected a plain decimal number, found the text 'x'\n    -> write the number alone, without quotes, units or separators"),
        ("by_year: {x: 1}", "f:1:11: wrong key: expected a whole number, found the text 'x'\n    -> write the number alone, without quotes, units or separators"),
        ("tags: [a, b, c]", "f:1:7: a list is given; at most 2 must stand here"),
        ("step: 7", "f:1:7: 7 is out of range: it must be a multiple of 5"),
        ("step: 100", "f:1:7: 100 is out of range: it must be less than 100"),
        ("step: 5.5", "f:1:7: expected a whole number, found the number 5.5"),
        ("day: 2021-6-1", "f:1:6: expected a date such as 2021-06-23, found the text '2021-6-1'"),
        ("day: '1624406400'", "f:1:6: expected a date such as 2021-06-23, found the text '1624406400'"),
        ("day: [1]", "f:1:6: expected a date such as 2021-06-23, found a list"),
        ("digits: 12.34", "f:1:9: the number 12.34 has more than 3 digits\n    -> round it to 3 digits"),
        ("colour: rd", "f:1:9: 'rd' is not one of the choices\n    -> did you mean 'red'?"),
        ("only: 2", "f:1:7: expected 1, found the number 2"),
        ("kinds: [a, b, c]", "f:1:8: three kinds are too many"),
        ("parts: {a: 1}", "f:1:8: expected a list, found a map"),
        ("$delete: [a]", "f:1:1: unknown key '$delete'\n    -> it is understood in files that extend another one"),
        ("name: true", "f:1:7: expected text, found true\n    -> put it in quotes if it is text"),
    ],
)  # fmt: skip
def test_messages(text: str, message: str) -> None:
    assert told(text) == [message]


def test_a_number_without_decimals_is_a_number() -> None:
    made = build(Thing, tree("{by_year: {2020: 3}, ratio: 0.25, first-year: 7, drive: {use: sail, area: 2}}"))
    assert made.by_year[2020].value == Decimal(3)
    assert made.ratio == 0.25
    assert made.first_year == 7


def test_values_keep_their_digits_and_records_are_frozen(good: str) -> None:
    book = build(BOOK, tree(good.replace("at_least: 0.5", "at_least: 0.123456")))
    test = book.clauses.price_test
    assert test.use == "any-of"
    assert test.tests.cut is not None
    assert str(test.tests.cut.at_least.value) == "0.123456"
    with pytest.raises(ValueError, match="frozen"):
        book.id = "x"  # type: ignore[misc]


def test_the_chain_of_files_is_told() -> None:
    found = parse("{nam: x}", Place("base.yaml", chain=("top.yaml",)))
    assert isinstance(found, Map)
    with pytest.raises(InputError) as caught:
        build(Thing, found)
    message = str(caught.value)
    assert "base.yaml:1:2: unknown key 'nam' (reached through top.yaml)" in message
    assert "did you mean 'name'? (or remove the inherited key with $delete: [nam])" in message


def test_keys_that_a_record_knows_at_a_place() -> None:
    assert keys_at(Thing, ())["first-year"] == "First year."
    assert keys_at(Thing, ("drive", "wheel"))["spokes"] == "Number of spokes."
    assert set(keys_at(Thing, ("by_year", 2020))) == {"value", "source", "confidence", "note"}
    assert set(keys_at(Thing, ("parts", 7))) == {"use", "spokes"}
    assert keys_at(Thing, ("pair", 1)) == {}
    assert "oral-solid" in keys_at(Clauses, ("price_test", "any-of", "tests", "threshold", "yuan", "value"))
    assert tags_at(Clauses, ("links",)) == ("merge", "void-higher", "consortium", "none")


def test_sources_are_checked_everywhere(good: str) -> None:
    text = good.replace("share: 0.6", "share: {value: 0.6, source: s1}").replace(
        "[S1, S2]", "[S1, S9, background]"
    )
    found = tree(text)
    book = build(BOOK, found)
    problems = check_sources(book, found, book.sources)
    assert ["S9" in problems[0].what, "s1" in problems[1].what] == [True, True]
    lines = text.split("\n")
    for problem, word in zip(problems, ["S9", "s1"], strict=True):
        assert problem.place is not None
        assert lines[problem.place.line - 1][problem.place.column - 1 :].startswith(word)
    clean = tree(good)
    assert check_sources(build(BOOK, clean), clean, book.sources) == ()


def test_a_value_with_its_source_may_be_given_as_a_record() -> None:
    ready = Cited[Decimal](value=Decimal(2), source="S1")
    assert Thing.model_validate({"by_year": {2020: ready}}).by_year[2020] == ready


def test_what_pydantic_says_is_used_where_we_have_no_words() -> None:
    assert explain("odd_error", Leaf(1, Place("f")), {}, "It is odd") == (
        "the number 1 is not valid here: It is odd",
        "",
    )
    assert (
        explain("string_pattern_mismatch", Leaf("x", Place("f")), {"pattern": "^y$"}, "")[1]
        == "use the form ^y$"
    )
    assert explain("value_error", Leaf("x", Place("f")), {}, "")[0] == "the value is not valid"
    assert (
        explain("greater_than", Map({}, Place("f")), {"gt": 2}, "")[0]
        == "an empty map is out of range: it must be more than 2"
    )
