"""The award: every clause in order, on one list of bids or on a million.

This one function replays history, runs the Monte Carlo, feeds the equilibrium solver and explains an
outcome. It draws no random numbers and reads no files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.money import Ints
from simulator.rules.agreed import agree_volumes
from simulator.rules.ceiling import check_ceiling
from simulator.rules.conversion import Prices, lot_prices
from simulator.rules.kept import Awards
from simulator.rules.limits import listing_limits, may_join_late
from simulator.rules.linked import Units, form_units, judge_links
from simulator.rules.lot import AwardedLot, Bools, Bytes, Lot, State, winning
from simulator.rules.parameters import (
    AcrossVarieties,
    Clauses,
    ExtremeRatios,
    Off,
    ProvisionalList,
    Revivals,
    Score,
    ShareOfBidders,
)
from simulator.rules.places import Shortlist, shortlist
from simulator.rules.price_test import PriceVerdict, Quotes, apply_tests, beyond_line
from simulator.rules.quality import admit
from simulator.rules.ranking import scores, static_ties
from simulator.rules.regions.choice import choose_areas
from simulator.rules.revival import Candidates, revive
from simulator.rules.units import join_units, unit_of
from simulator.rules.volume import term_years
from simulator.rules.whole_round import Field, compete_across, eliminate_extremes, negotiate

__all__ = ["award_round", "looks_across_varieties"]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One variety after the clauses that look at it alone."""

    lot: Lot
    state: Bytes
    undecided: Bytes
    standing: Bools
    prices: Prices
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
    if not isinstance(clauses.units, Off):
        return _award_by_unit(lots, clauses, units, whole_round)
    judged = [_judge(lot.full(), clauses) for lot in lots]
    fields = tuple(_field(one) for one in judged)
    if whole_round and fields:
        if isinstance(clauses.negotiation, ProvisionalList):
            fields = negotiate(fields, clauses.negotiation)
        if isinstance(clauses.negotiation, AcrossVarieties):
            fields = compete_across(fields, clauses.negotiation)
        if isinstance(clauses.elimination, ExtremeRatios):
            fields = eliminate_extremes(fields, clauses.elimination)
    return tuple(_finish(one, field, clauses, units) for one, field in zip(judged, fields, strict=True))


def _award_by_unit(
    lots: Sequence[Lot], clauses: Clauses, units: Ints, whole_round: bool
) -> tuple[AwardedLot, ...]:
    """Decide each competitive unit as a lot of its own and put the units of a variety together again."""
    split = [
        (lot, [np.flatnonzero(number == unit) for unit in np.unique(number)])
        for lot, number in ((lot.full(), unit_of(lot, clauses.units)) for lot in lots)
    ]
    parts = [lot.of(bids) for lot, units_of_lot in split for bids in units_of_lot]
    alone = clauses.model_copy(update={"units": Off(use="none")})
    awarded = iter(award_round(parts, alone, units, whole_round))
    joined = (join_units(lot, [(bids, next(awarded)) for bids in found]) for lot, found in split)
    return tuple(_for_whole_variety(one, clauses) for one in joined)


def _for_whole_variety(one: AwardedLot, clauses: Clauses) -> AwardedLot:
    """Settle what does not depend on the unit: the term, and limits by the variety's highest price."""
    limits = listing_limits(one.lot, one.price, clauses.listing)
    return replace(
        one,
        years=term_years(one.lot, one.winners, one.bidders, clauses.term),
        outside_cap=limits.outside_cap,
        yellow=limits.yellow,
        red=limits.red,
    )


def looks_across_varieties(clauses: Clauses) -> bool:
    """Tell whether a rule book couples varieties, so that part of a round cannot be replayed exactly."""
    return not (isinstance(clauses.negotiation, Off) and isinstance(clauses.elimination, Off))


def _judge(lot: Lot, clauses: Clauses) -> _Judged:
    state, undecided = admit(lot, clauses.quality)
    prices = lot_prices(lot, clauses.conversion)
    ties = static_ties(lot, clauses.ties)
    state = judge_links(lot, state, prices.bid, ties, clauses.links)
    state, undecided = check_ceiling(lot, prices.quoted, state, undecided, clauses.ceiling)
    standing = state == State.WON
    units = form_units(lot, state, prices.bid, ties, clauses.links)
    if isinstance(clauses.ranking, Score):
        score = _score(lot, units, prices, standing, clauses.ranking)
        units = form_units(lot, state, prices.bid, ties, clauses.links, score)
    quotes = Quotes(prices.bid, prices.ceiling, prices.enquiry, lot.form)
    places = shortlist(lot, units, _competing(quotes, units.leads, clauses), clauses.places)
    verdict = apply_tests(quotes, units.leads, places.listed, places.bidders, clauses.price_test)
    out = np.where(places.listed, State.FAILED_PRICE_TEST, State.NO_PLACE)
    out = np.where(places.firm_full, State.FIRM_LIMIT, out)
    out = np.where(verdict.doubtful, State.UNDECIDED, out)
    state = np.where(units.leads & ~verdict.passed, out, state).astype(np.uint8)
    return _Judged(lot, state, undecided | verdict.undecided, standing, prices, units, places, verdict)


def _competing(quotes: Quotes, leads: Bools, clauses: Clauses) -> Bools:
    """Return the units that compete for places; a guaranteed line may carry some past them."""
    if isinstance(clauses.places, ShareOfBidders) and clauses.places.beyond_line.value:
        return leads & ~beyond_line(quotes, leads, clauses.price_test)
    return leads


def _score(lot: Lot, units: Units, prices: Prices, standing: Bools, clause: Score) -> Ints:
    """Score every bid, or give all the same score where the lowest price decides."""
    score, known = scores(lot, prices.bid, prices.ceiling, standing, clause)
    scored = known & (units.leads.sum(axis=1) >= clause.least_bidders.value)
    return np.where(scored[:, None], score, 0)


def _field(one: _Judged) -> Field:
    won = one.units.leads & one.verdict.passed
    return Field(
        state=np.where(one.standing & ~one.units.leads, State.ABSENT, one.state).astype(np.uint8),
        price=one.prices.bid,
        ceiling=one.prices.ceiling,
        position=one.units.position,
        draw=one.lot.draw,
        reserve=one.units.reserve,
        leads=one.units.leads,
        listed=one.places.listed,
        bidders=one.places.bidders,
        offered=np.zeros_like(one.prices.bid),
        award=np.where(won, one.prices.bid, 0),
    )


def _finish(one: _Judged, field: Field, clauses: Clauses, units: Ints) -> AwardedLot:
    revived = revive(
        Candidates(
            field.state,
            one.prices.bid,
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
    price = shared(revived.award)
    listed = shared(one.places.listed.astype(np.int64)) > 0
    awards = Awards(
        price, one.prices.ceiling, one.prices.enquiry, shared(rank), field.leads, listed, state, winners
    )
    agreed = agree_volumes(one.lot, awards, main, clauses)
    final = np.where(one.standing, state, one.state).astype(np.uint8)
    limits = listing_limits(one.lot, price, clauses.listing)
    return AwardedLot(
        lot=one.lot,
        state=final,
        met=shared(one.verdict.met.astype(np.int64)).astype(np.uint8),
        undecided=revived.undecided,
        comparable=one.prices.bid,
        comparable_ceiling=one.prices.ceiling,
        price=price,
        position=shared(one.units.position),
        rank=shared(rank),
        bidders=one.places.bidders,
        places=one.places.places,
        winners=winners,
        anchor=one.verdict.anchor,
        offered=shared(revived.offered),
        share=agreed.share,
        years=term_years(one.lot, winners, one.places.bidders, clauses.term),
        main=main,
        backup=backup,
        volume=agreed.volume,
        pool=agreed.pool,
        assigned=agreed.assigned,
        late=may_join_late(one.lot, final, clauses.late_entry),
        outside_cap=limits.outside_cap,
        yellow=limits.yellow,
        red=limits.red,
    )


def _rank_winners(state: Bytes, position: Ints) -> tuple[Ints, Ints]:
    stage = np.select([state == State.REVIVED_SHORTLISTED, state == State.REVIVED_NOT_SHORTLISTED], [1, 2], 0)
    won = winning(state)
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
