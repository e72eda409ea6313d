"""What a contract engine is given and what it returns: plain arrays, histories first.

``R`` histories, ``n`` bids, ``C`` cells, ``M`` months of the longest term, ``Y`` years, ``K`` outages. Times
are months from the start of execution; volumes are units, rates units a month; a time that never comes is
infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.lot import Bools

__all__ = [
    "Cause",
    "Cell",
    "Contracts",
    "Flows",
    "Given",
    "Knobs",
    "Maker",
    "Outcome",
    "Whole",
    "empty_flows",
    "empty_outcome",
]

Floats = npt.NDArray[np.float64]


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
    the insurance contract, and what they did with what they bought.
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
    """Columns of what is counted by history."""

    MONTHS = 0
    FEW_ABLE = 1
    COVER = 2
    ASSESSED = 3
    FAILED = 4
    NO_MERIT = 5


class Knobs(NamedTuple):
    """Parameters that both engines use, as numbers."""

    first: float
    final: float
    habit: float
    close: float
    reviewed: float
    paid: float
    reminder: float
    after: float
    warn_at: float
    growth: float
    growth_limit: float
    recall: float
    steps: tuple[float, float, float]
    outside: float
    serious: float
    rungs: tuple[float, float, float]
    fail_below: float
    merit_from: float
    priority: float
    removes: tuple[float, float, float]
    stock_months: float
    """Months of use that hospitals hold at the end of the term."""
    expires: float
    """Part of what they buy that expires."""


class Given(NamedTuple):
    """Everything that is settled before a history begins."""

    term: Ints
    """``[R]`` months of the contract; 0 without a winner."""
    main: Ints
    """``[R, C]`` bid that is the main supplier, -1 for none."""
    backup: Ints
    """``[R, C]`` bid that is the backup, -1 for none."""
    reported: Floats
    """``[R, C]`` reported need, units a month."""
    agreed: Floats
    """``[R, C]`` agreed volume, units a month."""
    won: Bools
    """``[R, n]`` whether the bid is awarded."""
    need: Floats
    """``[R, C]`` true need at the old price, units a month."""
    response: Floats
    """``[R, C]`` part by which need has risen when the response to price is complete."""
    phase: Floats
    """``[M]`` part of that response that has come in each month."""
    factor: Floats
    """``[R, M]`` national factor of need in each month."""
    stored: Floats
    """``[R, C]`` units that hospitals hold at the start, from an earlier contract."""
    signed: Floats
    """``[R, C, G]`` time at which each kind of the cell's hospitals has signed and listed the product."""
    weight: Floats
    """``[G]`` share of each kind in the cell's need."""
    moved: Floats
    """``[R, Y]`` part of what would go to non-winners that goes to winners because of price labels, by
    contract year."""
    leaves: Floats
    """``[R, C]`` share of need that goes to substitutes in the end."""
    drift: Floats
    """``[M]`` part of that which has gone in each month."""
    found_at: Floats
    """``[R, C, Y]`` month at whose end an inspection comes that finds what there is to find."""
    capacity: Floats
    """``[R, n]`` capacity planned, units a month."""
    ramp: Floats
    """``[M]`` part of it that is there in each month."""
    reserve: Floats
    """``[R, n]`` stock up to which it is refilled."""
    opening: Floats
    """``[R, n]`` stock at the start."""
    down_from: Floats
    """``[R, n, K]`` starts of outages, in order."""
    down_to: Floats
    """``[R, n, K]`` their ends."""
    fails_at: Floats
    """``[R, n, Y]`` time at which a sample fails in each contract year."""
    severe: Bools
    """``[R, n, Y]`` whether that failure costs the award."""
    reports: Bools
    """``[R, n]`` whether the maker reports stops of production."""
    refuses_at: Floats
    """``[R, n]`` time of default."""
    annulled_at: Floats
    """``[R]`` time at which all awards are annulled."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts of one variety in ``R`` histories."""

    variety: str
    firms: tuple[str, ...]
    areas: tuple[str, ...]
    """``[C]`` code of each cell's area; the firm where cells are not areas."""
    regional: bool
    """Whether cells are supply areas."""
    given: Given
    knobs: Knobs
    ratio: Floats
    """``[R, C]`` award price of the main supplier over the reference price."""
    price: Floats
    """``[R, n]`` award price in yuan; 0 for losers."""
    reference: float
    """Reference price in yuan."""
    lenient: Bools
    """``[R, n]`` whether the firm would help an inquiry."""
    late: Floats
    """``[R, C]`` part of deliveries that distributors bring late."""
    summoned: Floats
    """``[R, C]`` times that distributors of the main supplier are summoned."""


class Flows(NamedTuple):
    """Units by month, laid out so that little is written: most months know one supplier."""

    main: Floats
    """``[R, C, M]`` delivered by the cell's main supplier."""
    elsewhere: Floats
    """``[R, C, P]`` need that goes to non-winners from the start, by period of ``length`` months."""
    substituted: Floats
    """``[R, C, P]`` need that goes to other substances."""
    key: Ints
    """``[K]`` ``((row * C + cell) * P + period) * (n + 2) + who``, sorted: deliveries of all others; ``who``
    is a bid, ``n`` for firms without an award in a takeover, ``n + 1`` for what is short."""
    units: Floats
    """``[K]`` units of each of them."""
    used: Ints
    """``[1]`` how many of them there are."""
    length: int
    """Months in a period."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the contracts of one variety."""

    cells: Floats
    """``[R, C, 15]`` by cell (``Cell``)."""
    makers: Floats
    """``[R, n, 9]`` by supplier (``Maker``)."""
    whole: Floats
    """``[R, 6]`` by history (``Whole``)."""
    cause: Ints
    """``[R, n]`` why the award was lost (``Cause``)."""
    postings: Floats
    """``[R, M, C, n + 2]`` units delivered by month, cell and supplier, then by firms without an award in a
    takeover, then short: what a ledger prices. Empty unless asked for."""


def empty_flows(given: Given, room: int, length: int = 12) -> Flows:
    """Lay out flows to be filled, with room for so many deliveries of others than the main supplier."""
    rows, cells = given.main.shape
    months = given.factor.shape[1] if room else 0
    return Flows(
        main=np.zeros((rows, cells, months)),
        elsewhere=np.zeros((rows, cells, -(-months // length))),
        substituted=np.zeros((rows, cells, -(-months // length))),
        key=np.zeros(room, dtype=np.int64),
        units=np.zeros(room),
        used=np.zeros(1, dtype=np.int64),
        length=length,
    )


def empty_outcome(given: Given, postings: bool) -> Outcome:
    """Lay out an outcome to be filled."""
    rows, bids = given.won.shape
    cells = given.main.shape[1]
    months = given.factor.shape[1]
    shape = (rows, months, cells, bids + 2) if postings else (0, 0, 0, 0)
    return Outcome(
        cells=np.zeros((rows, cells, len(Cell))),
        makers=np.zeros((rows, bids, len(Maker))),
        whole=np.zeros((rows, len(Whole))),
        cause=np.zeros((rows, bids), dtype=np.int64),
        postings=np.zeros(shape),
    )
