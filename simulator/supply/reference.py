"""Contracts as SimPy processes: the readable reference, one history at a time.

Everything that docs/contracts.md says is here as objects and processes; the compiled twin must agree with it
path by path. Users who want another behaviour of makers or hospitals write a :class:`Behaviour` and carry
single histories out with it; every change is kept in the trace.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy
from simpy.events import EventPriority

from simulator.supply.records import Cause, Cell, Contracts, Maker, Outcome, empty_outcome

__all__ = ["Behaviour", "Buyer", "Event", "Supplier", "carry_out_one"]

SHORT = 0.01
_FIRST, _LAST = 0, 2
_EARLY, _NEXT, _LATE = 0, 1, 2


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
    gap: float
    total: float = 0.0
    year_start: float = 0.0
    demand: float = 0.0
    leak: float = 0.0
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


class _History:
    """One history: state, and the processes that change it."""

    def __init__(self, contracts: Contracts, row: int, behaviour: Behaviour, out: Outcome) -> None:
        self.contracts, self.row, self.behaviour, self.out = contracts, row, behaviour, out
        self.given, self.knobs = contracts.given, contracts.knobs
        self.env = simpy.Environment()
        self.events: list[Event] = []
        self.clock = 0.0
        self.month = 0
        g, k = self.given, self.knobs
        self.suppliers = {
            int(bid): Supplier(
                int(bid), float(g.capacity[row, bid]), float(g.reserve[row, bid]), float(g.reserve[row, bid])
            )
            for bid in np.flatnonzero(g.won[row])
        }
        self.buyers = [
            Buyer(
                c,
                self.suppliers[int(g.main[row, c])],
                self.suppliers.get(int(g.backup[row, c])),
                float(g.reported[row, c]),
                float(g.agreed[row, c]),
                k.final - k.first,
            )
            for c in range(g.main.shape[1])
            if g.main[row, c] >= 0
        ]
        self.reported = sum(buyer.reported for buyer in self.buyers)
        self.signed, self.need, self.response, self.factor = (
            values[row].tolist() for values in (g.signed, g.need, g.response, g.factor)
        )
        self.phase, self.ramp = g.phase.tolist(), g.ramp.tolist()

    # --- time -------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Carry the history out from the start to the end of the term."""
        g, row = self.given, self.row
        for supplier in self.suppliers.values():
            supplier.sums[Maker.STOCK_START] = supplier.stock
            self.env.process(self._plant(supplier))
            self.env.process(self._sampling(supplier))
            self._at(g.refuses_at[row, supplier.bid], self._lose, supplier, Cause.DEFAULT)
        self._at(g.annulled_at[row], self._annul)
        self._open_month()
        self._flow()
        end = self.env.process(self._months())
        self.env.run(until=end)
        for buyer in self.buyers:
            buyer.sums[Cell.ORDERED] = buyer.total
            self.out.cells[row, buyer.cell] = buyer.sums
        for supplier in self.suppliers.values():
            supplier.sums[Maker.STOCK_END] = supplier.stock
            self.out.makers[row, supplier.bid] = supplier.sums

    def _at(self, time: float, what: Any, *who: Any) -> None:  # noqa: ANN401  # any method of this class
        """Do something at a time, unless it comes after the end."""

        def wait() -> Generator[simpy.Event, Any, None]:
            yield _At(self.env, float(time), _NEXT)
            self._pass()
            what(*who)
            self._flow()

        if time <= self.given.term[self.row]:
            self.env.process(wait())

    def _months(self) -> Generator[simpy.Event, Any, None]:
        for month in range(1, int(self.given.term[self.row]) + 1):
            yield _At(self.env, float(month), _LATE)
            self._pass()
            self.month = month
            self._review()
            if month < self.given.term[self.row]:
                self._open_month()
                self._flow()

    def _pass(self) -> None:
        """Let time go by at the present rates."""
        span = self.env.now - self.clock
        self.clock = self.env.now
        if span <= 0:
            return
        for supplier in self.suppliers.values():
            supplier.sums[Maker.MADE] += supplier.made * span
            delivered = supplier.served * supplier.orders + supplier.helped
            supplier.sums[Maker.DELIVERED] += delivered * span
            supplier.stock = max(supplier.stock + supplier.rate * span, 0.0)
        for buyer in self.buyers:
            sums = buyer.sums
            buyer.total += buyer.demand * span
            if buyer.served and not self.out.postings.size:
                sums[Cell.MAIN] += buyer.demand * span
                sums[Cell.ELSEWHERE] += buyer.leak * span
                buyer.was_short = False
                continue
            for way, rate in enumerate(buyer.ways):
                if rate:
                    sums[1 + way] += rate * span
            sums[6] += buyer.leak * span
            is_short = buyer.ways[4] > SHORT * buyer.demand
            if is_short:
                sums[7] += span
                sums[8] += not buyer.was_short
            buyer.was_short = is_short
            if self.out.postings.size:
                self._post(buyer, span)

    def _post(self, buyer: Buyer, span: float) -> None:
        posted = self.out.postings[self.row, self.month, buyer.cell]
        posted[buyer.main.bid] += buyer.ways[0] * span
        if buyer.backup is not None:
            posted[buyer.backup.bid] += buyer.ways[1] * span
        pool = sum(supplier.by_pool for supplier in self.suppliers.values())
        for supplier in self.suppliers.values():
            if pool > 0:
                posted[supplier.bid] += buyer.ways[2] * supplier.by_pool / pool * span
        posted[-2] += buyer.ways[3] * span
        posted[-1] += buyer.ways[4] * span

    # --- processes of a supplier ------------------------------------------------------------------------

    def _plant(self, supplier: Supplier) -> Generator[simpy.Event, Any, None]:
        g, row = self.given, self.row
        for start, end in zip(g.down_from[row, supplier.bid], g.down_to[row, supplier.bid], strict=True):
            for up, time in ((False, start), (True, end)):
                if not np.isfinite(time):
                    return
                yield _At(self.env, float(time), _NEXT)
                self._pass()
                supplier.up = up
                if supplier.alive:
                    self._say("recovery" if up else "outage", supplier)
                self._flow()

    def _sampling(self, supplier: Supplier) -> Generator[simpy.Event, Any, None]:
        g, row = self.given, self.row
        for year, time in enumerate(g.fails_at[row, supplier.bid]):
            if not np.isfinite(time):
                continue
            yield _At(self.env, float(time), _NEXT)
            if not supplier.alive:
                return
            self._pass()
            supplier.blocked = True
            self._say("sample-failed", supplier)
            if g.severe[row, supplier.bid, year]:
                self._lose(supplier, Cause.QUALITY)
            self._flow()
            self._timer(supplier, "recall", self.env.now + self.knobs.recall, self._unblock)

    def _unblock(self, supplier: Supplier) -> None:
        supplier.blocked = False
        if supplier.alive:
            self._say("recall-over", supplier)

    def _lose(self, supplier: Supplier, cause: Cause) -> None:
        if supplier.alive:
            supplier.alive = False
            self.out.cause[self.row, supplier.bid] = cause
            supplier.sums[Maker.LOST_AT] = self.env.now
            self._say(f"award-lost-{cause.name.lower()}", supplier)

    def _annul(self) -> None:
        for supplier in self.suppliers.values():
            self._lose(supplier, Cause.COLLUSION)

    def _timer(self, supplier: Supplier, name: str, time: float, what: Any) -> None:  # noqa: ANN401
        """Do something to a supplier at a time; a later timer of the same name takes its place."""
        token = supplier.timers[name] = object()

        def wait() -> Generator[simpy.Event, Any, None]:
            yield _At(self.env, time, _EARLY if name in ("step", "rung") else _NEXT)
            if supplier.timers.get(name) is token:
                self._pass()
                what(supplier)
                self._flow()

        self.env.process(wait())

    # --- takeover and ladder ----------------------------------------------------------------------------

    def _watch(self, supplier: Supplier) -> None:
        """Start or stop the clocks of a supplier after its rates were set."""
        short = supplier.served < 1.0
        if short and not supplier.short:
            self._say("short", supplier, supplier.served)
            self._next_step(supplier, self.env.now)
        elif supplier.short and not short:
            supplier.timers.pop("step", None)
            self._say("serves-again", supplier)
        supplier.short = short
        serious = supplier.alive and supplier.served < self.knobs.serious
        if serious and not supplier.serious:
            self._next_rung(supplier, self.env.now)
        elif not serious:
            supplier.timers.pop("rung", None)
            supplier.rung = 0
        supplier.serious = serious

    def _next_step(self, supplier: Supplier, since: float) -> None:
        if supplier.step < len(self.knobs.steps):

            def call(supplier: Supplier) -> None:
                if supplier.step == _FIRST and any(
                    b.main is supplier and b.backup is not None for b in self.buyers
                ):
                    supplier.sums[Maker.TAKEOVERS] += 1
                self._say(("backup-called", "others-asked", "outside-asked")[supplier.step], supplier)
                supplier.step += 1
                self._next_step(supplier, since)

            self._timer(supplier, "step", since + self.knobs.steps[supplier.step], call)

    def _next_rung(self, supplier: Supplier, since: float) -> None:
        if supplier.rung < len(self.knobs.rungs):

            def climb(supplier: Supplier) -> None:
                if supplier.rung == _LAST:
                    self._lose(supplier, Cause.FAILURE)
                else:
                    supplier.sums[Maker.TALKS + supplier.rung] += 1
                    self._say(("talks", "compensation")[supplier.rung], supplier)
                supplier.rung += 1
                self._next_rung(supplier, since)

            self._timer(supplier, "rung", since + self.knobs.rungs[supplier.rung], climb)

    # --- flows ------------------------------------------------------------------------------------------

    def _flow(self) -> None:
        """Set all rates from the state."""
        for supplier in self.suppliers.values():
            supplier.able = supplier.capacity if supplier.works and supplier.up else 0.0
            enough = supplier.works and (supplier.stock > 0 or supplier.able >= supplier.orders)
            supplier.served = 1.0 if supplier.orders <= 0 or enough else supplier.able / supplier.orders
            beyond = max(supplier.able - supplier.orders, 0.0)
            supplier.spare = min(self.behaviour.spare(supplier, self.env.now, beyond), beyond)
            supplier.asked = supplier.by_backup = supplier.by_pool = 0.0
            self._watch(supplier)
        lacking = []
        for buyer in self.buyers:
            if buyer.main.short:
                main = buyer.demand * buyer.main.served
                buyer.ways, buyer.served = [main, 0.0, 0.0, 0.0, buyer.demand - main], False
                lacking.append(buyer)
            elif not buyer.served:
                buyer.ways, buyer.served = [buyer.demand, 0.0, 0.0, 0.0, 0.0], True
        if lacking:
            self._ask_backups(lacking)
            self._ask_others(lacking)
            self._ask_outside(lacking)
        for supplier in self.suppliers.values():
            self._set_stock(supplier)

    def _ask_backups(self, lacking: list[Buyer]) -> None:
        calls = [b for b in lacking if b.main.step >= 1 and b.backup is not None and b.ways[4] > 0]
        for buyer in calls:
            assert buyer.backup is not None  # noqa: S101  # said in the line above
            buyer.backup.asked += buyer.ways[4]
        for supplier in self.suppliers.values():
            supplier.by_backup = min(supplier.spare, supplier.asked)
        for buyer in calls:
            assert buyer.backup is not None  # noqa: S101
            _give(buyer, 1, min(buyer.backup.spare / buyer.backup.asked, 1.0))

    def _ask_others(self, lacking: list[Buyer]) -> None:
        calls = [b for b in lacking if b.main.step >= 2]
        claims = sum(b.ways[4] for b in calls)
        pool = sum(s.spare - s.by_backup for s in self.suppliers.values())
        if claims <= 0 or pool <= 0:
            return
        fraction = min(pool / claims, 1.0)
        for supplier in self.suppliers.values():
            supplier.by_pool = (supplier.spare - supplier.by_backup) * (claims * fraction / pool)
        for buyer in calls:
            _give(buyer, 2, fraction)

    def _ask_outside(self, lacking: list[Buyer]) -> None:
        calls = [b for b in lacking if b.main.step >= 3]
        claims = sum(b.ways[4] for b in calls)
        if claims > 0:
            for buyer in calls:
                _give(buyer, 3, min(self.knobs.outside * self.reported / claims, 1.0))

    def _set_stock(self, supplier: Supplier) -> None:
        supplier.timers.pop("stock", None)
        rate = supplier.able - supplier.orders - supplier.helped
        supplier.made, supplier.rate = supplier.able, 0.0
        if supplier.served < 1.0 or not supplier.works:
            return
        if rate > 0 and supplier.stock >= supplier.reserve:
            supplier.made = supplier.able - rate
        elif rate > 0:
            supplier.rate = rate
            time = self.env.now + (supplier.reserve - supplier.stock) / rate
            self._timer(supplier, "stock", time, self._full)
        elif rate < 0 and supplier.stock > 0:
            supplier.rate = rate
            self._timer(supplier, "stock", self.env.now + supplier.stock / -rate, self._out_of_stock)

    def _full(self, supplier: Supplier) -> None:
        supplier.stock = supplier.reserve

    def _out_of_stock(self, supplier: Supplier) -> None:
        supplier.stock = 0.0
        self._say("stock-out", supplier)

    # --- months -----------------------------------------------------------------------------------------

    def _review(self) -> None:
        k, whole = self.knobs, self.out.whole[self.row]
        working = [s for s in self.suppliers.values() if s.works]
        for supplier in self.suppliers.values():
            if not supplier.short:
                supplier.step = 0
            if supplier.alive and supplier.orders + supplier.asked > supplier.capacity:
                growth = self.behaviour.growth(supplier, self.month, k.growth)
                supplier.grown = min(supplier.grown * (1 + growth), k.growth_limit)
        for buyer in self.buyers:
            if self.signed[buyer.cell] <= self.month and buyer.total < buyer.agreed * self.month:
                buyer.gap *= 1 - k.reminder
            if self.month % 12 == 0:
                self._assess(buyer)
        demand = sum(buyer.demand for buyer in self.buyers)
        whole[0] += 1
        whole[1] += sum(s.up or s.stock > 0 for s in working) < 2
        if demand > 0:
            whole[2] += sum(s.stock for s in working) / demand

    def _assess(self, buyer: Buyer) -> None:
        whole = self.out.whole[self.row]
        if buyer.agreed > 0:
            share = (buyer.total - buyer.year_start) / (12 * buyer.agreed)
            whole[3] += 1
            whole[4] += share < self.knobs.fail_below
            whole[5] += share < self.knobs.merit_from
        buyer.year_start = buyer.total

    def _open_month(self) -> None:
        k, month = self.knobs, self.month
        for supplier in self.suppliers.values():
            supplier.orders = 0.0
            supplier.capacity = supplier.planned * self.ramp[month] * supplier.grown
        for buyer in self.buyers:
            c = buyer.cell
            if self.signed[c] <= month and month > 0:
                buyer.gap *= k.close
            part = min(max(month + 1.0 - self.signed[c], 0.0), 1.0)
            share = max(k.final - buyer.gap, 0.0) * part
            if buyer.agreed > 0 and buyer.total - buyer.year_start >= 12 * buyer.agreed:
                share *= k.after
            share = self.behaviour.share(buyer, month, share)
            risen = 1 + self.response[c] * self.phase[month]
            need = self.need[c] * risen * self.factor[month]
            buyer.demand = need * share
            buyer.leak = need - buyer.demand
            buyer.served = False
            buyer.main.orders += buyer.demand

    def _say(self, what: str, supplier: Supplier, value: float = 0.0) -> None:
        firm = self.contracts.firms[supplier.bid]
        self.events.append(Event(float(self.env.now), what, firm, value))


class _At(simpy.Event):
    """An event at an exact time; among events at one time, the lower order comes first."""

    def __init__(self, env: simpy.Environment, time: float, order: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        delay = max(time - env.now, 0.0)
        # Now plus the delay may miss the time by the last digit, and so part simultaneous events.
        while env.now + delay < time:
            delay = float(np.nextafter(delay, np.inf))
        while env.now + delay > time and delay > 0:
            delay = float(np.nextafter(delay, 0.0))
        env.schedule(self, priority=EventPriority(order), delay=delay)


def _give(buyer: Buyer, way: int, fraction: float) -> None:
    buyer.ways[way] = buyer.ways[4] * fraction
    buyer.ways[4] -= buyer.ways[way]


def carry_out_one(
    contracts: Contracts, row: int, out: Outcome | None = None, behaviour: Behaviour | None = None
) -> tuple[Outcome, tuple[Event, ...]]:
    """Carry out one history of a variety.

    Parameters
    ----------
    contracts
        The contracts with their chances.
    row
        Which history.
    out
        Outcome to write into (its other rows are left alone); a new one with postings if left out.
    behaviour
        What firms and hospitals do where they have a choice.

    Returns
    -------
    tuple
        The outcome, and the events of the history in order.
    """
    outcome = empty_outcome(contracts.given, postings=True) if out is None else out
    if contracts.given.term[row] == 0:
        return outcome, ()
    history = _History(contracts, row, behaviour or Behaviour(), outcome)
    history.run()
    return outcome, tuple(history.events)
