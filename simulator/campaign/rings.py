"""Rings from round to round: the same firms agree again, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.bidding.strategies.protocol import Quotes
from simulator.errors import InputError
from simulator.firms.draws import Drawn
from simulator.rules.lot import Bools
from simulator.scenario.campaign import RoundPlan
from simulator.tender.collusion import RingAtWork, collude, is_phantom
from simulator.tender.ready import Tender

__all__ = ["agreed_bids", "rings_after", "there_in_earnest"]

Rings = tuple[RingAtWork | None, ...]


def rings_after(plan: RoundPlan, before: Tender) -> Rings:
    """Return the rings of a round that tenders the varieties of an earlier one again.

    Firms that enter do not belong. A ring that rotates designates, in each variety, the member after the one
    whose turn it was; one that stays designates the same member again.

    Parameters
    ----------
    plan
        What the campaign says of the round.
    before
        The earlier round.

    Raises
    ------
    InputError
        If there was no ring that could go on.
    """
    if plan.ring == "ends":
        return ()
    if not any(before.rings):
        raise InputError.one(
            f"round '{plan.id}' lets a ring go on, but there is none in '{plan.continues}'",
            mend=f"give the scenario of '{plan.continues}' a section ring, or leave out ring: {plan.ring}",
        )
    moved = 1 if plan.ring == "rotates" else 0
    return tuple(None if one is None else replace(one, turn=one.turn + moved) for one in before.rings)


def there_in_earnest(tender: Tender, at: int) -> Bools:
    """Return ``[n]`` who may bid in a variety: bidders on paper are gone where no ring is at work."""
    firms = tender.entrants[at].firms
    if tender.rings and tender.rings[at] is not None:
        return np.ones(len(firms), dtype=np.bool_)
    return np.array([not is_phantom(firm) for firm in firms])


def agreed_bids(tender: Tender, at: int, quotes: Quotes, active: Bools, drawn: Drawn) -> Quotes:
    """Let a ring agree, where one is at work; members that may not bid are passed over.

    Parameters
    ----------
    tender, at
        The round, and the position of the variety.
    quotes
        ``[R, n]`` what every bidder would hand in on its own.
    active
        ``[R, n]`` who may bid.
    drawn
        What nature dealt.
    """
    ring = tender.rings[at] if tender.rings else None
    agreed = collude(ring, Quotes(quotes.bid, quotes.present & active), drawn)
    return Quotes(agreed.bid, agreed.present & active)
