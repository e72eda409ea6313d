"""Money in whole fen: units priced, shares taken, totals divided without losing a fen."""

from __future__ import annotations

from simulator.fund.records import PARTS

__all__ = ["fen", "part", "running", "shared"]


def fen(units: float, price: int) -> int:
    """Price units in fen, rounded half up."""
    return int(max(units, 0.0) * price / 100.0 + 0.5)


def part(total: int, share: int) -> int:
    """Take a share in millionths of an amount that is not negative, rounded half up."""
    return (2 * total * share + PARTS) // (2 * PARTS)


def shared(total: int, cumulated: tuple[int, ...]) -> list[int]:
    """Divide an amount by cumulated shares without losing a fen."""
    upto = [part(total, share) for share in cumulated]
    return [b - a for a, b in zip([0, *upto], upto, strict=False)]


def running(totals: list[int]) -> list[int]:
    """Turn running totals into what is added each month."""
    return [b - a for a, b in zip([0, *totals], totals, strict=False)]
