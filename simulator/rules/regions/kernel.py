"""Choice of areas, compiled: the same steps as the plain twin, for many replications at once."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

__all__ = ["choose_backup_many", "choose_main_many"]

Shorts = npt.NDArray[np.int16]


@numba.njit(cache=True, nogil=True)
def choose_main_many(queue: Shorts, preference: Shorts, first_pick: int, most_areas: int = 1_000) -> Shorts:
    """Run ``choose_main`` for every replication; ``queue`` is ``[R, K]`` padded with -1."""
    rows, most = queue.shape
    bids, areas = preference.shape
    supplier = np.full((rows, areas), -1, np.int16)
    seen = np.zeros(bids, np.int64)
    count = np.zeros(bids, np.int64)
    for row in range(rows):
        number = 0
        while number < most and queue[row, number] >= 0:
            seen[queue[row, number]] = 0
            count[queue[row, number]] = 0
            number += 1
        if number == 0:
            continue
        early = min(first_pick, number)
        turn = 0
        for _ in range(min(areas, most_areas * number)):
            bid = queue[row, turn if turn < early else (turn - early) % number]
            turn += 1
            while count[bid] >= most_areas:
                bid = queue[row, turn if turn < early else (turn - early) % number]
                turn += 1
            count[bid] += 1
            place = seen[bid]
            while supplier[row, preference[bid, place]] >= 0:
                place += 1
            supplier[row, preference[bid, place]] = bid
            seen[bid] = place + 1
    return supplier


@numba.njit(cache=True, nogil=True)
def choose_backup_many(  # noqa: PLR0912  # one compiled loop, step by step like its twin
    queue: Shorts, preference: Shorts, supplier: Shorts, units: Shorts, owner: Shorts
) -> Shorts:
    """Run ``choose_backup`` for every replication."""
    rows, most = queue.shape
    bids, areas = preference.shape
    backup = np.full((rows, areas), -1, np.int16)
    held = np.zeros((bids, bids), np.int64)
    start = np.zeros(bids, np.int64)
    for row in range(rows):
        number = 0
        while number < most and queue[row, number] >= 0:
            number += 1
        if number < 2:
            continue
        for one in range(number):
            start[queue[row, one]] = 0
            for other in range(number):
                held[owner[queue[row, one]], owner[queue[row, other]]] = 0
        left = 0
        for area in range(areas):
            if supplier[row, area] >= 0:
                left += 1
        bound = True
        while left > 0:
            moved = False
            for slot in range(number):
                bid = queue[row, slot]
                gap = False
                for place in range(start[bid], areas):
                    area = preference[bid, place]
                    main = supplier[row, area]
                    if main < 0 or owner[main] == owner[bid] or backup[row, area] >= 0:
                        if not gap:
                            start[bid] = place + 1
                        continue
                    gap = True
                    unit = units[area]
                    if bound and unit >= 0 and (held[owner[bid], owner[main]] >> unit) & 1:
                        continue
                    backup[row, area] = bid
                    if unit >= 0:
                        held[owner[bid], owner[main]] |= 1 << unit
                    moved = True
                    left -= 1
                    break
            if not moved and not bound:
                break
            bound = bound and moved
    return backup
