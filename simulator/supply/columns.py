"""What is counted of contracts: the columns of what the engines return."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["BOUGHT", "SERVED", "Beyond", "Cause", "Cell", "Maker", "Whole"]


class Cause(IntEnum):
    """Why a supplier lost its award."""

    NONE = 0
    FAILURE = 1
    DEFAULT = 2
    QUALITY = 3
    COLLUSION = 4


class Cell(IntEnum):
    """Columns of what is counted by cell.

    Units, then months and spells of shortage, units lost to substitutes, sanctions, whether hospitals lost
    the insurance contract, what they did with what they bought, what an invited firm delivered, and what of
    orders nobody delivered but the hospitals' safety stock bridged, and was ordered on top to refill it.
    """

    ORDERED = 0
    MAIN = 1
    BACKUP = 2
    OTHERS = 3
    OUTSIDE = 4
    SHORTAGE = 5
    ELSEWHERE = 6
    SHORT_MONTHS = 7
    SPELLS = 8
    SUBSTITUTED = 9
    SANCTIONS = 10
    EXCLUDED = 11
    USED = 12
    HELD = 13
    EXPIRED = 14
    INVITED = 15
    BRIDGED = 16
    REFILLED = 17


BOUGHT = [Cell.MAIN, Cell.BACKUP, Cell.OTHERS, Cell.INVITED, Cell.OUTSIDE]
"""What hospitals get, by who delivers it, in the order in which they are asked."""
SERVED = [*BOUGHT, Cell.SHORTAGE]
"""What becomes of orders, apart from what hospitals' safety stock bridges."""


class Beyond(IntEnum):
    """Places after those of the ``n`` bids in what is kept of deliveries."""

    INVITED = 0
    """A firm that the authority invites in a takeover."""
    OUTSIDE = 1
    """Other firms without an award."""
    SHORT = 2
    """Nobody."""


class Maker(IntEnum):
    """Columns of what is counted by supplier: units, numbers of events, loss of the award, capacity."""

    STOCK_START = 0
    MADE = 1
    DELIVERED = 2
    STOCK_END = 3
    TALKS = 4
    COMPENSATION = 5
    TAKEOVERS = 6
    LOST_AT = 7
    CAPACITY_END = 8


class Whole(IntEnum):
    """Columns of what is counted by history: month ends, their stock summed up, yearly assessments."""

    MONTHS = 0
    FEW_ABLE = 1
    STOCK = 2
    ASSESSED = 3
    FAILED = 4
    NO_MERIT = 5
