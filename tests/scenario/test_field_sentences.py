"""Sentences of fields are those that stand in the source, also where pydantic would find none."""

from __future__ import annotations

from simulator.scenario.field_sentences import sentences_of
from simulator.scenario.records import Cited, Closed
from simulator.scenario.studies import Arm


class Outer(Closed):
    """A record with another one inside."""

    first: int = 1
    """The first, in
    two lines."""
    bare: int = 2
    second: int = 3
    """The second."""

    class Inner(Closed):
        """Inside."""

        first: str = ""
        """Another first."""


def test_each_class_has_the_sentences_of_its_own_fields() -> None:
    assert dict(sentences_of(Outer)) == {"first": "The first, in\ntwo lines.", "second": "The second."}
    assert dict(sentences_of(Outer.Inner)) == {"first": "Another first."}
    assert Outer.model_fields["bare"].description is None
    assert Outer.Inner.model_fields["first"].description == "Another first."


def test_pydantic_would_find_the_same() -> None:
    """Computed a second time by the library, which reads the class itself."""
    from pydantic import BaseModel, ConfigDict

    class Again(BaseModel):
        model_config = ConfigDict(use_attribute_docstrings=True)
        title: str = ""
        """What it is called in tables; its name if left out."""

    assert Arm.model_fields["title"].description == Again.model_fields["title"].description


def test_records_of_a_type_of_value_take_the_sentences_along() -> None:
    assert Cited[int].model_fields["value"].description == "The value itself."
    schema = Cited[int].model_json_schema()
    assert schema["properties"]["note"]["description"] == "What the reader should know about this value."


def test_a_class_without_a_source_has_none() -> None:
    made = type("Made", (), {"__module__": "nowhere"})
    assert sentences_of(made) == {}
