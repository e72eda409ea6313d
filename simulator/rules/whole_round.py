"""Clauses that look across varieties: the pilot's negotiation and the round-wide elimination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulator.money import Ints, round_half_up
from simulator.rules.exact import fraction, ratio_order
from simulator.rules.lot import UNKNOWN, Bools, Bytes, State, winning
from simulator.rules.parameters import AcrossVarieties, ExtremeRatios, ProvisionalList
from simulator.rules.ranking import Order

__all__ = ["Field", "compete_across", "eliminate_extremes", "negotiate"]

_TEN_THOUSAND = 10_000
_FAR = np.int64(1) << 50


@dataclass(frozen=True, slots=True)
class Field:
    """What a cross-variety clause needs to know of one variety; all arrays ``[R, n]`` unless said."""

    state: Bytes
    price: Ints
    ceiling: Ints
    position: Ints
    draw: Ints
    reserve: Ints
    leads: Bools
    listed: Bools
    bidders: Ints
    """``[R]`` number of bidders."""
    offered: Ints
    """Price offered in a negotiation or revival, 0 without an offer."""
    award: Ints
    """Price at which the bid is awarded, 0 for losers."""


def negotiate(fields: Sequence[Field], clause: ProvisionalList) -> tuple[Field, ...]:
    """Make varieties with few bidders compete across the round (4+7 pilot).

    Bids of varieties with few bidders are ranked by their cut from the bid's own ceiling. The first
    ones are final; the others are offered a price whose cut is the mean cut of competitive varieties.

    Parameters
    ----------
    fields
        The varieties after the price test.
    clause
        The clause ``negotiation``.

    Returns
    -------
    tuple
        The varieties with new states, offers and award prices.

    Notes
    -----
    Source: summary of the 4+7 winner rule (S60).
    """
    passed, crowded = _passed_and_crowded(fields, clause.competitive_from.value)
    price, ceiling, draw, reserve = (
        _joined(fields, name) for name in ("price", "ceiling", "draw", "reserve")
    )
    floor, has_floor = _floor(price, ceiling, passed & crowded, clause)
    listed = passed & ~crowded
    first = _first_by_cut(price, ceiling, draw, listed, np.full(len(price), clause.direct.value))
    called = listed & ~first
    known = called & (ceiling != UNKNOWN) & has_floor[:, None]
    offer = round_half_up(np.maximum(ceiling, 0) * (_TEN_THOUSAND - floor[:, None]), _TEN_THOUSAND)
    at_own_price = known & (price <= offer)
    accepted = known & ~at_own_price & (reserve <= offer)
    state = _joined(fields, "state")
    state = np.where(called & ~known, State.UNDECIDED, state)
    state = np.where(accepted, State.WON_NEGOTIATED, state)
    state = np.where(known & ~at_own_price & ~accepted, State.NEGOTIATION_FAILED, state).astype(np.uint8)
    offered = np.where(known, offer, 0)
    award = np.where(accepted, offer, np.where(state == State.WON, price, 0))
    return _parted(fields, state, offered, award)


def compete_across(fields: Sequence[Field], clause: AcrossVarieties) -> tuple[Field, ...]:
    """Let varieties with few bidders compete by their cuts; only the largest cuts win.

    Parameters
    ----------
    fields
        The varieties after the price test.
    clause
        The clause ``negotiation``.

    Notes
    -----
    Source: Shandong-Shanxi alliance 2021, the top 40 % by size of cut with fewer than three bidders (S94).
    """
    passed, crowded = _passed_and_crowded(fields, clause.competitive_from.value)
    price, ceiling, draw = (_joined(fields, name) for name in ("price", "ceiling", "draw"))
    listed = passed & ~crowded
    over, under = fraction(clause.share.value)
    first = _first_by_cut(price, ceiling, draw, listed, round_half_up(listed.sum(axis=1) * over, under))
    out = listed & ~first
    state = np.where(out, State.CUT_TOO_SMALL, _joined(fields, "state")).astype(np.uint8)
    award = np.where(out, 0, _joined(fields, "award"))
    return _parted(fields, state, _joined(fields, "offered"), award)


def _passed_and_crowded(fields: Sequence[Field], competitive_from: int) -> tuple[Bools, Bools]:
    passed = np.concatenate([field.state == State.WON for field in fields], axis=1)
    crowded = [
        np.broadcast_to((field.bidders >= competitive_from)[:, None], field.price.shape) for field in fields
    ]
    return passed, np.concatenate(crowded, axis=1)


def _joined(fields: Sequence[Field], name: str) -> Any:  # noqa: ANN401  # any array by bid
    return np.concatenate([getattr(field, name) for field in fields], axis=1)


def _parted(fields: Sequence[Field], state: Bytes, offered: Ints, award: Ints) -> tuple[Field, ...]:
    cut_at = np.cumsum([field.price.shape[1] for field in fields])[:-1]
    pieces = zip(
        fields, *(np.split(values, cut_at, axis=1) for values in (state, offered, award)), strict=True
    )
    return tuple(replace(field, state=s, offered=o, award=a) for field, s, o, a in pieces)


def _floor(price: Ints, ceiling: Ints, counted: Bools, clause: ProvisionalList) -> tuple[Ints, Bools]:
    counted = counted & (ceiling != UNKNOWN)
    cut = round_half_up((ceiling - price) * _TEN_THOUSAND, np.maximum(ceiling, 1))
    number = counted.sum(axis=1)
    mean = round_half_up(np.where(counted, cut, 0).sum(axis=1), np.maximum(number, 1))
    over, under = fraction(clause.floor_share.value)
    return round_half_up(mean * over, under), number > 0


def _first_by_cut(price: Ints, ceiling: Ints, draw: Ints, listed: Bools, number: Ints) -> Bools:
    known = listed & (ceiling != UNKNOWN)
    by_draw = np.argsort(draw, axis=1, kind="stable")
    sorted_price, sorted_ceiling, sorted_known, sorted_listed = (
        np.take_along_axis(values, by_draw, axis=1) for values in (price, ceiling, known, listed)
    )
    # A smaller ratio of price to ceiling is a larger cut; unknown ceilings follow, unlisted bids come last.
    numerator = np.where(sorted_known, sorted_price, _FAR)
    denominator = np.where(sorted_known, sorted_ceiling, 1)
    order = np.take_along_axis(by_draw, ratio_order(numerator, denominator, ~sorted_listed), axis=1)
    chosen = np.zeros_like(listed)
    among_first = np.arange(listed.shape[1])[None, :] < number[:, None]
    np.put_along_axis(chosen, order, among_first, axis=1)
    return np.asarray(chosen & listed)


def eliminate_extremes(fields: Sequence[Field], clause: ExtremeRatios) -> tuple[Field, ...]:
    """Throw out the highest bid of the varieties whose spread is extreme in the whole round.

    Parameters
    ----------
    fields
        The varieties after the price test, in the order of the list.
    clause
        The clause ``elimination``.

    Notes
    -----
    Source: round 7, the six largest ratios (S22, S38); before round 10 the four largest and the two
    smallest (S36). Who is ranked is not settled: see ``ranked`` and ``minimum_bids``.
    """
    counted = [_counted(field, clause.ranked.value) for field in fields]
    number = np.stack([among.sum(axis=1) for among in counted], axis=1)
    highest = np.stack(
        [np.where(among, f.price, 0).max(axis=1) for f, among in zip(fields, counted, strict=True)], axis=1
    )
    lowest = np.stack(
        [np.where(among, f.price, _FAR).min(axis=1) for f, among in zip(fields, counted, strict=True)], axis=1
    )
    joins = number >= clause.minimum_bids.value
    widest = _pick(highest, lowest, joins, clause.widest.value, largest=True)
    tightest = _pick(highest, lowest, joins & ~widest, clause.tightest.value, largest=False)
    result = []
    for column, (field, among) in enumerate(zip(fields, counted, strict=True)):
        victim = _last_highest(field, among) & winning(field.state)
        state = np.where(victim & widest[:, column : column + 1], State.ELIMINATED_WIDEST, field.state)
        state = np.where(victim & tightest[:, column : column + 1], State.ELIMINATED_TIGHTEST, state)
        out = state.astype(np.uint8)
        result.append(replace(field, state=out, award=np.where(out == field.state, field.award, 0)))
    return tuple(result)


def _counted(field: Field, ranked: str) -> Bools:
    if ranked == "passed":
        return np.asarray(field.leads & winning(field.state))
    return np.asarray(field.leads & field.listed) if ranked == "shortlisted" else field.leads


def _pick(highest: Ints, lowest: Ints, joins: Bools, number: int, *, largest: bool) -> Bools:
    chosen = np.zeros_like(joins)
    if number == 0:
        return chosen
    # Sorting lowest over highest puts the widest spreads first and keeps list order among equals.
    over, under = (lowest, np.maximum(highest, 1)) if largest else (highest, lowest)
    order: Order = ratio_order(over, under, ~joins)[:, :number]
    np.put_along_axis(chosen, order, values=True, axis=1)
    picked: Bools = chosen & joins
    return picked


def _last_highest(field: Field, among: Bools) -> Bools:
    highest = np.where(among, field.price, -1).max(axis=1, keepdims=True)
    top = among & (field.price == highest)
    last = np.where(top, field.position, 0).max(axis=1, keepdims=True)
    victim: Bools = top & (field.position == last)
    return victim
