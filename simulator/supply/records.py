"""What a contract engine is given and what it returns: plain arrays, histories first.

Dimensions and units as in :mod:`simulator.supply.settled`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.money import Ints
from simulator.rules.lot import Bools
from simulator.supply.columns import BOUGHT, SERVED, Beyond, Cause, Cell, Maker, Whole
from simulator.supply.settled import Floats, Given, Knobs

__all__ = [
    "BOUGHT",
    "SERVED",
    "Beyond",
    "Cause",
    "Cell",
    "Contracts",
    "Floats",
    "Flows",
    "Given",
    "Knobs",
    "Maker",
    "Outcome",
    "Whole",
    "empty_flows",
    "empty_outcome",
]


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
    """``[K]`` ``((row * C + cell) * P + period) * (n + 3) + who``, sorted: deliveries of all others; ``who``
    is a bid, or ``n`` and a place of ``Beyond``."""
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
    """``[R, C, 18]`` by cell (``Cell``)."""
    makers: Floats
    """``[R, n, 9]`` by supplier (``Maker``)."""
    whole: Floats
    """``[R, 6]`` by history (``Whole``)."""
    cause: Ints
    """``[R, n]`` why the award was lost (``Cause``)."""
    postings: Floats
    """``[R, M, C, n + 3]`` units delivered by month, cell and supplier, then as in ``Beyond``: what a ledger
    prices. Empty unless asked for."""


def empty_flows(given: Given, room: int, length: int = 12) -> Flows:
    """Lay out flows to be filled, with room for so many deliveries of others than the main supplier.

    What the kernel writes itself is left as it lies in memory.
    """
    rows, cells = given.main.shape
    months = given.factor.shape[1] if room else 0
    return Flows(
        main=np.empty((rows, cells, months)),
        elsewhere=np.zeros((rows, cells, -(-months // length))),
        substituted=np.zeros((rows, cells, -(-months // length))),
        key=np.empty(room, dtype=np.int64),
        units=np.empty(room),
        used=np.zeros(1, dtype=np.int64),
        length=length,
    )


def empty_outcome(given: Given, postings: bool) -> Outcome:
    """Lay out an outcome to be filled."""
    rows, bids = given.won.shape
    cells = given.main.shape[1]
    months = given.factor.shape[1]
    shape = (rows, months, cells, bids + len(Beyond)) if postings else (0, 0, 0, 0)
    return Outcome(
        cells=np.zeros((rows, cells, len(Cell))),
        makers=np.zeros((rows, bids, len(Maker))),
        whole=np.zeros((rows, len(Whole))),
        cause=np.zeros((rows, bids), dtype=np.int64),
        postings=np.zeros(shape),
    )
