"""What goes into the plain reading and what comes out of it: records of ints, strings and lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

__all__ = ["PlainBid", "PlainBidList", "PlainLot"]


@dataclass(frozen=True, slots=True)
class PlainBid:
    """One bid with all its facts; ``None`` is a fact that is not on record."""

    firm: str
    price: int
    present: bool = True
    ceiling: int | None = None
    reference: int | None = None
    status: str | None = "passed"
    link: str | None = None
    strength_ratio: float = 1.0
    pack_ratio: float = 1.0
    past_volume: int | None = None
    brand_volume: int | None = None
    coverage: int | None = None
    reserve: int = 0
    draw: int = 0
    preference: list[int] = field(default_factory=list)
    nationwide: bool | None = None
    """Whether the firm promises to supply everywhere."""
    technical: int | None = None
    """Technical points in 1/10,000."""
    criteria: dict[str, int] | None = None
    """Points by criterion in 1/10,000; a criterion without an entry is not on record."""
    supply_score: int | None = None
    credit: int | None = None
    fee: int = 0
    """Separately quoted service fee in ticks."""
    specification: str = ""
    enquiry: int | None = None
    """Enquiry price in ticks, as bid (converted like the ceiling)."""
    previous_price: int | None = None
    """Previous price in ticks, comparable."""
    class_a: int | None = None
    """Printed class-A price in ticks, comparable."""
    class_b: int | None = None
    """Printed class-B price in ticks, comparable."""


@dataclass(frozen=True, slots=True)
class PlainBidList:
    """One variety with its bids."""

    variety: str
    bids: list[PlainBid]
    form: str | None = None
    volume_class: str = "ordinary"
    base: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainLot:
    """What the rules decided about one variety: lists by bid, but ``main`` and ``backup`` by area."""

    state: list[str]
    rank: list[int]
    price: list[int]
    volume: list[int]
    pool: list[int]
    """What the reports for the bid's brand put into the hospitals' pools."""
    assigned: list[int]
    """Volume from the pool that is assigned to the bid; part of ``volume``."""
    late: list[bool]
    outside_cap: list[int]
    yellow: list[int]
    red: list[int]
    bidders: int
    places: int
    winners: int
    share: Fraction | None
    years: int
    main: list[int | None]
    backup: list[int | None]
