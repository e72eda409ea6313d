"""Bids in a round of a campaign: who may bid, under which ceiling, and what the record says of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes
from simulator.campaign.carried import Carried, Floats, Former, Standing, aligned, barred, price_before
from simulator.campaign.credit import with_scores
from simulator.campaign.participants import companies
from simulator.campaign.rings import agreed_bids, there_in_earnest
from simulator.campaign.stages import Stage
from simulator.firms.draws import Drawn, draw_variety
from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Bools, Lot
from simulator.rules.parameters import Off
from simulator.streams import uniforms
from simulator.tender.quoting import Before, lay_out, quote_bids

__all__ = ["Tabled", "table_bids"]


@dataclass(frozen=True, slots=True)
class Tabled:
    """The bids of one variety on the table, and why others are not there; arrays ``[R, n]``."""

    lot: Lot
    cost: Ints
    standing: Standing
    barred: Bools
    """On the violation list on the day of the bids."""
    gone: Bools
    """Given up for good, now or before."""
    put_up: Bools
    """``[R]`` whether the variety is tendered: what nobody won is not tendered again."""
    reference: Ints
    """``[R]`` price that ceilings, printed prices and cuts are counted from."""


def table_bids(stage: Stage, at: int, carried: Carried, start: int, count: int) -> Tabled:
    """Let the firms of a variety bid, but for those that are barred or have given up.

    Parameters
    ----------
    stage
        The round made ready.
    at
        Position of the variety.
    carried
        What earlier rounds left.
    start, count
        First replication and number of replications.
    """
    entrants = stage.tender.entrants[at]
    former = _former(stage, at, carried)
    day = float(stage.day.toordinal())
    drawn = _dealt(stage, at, start, count)
    if former is None:
        none = np.zeros(drawn.cost.shape, dtype=np.bool_)
        nothing = np.zeros(drawn.cost.shape, dtype=np.int64)
        idle = np.zeros(drawn.cost.shape)
        standing = Standing(none, none, nothing, nothing, none, idle, idle)
        put_up: Bools = np.ones(count, dtype=np.bool_)
    else:
        standing = aligned(former, entrants.names, day)
        put_up = np.asarray(former.won.any(axis=1), dtype=np.bool_)
    listed = np.stack([barred(carried.bans, firm, day, count) for firm in entrants.firms], axis=1)
    gone = standing.gone | _given_up(stage, at, standing, start, count)
    reference = _reference(stage, at, former, count)
    drawn = _under(stage, drawn, former, reference, entrants.variety.reference)
    active = put_up[:, None] & ~listed & ~gone & there_in_earnest(stage.tender, at)
    published = None if former is None else price_before(former, "highest")[:, None]
    quotes = _quotes(stage, at, drawn, active, Before(_former_cut(stage, at, carried), published))
    lot = _with_record(stage, at, lay_out(stage.tender, at, drawn, quotes), standing, reference)
    lot = with_scores(lot, stage.plan.record, carried.bans, day)
    return Tabled(lot, drawn.cost, standing, listed & put_up[:, None], gone, put_up, reference)


def _former(stage: Stage, at: int, carried: Carried) -> Former | None:
    return None if stage.follows is None else carried.former[stage.follows][at]


def _dealt(stage: Stage, at: int, start: int, count: int) -> Drawn:
    """Deal costs that last and everything else that does not."""
    scenario, entrants = stage.tender.scenario, stage.tender.entrants[at]
    drawn = draw_variety(entrants, scenario.market, scenario.costs, stage.lasting, start, count)
    if stage.lasting == stage.seed:
        return drawn
    cost = np.maximum(np.floor(drawn.cost * stage.costs + 0.5), 1).astype(np.int64)
    # Whether a variety is dear to make is told by its position; a change for all moves it.
    position = drawn.position + np.log(stage.costs)
    fresh = draw_variety(entrants, scenario.market, scenario.costs, stage.seed, start, count)
    return replace(drawn, cost=cost, position=position, taste=fresh.taste, draw=fresh.draw, cover=fresh.cover)


def _given_up(stage: Stage, at: int, standing: Standing, start: int, count: int) -> Bools:
    """Draw which products are given up before the round; new ones are not."""
    terms, entrants = stage.plan.exit, stage.tender.entrants[at]
    winners, losers = float(terms.winners.value), float(terms.losers.value)
    out = np.zeros(standing.won.shape, dtype=np.bool_)
    if stage.follows is None or not (winners or losers):
        return out
    names = ("campaign exit", entrants.variety.name)
    drawn = [uniforms(stage.seed, *names, one, start=start, count=count)[:, 0] for one in entrants.names]
    there = np.array([one.startswith(f"{stage.plan.id} ") for one in entrants.firms])
    chance = np.where(standing.won, winners, losers)
    return np.asarray((np.stack(drawn, axis=1) < chance) & ~there)


def _reference(stage: Stage, at: int, former: Former | None, count: int) -> Ints:
    original = stage.tender.entrants[at].variety.reference
    if former is None or stage.plan.reference is None:
        return np.full(count, original, dtype=np.int64)
    before = price_before(former, stage.plan.reference.value)
    return np.where(before > 0, before, original)


def _under(stage: Stage, drawn: Drawn, former: Former | None, reference: Ints, original: int) -> Drawn:
    """Put the bidders under the ceiling of the round."""
    terms = stage.plan.ceiling
    if former is None or (terms is None and stage.plan.reference is None):
        return drawn
    if terms is None:
        ceiling = np.floor(drawn.ceiling * (reference[:, None] / original) + 0.5)
    else:
        before = price_before(former, terms.of.value)[:, None]
        ceiling = np.where(before > 0, np.floor(before * float(terms.times.value) + 0.5), drawn.ceiling)
    whole = np.maximum(np.broadcast_to(ceiling, drawn.cost.shape), 1).astype(np.int64)
    return drawn.under(whole)


def _former_cut(stage: Stage, at: int, carried: Carried) -> Floats | None:
    """Return the mean cut that won varieties of this form in the round before, ``[R, 1]``."""
    if stage.follows is None:
        return None
    form = stage.tender.entrants[at].variety.form
    told = [one for one in carried.former[stage.follows] if one.form == form]
    winners = np.stack([one.won.sum(axis=1) for one in told], axis=1)
    cuts = np.stack([np.nan_to_num(one.cut) for one in told], axis=1)
    total = winners.sum(axis=1)
    mean = (winners * cuts).sum(axis=1) / np.maximum(total, 1)
    return np.where(total > 0, mean, np.nan)[:, None]


def _quotes(stage: Stage, at: int, drawn: Drawn, active: Bools, before: Before) -> Quotes:
    """Let firms bid that know who is there; rows with the same company go together."""
    bid, present = np.maximum(drawn.cost, 1).copy(), np.zeros(active.shape, dtype=np.bool_)
    for company, rows in companies(stage.tender.entrants[at], active):
        tender = stage.games.among(stage.tender, at, active[rows[0]], company)
        cut = None if before.cut is None else before.cut[rows]
        price = None if before.price is None else before.price[rows]
        known = Before(cut, price, int(active[rows[0]].sum()))
        quotes = quote_bids(replace(tender, rings=()), at, _rows(drawn, rows), known)
        bid[rows], present[rows] = quotes.bid, quotes.present
    return agreed_bids(stage.tender, at, Quotes(bid, present), active, drawn)


def _rows(drawn: Drawn, rows: npt.NDArray[np.intp]) -> Drawn:
    return Drawn(*(getattr(drawn, name)[rows] for name in Drawn.__dataclass_fields__))


def _with_record(stage: Stage, at: int, lot: Lot, standing: Standing, reference: Ints) -> Lot:
    """Write down what the tender office knows of a variety that was tendered before."""
    if stage.follows is None:
        return lot
    original = stage.tender.entrants[at].variety.reference
    scaled = np.floor(lot.enquiry * (reference[:, None] / original) + 0.5).astype(np.int64)
    return replace(
        lot,
        reference=np.broadcast_to(reference[:, None], standing.won.shape),
        enquiry=np.where(lot.enquiry == UNKNOWN, UNKNOWN, np.maximum(scaled, 1)),
        previous_price=np.where(standing.held, standing.price, UNKNOWN),
        incumbent=standing.held.astype(np.int64),
        brand_volume=_reported(stage, lot, standing),
    )


def _reported(stage: Stage, lot: Lot, standing: Standing) -> Ints:
    """Let hospitals name the products under contract in most of their reports by brand, ``[R, n]``."""
    if not isinstance(stage.tender.clauses.units, Off):
        # Competitive units are formed from reports that are the same in every replication.
        return lot.brand_volume
    known = np.maximum(lot.brand_volume, 0)
    total, loyalty = float(known.sum()), float(stage.plan.loyalty.value)
    held = np.where(standing.held, standing.volume, 0).astype(np.float64)
    sold = held.sum(axis=1, keepdims=True)
    mixed = loyalty * held / np.maximum(sold, 1) + (1 - loyalty) * known / max(total, 1.0)
    return np.where(sold > 0, np.floor(total * mixed), known).astype(np.int64)
