"""Who acts in a history: suppliers, hospitals, and what users may change about either."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.supply.records import Maker
from simulator.supply.reference.moments import At

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
    relieved: bool
    """Whether any of its own cells has a backup."""
    starved: int
    """Row of ``Given.fed`` that tells when it runs out of raw material, -1 for never."""
    alive: bool = True
    up: bool = True
    blocked: bool = False
    fed: float = 1.0
    """Part of its capacity for which it has raw material."""
    grown: float = 1.0
    capacity: float = 0.0
    orders: float = 0.0
    able: float = 0.0
    served: float = 1.0
    asked: float = 0.0
    """Units a month that it is asked for as a backup."""
    helped: float = 0.0
    """Units a month that it gives to others' cells, and of these as one of all winners."""
    by_pool: float = 0.0
    rate: float = 0.0
    """Of its stock."""
    made: float = 0.0
    gives: float = 0.0
    made_in_all: float = 0.0
    delivered: float = 0.0
    step: int = 0
    rung: int = 0
    short: bool = False
    watched: bool = False
    """Whether the clock of takeover runs."""
    serious: bool = False
    timers: dict[str, At] = field(default_factory=dict)
    sums: list[float] = field(default_factory=lambda: [0.0] * len(Maker))
    """What is counted (``Maker``)."""

    @property
    def works(self) -> bool:
        """Whether it delivers at all."""
        return self.alive and not self.blocked

    @property
    def runs(self) -> bool:
        """Whether its plant makes anything."""
        return self.up and self.fed > 0.0


@dataclass(frozen=True, slots=True)
class Buyer:
    """The hospitals of a cell when they order for a month."""

    cell: int
    main: Supplier
    backup: Supplier | None
    reported: float
    agreed: float
    need: float
    signed: tuple[float, ...]
    """Time at which each kind of hospital has signed."""
    gap: float
    """Share of need that winners have not reached yet."""
    habit: float
    """Share of need that they do not reach because of habit."""
    paid: bool
    """Whether prescribers get their part of the surplus: not after a year without merit."""
    findings: int
    total: float
    """Units ordered so far."""
    demand: float
    """Units ordered in the month before."""


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
