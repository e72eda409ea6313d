"""A whole round: units are opened, compared across varieties, closed, and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.rules.parameters import AcrossVarieties, ByBrand, Clauses, ExtremeRatios, ProvisionalList
from tests.oracle.plain.bid_list import PlainBidList, PlainLot
from tests.oracle.plain.entry import apply_ceiling, apply_links, apply_quality
from tests.oracle.plain.limits import late_entry, listing, years
from tests.oracle.plain.ranking import compare, convert, rank_bidders, tie_order
from tests.oracle.plain.revival import revive
from tests.oracle.plain.selection import apply_price_test, give_places
from tests.oracle.plain.supply import choose_areas
from tests.oracle.plain.table import Bidder, Table
from tests.oracle.plain.units import divide
from tests.oracle.plain.volume import commit, committed_share
from tests.oracle.plain.volumes import Volumes
from tests.oracle.plain.whole_round import compare_cuts, eliminate, negotiate

__all__ = ["award_plain"]


@dataclass(slots=True)
class _Closed:
    """One unit when all is decided."""

    table: Table
    winners: list[Bidder]
    main: list[int | None]
    backup: list[int | None]
    volumes: Volumes


def award_plain(
    lots: Sequence[PlainBidList], clauses: Clauses, units: Sequence[str], whole_round: bool = True
) -> list[PlainLot]:
    """Decide a round, variety by variety except where the rules look across varieties.

    Parameters
    ----------
    lots
        The varieties, in the order of the list.
    clauses
        The clauses of a rule book.
    units
        Name of the backup unit of each supply area.
    whole_round
        Whether the list is the whole round; if not, the clauses that look across varieties are off.
    """
    divisions = [divide(lot, clauses.units) for lot in lots]
    opened = [
        [_open(replace(lot, bids=[lot.bids[i] for i in unit]), clauses) for unit in division]
        for lot, division in zip(lots, divisions, strict=True)
    ]
    tables = [table for unit_tables in opened for table in unit_tables]
    if whole_round:
        _look_across(tables, clauses)
    return [
        _together(lot, division, [_close(table, clauses, units) for table in unit_tables], clauses)
        for lot, division, unit_tables in zip(lots, divisions, opened, strict=True)
    ]


def _open(lot: PlainBidList, clauses: Clauses) -> Table:
    """Quality to price test: all that can be decided within one unit before varieties are compared."""
    comparable = [compare(bid, clauses.conversion) for bid in lot.bids]
    table = Table(
        lot=lot,
        comparable=comparable,
        ceiling=[convert(bid.ceiling, bid, clauses.conversion) for bid in lot.bids],
        enquiry=[convert(bid.enquiry, bid, clauses.conversion) for bid in lot.bids],
        state=["" if bid.present else "absent" for bid in lot.bids],
        order=tie_order(lot, comparable, clauses.ties),
    )
    apply_quality(table, clauses.quality)
    groups = apply_links(table, clauses.links)
    groups = apply_ceiling(table, groups, clauses.ceiling, clauses.conversion)
    table.bidders = rank_bidders(table, groups, clauses.ranking)
    give_places(table, clauses.places, clauses.price_test)
    apply_price_test(table, clauses.price_test)
    return table


def _look_across(tables: list[Table], clauses: Clauses) -> None:
    if isinstance(clauses.negotiation, ProvisionalList):
        negotiate(tables, clauses.negotiation)
    if isinstance(clauses.negotiation, AcrossVarieties):
        compare_cuts(tables, clauses.negotiation)
    if isinstance(clauses.elimination, ExtremeRatios):
        eliminate(tables, clauses.elimination)


def _close(table: Table, clauses: Clauses, units: Sequence[str]) -> _Closed:
    """Revival, supply and volume of one unit; the states of bidders become those of their bids."""
    winners = revive(table, clauses.revival)
    main, backup = choose_areas(table.lot, winners, clauses.supply, units)
    for bidder in table.bidders:
        for i in bidder.members:
            table.state[i] = bidder.state
    return _Closed(table, winners, main, backup, commit(table, winners, main, clauses))


def _together(
    lot: PlainBidList, division: list[list[int]], closed: list[_Closed], clauses: Clauses
) -> PlainLot:
    """Put the units of a variety together again; term and listing limits follow from the whole variety."""
    assert len(closed) == 1 or isinstance(clauses.supply, ByBrand)
    size = len(lot.bids)
    state, rank, price = [""] * size, [0] * size, [0] * size
    volumes = Volumes.nothing(size)
    for unit, part in zip(division, closed, strict=True):
        for k, i in enumerate(unit):
            state[i] = part.table.state[k]
            volumes.volume[i] = part.volumes.volume[k]
            volumes.pool[i] = part.volumes.pool[k]
            volumes.assigned[i] = part.volumes.assigned[k]
        for number, bidder in enumerate(part.winners, start=1):
            for k in bidder.members:
                rank[unit[k]] = number
                price[unit[k]] = bidder.award
    bidders = sum(part.table.counted for part in closed)
    winners = sum(len(part.winners) for part in closed)
    limits = listing(lot, state, price, clauses.listing)
    return PlainLot(
        state=state,
        rank=rank,
        price=price,
        volume=volumes.volume,
        pool=volumes.pool,
        assigned=volumes.assigned,
        late=late_entry(lot, state, clauses.late_entry),
        outside_cap=limits.outside_cap,
        yellow=limits.yellow,
        red=limits.red,
        bidders=bidders,
        places=sum(part.table.places for part in closed),
        winners=winners,
        share=committed_share(lot, winners, clauses),
        years=years(lot, bidders, winners, clauses),
        main=closed[0].main if closed else [],
        backup=closed[0].backup if closed else [],
    )
