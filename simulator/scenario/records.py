"""The base of every input record: closed, frozen, one sentence per field, values with their source."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.scenario.field_sentences import sentences_of

__all__ = ["Cited", "Closed", "Confidence", "Identifier", "Share", "Titled"]

T = TypeVar("T")

Confidence = Literal["recorded", "fitted", "draft", "uncertain", "assumed"]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Share = Annotated[Decimal, Field(ge=0, le=1)]


class Closed(BaseModel):
    """A record that knows all its keys and never changes."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as JSON: values with their source are of types made at run time, which do not pickle."""
        return (type(self).model_validate_json, (self.model_dump_json(by_alias=True),))

    # Validators are built when a record is first read: most commands read few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        """Describe each field by the sentence that follows it in the source."""
        super().__pydantic_init_subclass__(**kwargs)
        said = sentences_of(cls)
        for name, field in cls.__pydantic_fields__.items():
            if field.description is None:
                field.description = said.get(name)


class Cited(Closed, Generic[T]):
    """A value with where it comes from and how sure the record is.

    A bare value is accepted where a scenario or the command line changes a rule: it then counts
    as an assumption of that file.
    """

    value: T
    """The value itself."""
    source: str | tuple[str, ...] = "assumption"
    """Id of a listed source (or several), or `background`, `calibration`, `uncertain`, `assumption`."""
    confidence: Confidence = "assumed"
    """`recorded`: a source says it; `fitted`: estimated from published figures; `draft`: only a draft says
    it; `uncertain`: weak or conflicting; `assumed`: ours."""
    note: str = ""
    """What the reader should know about this value."""

    @model_validator(mode="before")
    @classmethod
    def _bare_value(cls, data: object) -> object:
        if isinstance(data, cls):
            return data
        if isinstance(data, dict) and not data.keys().isdisjoint(cls.model_fields):
            return data
        return {"value": data}


class Titled(Closed):
    """A title in both languages."""

    en: str
    """English title."""
    zh: str
    """Chinese title."""
