"""Conversion to comparable prices, tie keys, and ranking by price or by score."""

from __future__ import annotations

import math
from fractions import Fraction

from simulator.rules.parameters import Composite, Factors, Linear, LowestPrice, Off, Ratio, Score, TieOrder
from tests.oracle.plain.bid_list import PlainBid, PlainBidList
from tests.oracle.plain.exact import exact, rounded
from tests.oracle.plain.table import Bidder, Table

__all__ = ["compare", "convert", "rank_bidders", "tie_order"]

Conversion = Ratio | Linear | Factors | Composite | Off


def convert(amount: int | None, bid: PlainBid, clause: Conversion) -> int | None:
    """An amount for the bid's own specification, for the main one.

    Ratios are worked out in floating point and rounded; printed factors exactly.
    """
    if amount is None:
        return None
    if isinstance(clause, Factors):
        printed = clause.factors.value.get(bid.specification)
        return amount if printed is None else rounded(amount / exact(printed))
    if isinstance(clause, Ratio):
        factor = float(clause.strength_base.value) ** math.log2(bid.strength_ratio)
        factor *= float(clause.pack_base.value) ** math.log2(bid.pack_ratio)
        factor = float(f"{factor:.12g}")
    elif isinstance(clause, Linear):
        factor = bid.strength_ratio * bid.pack_ratio
    else:
        return amount
    return amount if factor == 1.0 else math.floor(amount / factor + 0.5)


def compare(bid: PlainBid, clause: Conversion) -> int:
    """Comparable price of a bid; the service fee counts only where systems are bought whole."""
    quoted = bid.price + bid.fee if isinstance(clause, Composite) else bid.price
    price = convert(quoted, bid, clause)
    assert price is not None
    return price


def tie_order(lot: PlainBidList, comparable: list[int], clause: TieOrder) -> dict[int, tuple[int, ...]]:
    """Sorting key of each bid: comparable price, tie keys, lot, position."""
    columns: list[list[int]] = []
    for key in clause.keys.value:
        facts = [
            {"past-volume": bid.past_volume, "brand-volume": bid.brand_volume, "coverage": bid.coverage}[key]
            for bid in lot.bids
        ]
        if any(fact is None for fact in facts):
            continue
        columns.append([-(fact or 0) for fact in facts])
    return {
        i: (comparable[i], *(column[i] for column in columns), bid.draw, i) for i, bid in enumerate(lot.bids)
    }


def rank_bidders(table: Table, groups: list[list[int]], clause: LowestPrice | Score) -> list[Bidder]:
    """Bidders in rank order; a consortium stands where its first member stands."""
    scores = _scores(table, groups, clause) if isinstance(clause, Score) else None

    def key(i: int) -> tuple[Fraction, tuple[int, ...]]:
        return Fraction(0) if scores is None else -scores[i], table.order[i]

    standing = [sorted(group, key=key) for group in groups]
    standing.sort(key=lambda group: key(group[0]))
    return [Bidder(group, table.comparable[group[0]]) for group in standing]


def _scores(table: Table, groups: list[list[int]], clause: Score) -> dict[int, Fraction] | None:
    """Score of each standing bid; none where the lowest price decides.

    Reading: bidders are counted here as they stand, guaranteed lines or not.
    """
    standing = [i for group in groups for i in group]
    if len(groups) < clause.least_bidders.value or not standing:
        return None
    lowest = min(table.comparable[i] for i in standing)
    scores: dict[int, Fraction] = {}
    for i in standing:
        technical = _technical_points(table.lot.bids[i], clause)
        if technical is None:
            return None
        points = _price_points(table, i, lowest, clause.price_points.value)
        scores[i] = (
            exact(clause.price_weight.value) * points + exact(clause.technical_weight.value) * technical
        )
    return scores


def _price_points(table: Table, i: int, lowest: int, how: str) -> int:
    price, ceiling = table.comparable[i], table.ceiling[i]
    if how == "lowest-over-price":
        return rounded(Fraction(1_000_000 * lowest, price))
    if ceiling is None or ceiling - price < 0:
        return 0
    return rounded(Fraction(1_000_000 * (ceiling - price), ceiling))


def _technical_points(bid: PlainBid, clause: Score) -> int | None:
    """Technical points in 1/10,000.

    Reading: only the criteria that the rule book weighs can be missing.
    """
    if clause.criteria is None:
        return bid.technical
    total = Fraction(0)
    for criterion, weight in clause.criteria.value.items():
        points = (bid.criteria or {}).get(criterion)
        if points is None:
            return None
        total += exact(weight) * points
    return rounded(total)
