"""Numbers of the section on money: shares that make a whole, multiples, months."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from simulator.scenario.records import Share

__all__ = ["YEAR", "Months", "Multiple", "Steps", "Yearly", "sum_to_one"]

YEAR = 12
"""Months of a contract year."""
Multiple = Annotated[Decimal, Field(gt=0, le=1000)]
Yearly = Annotated[Decimal, Field(ge=0, le=1)]
Months = Annotated[Decimal, Field(ge=0, le=60)]
Steps = Annotated[tuple[Share, ...], Field(min_length=1, max_length=12)]


def sum_to_one(parts: tuple[Decimal, ...], what: str) -> None:
    """Refuse parts that do not make a whole.

    Raises
    ------
    ValueError
        If they sum to anything else than exactly one.
    """
    if sum(parts) != 1:
        raise ValueError(f"{what} sum to {sum(parts)}, not to 1; let them sum to exactly 1")
