"""Committed volume: the mechanisms that go by area, and the door to those that go by brand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from simulator.rules.parameters import (
    BrandFirst,
    BrandShare,
    ByClass,
    ByCut,
    ByIncumbency,
    ByPrintedClass,
    ByRank,
    ByRatio,
    Clauses,
    Nested,
    ShareByWinners,
)
from tests.oracle.plain.bid_list import PlainBidList
from tests.oracle.plain.exact import exact, look_up, rounded, split
from tests.oracle.plain.table import Bidder, Table
from tests.oracle.plain.volume_by_class import by_class, by_printed_class
from tests.oracle.plain.volume_by_price import by_cut, by_ratio
from tests.oracle.plain.volume_by_rank import by_rank
from tests.oracle.plain.volumes import Volumes

__all__ = ["commit", "committed_share"]


@dataclass(frozen=True, slots=True)
class _Award:
    """Winners in rank order, and the main supplier of each area."""

    table: Table
    winners: list[Bidder]
    main: list[int | None]

    @property
    def lot(self) -> PlainBidList:
        return self.table.lot


def committed_share(lot: PlainBidList, winners: int, clauses: Clauses) -> Fraction | None:
    """Share by number of winners; none where volume does not go by it."""
    clause = clauses.volume
    if not isinstance(clause, ShareByWinners | BrandFirst) or winners == 0:
        return None
    special = {"reduced": clause.shares.reduced, "special": clause.shares.special}.get(lot.volume_class)
    found = look_up((special or clause.shares.ordinary).value, winners)
    return Fraction(0) if found is None else exact(found)


def commit(table: Table, winners: list[Bidder], main: list[int | None], clauses: Clauses) -> Volumes:
    """Committed, pooled and assigned volume by bid; a brand volume that is missing counts as none."""
    clause = clauses.volume
    award = _Award(table, winners, main)
    share = committed_share(table.lot, len(winners), clauses)
    found = Volumes.nothing(len(table.lot.bids))
    if isinstance(clause, ShareByWinners) and share is not None:
        _share_by_winners(found, award, share)
    elif isinstance(clause, BrandFirst) and share is not None:
        _brand_first(found, award, share)
    elif isinstance(clause, ByIncumbency):
        _by_incumbency(found, award, clause)
    elif isinstance(clause, Nested):
        _nested(found, award, clause)
    elif isinstance(clause, BrandShare):
        _brand_share(found, award, clause)
    elif isinstance(clause, ByClass):
        by_class(found, table, winners, clause)
    elif isinstance(clause, ByPrintedClass):
        by_printed_class(found, table, winners, clause)
    elif isinstance(clause, ByRank):
        by_rank(found, table, winners, clause)
    elif isinstance(clause, ByCut):
        by_cut(found, table, winners, clause)
    elif isinstance(clause, ByRatio):
        by_ratio(found, table, winners, clause)
    return found


def _share_by_winners(found: Volumes, award: _Award, share: Fraction) -> None:
    """Areas to their main suppliers; a brand's own volume to those who do not choose areas but keep it."""
    for area, supplier in enumerate(award.main):
        if supplier is not None:
            found.volume[supplier] += rounded(award.lot.base[area] * share)
    for bidder in award.winners:
        if bidder.keeps_brand and not bidder.chooses:
            for i in bidder.members:
                found.volume[i] = rounded((award.lot.bids[i].brand_volume or 0) * share)


def _brand_share(found: Volumes, award: _Award, clause: BrandShare) -> None:
    for bidder in award.winners:
        for i in bidder.members:
            found.volume[i] = rounded((award.lot.bids[i].brand_volume or 0) * exact(clause.share.value))


def _brand_first(found: Volumes, award: _Award, share: Fraction) -> None:
    """Brand volume area by area to the winning brands; what is left of an area to its main supplier.

    Without a base, brand volume is not split. Reading: of equal remainders the larger base comes first, then
    the area that comes first.
    """
    base = award.lot.base
    named = [0] * len(base)
    for bidder in award.winners:
        for i in bidder.members:
            brand = award.lot.bids[i].brand_volume or 0
            if sum(base) == 0:
                found.volume[i] = rounded(brand * share)
                continue
            for area, part in enumerate(split(brand, base)):
                named[area] += part
                found.volume[i] += rounded(part * share)
    for area, supplier in enumerate(award.main):
        if supplier is not None:
            found.volume[supplier] += rounded(max(base[area] - named[area], 0) * share)


def _by_incumbency(found: Volumes, award: _Award, clause: ByIncumbency) -> None:
    for area, supplier in enumerate(award.main):
        if supplier is None:
            continue
        incumbent = (award.lot.bids[supplier].past_volume or 0) > 0 and award.lot.volume_class != "reduced"
        share = exact(clause.incumbent.value if incumbent else clause.other.value)
        found.volume[supplier] += rounded(award.lot.base[area] * share)


def _nested(found: Volumes, award: _Award, clause: Nested) -> None:
    """Each takes the same part of what is left, the last all of it; a consortium is its first member."""
    left = rounded(sum(award.lot.base) * exact(clause.share.value))
    part = look_up(clause.part.value, len(award.winners))
    for number, bidder in enumerate(award.winners, start=1):
        taken = left if number == len(award.winners) else rounded((0 if part is None else exact(part)) * left)
        found.volume[bidder.first] = taken
        left -= taken
