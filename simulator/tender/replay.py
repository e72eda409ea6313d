"""Replay: a rule book applied to an actual bid list; what could not be decided, and whether it matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.market.areas import Areas
from simulator.money import MAX_PRICE, Ints
from simulator.rules.award import award_round, looks_across_varieties
from simulator.rules.conversion import price_factor
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot, State, Test
from simulator.rules.parameters import Clauses
from simulator.rules.regions.choice import Shorts
from simulator.scenario.model import FORMS

__all__ = ["Decision", "Doubt", "Replay", "replay"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What happened to one bid; prices in 1/10,000 yuan."""

    variety: str
    firm: str
    brand: str
    price: int
    award_price: int | None
    won: bool
    reason: str
    rank: int | None
    regions: tuple[str, ...]
    backs_up: tuple[str, ...]
    volume: int
    pool: int
    assigned: int
    may_join_late: bool
    outside_cap: int
    yellow: int
    red: int
    tests: tuple[str, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact that is missing in a variety, and whether it could change who wins or at what price."""

    variety: str
    fact: str
    bids: int
    matters: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """Outcome of a replay."""

    awarded: tuple[AwardedLot, ...]
    decisions: tuple[Decision, ...]
    doubts: tuple[Doubt, ...]
    whole_round: bool
    switched_off: bool
    """Whether clauses that look across varieties were switched off."""


def replay(
    lots: Sequence[Lot],
    clauses: Clauses,
    areas: Areas,
    varieties_of_round: int,
    whole_round: bool | None = None,
) -> Replay:
    """Apply a rule book to a bid list.

    Parameters
    ----------
    lots
        The bids by variety, one replication.
    clauses
        The rule book's clauses.
    areas
        Supply areas.
    varieties_of_round
        Varieties that the round had: on a shorter list clauses that look across varieties are off.
    whole_round
        Whether the list is the whole round; decided from the number of varieties if not given.
    """
    whole = len(lots) >= varieties_of_round if whole_round is None else whole_round
    awarded = award_round(lots, clauses, areas.units, whole)
    decisions = tuple(_decide(lot, bid, clauses, areas) for lot in awarded for bid in range(lot.lot.size))
    doubts = _doubts(lots, awarded, clauses, areas, whole)
    return Replay(awarded, decisions, doubts, whole, looks_across_varieties(clauses) and not whole)


def _decide(awarded: AwardedLot, bid: int, clauses: Clauses, areas: Areas) -> Decision:
    lot, won = awarded.lot, bool(awarded.won[0, bid])
    return Decision(
        variety=lot.variety,
        firm=lot.firms[bid],
        brand=lot.brands[bid],
        price=int(lot.bid[0, bid]),
        award_price=_own_price(awarded, bid, clauses) if won else None,
        won=won,
        reason=State(int(awarded.state[0, bid])).code,
        rank=int(awarded.rank[0, bid]) if won else None,
        regions=_areas_of(awarded.main[0], bid, areas),
        backs_up=_areas_of(awarded.backup[0], bid, areas),
        volume=int(awarded.volume[0, bid]),
        pool=int(awarded.pool[0, bid]),
        assigned=int(awarded.assigned[0, bid]),
        may_join_late=bool(awarded.late[0, bid]),
        outside_cap=int(awarded.outside_cap[0, bid]),
        yellow=int(awarded.yellow[0, bid]),
        red=int(awarded.red[0, bid]),
        tests=bits(int(awarded.met[0, bid])),
        undecided=bits(int(awarded.undecided[0, bid])),
    )


def bits(value: int) -> tuple[str, ...]:
    """Spell out a set of test bits as names."""
    return tuple(test.name.lower().replace("_", "-") for test in Test if value & test)


def _areas_of(suppliers: Shorts, bid: int, areas: Areas) -> tuple[str, ...]:
    return tuple(areas.codes[area] for area in np.flatnonzero(suppliers == bid))


def _own_price(awarded: AwardedLot, bid: int, clauses: Clauses) -> int:
    """Express the comparable award price in the bid's own specification."""
    if awarded.price[0, bid] == awarded.comparable[0, bid]:
        return int(awarded.lot.bid[0, bid])
    lot = awarded.lot
    factor = price_factor(lot, clauses.conversion)[bid]
    return int(np.floor(awarded.price[0, bid] * factor + 0.5)) if factor != 1 else int(awarded.price[0, bid])


def _doubts(
    lots: Sequence[Lot], awarded: Sequence[AwardedLot], clauses: Clauses, areas: Areas, whole: bool
) -> tuple[Doubt, ...]:
    found = []
    for fact, test, variants in (
        ("ceiling", Test.CUT | Test.CEILING, _ceiling_variants),
        ("form", Test.THRESHOLD, _form_variants),
        ("enquiry", Test.ENQUIRY, _enquiry_variants),
        ("brand_volume", Test.REVIVAL, _brand_variants),
        ("quality", Test.QUALITY, _quality_variants),
    ):
        touched = [int(((one.undecided & test) > 0).sum()) for one in awarded]
        if not any(touched):
            continue
        others = [award_round(v, clauses, areas.units, whole) for v in variants(lots)]
        for at, number in enumerate(touched):
            if number:
                matters = any(_differs(awarded[at], other[at]) for other in others)
                found.append(Doubt(lots[at].variety, fact, number, matters))
    return tuple(found)


def _differs(one: AwardedLot, other: AwardedLot) -> bool:
    return bool((one.won != other.won).any() or (one.price != other.price).any())


def _ceiling_variants(lots: Sequence[Lot]) -> list[tuple[Lot, ...]]:
    """Fill unknown ceilings so that every cut passes, and so that none does."""

    def fill(lot: Lot, ceiling: Ints) -> Lot:
        return replace(lot, ceiling=np.where(lot.ceiling == UNKNOWN, ceiling, lot.ceiling))

    high = tuple(fill(lot, np.full_like(lot.bid, MAX_PRICE)) for lot in lots)
    return [high, tuple(fill(lot, lot.bid) for lot in lots)]


def _quality_variants(lots: Sequence[Lot]) -> list[tuple[Lot, ...]]:
    """Take the bids without a quality status out."""
    out = STATUSES.index("not-passed")
    return [
        tuple(
            replace(lot, status=np.where(lot.status == 0, out, lot.status).astype(np.uint8)) for lot in lots
        )
    ]


def _form_variants(lots: Sequence[Lot]) -> list[tuple[Lot, ...]]:
    """Take each dosage form in turn for the varieties whose form is not on record."""
    return [tuple(replace(lot, form=lot.form or form) for lot in lots) for form in FORMS]


def _enquiry_variants(lots: Sequence[Lot]) -> list[tuple[Lot, ...]]:
    """Fill unknown enquiry prices so that every bid is below, and so that none is."""

    def fill(lot: Lot, price: int) -> Lot:
        return replace(lot, enquiry=np.where(lot.enquiry == UNKNOWN, price, lot.enquiry))

    return [tuple(fill(lot, price) for lot in lots) for price in (MAX_PRICE, 1)]


def _brand_variants(lots: Sequence[Lot]) -> list[tuple[Lot, ...]]:
    """Fill unknown brand volumes so that those brands reach the mean, and so that they do not."""

    def fill(lot: Lot, volume: Ints) -> Lot:
        return replace(lot, brand_volume=np.where(lot.brand_volume == UNKNOWN, volume, lot.brand_volume))

    known = [max(int(lot.brand_volume.max(initial=0)), 1) for lot in lots]
    even = tuple(fill(lot, np.full(lot.size, most)) for lot, most in zip(lots, known, strict=True))
    none = tuple(fill(lot, np.zeros(lot.size, dtype=np.int64)) for lot in lots)
    return [even, none]
