"""One history: state, and the processes that change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import simpy
from simpy.events import EventPriority

from simulator.money import Ints
from simulator.supply.records import SERVED, Cause, Cell, Contracts, Floats, Maker, Outcome, Whole
from simulator.supply.reference.actors import Behaviour, Event, Supplier
from simulator.supply.reference.flows import add_clear, let_pass, set_rates
from simulator.supply.reference.hospital_stock import Stock
from simulator.supply.reference.hospitals import Hospitals
from simulator.supply.reference.makers import begin
from simulator.supply.reference.moments import EARLY, LATE, NEXT, At, Process
from simulator.supply.reference.months import open_month, review

__all__ = ["History"]


class History:
    """One history of a variety: what is known of cells is ``[C]``."""

    def __init__(
        self,
        contracts: Contracts,
        hospitals: Hospitals,
        at: int,
        out: Outcome,
        behaviour: Behaviour | None = None,
    ) -> None:
        self.contracts, self.behaviour, self.out = contracts, behaviour or Behaviour(), out
        self.hospitals, self.at, self.row = hospitals, at, int(hospitals.rows[at])
        """The history is the one at this place of those whose hospitals are known, and this row of all."""
        self.given, self.knobs = contracts.given, contracts.knobs
        self.env = simpy.Environment()
        self.events: list[Event] = []
        self.clock, self.month, self.term = 0.0, 0, int(self.given.term[self.row])
        g, row = self.given, self.row
        won = np.flatnonzero(g.won[row])
        place = np.full(g.won.shape[1], -1)
        place[won] = np.arange(len(won))
        served = g.main[row] >= 0
        self.main: Ints = np.where(served, place[g.main[row]], 0)
        """Place of each cell's main supplier; cells without one order nothing."""
        self.has_backup = served & (g.backup[row] >= 0)
        self.backup: Ints = np.where(self.has_backup, place[g.backup[row]], len(won))
        """Place of each cell's backup; of cells without one it is the place after the last supplier."""
        self.suppliers = self._suppliers(won)
        self.reported = sum(g.reported[row, served].tolist())
        self.demand: Floats = np.zeros(len(served))
        self.clear = 0.0
        """Part of the month in which all suppliers have served all their orders, not yet added up."""
        self.few_able, self.stock = 0, 0.0
        """Months with fewer than two able suppliers, and stocks of all months."""
        self.lacking = False
        """Whether any supplier does not serve all its orders."""
        self.ways, self.got = np.zeros((2, len(SERVED) + 2, len(served)))
        """Rates, while any supplier is short: what is ordered, what becomes of it (``SERVED``), and 1 for
        cells that are short; and what they came to."""
        self.hospital_stock = Stock(self.knobs.safety * np.where(served, g.need[row], 0.0))
        self.spells: Floats = np.zeros(len(served))
        self.never = self.short = self.was_short = np.zeros(len(served), dtype=np.bool_)

    def _suppliers(self, won: Ints) -> list[Supplier]:
        g, row, with_backup = self.given, self.row, set(self.main[self.has_backup].tolist())
        return [
            Supplier(
                bid=bid,
                planned=float(g.capacity[row, bid]),
                reserve=float(g.reserve[row, bid]),
                stock=float(g.opening[row, bid]),
                reports=bool(g.reports[row, bid]),
                relieved=at in with_backup,
                starved=int(g.starved[row, bid]),
            )
            for at, bid in enumerate(won.tolist())
        ]

    def run(self) -> None:
        """Carry the history out from the start to the end of the term."""
        for supplier in self.suppliers:
            supplier.sums[Maker.STOCK_START] = supplier.stock
            begin(self, supplier)
            refuses = float(self.given.refuses_at[self.row, supplier.bid])
            self._at(refuses, partial(self.lose, supplier, Cause.DEFAULT))
        self._at(float(self.given.annulled_at[self.row]), self._annul)
        open_month(self)
        set_rates(self)
        self.env.run(until=self.env.process(self._months()))
        cells = self.out.cells[self.row]
        cells[:, [Cell.ORDERED, *SERVED, Cell.SHORT_MONTHS]], cells[:, Cell.SPELLS] = self.got.T, self.spells
        stock = self.hospital_stock
        cells[:, Cell.BRIDGED], cells[:, Cell.REFILLED] = stock.bridged, stock.refilled
        self.out.whole[self.row, : Whole.ASSESSED] = self.term, self.few_able, self.stock
        for supplier in self.suppliers:
            supplier.sums[Maker.MADE : Maker.TALKS] = supplier.made_in_all, supplier.delivered, supplier.stock
            supplier.sums[Maker.CAPACITY_END] = supplier.planned * supplier.grown
            self.out.makers[self.row, supplier.bid] = supplier.sums

    def _at(self, time: float, what: Callable[[], None]) -> None:
        """Do something at a time, unless it comes after the end."""

        def do(_event: simpy.Event) -> None:
            let_pass(self)
            what()
            set_rates(self)

        if time <= self.term:
            self._call(time, NEXT, do)

    def _call(self, time: float, order: EventPriority, what: Callable[[simpy.Event], None]) -> At:
        event = At(self.env, time, order)
        event.callbacks.append(what)
        return event

    def _months(self) -> Process:
        for month in range(1, self.term + 1):
            yield At(self.env, float(month), LATE)
            let_pass(self)
            add_clear(self)
            self.month = month
            review(self)
            if month < self.term:
                open_month(self)
                set_rates(self)

    def lose(self, supplier: Supplier, cause: Cause) -> None:
        """Take the award from a supplier that still has it."""
        if supplier.alive:
            supplier.alive = False
            self.out.cause[self.row, supplier.bid] = cause
            supplier.sums[Maker.LOST_AT] = self.env.now
            self.say(f"award-lost-{cause.name.lower()}", supplier)

    def _annul(self) -> None:
        for supplier in self.suppliers:
            self.lose(supplier, Cause.COLLUSION)

    def timer(self, supplier: Supplier, name: str, time: float, what: Callable[[Supplier], None]) -> None:
        """Do something to a supplier at a time; a later timer of the same name takes its place."""

        def ring(event: simpy.Event) -> None:
            if supplier.timers.get(name) is event:
                let_pass(self)
                what(supplier)
                set_rates(self)

        order = EARLY if name in ("step", "rung") else NEXT
        supplier.timers[name] = self._call(time, order, ring)

    def this_month(
        self, supplier: Supplier, name: str, time: float, what: Callable[[Supplier], None]
    ) -> None:
        """Set a timer that need not last beyond the month: at its end rates are set anew."""
        if time <= self.month + 1:
            self.timer(supplier, name, time, what)

    def say(self, what: str, supplier: Supplier, value: float = 0.0) -> None:
        """Write one line of the history."""
        self.note(what, self.contracts.firms[supplier.bid], value)

    def note(self, what: str, who: str, value: float = 0.0) -> None:
        """Write one line about anybody."""
        self.events.append(Event(float(self.env.now), what, who, value))
