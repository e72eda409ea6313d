"""What is counted of cells, compiled: all figures of a history in one pass over its cells."""

from __future__ import annotations

import numba
import numpy as np

from simulator.money import Ints
from simulator.results.bids import Floats
from simulator.supply.columns import Cell
from simulator.supply.kernel.layout import OPTIONS

__all__ = ["FIFTH", "add_figure", "add_regions", "add_whole", "even", "sum_cells"]

FIFTH = 0.2
"""Share of orders that the worst-served regions make up."""
compiled = numba.njit(cache=True, **OPTIONS)
_SHORTAGE, _SHORT_MONTHS = int(Cell.SHORTAGE), int(Cell.SHORT_MONTHS)


@compiled
def even(
    ordered: Floats, delivered: Floats, lent: tuple[Floats, Ints], out: Floats
) -> None:  # pragma: no cover - compiled
    """Compare the fill rates of the regions of one history, each weighted with its orders.

    ``out`` is the fill rate of the worst region; of those that are served worst and order a fifth of all, the
    last of them in part; and the Gini coefficient of fill rates: half the mean distance of two units ordered,
    over the mean. Without orders 1, 1 and 0. ``lent`` is room for rates and for the order of regions.
    """
    rates, order = lent
    out[0], out[1], out[2] = 1.0, 1.0, 0.0
    uneven, total, got, known = False, 0.0, 0.0, 0
    for c in range(len(ordered)):
        uneven |= delivered[c] < ordered[c]
        total += ordered[c]
        got += delivered[c]
    if not uneven:
        return
    for c in range(len(ordered)):
        if ordered[c] > 0.0:
            at, known = known, known + 1
            rates[c] = delivered[c] / ordered[c]
            while at > 0 and rates[c] < rates[order[at - 1]]:
                order[at] = order[at - 1]
                at -= 1
            order[at] = c
    worst, fifth, apart, before, got_before = 0.0, 0.0, 0.0, 0.0, 0.0
    for at in range(known):
        asked, given = ordered[order[at]], delivered[order[at]]
        if at == 0:
            worst = given / asked
        fifth += min(max(FIFTH * total - before, 0.0), asked) * (given / asked)
        apart += given * before - asked * got_before
        before += asked
        got_before += given
    out[0], out[1] = worst, fifth / (FIFTH * total)
    out[2] = max(apart / (total * got), 0.0) if got > 0.0 else 0.0


@compiled
def sum_cells(
    cells: Floats, late: Floats, trace: float, lent: tuple[Floats, Ints], out: Floats
) -> None:  # pragma: no cover - compiled
    """Sum each history up: what is counted by cell, what came late, cells that changed, how even it is."""
    row, order = lent
    # Not a constant: what is kept on disk would not notice that there are more columns.
    ordered, delivered, rates, columns = row[0], row[1], row[2], cells.shape[2]
    for r in range(cells.shape[0]):
        one = out[r]
        one[:] = 0.0
        for c in range(cells.shape[1]):
            cell = cells[r, c]
            for column in range(columns):
                one[column] += cell[column]
            ordered[c], delivered[c] = cell[0], cell[1] + cell[2] + cell[3] + cell[15] + cell[4]
            one[columns] += delivered[c] * late[r, c]
            if delivered[c] > cell[1] * (1.0 + trace):
                one[columns + 1] += 1.0
        even(ordered, delivered, (rates, order), one[columns + 2 :])


@compiled
def add_figure(over: float, under: float, units: Floats, sums: Ints) -> None:  # pragma: no cover - compiled
    """Add a figure, where it is defined, as a whole number of small parts, and its square."""
    if under > 0.0:
        factor, fine, most, coarse, coarse_most = units
        value = min(factor * (over / under), most)
        rough = np.int64(np.floor(min(value, coarse_most) * coarse + 0.5))
        sums[0] += 1
        sums[1] += np.int64(np.floor(value * fine + 0.5))
        sums[2] += rough * rough


@compiled
def parts_of(
    cell: Floats, months: float, reported: float, agreed: float, trace: float, parts: Floats
) -> None:  # pragma: no cover - compiled
    """Write what stands above the line of each figure of a region, then what stands below."""
    ordered, main, delivered = cell[0], cell[1], cell[1] + cell[2] + cell[3] + cell[15] + cell[4]
    parts[0], parts[6] = delivered, ordered
    parts[1], parts[7] = cell[_SHORTAGE], reported * months
    parts[2], parts[8] = cell[_SHORT_MONTHS], months
    parts[3], parts[9] = delivered, agreed * months
    parts[4], parts[10] = delivered - main, ordered
    parts[5] = 1.0 if delivered > main * (1.0 + trace) else 0.0
    parts[11] = 1.0 if ordered > 0.0 else 0.0


@compiled
def add_regions(
    given: tuple[Floats, ...],
    trace: float,
    units: Floats,
    lent: tuple[Floats, Floats],
    sums: Ints,
    every: Floats,
) -> None:  # pragma: no cover - compiled
    """Add the figures of the regions of a variety, and what its regions add to those of all varieties."""
    cells, months, reported, agreed = given
    weight, parts = lent
    figures = len(weight)
    for r in range(cells.shape[0]):
        for c in range(cells.shape[1]):
            parts_of(cells[r, c], months[r], reported[r, c], agreed[r, c], trace, parts)
            for at in range(figures):
                add_figure(parts[at], parts[figures + at], units[at], sums[c, at])
                every[r, c, at] += parts[at] * weight[at]
                every[r, c, figures + at] += parts[figures + at] * weight[at]


@compiled
def add_whole(every: Floats, units: Floats, sums: Ints) -> None:  # pragma: no cover - compiled
    """Add the figures of regions over all varieties."""
    figures = len(units)
    for r in range(every.shape[0]):
        for c in range(every.shape[1]):
            for at in range(figures):
                add_figure(every[r, c, at], every[r, c, figures + at], units[at], sums[c, at])
