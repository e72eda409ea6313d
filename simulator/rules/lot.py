"""One variety put up for tender, and what the rules decided about it: plain arrays, replications first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from simulator.money import Ints
from simulator.rules.parameters.types import Criterion, Status

__all__ = [
    "CRITERIA",
    "STATUSES",
    "UNKNOWN",
    "AwardedLot",
    "Bools",
    "Lot",
    "State",
    "Test",
    "revived",
    "winning",
]

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

UNKNOWN = -1
"""Stands for a price or volume that is not on record."""

STATUSES: tuple[str, ...] = ("unknown", *get_args(Status))
"""Quality statuses by code."""

CRITERIA: tuple[str, ...] = get_args(Criterion)
"""Criteria that technical points can be made of, in the order of their column."""

_BY_BID = ("status", "link", "strength_ratio", "pack_ratio", "past_volume", "brand_volume", "coverage")
_WIDE = ("bid", "present", "ceiling", "reference", "reserve", "draw")
_FACTS = (
    "nationwide",
    "technical",
    "supply_score",
    "credit",
    "enquiry",
    "previous_price",
    "class_a",
    "class_b",
    "incumbent",
)


class State(IntEnum):
    """Where a bid ended; every bid ends in exactly one state."""

    ABSENT = 0
    WON = 1
    WON_NEGOTIATED = 2
    REVIVED_SHORTLISTED = 3
    REVIVED_NOT_SHORTLISTED = 4
    NOT_PASSED = 10
    VIOLATION_LIST = 11
    GMP_BREACH = 12
    FAILED_SAMPLING = 13
    INEXPERIENCED = 14
    NOT_ACCEPTED = 15
    SUPPLY_RECORD = 16
    CREDIT_RECORD = 17
    LINKED_HIGHER = 20
    LINKED_HIGHEST = 21
    OVER_CEILING = 22
    NO_PLACE = 23
    FIRM_LIMIT = 24
    FAILED_PRICE_TEST = 25
    UNDECIDED = 26
    NEGOTIATION_FAILED = 27
    ELIMINATED_WIDEST = 28
    ELIMINATED_TIGHTEST = 29
    CUT_TOO_SMALL = 30

    @property
    def code(self) -> str:
        """The reason code that users see, such as ``no-place``."""
        return self.name.lower().replace("_", "-")


def winning(state: Bytes) -> Bools:
    """Tell which bids are awarded: at once, in a negotiation or in a revival.

    Parameters
    ----------
    state
        Where each bid stands (``State``), of any shape.
    """
    return np.asarray((state >= State.WON) & (state <= State.REVIVED_NOT_SHORTLISTED), dtype=np.bool_)


def revived(state: Bytes) -> Bools:
    """Tell which bids are awarded in a revival only.

    Parameters
    ----------
    state
        Where each bid stands (``State``), of any shape.
    """
    second = (state == State.REVIVED_SHORTLISTED) | (state == State.REVIVED_NOT_SHORTLISTED)
    return np.asarray(second, dtype=np.bool_)


class Test(IntEnum):
    """Bits of the price tests and other clauses, in the fields ``met`` and ``undecided``."""

    MULTIPLE = 1
    CUT = 2
    THRESHOLD = 4
    LINE = 8
    QUALITY = 16
    CEILING = 32
    REVIVAL = 64
    ENQUIRY = 128


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Lot:
    """One variety with its ``n`` bids in ``R`` replications.

    Prices are in 1/10,000 yuan as bid; arrays marked ``[R, n]`` may have one row that serves all
    replications. ``UNKNOWN`` marks a fact that is not on record.
    """

    variety: str
    firms: tuple[str, ...]
    brands: tuple[str, ...]
    bid: Ints
    """``[R, n]`` bid as quoted."""
    present: Bools
    """``[R, n]`` whether the firm bids at all."""
    ceiling: Ints
    """``[R, n]`` highest valid bid of the bid's specification."""
    reference: Ints
    """``[R, n]`` lowest procurement price before the tender."""
    status: Bytes
    """``[n]`` index into ``STATUSES``."""
    link: Ints
    """``[n]`` number of the group of linked firms, ``UNKNOWN`` for none."""
    strength_ratio: npt.NDArray[np.float64]
    """``[n]`` strength of the bid's specification over the main one."""
    pack_ratio: npt.NDArray[np.float64]
    """``[n]`` units per pack over the main specification."""
    past_volume: Ints
    """``[n]`` volume sold before the tender."""
    brand_volume: Ints
    """``[n]`` or ``[R, n]`` volume that hospitals reported for this brand."""
    coverage: Ints
    """``[n]`` number of areas in which the firm sold before."""
    reserve: Ints
    """``[R, n]`` lowest price that the firm would accept later (revival, negotiation)."""
    draw: Ints
    """``[R, n]`` drawing of lots: a random number, smaller first."""
    form: str
    """Dosage form, empty if not on record."""
    volume_class: str
    """``ordinary``, ``reduced`` or ``special``."""
    base: Ints
    """``[A]`` reported base by supply area, in the order of the areas; empty if not on record."""
    preference: npt.NDArray[np.int16]
    """``[n, A]`` areas in the firm's order of preference."""
    nationwide: Ints = field(default_factory=_none)
    """``[n]`` 1 if the firm promises to supply everywhere, 0 if not."""
    technical: Ints = field(default_factory=_none)
    """``[n]`` technical points in 1/10,000."""
    criteria: Ints = field(default_factory=_none)
    """``[n, 7]`` points by criterion (``CRITERIA``) in 1/10,000."""
    supply_score: Ints = field(default_factory=_none)
    """``[n]`` or ``[R, n]`` score for past supply, 0 to 100."""
    credit: Ints = field(default_factory=_none)
    """``[n]`` or ``[R, n]`` credit score, 0 to 100."""
    fee: Ints = field(default_factory=_none)
    """``[n]`` separately quoted service fee; 0 without one."""
    specifications: tuple[str, ...] = ()
    """``[n]`` names of specifications that a printed factor may be for."""
    enquiry: Ints = field(default_factory=_none)
    """``[n]`` or ``[R, n]`` enquiry price of the bid's specification."""
    previous_price: Ints = field(default_factory=_none)
    """``[n]`` or ``[R, n]`` own winning price of the tender before, comparable; ``UNKNOWN`` for newcomers."""
    class_a: Ints = field(default_factory=_none)
    """``[n]`` printed price up to which a winner is of class A, comparable."""
    class_b: Ints = field(default_factory=_none)
    """``[n]`` printed price up to which a winner is of class B, comparable."""
    incumbent: Ints = field(default_factory=_none)
    """``[n]`` or ``[R, n]`` 1 if the bid held the contract before, 0 if not; past volume tells otherwise."""

    def __post_init__(self) -> None:
        """Fill facts that were not given with ``UNKNOWN`` (fees with 0)."""
        size = len(self.firms)
        for name in _FACTS:
            if not getattr(self, name).size:
                object.__setattr__(self, name, np.full(size, UNKNOWN, dtype=np.int64))
        if not self.criteria.size:
            object.__setattr__(self, "criteria", np.full((size, len(CRITERIA)), UNKNOWN, dtype=np.int64))
        if not self.fee.size:
            object.__setattr__(self, "fee", np.zeros(size, dtype=np.int64))
        if not self.specifications:
            object.__setattr__(self, "specifications", ("",) * size)

    def of(self, bids: npt.NDArray[np.intp]) -> Lot:
        """Return the lot with some of its bids only."""
        tables = {name: getattr(self, name)[bids] for name in ("criteria", "preference")}
        rows: dict[str, Any] = {name: getattr(self, name)[..., bids] for name in (*_BY_BID, *_FACTS, "fee")}
        columns: dict[str, Any] = {name: getattr(self, name)[:, bids] for name in _WIDE} | tables
        names: dict[str, Any] = {
            name: tuple(getattr(self, name)[i] for i in bids)
            for name in ("firms", "brands", "specifications")
        }
        return replace(self, **rows, **columns, **names)

    @property
    def size(self) -> int:
        """Number of bids."""
        return len(self.firms)

    @property
    def replications(self) -> int:
        """Number of replications."""
        return int(max(self.bid.shape[0], self.present.shape[0], self.draw.shape[0]))

    def full(self) -> Lot:
        """Return the lot with every ``[R, n]`` array of full height."""
        shape = (self.replications, self.size)
        return replace(
            self,
            bid=np.broadcast_to(self.bid, shape),
            present=np.broadcast_to(self.present, shape),
            ceiling=np.broadcast_to(self.ceiling, shape),
            reference=np.broadcast_to(self.reference, shape),
            reserve=np.broadcast_to(self.reserve, shape),
            draw=np.broadcast_to(self.draw, shape),
        )


@dataclass(frozen=True, slots=True)
class AwardedLot:
    """What the rules decided about one variety."""

    lot: Lot
    state: Bytes
    """``[R, n]`` where each bid ended (``State``)."""
    met: Bytes
    """``[R, n]`` price tests that the bid met (bits of ``Test``), whether or not it needed them."""
    undecided: Bytes
    """``[R, n]`` clauses that could not be decided for want of a fact (bits of ``Test``)."""
    comparable: Ints
    """``[R, n]`` comparable price."""
    comparable_ceiling: Ints
    """``[R, n]`` ceiling converted in the same way, or ``UNKNOWN``."""
    price: Ints
    """``[R, n]`` comparable award price; 0 for losers."""
    position: Ints
    """``[R, n]`` rank among the standing bids, from 1; 0 for bids that fell earlier."""
    rank: Ints
    """``[R, n]`` rank among the winners, from 1; 0 for losers."""
    bidders: Ints
    """``[R]`` bidders counted for the place table."""
    places: Ints
    """``[R]`` places."""
    winners: Ints
    """``[R]`` winners, a consortium counted once."""
    anchor: Ints
    """``[R, 2]`` anchor as numerator and denominator, in ticks; denominator 0 without an anchor."""
    offered: Ints
    """``[R, n]`` price offered in a revival or negotiation; 0 without an offer."""
    share: Ints
    """``[R]`` committed share in 1/1,000,000; 0 where volume is not by winners."""
    years: Ints
    """``[R]`` years of the term; 0 for a fixed end date or no winner."""
    main: npt.NDArray[np.int16]
    """``[R, A]`` bid that supplies each area, -1 for none; ``A`` = 0 without areas."""
    backup: npt.NDArray[np.int16]
    """``[R, A]`` bid that backs up each area, -1 for none."""
    volume: Ints
    """``[R, n]`` committed volume; 0 without a base."""
    pool: Ints
    """``[R, n]`` what the reports for this bid put into the hospitals' pools, in units."""
    assigned: Ints
    """``[R, n]`` part of ``volume`` that was assigned out of the pools."""
    late: Bools
    """``[R, n]`` whether the bid may join during the term, at its ceiling."""
    outside_cap: Ints
    """``[R, n]`` highest listing price of a winner outside its areas; 0 without a limit."""
    yellow: Ints
    """``[R, n]`` price above which a product without an award is labelled yellow; 0 without a line."""
    red: Ints
    """``[R, n]`` price above which it is labelled red; 0 without a line."""

    @property
    def won(self) -> Bools:
        """``[R, n]`` whether the bid is awarded in the end."""
        return winning(self.state)
