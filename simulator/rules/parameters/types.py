"""Types that the parameters of several clauses share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.model import Form as DosageForm
from simulator.scenario.records import Closed

__all__ = [
    "Areas",
    "Count",
    "CountTable",
    "Criterion",
    "ExactShare",
    "Form",
    "Multiple",
    "Off",
    "RankTable",
    "ShareTable",
    "Status",
    "TieKey",
    "YearTable",
    "Yuan",
]

Count = Annotated[int, Field(ge=1, le=1000)]
Multiple = Annotated[Decimal, Field(ge=1, le=1000, decimal_places=4)]
Yuan = Annotated[Decimal, Field(gt=0, le=300_000, decimal_places=4)]
ExactShare = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6)]
CountTable = Annotated[dict[Count, Annotated[int, Field(ge=0, le=1000)]], Field(min_length=1)]
ShareTable = Annotated[dict[Count, ExactShare], Field(min_length=1)]
RankTable = ShareTable
YearTable = Annotated[dict[Count, Annotated[int, Field(ge=1, le=10)]], Field(min_length=1)]
Form = Literal["any", DosageForm]
Status = Literal[
    "originator",
    "reference",
    "passed",
    "treated-as-passed",
    "not-passed",
    "violation-list",
    "gmp-breach",
    "failed-sampling",
    "inexperienced",
]
"""Quality statuses; arrays hold their place in this list, counted from 1."""
TieKey = Literal["past-volume", "brand-volume", "coverage"]
Areas = Literal["national-31", "expansion-25", "cities-11"]
Criterion = Literal["recognition", "firm-rank", "innovation", "raw-material", "supply", "credit", "quality"]
"""Criteria of technical points; tables hold them in this order."""


class Off(Closed):
    """The clause is not part of this rule book."""

    use: Literal["none"]
    """The mechanism."""
