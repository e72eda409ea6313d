"""Carries histories out: one with its events, or all of a variety."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulator.money import Ints
from simulator.supply.records import BOUGHT, Cell, Contracts, Outcome, empty_outcome
from simulator.supply.reference.actors import Behaviour, Event
from simulator.supply.reference.history import History
from simulator.supply.reference.hospitals import Hospitals
from simulator.supply.reference.months import answers
from simulator.supply.stores import stores

__all__ = ["carry_out_all", "carry_out_one"]


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
    rows, own = np.array([row]), behaviour or Behaviour()
    hospitals = Hospitals(contracts, rows)
    history = History(contracts, hospitals, 0, outcome, own)
    if type(own).share is not Behaviour.share:
        hospitals.answer = partial(answers, history)
    history.run()
    _close(contracts, hospitals, rows, outcome)
    return outcome, tuple(history.events)


def carry_out_all(contracts: Contracts, out: Outcome) -> None:
    """Carry out every history of a variety, one after the other, beside hospitals that order as usual.

    Parameters
    ----------
    contracts
        The contracts with their chances.
    out
        Outcome to write into, all zero.
    """
    rows = np.flatnonzero(contracts.given.term)
    hospitals, usual = Hospitals(contracts, rows), Behaviour()
    for at in range(len(rows)):
        History(contracts, hospitals, at, out, usual).run()
    _close(contracts, hospitals, rows, out)


def _close(contracts: Contracts, hospitals: Hospitals, rows: Ints, out: Outcome) -> None:
    """Write down what was counted of hospitals, and where what they had and bought has gone."""
    hospitals.write(out)
    g, k = contracts.given, contracts.knobs
    bought = out.cells[rows][..., BOUGHT].sum(axis=2)
    stored = np.where(g.main[rows] >= 0, g.stored[rows], 0.0)
    taken = out.cells[rows, :, Cell.BRIDGED] - out.cells[rows, :, Cell.REFILLED]
    split = stores(bought, g.term[rows, None], k.stock_months, k.expires, stored + taken)
    for column, units in zip((Cell.USED, Cell.HELD, Cell.EXPIRED), split, strict=True):
        out.cells[rows, :, column] = units
