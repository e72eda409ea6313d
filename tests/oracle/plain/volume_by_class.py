"""Volumes by price class: classes by rank (insulin 2021) and by printed prices (insulin 2024)."""

from __future__ import annotations

from simulator.rules.parameters import ByClass, ByPrintedClass
from tests.oracle.plain.exact import exact, rounded, split
from tests.oracle.plain.table import REVIVED, Bidder, Table
from tests.oracle.plain.volumes import Volumes

__all__ = ["by_class", "by_printed_class"]


def by_class(found: Volumes, table: Table, winners: list[Bidder], clause: ByClass) -> None:
    """Classes by rank; a part of the last class's brand volume moves to the first class."""
    brand = [bid.brand_volume or 0 for bid in table.lot.bids]
    ends = [rounded(len(winners) * exact(cut)) for cut in clause.cuts.value]
    if ends:
        ends[0] = max(ends[0], 1)
    first: list[int] = []
    moved = 0
    for number, bidder in enumerate(winners):
        its_class = next((k for k, end in enumerate(ends) if number < end), len(ends))
        for i in bidder.members:
            found.volume[i] = rounded(brand[i] * exact(clause.shares.value[its_class]))
            if its_class == 0:
                first.append(i)
            if its_class == len(ends):
                moved += rounded(brand[i] * exact(clause.transfer.value))
    for i, part in zip(first, split(moved, [brand[i] for i in first]), strict=True):
        found.volume[i] += part


def by_printed_class(found: Volumes, table: Table, winners: list[Bidder], clause: ByPrintedClass) -> None:
    """Classes by printed prices.

    Reading: the price is the award price. Each member of a consortium is held against its own printed prices;
    they share a rank, so that all members in class A are A1 if one is.
    """
    best_of_a: Bidder | None = None
    for bidder in winners:
        for i in bidder.members:
            bid = table.lot.bids[i]
            revived = bidder.state in REVIVED
            if not revived and bid.class_a is not None and bidder.award <= bid.class_a:
                best_of_a = best_of_a or bidder
                share = clause.first if bidder is best_of_a else clause.a
            elif not revived and bid.class_b is not None and bidder.award <= bid.class_b:
                share = clause.b
            else:
                share = clause.c
            found.volume[i] = rounded((bid.brand_volume or 0) * exact(share.value))
