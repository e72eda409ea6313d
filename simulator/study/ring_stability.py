"""How patient the firms of a tender must be for a ring of all of them to hold, by number of bidders."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from simulator.bidding.rings.stability import critical_discount, critical_discount_in_turn
from simulator.errors import InputError
from simulator.rules.places import places_for
from simulator.study.plan import Plan
from simulator.tender.ready import set_up

__all__ = ["RingStability", "ring_stability"]


@dataclass(frozen=True, slots=True)
class RingStability:
    """Least patience in varieties with so many bidders; all belong to the ring and earn the same if they win.

    Names: 临界贴现因子 / critical discount factor.
    """

    bidders: int
    """Firms that bid, all of them in the ring."""
    places: int
    """Winners under the rule book's clause ``places``."""
    varieties: int
    """Varieties of the scenario with so many bidders."""
    by_lot: float
    """Least weight of the next tender against this one if lots decide who wins: ``1 - places / bidders``."""
    in_turn: float
    """The same when members win in turn, so that who was just served waits longest."""


def ring_stability(plan: Plan) -> tuple[RingStability, ...]:
    """Work out, for every number of bidders that a scenario has, how patient an all-inclusive ring must be.

    Parameters
    ----------
    plan
        The checked scenario; it needs no ring of its own.

    Raises
    ------
    InputError
        If no variety has two bidders.

    Notes
    -----
    Closed forms of :mod:`simulator.bidding.rings.stability`, for equal awards at the ceiling and no price
    test: areas of different size raise the threshold a little, for the first pick is worth more.
    """
    tender = set_up(plan.scenario.record, plan.rules.record.clauses, plan.folder, solve=False)
    numbers = Counter(len(set(one.firms)) for one in tender.entrants)
    found = []
    for firms in sorted(number for number in numbers if number > 1):
        places = min(places_for(firms, tender.clauses.places), firms)
        by_lot = critical_discount((1.0,) * places, firms)
        turns = critical_discount_in_turn(places, firms)
        found.append(RingStability(firms, places, numbers[firms], by_lot, turns))
    if not found:
        raise InputError.one(
            "no variety has two bidders, so that nobody can agree with anybody",
            mend="choose a scenario with more bidders",
        )
    return tuple(found)
