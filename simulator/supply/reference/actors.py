"""Who acts in a history: suppliers, hospitals, and what users may change about either."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.supply.records import Cell, Maker

__all__ = ["ROUNDING", "SHORT", "Behaviour", "Buyer", "Event", "Supplier"]

SHORT = 0.01
"""Share of its orders that a cell must lack to count as short."""
ROUNDING = 1e-9
"""Part of what a supplier makes below which a rest is rounding: one that helps others with all it can
spare would else lay up a trace of stock, with which all orders would be served."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    month: float
    """Months since the start of execution."""
    what: str
    """What happened."""
    firm: str
    """To whom; empty for the whole variety."""
    value: float
    """A number that goes with it."""


@dataclass(slots=True)
class Supplier:
    """A winner while it carries out its contract."""

    bid: int
    planned: float
    reserve: float
    stock: float
    reports: bool
    """Whether it reports stops of production."""
    alive: bool = True
    up: bool = True
    blocked: bool = False
    grown: float = 1.0
    capacity: float = 0.0
    orders: float = 0.0
    able: float = 0.0
    served: float = 1.0
    spare: float = 0.0
    asked: float = 0.0
    by_backup: float = 0.0
    by_pool: float = 0.0
    rate: float = 0.0
    made: float = 0.0
    step: int = 0
    rung: int = 0
    short: bool = False
    watched: bool = False
    """Whether the clock of takeover runs."""
    serious: bool = False
    timers: dict[str, Any] = field(default_factory=dict)
    sums: list[float] = field(default_factory=lambda: [0.0] * len(Maker))
    """What is counted (``Maker``)."""

    @property
    def works(self) -> bool:
        """Whether it delivers at all."""
        return self.alive and not self.blocked

    @property
    def helped(self) -> float:
        """What it gives to others' cells."""
        return self.by_backup + self.by_pool


@dataclass(slots=True)
class Buyer:
    """The hospitals of a cell."""

    cell: int
    main: Supplier
    backup: Supplier | None
    reported: float
    agreed: float
    need: float
    response: float
    signed: list[float]
    """Time at which each kind of hospital has signed."""
    leaves: float
    found_at: list[float]
    gap: float
    """Share of need that winners have not reached yet."""
    habit: float
    """Share of need that they do not reach because of habit."""
    paid: bool = True
    """Whether prescribers get their part of the surplus: not after a year without merit."""
    findings: int = 0
    total: float = 0.0
    year_start: float = 0.0
    demand: float = 0.0
    leak: float = 0.0
    gone: float = 0.0
    ways: list[float] = field(default_factory=lambda: [0.0] * 5)
    """Rates by main, backup, other winners, firms outside, and shortage."""
    was_short: bool = False
    served: bool = False
    """Whether the present rates are those of a main supplier that serves all."""
    sums: list[float] = field(default_factory=lambda: [0.0] * len(Cell))
    """What is counted (``Cell``)."""


class Behaviour:
    """What firms and hospitals do where the rules leave them a choice; by default as in the kernel."""

    def share(self, buyer: Buyer, month: int, usual: float) -> float:
        """Return the share of its need that a cell orders from winners in a month."""
        del buyer, month
        return usual

    def growth(self, supplier: Supplier, month: int, usual: float) -> float:
        """Return the growth of capacity of a supplier of which more is asked than it can make."""
        del supplier, month
        return usual

    def spare(self, supplier: Supplier, time: float, usual: float) -> float:
        """Return what a supplier offers to others' cells, units a month, at most ``usual``."""
        del supplier, time
        return usual
