"""Volumes that each brand keeps by its rank, with a pool for the rest."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from simulator.rules.parameters import ByRank
from tests.oracle.plain.exact import exact, look_up, rounded
from tests.oracle.plain.table import REVIVED, Bidder, Table
from tests.oracle.plain.volumes import Volumes

__all__ = ["by_rank"]


def by_rank(found: Volumes, table: Table, winners: list[Bidder], clause: ByRank) -> None:
    """Kept and pooled volume of every bid; part of the pool goes to the first rank.

    Reading: the rank is the rank among the winners. Each member of a consortium has its own ceiling; the
    first one takes what is assigned to the first rank. No unit is made: where both parts round up, the
    kept one does.
    """
    brand = [bid.brand_volume or 0 for bid in table.lot.bids]
    won: set[int] = set()
    for rank, bidder in enumerate(winners, start=1):
        for i in bidder.members:
            won.add(i)
            if bidder.state in REVIVED:
                found.volume[i] = rounded(brand[i] * exact(clause.revived_kept.value))
                found.pool[i] = brand[i] - found.volume[i]
            else:
                kept, pooled = _shares(table, bidder, i, rank, clause)
                found.volume[i] = rounded(brand[i] * kept)
                found.pool[i] = min(rounded(brand[i] * pooled), brand[i] - found.volume[i])
    for i, bid in enumerate(table.lot.bids):
        if bid.present and i not in won:
            found.pool[i] = rounded(brand[i] * exact(clause.loser_pool.value))
    if winners:
        first = winners[0].first
        found.assigned[first] = rounded(sum(found.pool) * exact(clause.pool_to_first.value))
        found.volume[first] += found.assigned[first]


def _shares(table: Table, bidder: Bidder, i: int, rank: int, clause: ByRank) -> tuple[Fraction, Fraction]:
    """Shares kept and pooled: by a top-up line for winners without a place, otherwise by rank."""
    ceiling = table.ceiling[i]
    if not bidder.shortlisted and ceiling is not None:
        for line in clause.top_up:
            if exact(line.at_most.value) * ceiling >= bidder.award:
                return exact(line.kept.value), exact(line.pool.value)
    kept = clause.kept
    if table.lot.volume_class == "reduced" and clause.reduced_kept:
        kept = clause.reduced_kept
    return _by_table(kept.value, rank), _by_table(clause.pool.value, rank)


def _by_table(table: dict[int, Decimal], rank: int) -> Fraction:
    share = look_up(table, rank)
    return Fraction(0) if share is None else exact(share)
