"""Which clauses of a rule book the exact game contains."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    BrandShare,
    ByIncumbency,
    ByRank,
    Clauses,
    LowestPrice,
    Off,
    SerialChoice,
    ShareByWinners,
)

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which clauses of a rule book the exact game contains."""

    missing: tuple[str, ...]
    """Clauses without which no game can be formed, in words; empty if one can."""
    left_out: tuple[str, ...]
    """Clauses that the game leaves out, by name; only a simulation of the full rules judges them."""


def coverage(clauses: Clauses) -> Coverage:
    """Tell which clauses of a rule book the exact game contains.

    Parameters
    ----------
    clauses
        The rule book.
    """
    missing, left_out = [], []
    if not isinstance(clauses.ranking, LowestPrice):
        missing.append("ranking by score")
    if not isinstance(clauses.units, Off):
        missing.append("competitive units")
    if not isinstance(clauses.volume, ShareByWinners | BrandFirst | BrandShare | ByRank | ByIncumbency):
        missing.append(f"volume that depends on the price itself ({clauses.volume.use})")
    test = clauses.price_test
    if isinstance(test, AnyOf):
        tests = test.tests
        if tests.multiple is not None and tests.multiple.anchor.value != "lowest":
            missing.append("an anchor that depends on the mean of the bids")
        if tests.enquiry is not None:
            missing.append("enquiry prices of single products")
        static = [one for one in (tests.cut, tests.threshold, tests.line) if one is not None]
        if any(not one.needs_place for one in static):
            missing.append("a line that wins without a place")
    if isinstance(clauses.volume, BrandFirst | BrandShare | ByRank | ByIncumbency):
        left_out.append("brand-volume")
    if isinstance(clauses.supply, SerialChoice):
        left_out.append("tastes")
    for name, clause in (
        ("negotiation", clauses.negotiation),
        ("elimination", clauses.elimination),
        ("revival", clauses.revival),
        ("links", clauses.links),
    ):
        if not isinstance(clause, Off):
            left_out.append(name)
    return Coverage(tuple(missing), tuple(left_out))
