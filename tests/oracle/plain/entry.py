"""Clauses that decide which bids stand: quality, linked firms, ceiling."""

from __future__ import annotations

from simulator.rules.parameters import Ceiling, Composite, Consortium, Merge, Off, QualityGate, VoidHigher
from tests.oracle.plain.table import STATUS_REASONS, Table

__all__ = ["apply_ceiling", "apply_links", "apply_quality"]


def apply_quality(table: Table, clause: QualityGate | Off) -> None:
    """Status first, then the record of supply, then credit."""
    if isinstance(clause, Off):
        return
    for i, bid in enumerate(table.lot.bids):
        if table.state[i]:
            continue
        if bid.status is not None and bid.status not in clause.accept.value:
            table.state[i] = bid.status if bid.status in STATUS_REASONS else "not-accepted"
        elif clause.least_supply_score and _below(bid.supply_score, clause.least_supply_score.value):
            table.state[i] = "supply-record"
        elif clause.least_credit and _below(bid.credit, clause.least_credit.value):
            table.state[i] = "credit-record"


def _below(score: int | None, least: int) -> bool:
    return score is not None and score < least


def apply_links(table: Table, clause: Merge | VoidHigher | Consortium | Off) -> list[list[int]]:
    """Drop the higher quotes of linked firms; return the bidders that are left, each a list of bids."""
    groups: dict[str, list[int]] = {}
    bidders: list[list[int]] = []
    for i, bid in enumerate(table.lot.bids):
        if table.state[i]:
            continue
        if bid.link and not isinstance(clause, Off):
            groups.setdefault(bid.link, []).append(i)
        else:
            bidders.append([i])
    left_of_several: list[int] = []
    for members in groups.values():
        first = min(members, key=table.order.__getitem__)
        kept = [first]
        if isinstance(clause, Consortium):
            kept = [i for i in members if table.comparable[i] == table.comparable[first]]
        for i in members:
            if i not in kept:
                table.state[i] = "linked-higher"
        bidders.append(kept)
        if len(members) >= 2:
            left_of_several.append(first)
    if isinstance(clause, VoidHigher) and clause.if_left_highest.value == "void":
        # All groups at once: nobody is removed until everybody is judged.
        prices = {bidder[0]: table.comparable[bidder[0]] for bidder in bidders}
        void = [i for i in left_of_several if not any(price > prices[i] for price in prices.values())]
        for i in void:
            table.state[i] = "linked-highest"
    return [bidder for bidder in bidders if not table.state[bidder[0]]]


def apply_ceiling(
    table: Table, groups: list[list[int]], clause: Ceiling | Off, conversion: object
) -> list[list[int]]:
    """Void the bids above their ceilings, members of a consortium each on their own; return who is left."""
    if isinstance(clause, Off) or clause.above.value != "void":
        return groups
    for i in (i for group in groups for i in group):
        bid = table.lot.bids[i]
        quoted = bid.price + bid.fee if isinstance(conversion, Composite) else bid.price
        if bid.ceiling is not None and quoted > bid.ceiling:
            table.state[i] = "over-ceiling"
    left = [[i for i in group if table.state[i] == ""] for group in groups]
    return [group for group in left if group]
