"""The award: every clause in order, on one list of bids or on a million.

This one function replays history, runs the Monte Carlo, feeds the equilibrium solver and explains an
outcome. It draws no random numbers and reads no files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.money import Ints
from simulator.rules.ceiling import check_ceiling
from simulator.rules.conversion import lot_prices
from simulator.rules.linked import Units, form_units, judge_links
from simulator.rules.lot import AwardedLot, Bools, Bytes, Lot, State
from simulator.rules.parameters import (
    BrandShare,
    ByClass,
    Clauses,
    ExtremeRatios,
    Off,
    ProvisionalList,
    Revivals,
)
from simulator.rules.places import Shortlist, shortlist
from simulator.rules.price_test import PriceVerdict, apply_tests
from simulator.rules.quality import admit
from simulator.rules.ranking import static_ties
from simulator.rules.regions.choice import Shorts, choose_areas
from simulator.rules.revival import Candidates, keeps_brand_volume, revive
from simulator.rules.volume import (
    area_volumes,
    brand_volumes,
    class_volumes,
    committed_share,
    fixed_share,
    term_years,
)
from simulator.rules.whole_round import Field, eliminate_extremes, negotiate

__all__ = ["award_round", "looks_across_varieties"]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One variety after the clauses that look at it alone."""

    lot: Lot
    state: Bytes
    undecided: Bytes
    standing: Bools
    price: Ints
    ceiling: Ints
    units: Units
    places: Shortlist
    verdict: PriceVerdict


def award_round(
    lots: Sequence[Lot], clauses: Clauses, units: Ints, whole_round: bool = True
) -> tuple[AwardedLot, ...]:
    """Apply a rule book to all varieties of a tender.

    Parameters
    ----------
    lots
        The varieties; all with the same number of replications.
    clauses
        The rule book's clauses.
    units
        ``[A]`` unit of each supply area, for the choice of backup suppliers.
    whole_round
        Whether the varieties are the whole round. If not, clauses that look across varieties are off.

    Returns
    -------
    tuple of AwardedLot
        The decision on each variety, in the order given.
    """
    judged = [_judge(lot.full(), clauses) for lot in lots]
    fields = tuple(_field(one) for one in judged)
    if whole_round and fields:
        if isinstance(clauses.negotiation, ProvisionalList):
            fields = negotiate(fields, clauses.negotiation)
        if isinstance(clauses.elimination, ExtremeRatios):
            fields = eliminate_extremes(fields, clauses.elimination)
    return tuple(_finish(one, field, clauses, units) for one, field in zip(judged, fields, strict=True))


def looks_across_varieties(clauses: Clauses) -> bool:
    """Tell whether a rule book couples varieties, so that part of a round cannot be replayed exactly."""
    return not (isinstance(clauses.negotiation, Off) and isinstance(clauses.elimination, Off))


def _judge(lot: Lot, clauses: Clauses) -> _Judged:
    state, undecided = admit(lot, clauses.quality)
    price, ceiling = lot_prices(lot, clauses.conversion)
    ties = static_ties(lot, clauses.ties)
    state = judge_links(lot, state, price, ties, clauses.links)
    state, undecided = check_ceiling(lot, state, undecided, clauses.ceiling)
    standing = state == State.WON
    units = form_units(lot, state, price, ties, clauses.links)
    places = shortlist(lot, units, clauses.places)
    verdict = apply_tests(price, ceiling, lot.form, units.leads, places.listed, clauses.price_test)
    out = np.where(places.listed, State.FAILED_PRICE_TEST, State.NO_PLACE)
    out = np.where(places.firm_full, State.FIRM_LIMIT, out)
    out = np.where(verdict.doubtful, State.UNDECIDED, out)
    state = np.where(units.leads & ~verdict.passed, out, state).astype(np.uint8)
    return _Judged(
        lot, state, undecided | verdict.undecided, standing, price, ceiling, units, places, verdict
    )


def _field(one: _Judged) -> Field:
    won = one.units.leads & one.verdict.passed
    return Field(
        state=np.where(one.standing & ~one.units.leads, State.ABSENT, one.state).astype(np.uint8),
        price=one.price,
        ceiling=one.ceiling,
        position=one.units.position,
        draw=one.lot.draw,
        reserve=one.units.reserve,
        leads=one.units.leads,
        listed=one.places.listed,
        bidders=one.places.bidders,
        offered=np.zeros_like(one.price),
        award=np.where(won, one.price, 0),
    )


def _finish(one: _Judged, field: Field, clauses: Clauses, units: Ints) -> AwardedLot:
    revived = revive(
        Candidates(
            field.state,
            one.price,
            field.award,
            field.offered,
            field.reserve,
            field.leads,
            one.standing,
            one.undecided,
        ),
        one.lot.brand_volume,
        one.verdict.anchor,
        clauses.revival,
    )
    rank, winners = _rank_winners(revived.state, one.units.position)
    choosing = (rank > 0) & _may_choose(revived.state, clauses)
    main, backup = choose_areas(one.lot, rank, choosing, units, clauses.supply)
    shared = one.units.share_out
    state = shared(revived.state.astype(np.int64)).astype(np.uint8)
    share, volume = _volumes(one.lot, shared(rank), state, winners, main, clauses)
    return AwardedLot(
        lot=one.lot,
        state=np.where(one.standing, state, one.state).astype(np.uint8),
        met=shared(one.verdict.met.astype(np.int64)).astype(np.uint8),
        undecided=revived.undecided,
        comparable=one.price,
        comparable_ceiling=one.ceiling,
        price=shared(revived.award),
        position=shared(one.units.position),
        rank=shared(rank),
        bidders=one.places.bidders,
        places=one.places.places,
        winners=winners,
        anchor=one.verdict.anchor,
        offered=shared(revived.offered),
        share=share,
        years=term_years(winners, one.lot.volume_class, one.lot.form, clauses.term),
        main=main,
        backup=backup,
        volume=volume,
    )


def _rank_winners(state: Bytes, position: Ints) -> tuple[Ints, Ints]:
    stage = np.select([state == State.REVIVED_SHORTLISTED, state == State.REVIVED_NOT_SHORTLISTED], [1, 2], 0)
    won = (state >= State.WON) & (state <= State.REVIVED_NOT_SHORTLISTED)
    count = state.shape[1] + 1
    key = np.where(won, stage * count + position, 3 * count)
    order = np.argsort(key, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(1, count, dtype=order.dtype)[None, :], axis=1)
    return np.where(won, rank, 0).astype(np.int64), won.sum(axis=1)


def _may_choose(state: Bytes, clauses: Clauses) -> Bools:
    may = np.ones(state.shape, dtype=np.bool_)
    if isinstance(clauses.revival, Revivals):
        for terms, revived in (
            (clauses.revival.shortlisted, State.REVIVED_SHORTLISTED),
            (clauses.revival.not_shortlisted, State.REVIVED_NOT_SHORTLISTED),
        ):
            if terms is not None and not terms.chooses_regions.value:
                may &= state != revived
    return may


def _volumes(
    lot: Lot, rank: Ints, state: Bytes, winners: Ints, main: Shorts, clauses: Clauses
) -> tuple[Ints, Ints]:
    clause = clauses.volume
    nothing = np.zeros(len(winners), dtype=np.int64)
    if isinstance(clause, ByClass):
        return nothing, class_volumes(lot, rank, winners, clause)
    if isinstance(clause, BrandShare):
        share = fixed_share(clause, len(winners))
        return nothing, brand_volumes(lot, share, rank > 0)
    share = committed_share(winners, lot.volume_class, clause)
    volume = np.zeros(rank.shape, dtype=np.int64)
    if lot.base.size and main.shape[1]:
        volume = area_volumes(lot.base, share, main, lot.size)
    if keeps_brand_volume(clauses.revival):
        volume = volume + brand_volumes(lot, share, state == State.REVIVED_NOT_SHORTLISTED)
    return share, volume
