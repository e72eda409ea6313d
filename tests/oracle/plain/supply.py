"""Who supplies where."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.rules.parameters import ByBrand, SerialChoice, WholeArea
from tests.oracle.plain.bid_list import PlainBidList
from tests.oracle.plain.table import Bidder

__all__ = ["choose_areas"]

Areas = list[int | None]


def choose_areas(
    lot: PlainBidList, winners: list[Bidder], clause: SerialChoice | WholeArea | ByBrand, units: Sequence[str]
) -> tuple[Areas, Areas]:
    """Main and backup supplier of each area, as bids; a consortium is its first member."""
    areas = len(lot.base)
    main: Areas = [None] * areas
    backup: Areas = [None] * areas
    if isinstance(clause, WholeArea) and winners:
        main = [winners[0].first] * areas
    if not isinstance(clause, SerialChoice):
        return main, backup
    choosers = _in_turn(lot, [bidder.first for bidder in winners if bidder.chooses], clause)
    queue = choosers[: clause.first_pick.value]
    if choosers:
        queue = queue + choosers * areas
    for chooser in queue:
        free = [area for area in lot.bids[chooser].preference if main[area] is None]
        full = clause.most_areas is not None and main.count(chooser) >= clause.most_areas.value
        if free and not full:
            main[free[0]] = chooser
    if clause.backup and len(winners) > 1 and choosers:
        _back_up(lot, choosers, main, backup, units if clause.backup.unit.value != "none" else None)
    return main, backup


def _in_turn(lot: PlainBidList, choosers: list[int], clause: SerialChoice) -> list[int]:
    """Order of turns: by rank, or by score for past supply, no score last, ties by rank.

    Reading: where the score decides it does so for the first pick and for backups too.
    """
    if clause.order is None or clause.order.value != "supply-score":
        return choosers

    def key(chooser: int) -> tuple[bool, int]:
        score = lot.bids[chooser].supply_score
        return score is None, -(score or 0)

    return sorted(choosers, key=key)


def _back_up(
    lot: PlainBidList, choosers: list[int], main: Areas, backup: Areas, units: Sequence[str] | None
) -> None:
    """Let the winners choose areas to back up, in turns.

    After a whole turn in which nobody could take an area the unit condition is dropped, and turns start
    again from the first rank. A firm with several winning bids does not back up itself.
    """
    firm = {chooser: lot.bids[chooser].firm for chooser in choosers}
    backed: set[tuple[str, str, str]] = set()
    condition = units is not None

    def choice(chooser: int) -> int | None:
        for area in lot.bids[chooser].preference:
            supplier = main[area]
            if backup[area] is not None or supplier is None or firm[supplier] == firm[chooser]:
                continue
            if condition and units and (firm[chooser], firm[supplier], units[area]) in backed:
                continue
            return area
        return None

    while True:
        taken = 0
        for chooser in choosers:
            area = choice(chooser)
            if area is None:
                continue
            taken += 1
            backup[area] = chooser
            supplier = main[area]
            if units and supplier is not None:
                backed.add((firm[chooser], firm[supplier], units[area]))
        if not taken:
            if not condition:
                return
            condition = False
