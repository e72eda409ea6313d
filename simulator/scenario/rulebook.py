"""The envelope of a rule book: identity, dates, sources; its clauses are checked by the rules room."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from simulator.scenario.records import Cited, Closed, Identifier, Titled

__all__ = ["Dates", "RuleBook", "Scope", "Source", "Sources"]

C = TypeVar("C", bound=Closed)


class Source(Closed):
    """A page or document that a value comes from."""

    grade: Literal[
        "official",
        "official-mirror",
        "primary",
        "primary-draft",
        "press",
        "press-mirror",
        "trade",
        "trade-draft",
        "code",
        "academic",
        "mirror",
    ]
    """How far the source can be trusted."""
    what: str
    """What it is."""
    url: str = ""
    """Address; empty for a copy on an unrelated host."""


Sources = dict[Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,15}$")], Source]


class Dates(Closed):
    """Dates of a tender."""

    document: Cited[date] | None = None
    """Tender document published."""
    bids: Cited[date]
    """Bids opened."""
    start: Cited[date] | None = None
    """Contracts begin."""


class Scope(Closed):
    """What was put up."""

    varieties: Cited[Annotated[int, Field(ge=1, le=2000)]]
    """Number of varieties (lots) that were tendered."""


class RuleBook(Closed, Generic[C]):
    """The rules of one tender, each value with its source."""

    id: Identifier
    """Name of the rule book, equal to its file name."""
    title: Titled
    """Title in both languages."""
    kind: Literal["drug", "biologic", "device", "tcm", "reagent"]
    """What is bought."""
    tender_no: str = ""
    """Number of the tender document."""
    confidence: Literal["recorded", "partial", "assumed"]
    """`recorded`: all that decides the award is on record; `partial`: with holes, which are marked;
    `assumed`: the bid rule is not on record."""
    summary: Titled
    """Two or three sentences for a reader who does not know the tender."""
    dates: Dates
    """Dates."""
    scope: Scope
    """What was put up."""
    sources: Sources
    """Sources by short id."""
    clauses: C
    """The clauses."""
