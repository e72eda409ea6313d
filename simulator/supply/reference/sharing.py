"""Who steps in for a supplier that is short: shared pro rata by rule, not by the order of claims."""

from __future__ import annotations

from collections.abc import Collection

from simulator.supply.reference.actors import Buyer, Supplier

__all__ = ["ask_backups", "ask_others", "ask_outside"]


def ask_backups(suppliers: Collection[Supplier], lacking: list[Buyer]) -> None:
    """Let each cell ask its backup, which gives what it can make beyond its own orders."""
    calls = [b for b in lacking if b.main.step >= 1 and b.backup is not None and b.ways[4] > 0]
    for buyer in calls:
        assert buyer.backup is not None  # noqa: S101  # said in the line above
        buyer.backup.asked += buyer.ways[4]
    for supplier in suppliers:
        supplier.by_backup = min(supplier.spare, supplier.asked)
    for buyer in calls:
        assert buyer.backup is not None  # noqa: S101
        _give(buyer, 1, min(buyer.backup.spare / buyer.backup.asked, 1.0))


def ask_others(suppliers: Collection[Supplier], lacking: list[Buyer]) -> None:
    """Let what is still missing be asked of all other winners, out of one pool."""
    calls = [b for b in lacking if b.main.step >= 2]
    claims = sum(b.ways[4] for b in calls)
    pool = sum(s.spare - s.by_backup for s in suppliers)
    if claims <= 0 or pool <= 0:
        return
    fraction = min(pool / claims, 1.0)
    for supplier in suppliers:
        supplier.by_pool = (supplier.spare - supplier.by_backup) * (claims * fraction / pool)
    for buyer in calls:
        _give(buyer, 2, fraction)


def ask_outside(lacking: list[Buyer], most: float) -> None:
    """Let the rest be asked of firms without an award, which have ``most`` units a month."""
    calls = [b for b in lacking if b.main.step >= 3]
    claims = sum(b.ways[4] for b in calls)
    if claims > 0:
        for buyer in calls:
            _give(buyer, 3, min(most / claims, 1.0))


def _give(buyer: Buyer, way: int, fraction: float) -> None:
    buyer.ways[way] = buyer.ways[4] * fraction
    buyer.ways[4] -= buyer.ways[way]
