"""Second chances: bids that failed are readmitted at an offered price."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction
from simulator.rules.lot import UNKNOWN, Bools, Bytes, State, Test, winning
from simulator.rules.parameters import NotShortlistedRevival, Off, Revivals, ShortlistedRevival

__all__ = ["Candidates", "revive"]


@dataclass(frozen=True, slots=True)
class Candidates:
    """State of a variety before and after a revival; arrays ``[R, n]``."""

    state: Bytes
    price: Ints
    award: Ints
    offered: Ints
    reserve: Ints
    leads: Bools
    standing: Bools
    """Valid bids, members of consortia each on their own."""
    undecided: Bytes


def revive(before: Candidates, brand_volume: Ints, anchor: Ints, clause: Revivals | Off) -> Candidates:
    """Readmit failed bids that accept the price offered to them.

    Parameters
    ----------
    before
        The variety after the elimination.
    brand_volume
        ``[n]`` volume that hospitals reported for the brand.
    anchor
        ``[R, 2]`` anchor as an exact ratio.
    clause
        The clause ``revival``.

    Notes
    -----
    Source: round 10 (S21), round 11 (S26).
    """
    after = before
    if isinstance(clause, Off):
        return after
    if clause.shortlisted is not None:
        offer = _offer_to_shortlisted(after, anchor, clause.shortlisted)
        failed = after.leads & (after.state == State.FAILED_PRICE_TEST)
        after = _accept(after, failed, offer, State.REVIVED_SHORTLISTED)
    if clause.not_shortlisted is not None:
        wanted, doubtful = _asked_for(after, brand_volume)
        offer = np.where(_won(after), after.award, 0).max(axis=1)
        after = _accept(after, wanted, offer, State.REVIVED_NOT_SHORTLISTED)
        marked = after.undecided | np.where(doubtful, Test.REVIVAL, 0).astype(np.uint8)
        after = replace(after, undecided=marked)
    return after


def _won(now: Candidates) -> Bools:
    return winning(now.state) & now.leads


def _offer_to_shortlisted(now: Candidates, anchor: Ints, terms: ShortlistedRevival) -> Ints:
    direct = _won(now)
    number = direct.sum(axis=1)
    highest = np.where(direct, now.award, 0).max(axis=1)
    over, under = fraction(terms.sole_multiple.value)
    if terms.sole_base.value == "anchor":
        alone = round_half_up(anchor[:, 0] * over, np.maximum(anchor[:, 1], 1) * under)
    else:
        alone = round_half_up(highest * over, under)
    return np.where(number == 1, alone, highest)


def _asked_for(now: Candidates, brand_volume: Ints) -> tuple[Bools, Bools]:
    without_place = now.leads & (now.state == State.NO_PLACE)
    missing = (now.standing & (brand_volume == UNKNOWN)).any(axis=1, keepdims=True)
    count = now.standing.sum(axis=1, keepdims=True)
    total = np.where(now.standing, np.maximum(brand_volume, 0), 0).sum(axis=1, keepdims=True)
    enough = brand_volume * count >= total
    highest = np.where(now.standing, now.price, -1).max(axis=1, keepdims=True)
    below = now.price < highest
    return without_place & ~missing & enough & below, without_place & missing & below


def _accept(now: Candidates, who: Bools, offer: Ints, state: State) -> Candidates:
    price = np.minimum(now.price, offer[:, None])
    called = who & (offer > 0)[:, None]
    accepted = called & (now.reserve <= price)
    return replace(
        now,
        state=np.where(accepted, state, now.state).astype(np.uint8),
        award=np.where(accepted, price, now.award),
        offered=np.where(called, price, now.offered),
    )


def keeps_brand_volume(clause: Revivals | Off) -> bool:
    """Tell whether firms revived without a place keep the volume that named their brand."""
    terms: NotShortlistedRevival | None = None if isinstance(clause, Off) else clause.not_shortlisted
    if terms is None or terms.chooses_regions.value:
        return False
    return terms.keeps_brand_volume.value
