"""The working paper of one competitive unit while the clauses are applied to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.plain.bid_list import PlainBidList

__all__ = ["NOT_QUALIFIED", "REVIVED", "WINNING", "Bidder", "Table"]

REVIVED = ("revived-shortlisted", "revived-not-shortlisted")
WINNING = ("won", "won-negotiated", *REVIVED)
STATUS_REASONS = ("not-passed", "violation-list", "gmp-breach", "failed-sampling", "inexperienced")
NOT_QUALIFIED = (*STATUS_REASONS, "not-accepted", "supply-record", "credit-record")


@dataclass(slots=True, eq=False)
class Bidder:
    """One bid, or the members of a consortium, in rank order; they share one price and one fate."""

    members: list[int]
    price: int
    state: str = ""
    award: int = 0
    shortlisted: bool = False
    chooses: bool = True
    keeps_brand: bool = False

    @property
    def first(self) -> int:
        """The member that represents the others."""
        return self.members[0]


@dataclass(slots=True, eq=False)
class Table:
    """One unit: prices made comparable, states so far, bidders in rank order."""

    lot: PlainBidList
    comparable: list[int]
    ceiling: list[int | None]
    """Comparable ceilings."""
    enquiry: list[int | None]
    """Comparable enquiry prices."""
    state: list[str]
    order: dict[int, tuple[int, ...]]
    """Comparable price, tie keys, lot, position of each bid."""
    bidders: list[Bidder] = field(default_factory=list)
    """Standing bidders in rank order."""
    counted: int = 0
    """Number of bidders."""
    places: int = 0
    anchor: Fraction | None = None
