"""Reported need in a bid list: bases by area and brand volumes as hospitals delegated them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.errors import InputError, Problem, nearest
from simulator.market.areas import Areas
from simulator.market.delegation import Delegated

if TYPE_CHECKING:
    from simulator.tender.lists import BidRow

__all__ = ["Unmatched", "unmatched", "with_reports"]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A reported need that no bid stands for."""

    variety: str
    brand: str
    """Brand or firm that reports name; empty where nobody bids for the variety."""
    quantity: int


def _name(row: BidRow) -> str:
    """Name by which reports mean a bid: its brand or, without one, its firm."""
    return row.brand or row.firm


def with_reports(rows: Sequence[BidRow], areas: Areas, demand: Delegated) -> tuple[BidRow, ...]:
    """Give every bid the volume that hospitals reported for its brand or, without a brand, for its firm.

    Parameters
    ----------
    rows
        The bids; their own base and brand volume are replaced.
    areas
        Supply areas of the rule book.
    demand
        What hospitals reported, for the same areas.

    Raises
    ------
    InputError
        If the areas differ, nobody who takes part reported a variety, or one name stands for two bids.
    """
    if demand.regions != areas.codes:
        raise InputError.one(
            "reports and rule book are for different supply areas",
            mend="delegate to the areas of the rule book, in their order",
        )
    problems: list[Problem] = []
    leaders: dict[tuple[str, str], BidRow] = {}
    told: set[str] = set()
    for row in rows:
        if row.variety not in demand.needs and row.variety not in told:
            told.add(row.variety)
            what = f"no institution that takes part reported '{row.variety}'"
            problems.append(Problem(what, row.place, nearest(row.variety, demand.needs)))
        leader = leaders.setdefault((row.variety, _name(row)), row)
        if leader is not row:
            what = f"reports for '{_name(row)}' could mean '{leader.firm}' or '{row.firm}' in '{row.variety}'"
            problems.append(Problem(what, row.place, "give the two bids brands of different names"))
    if problems:
        raise InputError(tuple(problems))
    needs = demand.needs
    return tuple(
        replace(
            row,
            base=needs[row.variety].total,
            brand_volume=needs[row.variety].by_brand.get(_name(row), 0),
        )
        for row in rows
    )


def unmatched(bids: Iterable[tuple[str, str]], demand: Delegated) -> tuple[Unmatched, ...]:
    """List what was reported for brands or varieties that nobody bids for; misspelt names show here.

    Parameters
    ----------
    bids
        Variety and name (brand or, without one, firm) of every bid.
    demand
        What hospitals reported.
    """
    names = set(bids)
    varieties = {variety for variety, _ in names}
    found: list[Unmatched] = []
    for variety, need in demand.needs.items():
        if variety not in varieties:
            found.append(Unmatched(variety, "", need.total))
            continue
        found += [
            Unmatched(variety, brand, units)
            for brand, units in need.by_brand.items()
            if (variety, brand) not in names
        ]
    return tuple(found)
