"""One history as a timeline that a person can follow, from the opening of bids to the last delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulator.supply.records import Contracts, Floats, Outcome
from simulator.supply.reference import Behaviour, Event, carry_out_one
from simulator.supply.terms import DAYS_PER_MONTH

__all__ = ["History", "trace"]


@dataclass(frozen=True, slots=True)
class History:
    """One history of one variety."""

    variety: str
    replication: int
    start: date
    """First day of execution."""
    events: tuple[Event, ...]
    """What happened, in order."""
    flows: Floats
    """``[M, n + 3]`` units a month delivered by each product, then as in ``Beyond``."""
    firms: tuple[str, ...]
    """``[n]`` products."""
    by_default: bool = False
    """Whether the scenario has no section ``supply``, so that its defaults were taken."""

    def day(self, month: float) -> date:
        """Return the calendar day of a time."""
        return self.start + timedelta(days=round(month * DAYS_PER_MONTH))


def trace(
    contracts: Contracts, replication: int, start: date, bids: date, behaviour: Behaviour | None = None
) -> History:
    """Carry one history out and write down what happens.

    Parameters
    ----------
    contracts
        The contracts of a variety; the first row is carried out.
    replication
        Number of the replication that this row is.
    start, bids
        First day of execution, and the day on which bids were opened.
    behaviour
        What firms and hospitals do where they have a choice.
    """
    out, events = carry_out_one(contracts, 0, behaviour=behaviour)
    term = int(contracts.given.term[0])
    lag = (bids - start).days / DAYS_PER_MONTH
    before = [Event(lag, "bids-opened", "", 0.0)]
    if term:
        served = contracts.given.main[0]
        before += [
            Event(lag, "awarded", contracts.firms[bid], float((served == bid).sum()))
            for bid in range(len(contracts.firms))
            if contracts.given.won[0, bid]
        ]
        before.append(Event(0.0, "execution-begins", "", 0.0))
    after = [Event(float(term), "end-of-term", "", 0.0)] if term else []
    return History(
        variety=contracts.variety,
        replication=replication,
        start=start,
        events=(*before, *events, *after),
        flows=_flows(out, term),
        firms=contracts.firms,
    )


def _flows(out: Outcome, term: int) -> Floats:
    """Add deliveries up over cells."""
    return np.asarray(out.postings[0, :term].sum(axis=1))
