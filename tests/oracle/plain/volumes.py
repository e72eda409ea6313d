"""Volumes of the bids of one unit."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Volumes"]


@dataclass(slots=True)
class Volumes:
    """Committed, pooled and assigned volume by bid; what is assigned is part of what is committed."""

    volume: list[int]
    pool: list[int]
    assigned: list[int]

    @classmethod
    def nothing(cls, bids: int) -> Volumes:
        return cls([0] * bids, [0] * bids, [0] * bids)
