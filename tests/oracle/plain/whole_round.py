"""Clauses that look across varieties: negotiation and elimination."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from simulator.rules.parameters import AcrossVarieties, ExtremeRatios, ProvisionalList
from tests.oracle.plain.exact import exact, rounded
from tests.oracle.plain.table import WINNING, Bidder, Table

__all__ = ["compare_cuts", "eliminate", "negotiate"]

Listed = list[tuple[Table, Bidder]]


def _few_bidders(tables: list[Table], competitive_from: int) -> Listed:
    """What passed where few bid, largest cut first.

    Prices and ceilings are the comparable ones. Without a ceiling a bid is last; what is still tied keeps
    the order of the list.
    """
    listed = [
        (table, bidder)
        for table in tables
        for bidder in table.bidders
        if bidder.state == "won" and table.counted < competitive_from
    ]

    def place_on_list(entry: tuple[Table, Bidder]) -> tuple[bool, Fraction, int, int, int]:
        table, winner = entry
        ceiling = table.ceiling[winner.first]
        cut = Fraction(0) if ceiling is None else Fraction(ceiling - winner.price, ceiling)
        return ceiling is None, -cut, table.lot.bids[winner.first].draw, tables.index(table), winner.first

    return sorted(listed, key=place_on_list)


def negotiate(tables: list[Table], clause: ProvisionalList) -> None:
    """Run the provisional list of the pilot."""
    cuts: list[int] = []
    for table in tables:
        for winner in (bidder for bidder in table.bidders if bidder.state == "won"):
            ceiling = table.ceiling[winner.first]
            if table.counted >= clause.competitive_from.value and ceiling is not None:
                cuts.append(rounded(Fraction((ceiling - winner.price) * 10_000, ceiling)))
    listed = _few_bidders(tables, clause.competitive_from.value)
    for table, winner in listed[clause.direct.value :]:
        ceiling = table.ceiling[winner.first]
        if not cuts or ceiling is None:
            winner.state = "undecided"
            continue
        floor = rounded(rounded(Fraction(sum(cuts), len(cuts))) * exact(clause.floor_share.value))
        offer = rounded(Fraction(ceiling * (10_000 - floor), 10_000))
        if winner.price <= offer:
            continue
        if all(offer >= table.lot.bids[i].reserve for i in winner.members):
            winner.state = "won-negotiated"
            winner.award = offer
        else:
            winner.state = "negotiation-failed"


def compare_cuts(tables: list[Table], clause: AcrossVarieties) -> None:
    """Let the bids of varieties with few bidders compete by their cuts."""
    listed = _few_bidders(tables, clause.competitive_from.value)
    for _, winner in listed[rounded(exact(clause.share.value) * len(listed)) :]:
        winner.state = "cut-too-small"


def eliminate(tables: list[Table], clause: ExtremeRatios) -> None:
    """Take out the highest counted bid of the varieties with the most extreme ratios."""
    counts: dict[str, Callable[[Bidder], bool]] = {
        "passed": lambda bidder: bidder.state in WINNING,
        "shortlisted": lambda bidder: bidder.shortlisted,
        "valid": lambda bidder: True,
    }
    taking_part: list[tuple[Fraction, int, Bidder]] = []
    for number, table in enumerate(tables):
        counted = [bidder for bidder in table.bidders if counts[clause.ranked.value](bidder)]
        if len(counted) < clause.minimum_bids.value:
            continue
        lowest = min(bidder.price for bidder in counted)
        highest = counted[0]
        for bidder in counted:  # in rank order: of equal ones the last stays
            if bidder.price >= highest.price:
                highest = bidder
        taking_part.append((Fraction(highest.price, lowest), number, highest))
    taking_part.sort(key=lambda entry: (-entry[0], entry[1]))
    widest = taking_part[: clause.widest.value]
    remaining = sorted(taking_part[clause.widest.value :], key=lambda entry: (entry[0], entry[1]))
    tightest = remaining[: clause.tightest.value]
    for hit, state in ((widest, "eliminated-widest"), (tightest, "eliminated-tightest")):
        for _, _, highest in hit:
            if highest.state in WINNING:
                highest.state = state
