"""One history: state, and the processes that change it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import simpy

from simulator.supply.records import Cause, Cell, Contracts, Maker, Outcome, empty_outcome
from simulator.supply.reference.actors import Behaviour, Buyer, Event, Supplier
from simulator.supply.reference.flows import let_pass, set_rates
from simulator.supply.reference.hospitals import open_month, review
from simulator.supply.reference.makers import plant, sampling
from simulator.supply.reference.moments import EARLY, LATE, NEXT, At, Process
from simulator.supply.stores import stores

__all__ = ["History", "carry_out_one"]


class History:
    """One history of a variety."""

    def __init__(self, contracts: Contracts, row: int, behaviour: Behaviour, out: Outcome) -> None:
        self.contracts, self.row, self.behaviour, self.out = contracts, row, behaviour, out
        self.given, self.knobs = contracts.given, contracts.knobs
        self.env = simpy.Environment()
        self.events: list[Event] = []
        self.clock = 0.0
        self.month = 0
        g, k = self.given, self.knobs
        winners = {
            int(bid): Supplier(
                bid=int(bid),
                planned=float(g.capacity[row, bid]),
                reserve=float(g.reserve[row, bid]),
                stock=float(g.opening[row, bid]),
                reports=bool(g.reports[row, bid]),
            )
            for bid in np.flatnonzero(g.won[row])
        }
        self.suppliers = list(winners.values())
        self.buyers = [
            Buyer(
                cell=c,
                main=winners[int(g.main[row, c])],
                backup=winners.get(int(g.backup[row, c])),
                reported=float(g.reported[row, c]),
                agreed=float(g.agreed[row, c]),
                need=float(g.need[row, c]),
                response=float(g.response[row, c]),
                signed=g.signed[row, c].tolist(),
                leaves=float(g.leaves[row, c]),
                found_at=g.found_at[row, c].tolist(),
                gap=k.final - k.first,
                habit=k.habit,
            )
            for c in range(g.main.shape[1])
            if g.main[row, c] >= 0
        ]
        self.reported = sum(buyer.reported for buyer in self.buyers)

    def run(self) -> None:
        """Carry the history out from the start to the end of the term."""
        g, row = self.given, self.row
        for supplier in self.suppliers:
            supplier.sums[Maker.STOCK_START] = supplier.stock
            self.env.process(plant(self, supplier))
            self.env.process(sampling(self, supplier))
            self._at(float(g.refuses_at[row, supplier.bid]), partial(self.lose, supplier, Cause.DEFAULT))
        self._at(float(g.annulled_at[row]), self._annul)
        open_month(self)
        set_rates(self)
        end = self.env.process(self._months())
        self.env.run(until=end)
        for buyer in self.buyers:
            buyer.sums[Cell.ORDERED] = buyer.total
            self._look_into_stores(buyer)
            self.out.cells[row, buyer.cell] = buyer.sums
        for supplier in self.suppliers:
            supplier.sums[Maker.STOCK_END] = supplier.stock
            supplier.sums[Maker.CAPACITY_END] = supplier.planned * supplier.grown
            self.out.makers[row, supplier.bid] = supplier.sums

    def _look_into_stores(self, buyer: Buyer) -> None:
        """Write down what hospitals used, hold and lost of what they had and bought."""
        bought = sum(buyer.sums[Cell.MAIN : Cell.SHORTAGE])
        stored, months = self.given.stored[self.row, buyer.cell], self.given.term[self.row]
        split = stores(bought, months, self.knobs.stock_months, self.knobs.expires, stored)
        buyer.sums[Cell.USED], buyer.sums[Cell.HELD], buyer.sums[Cell.EXPIRED] = map(float, split)

    def _at(self, time: float, what: Callable[[], None]) -> None:
        """Do something at a time, unless it comes after the end."""

        def wait() -> Process:
            yield At(self.env, time, NEXT)
            let_pass(self)
            what()
            set_rates(self)

        if time <= self.given.term[self.row]:
            self.env.process(wait())

    def _months(self) -> Process:
        for month in range(1, int(self.given.term[self.row]) + 1):
            yield At(self.env, float(month), LATE)
            let_pass(self)
            self.month = month
            review(self)
            if month < self.given.term[self.row]:
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
        token = supplier.timers[name] = object()

        def wait() -> Process:
            yield At(self.env, time, EARLY if name in ("step", "rung") else NEXT)
            if supplier.timers.get(name) is token:
                let_pass(self)
                what(supplier)
                set_rates(self)

        self.env.process(wait())

    def say(self, what: str, supplier: Supplier, value: float = 0.0) -> None:
        """Write one line of the history."""
        self.note(what, self.contracts.firms[supplier.bid], value)

    def note(self, what: str, who: str, value: float = 0.0) -> None:
        """Write one line about anybody."""
        self.events.append(Event(float(self.env.now), what, who, value))


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
    history = History(contracts, row, behaviour or Behaviour(), outcome)
    history.run()
    return outcome, tuple(history.events)
