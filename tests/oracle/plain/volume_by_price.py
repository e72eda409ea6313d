"""Volumes that each brand keeps by its price: by cut in a straight line, by ratio to a benchmark in steps."""

from __future__ import annotations

import math
from fractions import Fraction

from simulator.rules.parameters import ByCut, ByRatio
from tests.oracle.plain.exact import exact, rounded
from tests.oracle.plain.table import Bidder, Table
from tests.oracle.plain.volumes import Volumes

__all__ = ["by_cut", "by_ratio"]


def by_cut(found: Volumes, table: Table, winners: list[Bidder], clause: ByCut) -> None:
    """Share kept by cut from the ceiling.

    Reading: the price is the award price; each member of a consortium has its own ceiling.
    """
    start = exact(clause.from_cut.value)
    for bidder in winners:
        for i in bidder.members:
            ceiling = table.ceiling[i]
            cut = start if ceiling is None else Fraction(ceiling - bidder.award, ceiling)
            cut = min(max(cut, start), exact(clause.to_cut.value))
            moved = exact(clause.per_point.value) * 100 * (cut - start)
            brand = table.lot.bids[i].brand_volume or 0
            found.volume[i] = rounded(brand * _within_one(exact(clause.kept.value) + moved))
            passed_on = rounded(brand * _within_one(exact(clause.passed_on.value) - moved))
            found.pool[i] = min(passed_on, brand - found.volume[i])


def _within_one(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))


def by_ratio(found: Volumes, table: Table, winners: list[Bidder], clause: ByRatio) -> None:
    for bidder in winners:
        for i in bidder.members:
            share = _ratio_share(table, i, bidder.award, clause)
            found.volume[i] = rounded((table.lot.bids[i].brand_volume or 0) * share)


def _ratio_share(table: Table, i: int, price: int, clause: ByRatio) -> Fraction:
    """Share by the step of the price over the benchmark, less what a raised price costs.

    Reading: the price is the award price; each member of a consortium has its own benchmark and previous
    price; a bid without a benchmark is not above `others_line`, and without `raised` that line is idle.
    """
    steps = {exact(limit): exact(share) for limit, share in clause.steps.value.items()}
    by_name = {"enquiry": table.enquiry, "ceiling": table.ceiling}
    benchmark = by_name[clause.benchmark.value][i]
    if benchmark is None:
        share = steps[max(steps)]
    else:
        above = [limit for limit in steps if limit * benchmark >= price]
        share = steps[min(above)] if above else Fraction(0)
    if clause.raised is None:
        return share
    old: Fraction | None = None
    previous = table.lot.bids[i].previous_price
    if previous is not None:
        old = Fraction(previous)
    elif clause.others_line is not None and benchmark is not None:
        old = exact(clause.others_line.value) * benchmark
    if old is None or price <= old:
        return share
    rise = Fraction(math.ceil((price / old - 1) * 100), 100)
    return share * max(Fraction(0), exact(clause.raised.value) - rise)
