"""What makers and firms bring along from earlier rounds: stocks, capacity, and what they have learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.bidding.learning.table import LearnedBids
from simulator.campaign.carried import Floats, Standing
from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.lot import Bools
from simulator.scenario.campaign import Handover
from simulator.supply.records import Contracts
from simulator.tender.ready import Tender

__all__ = ["brought_along", "capacity_after", "with_beliefs"]


def brought_along(dealt: Contracts, standing: Standing, won: Bools, cost: Ints, terms: Handover) -> Contracts:
    """Let makers that won before begin with the stock and the capacity that are left.

    Parameters
    ----------
    dealt
        Contracts as dealt to makers without a past.
    standing
        What the bids were in the round before.
    won
        ``[R, n]`` who wins now.
    cost
        ``[R, n]`` unit costs in ticks.
    terms
        What is handed over.
    """
    known = standing.capacity > 0
    again = won & standing.won & known
    if not (won & known).any():
        return dealt
    given = dealt.given
    price = np.where(won, dealt.price, 1.0)
    margin = np.where(won, 1 - cost / TICKS_PER_YUAN / price, 0.0)
    return replace(
        dealt,
        given=given._replace(
            opening=np.where(again, float(terms.stock.value) * standing.stock, given.opening),
            capacity=np.where(
                won & known, capacity_after(given.capacity, standing.capacity, margin, terms), given.capacity
            ),
        ),
    )


def capacity_after(planned: Floats, there: Floats, margin: Floats, terms: Handover) -> Floats:
    """Return the capacity with which a maker goes into a contract, of any shape.

    Parameters
    ----------
    planned
        What it would plan on for its areas.
    there
        What it has.
    margin
        Price less cost, over the price.
    terms
        Parts that are kept and built.

    Notes
    -----
    With ``P`` planned and ``K`` there: ``P + kept max(K - P, 0) - (1 - b) max(P - K, 0)``, where ``b`` is
    ``built + by_margin * margin`` between 0 and 1. The form is ours.
    """
    part = np.clip(float(terms.built.value) + float(terms.by_margin.value) * margin, 0, 1)
    beyond, short = np.maximum(there - planned, 0), np.maximum(planned - there, 0)
    return np.asarray(planned + float(terms.kept.value) * beyond - (1 - part) * short, dtype=np.float64)


def with_beliefs(tender: Tender, before: Tender, weight: float) -> Tender:
    """Let firms that learn start from what they had learned for the round before.

    What is learned is a probability of each step from cost to ceiling, so that it means the same under
    another ceiling. Classes that did not learn before, or learned over another list of prices, learn anew.

    Parameters
    ----------
    tender
        The round, with what is learned for it alone.
    before
        The round that it continues.
    weight
        Weight of what was learned before, from 0 to 1.
    """
    if not weight or not tender.learned or not before.learned:
        return tender
    pairs = zip(tender.learned, before.learned, strict=True)
    return replace(tender, learned=tuple(_mixed(now, then, weight) for now, then in pairs))


def _mixed(
    now: Mapping[str, LearnedBids], then: Mapping[str, LearnedBids], weight: float
) -> Mapping[str, LearnedBids]:
    found = dict(now)
    for name, one in now.items():
        old = then.get(name)
        if old is not None and old.mixture.shape == one.mixture.shape:
            found[name] = LearnedBids(weight * old.mixture + (1 - weight) * one.mixture)
    return found
