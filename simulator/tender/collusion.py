"""Rings within a tender: who belongs to one, its phantoms, and what it hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.rings.cover import Ring, Spread, rig
from simulator.bidding.rings.designation import by_lot, cheapest, in_turn
from simulator.bidding.rings.hidden import lowest_quote
from simulator.bidding.strategies.protocol import Quotes
from simulator.firms.draws import Drawn
from simulator.firms.population import CLASSES, Entrants, preferences
from simulator.market.areas import Areas
from simulator.rules.lot import STATUSES, UNKNOWN, Bools
from simulator.scenario.collusion import RingPlan
from simulator.streams import uniforms

__all__ = ["RingAtWork", "collude", "form_rings", "is_phantom", "with_phantoms"]

PHANTOM = "Phantom"
"""How the names of bidders on paper begin."""

_SHUT_OUT = (STATUSES.index("not-passed"),)


@dataclass(frozen=True, slots=True)
class RingAtWork:
    """The ring in one variety."""

    plan: RingPlan
    members: tuple[int, ...]
    """Columns of the real members, in the order of their turns."""
    phantoms: tuple[int, ...]
    """Columns of bidders on paper."""
    turn: int
    """Number of the variety among those in which the ring is at work."""


def with_phantoms(
    entrants: Sequence[Entrants], plan: RingPlan | None, areas: Areas, seed: int
) -> tuple[Entrants, ...]:
    """Add bidders on paper to the varieties in which a ring is at work.

    Parameters
    ----------
    entrants
        Who bids where.
    plan
        What the scenario says of a ring, if anything.
    areas, seed
        Supply areas and master seed, for the order in which a phantom would pick areas.
    """
    if plan is None or not plan.phantoms.value:
        return tuple(entrants)
    rings = form_rings(entrants, plan, seed)
    return tuple(
        one if ring is None else _with_phantoms(one, plan.phantoms.value, areas, seed)
        for one, ring in zip(entrants, rings, strict=True)
    )


def form_rings(
    entrants: Sequence[Entrants], plan: RingPlan | None, seed: int
) -> tuple[RingAtWork | None, ...]:
    """Decide in which varieties a ring is at work, and which bidders belong to it.

    Firms draw one number for the whole tender and belong by its order, so that the ring is made of the same
    firms everywhere; varieties draw one that decides whether the ring is at work.

    Parameters
    ----------
    entrants
        Who bids where, phantoms included.
    plan
        What the scenario says of a ring, if anything.
    seed
        Master seed.
    """
    rings: list[RingAtWork | None] = []
    for one in entrants:
        members = () if plan is None else _members(one, plan, seed)
        if plan is None or len(members) < 2 or not _at_work(one, plan, seed):
            rings.append(None)
            continue
        phantoms = tuple(at for at, firm in enumerate(one.firms) if is_phantom(firm))
        rings.append(RingAtWork(plan, members, phantoms, sum(ring is not None for ring in rings)))
    return tuple(rings)


def collude(ring: RingAtWork | None, quotes: Quotes, drawn: Drawn) -> Quotes:
    """Replace the bids of a ring's members by what they agreed on; phantoms bid only where they cover.

    Parameters
    ----------
    ring
        The ring in the variety, if one is at work.
    quotes
        ``[R, n]`` what every bidder would hand in on its own.
    drawn
        What nature dealt.
    """
    if ring is None:
        return quotes
    plan = ring.plan
    real, paper = list(ring.members), list(ring.phantoms)
    leads = _designated(ring, quotes, drawn)
    bid, present = quotes.bid.copy(), quotes.present.copy()
    # Phantoms have no costs, so that nothing keeps them from lying just above the designated bid.
    bid[:, paper], present[:, paper] = 1, leads.any(axis=1, keepdims=True)
    spread = Spread(float(plan.least.value), float(plan.most.value))
    raised = 0.0 if plan.scheme == "linked" else float(plan.raised.value)
    everybody = Ring((*ring.members, *ring.phantoms), raised, plan.cover, spread)
    nobody = np.zeros((len(bid), len(paper)), dtype=np.bool_)
    designated = np.hstack([leads, nobody])
    return rig(Quotes(bid, present), drawn.ceiling, everybody, designated, drawn.cover[:, [*real, *paper]])


def _designated(ring: RingAtWork, quotes: Quotes, drawn: Drawn) -> Bools:
    """Return ``[R, m]`` which of the real members are to win."""
    plan, columns = ring.plan, list(ring.members)
    able = quotes.present[:, columns] & (quotes.bid[:, columns] < drawn.ceiling[:, columns])
    winners = plan.winners.value
    if plan.scheme == "linked":
        own = Quotes(quotes.bid, quotes.present & (quotes.bid < drawn.ceiling))
        return lowest_quote(own, Ring(ring.members, raised=0.0))
    if plan.scheme == "rotation":
        return in_turn(np.full(len(able), ring.turn), able, winners)
    lots = _lots(drawn.cover[:, columns])
    if plan.scheme == "lot":
        return by_lot(lots, able, winners)
    return cheapest(drawn.cost[:, columns], lots, able, winners)


def _lots(uniform: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return numbers independent of the ones given: their low bits, which place no cover bid."""
    return np.asarray((uniform * 2.0**26) % 1.0)


def _members(one: Entrants, plan: RingPlan, seed: int) -> tuple[int, ...]:
    able = [
        at
        for at, firm in enumerate(one.firms)
        if CLASSES[int(one.kind[at])] != "originator"
        and int(one.status[at]) not in _SHUT_OUT
        and not is_phantom(firm)
    ]
    draws = {at: (float(uniforms(seed, "ring", "firm", one.firms[at])[0, 0]), at) for at in able}
    return tuple(sorted(able, key=draws.__getitem__)[: plan.size.value])


def _at_work(one: Entrants, plan: RingPlan, seed: int) -> bool:
    draw = float(uniforms(seed, "ring", "variety", one.variety.name)[0, 0])
    return draw < float(plan.share.value)


def is_phantom(firm: str) -> bool:
    """Say whether a bidder exists on paper only."""
    return firm.startswith(f"{PHANTOM} ")


def _with_phantoms(one: Entrants, number: int, areas: Areas, seed: int) -> Entrants:
    names = tuple(f"{PHANTOM} {at + 1}" for at in range(number))
    extra = np.zeros(number, dtype=np.int64)
    order = preferences(one.variety.name, names, areas, seed)
    return replace(
        one,
        variety=replace(one.variety, bidders=one.variety.bidders + number),
        firms=(*one.firms, *names),
        brands=(*one.brands, *("",) * number),
        kind=np.append(one.kind, extra + CLASSES.index("newcomer")),
        status=np.append(one.status, np.full(number, STATUSES.index("passed"), dtype=np.uint8)),
        link=np.append(one.link, extra + UNKNOWN),
        past_volume=np.append(one.past_volume, extra),
        brand_volume=np.append(one.brand_volume, extra),
        coverage=np.append(one.coverage, extra),
        preference=np.vstack([one.preference, order]),
        actual=None if one.actual is None else np.append(one.actual, extra.astype(np.bool_)),
    )
