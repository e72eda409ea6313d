"""One simulated round, variety by variety: who bid, who won, at what cut, for how many areas."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from simulator.rules.parameters import Clauses, Consortium
from simulator.rules.places import places_for as counted_places

__all__ = ["BidRow", "VarietyRound", "first_round", "most_contested", "places_for"]

_NOT_COUNTED = frozenset(
    {
        "not-passed",
        "violation-list",
        "gmp-breach",
        "failed-sampling",
        "inexperienced",
        "not-accepted",
        "linked-higher",
        "linked-highest",
        "over-ceiling",
    }
)
"""Reasons for which a bid falls before bidders are counted."""


@dataclass(frozen=True, slots=True)
class BidRow:
    """One bid of the round; prices in yuan, NaN where none is on record."""

    firm: str
    brand: str
    kind: str
    """Class of the product."""
    bid: float
    comparable: float
    ceiling: float
    reference: float
    state: str
    """Reason code of where the bid ended."""
    offered: float
    price: float
    """Award price."""
    rank: int
    """Rank among the winners; 0 for a bid that lost."""
    volume: int
    areas: int
    backup_areas: int

    @property
    def name(self) -> str:
        """Firm, with the brand where it has one."""
        return f"{self.firm} · {self.brand}" if self.brand else self.firm

    @property
    def cut(self) -> float:
        """Cut of the award price against the reference price."""
        return 1 - self.price / self.reference


@dataclass(frozen=True, slots=True)
class VarietyRound:
    """One variety of the round."""

    variety: str
    bids: tuple[BidRow, ...]
    """Winners by rank, then the others by comparable price."""
    bidders: int | None
    """Bidders counted for the place table; unknown where linked firms bid as a consortium."""
    places: int | None
    """Places for that number of bidders."""

    @property
    def winning(self) -> tuple[BidRow, ...]:
        """Bids that won, by rank."""
        return tuple(bid for bid in self.bids if bid.rank > 0)

    @property
    def winners(self) -> int:
        """Winners, a consortium counted once: its members share a rank."""
        return len({bid.rank for bid in self.winning})

    @property
    def cuts(self) -> tuple[float, float]:
        """Smallest and largest cut of an award against the reference price; NaN without one."""
        known = [bid.cut for bid in self.winning if not math.isnan(bid.cut)]
        return (min(known), max(known)) if known else (math.nan, math.nan)


def first_round(awards: pd.DataFrame, clauses: Clauses | None) -> tuple[VarietyRound, ...]:
    """Put the bids of replication 0 together by variety.

    Parameters
    ----------
    awards
        The table ``awards`` of a run.
    clauses
        Clauses of the rule book, for the places; without them places are unknown.

    Returns
    -------
    tuple
        Varieties in the order of the table.
    """
    bids: dict[str, list[BidRow]] = {}
    for row in awards[awards["replication"] == 0].to_dict("records"):
        bids.setdefault(str(row["variety"]), []).append(_bid(row))
    return tuple(_variety(name, tuple(found), clauses) for name, found in bids.items())


def _bid(row: Mapping[Hashable, object]) -> BidRow:
    def words(name: str) -> str:
        value = row[name]
        return "" if value is None or value != value else str(value)  # noqa: PLR0124  # empty cells are NaN

    def real(name: str) -> float:
        return float(str(row[name]))

    def whole(name: str) -> int:
        number = real(name)
        return 0 if math.isnan(number) else int(number)

    return BidRow(
        firm=words("firm"),
        brand=words("brand"),
        kind=words("class"),
        bid=real("bid"),
        comparable=real("comparable"),
        ceiling=real("ceiling"),
        reference=real("reference"),
        state=words("state"),
        offered=real("offered"),
        price=real("price"),
        rank=whole("rank"),
        volume=whole("volume"),
        areas=whole("areas"),
        backup_areas=whole("backup_areas"),
    )


def _variety(name: str, bids: tuple[BidRow, ...], clauses: Clauses | None) -> VarietyRound:
    ordered = sorted(bids, key=lambda bid: (bid.rank or math.inf, bid.comparable, bid.firm, bid.brand))
    bidders, places = None, None
    if clauses is not None and not isinstance(clauses.links, Consortium):
        bidders = sum(bid.state not in _NOT_COUNTED for bid in bids)
        places = places_for(bidders, clauses)
    return VarietyRound(name, tuple(ordered), bidders, places)


def places_for(bidders: int, clauses: Clauses) -> int:
    """Return the places that a rule book gives to a number of bidders."""
    return counted_places(bidders, clauses.places)


def most_contested(varieties: tuple[VarietyRound, ...], number: int) -> tuple[VarietyRound, ...]:
    """Return the varieties with the most bids, most contested first."""
    return tuple(sorted(varieties, key=lambda one: (-len(one.bids), one.variety))[:number])
