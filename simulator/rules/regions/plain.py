"""Choice of areas in plain Python: the readable twin that the compiled version must equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle, islice

__all__ = ["choose_backup", "choose_main"]


def choose_main(
    queue: Sequence[int], preference: Sequence[Sequence[int]], first_pick: int, areas: int, most: int = 1_000
) -> list[int]:
    """Let winners take areas in turn, the cheapest first.

    The first ``first_pick`` winners take one area each; then all winners take one per turn, in order
    of rank, until no area is left.

    Parameters
    ----------
    queue
        Winners that choose, by rank.
    preference
        Areas in each bid's order of preference.
    first_pick
        Number of winners that pick before the turns begin.
    areas
        Number of areas.
    most
        Most areas for one winner.

    Returns
    -------
    list of int
        The bid that supplies each area, -1 for none.

    Notes
    -----
    Source: round 7 (S22, S38).
    """
    supplier = [-1] * areas
    if not queue:
        return supplier
    turns: Iterator[int] = chain(queue[:first_pick], cycle(queue))
    if most < areas:
        turns = (bid for bid in turns if supplier.count(bid) < most)
    # Areas that are taken stay so: nobody looks at one twice.
    wishes = {bid: iter(preference[bid]) for bid in queue}
    for bid in islice(turns, min(areas, most * len(queue))):
        supplier[next(area for area in wishes[bid] if supplier[area] < 0)] = bid
    return supplier


def choose_backup(
    queue: Sequence[int],
    preference: Sequence[Sequence[int]],
    supplier: Sequence[int],
    units: Sequence[int],
    owner: Sequence[int],
) -> list[int]:
    """Let winners take backup areas in turn.

    A firm never backs up itself, and within one unit of areas never the same main supplier twice,
    unless nobody could take any of the remaining areas otherwise.

    Parameters
    ----------
    queue, preference
        As in ``choose_main``.
    supplier
        Main supplier of each area, -1 for none.
    units
        Unit of each area; -1 where no unit binds.
    owner
        Firm of each bid: two brands of one firm are one supplier here.

    Returns
    -------
    list of int
        The bid that backs up each area, -1 for none.

    Notes
    -----
    Source: round 7 (S22, S38, S39); how areas are grouped into units is an assumption.
    """
    backup = [-1] * len(supplier)
    if len(queue) < 2:
        return backup
    held: set[tuple[int, int, int]] = set()

    def open_to(bid: int, bound: bool) -> Callable[[int], bool]:
        def fits(area: int) -> bool:
            if supplier[area] < 0 or backup[area] >= 0 or owner[supplier[area]] == owner[bid]:
                return False
            pair = (owner[bid], owner[supplier[area]], units[area])
            return not bound or units[area] < 0 or pair not in held

        return fits

    bound = True
    while True:
        moved = False
        for bid in queue:
            area = next(filter(open_to(bid, bound), preference[bid]), None)
            if area is not None:
                backup[area] = bid
                held.add((owner[bid], owner[supplier[area]], units[area]))
                moved = True
        if not moved and not bound:
            return backup
        bound = bound and moved
