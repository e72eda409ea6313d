"""Who takes part in the game that solved bids come from: those on the violation list do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.table import BidTable
from simulator.firms.population import Entrants
from simulator.rules.lot import Bools
from simulator.tender.equilibria import find_equilibria
from simulator.tender.ready import Tender
from simulator.tender.solving import Solving

__all__ = ["Games", "companies", "only"]

Rows = npt.NDArray[np.intp]
Company = tuple[tuple[int, int, int], ...]
"""Class, status and number of the bids that are there."""


@dataclass(frozen=True, slots=True)
class Games:
    """Solved bids for every company of bidders that comes together in a round."""

    solving: Solving | None = None
    known: dict[tuple[int, Company], BidTable | None] = field(default_factory=dict)

    def among(self, tender: Tender, at: int, present: Bools, company: Company) -> Tender:
        """Return a tender whose bids of one variety are solved for those who are there.

        Parameters
        ----------
        tender
            The tender, its bids solved for all that stand in it.
        at
            Position of the variety.
        present
            ``[n]`` who may bid.
        company
            The same as ``companies`` tells it.
        """
        if not knows(tender, at) or present.all():
            return tender
        if (at, company) not in self.known:
            few = only(tender.entrants[at], present)
            found = find_equilibria(tender.scenario, tender.clauses, tender.areas, (few,), self.solving)
            self.known[at, company] = found[0]
        tables = (*tender.equilibria[:at], self.known[at, company], *tender.equilibria[at + 1 :])
        return replace(tender, equilibria=tables)


def knows(tender: Tender, at: int) -> bool:
    """Say whether bids of a variety are solved for the number of bidders of each class.

    Bids that are found against drawn rivals take minutes for one variety; they stay those of all.
    """
    return tender.equilibria[at] is not None and not coverage(tender.clauses).missing


def companies(entrants: Entrants, active: Bools) -> Iterator[tuple[Company, Rows]]:
    """Group replications in which bidders of the same classes come together.

    Parameters
    ----------
    entrants
        All that stand in the tender.
    active
        ``[R, n]`` who may bid.

    Yields
    ------
    tuple
        The company, and its replications; those in which nobody may bid are left out.
    """
    pairs = np.stack([entrants.kind, entrants.status.astype(np.int64)], axis=1)
    kinds, which = np.unique(pairs, axis=0, return_inverse=True)
    belongs = which.reshape(-1)[:, None] == np.arange(len(kinds))
    counts = active.astype(np.int64) @ belongs.astype(np.int64)
    for number in np.unique(counts, axis=0):
        if number.any():
            told = tuple((int(k), int(s), int(n)) for (k, s), n in zip(kinds, number, strict=True))
            yield told, np.flatnonzero((counts == number).all(axis=1))


def only(entrants: Entrants, present: Bools) -> Entrants:
    """Return the bidders of a variety without those that may not bid; who is linked stays linked.

    Parameters
    ----------
    entrants
        All that stand in the tender.
    present
        ``[n]`` who may bid.
    """
    where = np.flatnonzero(present)
    return replace(
        entrants,
        variety=replace(entrants.variety, bidders=len(where)),
        firms=tuple(entrants.firms[at] for at in where),
        brands=tuple(entrants.brands[at] for at in where),
        kind=entrants.kind[where],
        status=entrants.status[where],
        link=entrants.link[where],
        past_volume=entrants.past_volume[where],
        brand_volume=entrants.brand_volume[where],
        coverage=entrants.coverage[where],
        preference=entrants.preference[where],
        actual=None,
    )
