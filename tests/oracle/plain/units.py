"""Competitive units: which bids of a variety compete with each other."""

from __future__ import annotations

from simulator.rules.parameters import DemandUnits, Off, QualityTiers
from tests.oracle.plain.bid_list import PlainBidList
from tests.oracle.plain.exact import exact

__all__ = ["divide"]


def divide(lot: PlainBidList, clause: DemandUnits | QualityTiers | Off) -> list[list[int]]:
    """Bids of each unit, in list order, best unit first.

    Reading: a unit without any bid does not exist.
    """
    if isinstance(clause, Off):
        return [list(range(len(lot.bids)))]
    if isinstance(clause, QualityTiers):
        tiers = clause.tiers.value
        number = [
            next((k for k, tier in enumerate(tiers) if bid.status in tier), len(tiers) - 1)
            for bid in lot.bids
        ]
    else:
        in_a = _unit_a(lot, clause)
        number = [0 if bid.firm in in_a else 1 for bid in lot.bids]
    return [[i for i, unit in enumerate(number) if unit == k] for k in sorted(set(number))]


def _unit_a(lot: PlainBidList, clause: DemandUnits) -> set[str]:
    """Firms in unit A.

    Reading: a firm with several bids promises unless one of its bids says that it does not.
    """
    demand: dict[str, int] = {}
    refuses: set[str] = set()
    for bid in lot.bids:
        demand[bid.firm] = demand.get(bid.firm, 0) + (bid.brand_volume or 0)
        if clause.nationwide.value and bid.nationwide is False:
            refuses.add(bid.firm)
    unknown = any(bid.brand_volume is None for bid in lot.bids)
    if unknown or len(demand) <= clause.all_up_to.value:
        return set(demand)
    in_order = sorted(demand, key=lambda firm: -demand[firm])  # stable: ties in list order
    enough = exact(clause.share.value) * sum(demand.values())
    unit_a: set[str] = set()
    before = 0
    for firm in in_order:
        if before < enough and firm not in refuses:
            unit_a.add(firm)
        before += demand[firm]
    for firm in in_order:
        if len(unit_a) < clause.least_firms.value and firm not in refuses:
            unit_a.add(firm)
    return unit_a
