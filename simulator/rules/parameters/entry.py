"""Parameters of the clauses that decide who may bid, and how bids are made comparable."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from simulator.rules.parameters.types import Count, Criterion, ExactShare, Multiple, Status, TieKey
from simulator.scenario.records import Cited, Closed

__all__ = [
    "Ceiling",
    "Composite",
    "Consortium",
    "DemandUnits",
    "Factors",
    "Linear",
    "LowestPrice",
    "Merge",
    "QualityGate",
    "QualityTiers",
    "Ratio",
    "Score",
    "TieOrder",
    "VoidHigher",
]


class QualityGate(Closed):
    """Only products of a stated quality status may bid."""

    use: Literal["quality-gate"]
    """The mechanism."""
    accept: Cited[tuple[Status, ...]]
    """Quality statuses that are let in."""
    least_supply_score: Cited[Annotated[int, Field(ge=0, le=100)]] | None = None
    """Smallest score for past supply, from 0 to 100; a firm without a record is let in."""
    least_credit: Cited[Annotated[int, Field(ge=0, le=100)]] | None = None
    """Smallest credit score, from 0 to 100; a firm without a record is let in."""


class DemandUnits(Closed):
    """Firms that hospitals ask for most compete in unit A, the others in unit B."""

    use: Literal["demand-units"]
    """The mechanism."""
    share: Cited[ExactShare]
    """Unit A holds the firms that together cover this share of the reported demand, largest first."""
    nationwide: Cited[bool]
    """Whether unit A asks for the promise to supply everywhere."""
    least_firms: Cited[Annotated[int, Field(ge=0, le=100)]]
    """Unit A is filled up in order of demand to this many firms."""
    all_up_to: Cited[Annotated[int, Field(ge=0, le=1000)]]
    """With at most this many firms all are in unit A."""


class QualityTiers(Closed):
    """Products of different quality compete in units of their own."""

    use: Literal["quality-tiers"]
    """The mechanism."""
    tiers: Cited[tuple[tuple[Status, ...], ...]]
    """Statuses of each unit, best first; a status that is not listed is in the last one."""


class Merge(Closed):
    """Linked firms count as one bidder; the lowest of their quotes stands."""

    use: Literal["merge"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""


class VoidHigher(Closed):
    """Of linked firms the higher quotes are void, and sometimes the one that is left as well."""

    use: Literal["void-higher"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""
    if_left_highest: Cited[Literal["stands", "void"]]
    """What happens to the quote that is left when it is the highest of its variety."""


class Consortium(Closed):
    """Linked firms may bid together at one price and then win or lose together."""

    use: Literal["consortium"]
    """The mechanism."""
    scope: Cited[str]
    """Which relations make firms linked, in words."""


class Ceiling(Closed):
    """A bid above the ceiling of its specification is not valid."""

    use: Literal["ceiling"]
    """The mechanism."""
    basis: Cited[
        Literal[
            "own-lowest-price",
            "previous-winning-price",
            "published-list",
            "group-list",
            "lower-of-half-listing-and-provincial",
            "reference-line",
        ]
    ]
    """Where the ceiling comes from."""
    above: Cited[Literal["void", "noted"]]
    """Whether a bid above the ceiling is void or only noted."""


class Ratio(Closed):
    """Comparable prices by the price-ratio rule (差比价)."""

    use: Literal["ratio"]
    """The mechanism."""
    strength_base: Cited[Multiple]
    """Price factor when the strength doubles."""
    pack_base: Cited[Multiple]
    """Price factor when the number of units in the pack doubles."""


class Linear(Closed):
    """Comparable prices in proportion to content."""

    use: Literal["linear"]
    """The mechanism."""


class Factors(Closed):
    """Comparable prices by printed factors: generic names or packs that compete in one group."""

    use: Literal["factors"]
    """The mechanism."""
    factors: Cited[dict[str, Annotated[Decimal, Field(gt=0, le=1000, decimal_places=6)]]]
    """What one unit of a specification counts, by name; a name without a factor counts 1."""


class Composite(Closed):
    """The comparable price of a system is its parts plus the separately quoted service fee."""

    use: Literal["composite"]
    """The mechanism."""


class TieOrder(Closed):
    """Order in which equal prices are told apart, before lots are drawn."""

    use: Literal["tie-order"]
    """The mechanism."""
    keys: Cited[tuple[TieKey, ...]]
    """Keys in order; larger values come first; the lot decides last."""


class LowestPrice(Closed):
    """Bids are ranked by comparable price."""

    use: Literal["lowest-price"]
    """The mechanism."""


class Score(Closed):
    """Bids are ranked by a weighted score of price and technical points."""

    use: Literal["score"]
    """The mechanism."""
    price_weight: Cited[ExactShare]
    """Weight of the price points."""
    technical_weight: Cited[ExactShare]
    """Weight of the technical points."""
    price_points: Cited[Literal["lowest-over-price", "cut"]]
    """How a price becomes points from 0 to 100."""
    least_bidders: Cited[Count]
    """With fewer bidders the lowest price decides."""
    criteria: Cited[dict[Criterion, ExactShare]] | None = None
    """Weights that make technical points out of single scores; without them the points are given."""
