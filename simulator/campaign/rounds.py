"""Rounds of a tender in sequence: state in, state out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes
from simulator.campaign.course import Campaign, Course, Result
from simulator.campaign.signals import Floats, observe, publish, to_quotes
from simulator.firms.draws import Drawn, draw_variety
from simulator.money import TICKS_PER_YUAN
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, State
from simulator.tender.quoting import Before, lay_out, quote_bids, view_of

__all__ = ["begin", "observations", "play"]


def begin(campaign: Campaign, seed: int, number: int) -> Course:
    """Deal costs and ceilings for a campaign; they last until it ends.

    Parameters
    ----------
    campaign
        What is played.
    seed, number
        Master seed of the draws, and which campaign of that seed. Campaigns of one round have the draws of
        the replications with the same seed and number.
    """
    drawn = tuple(_draw(campaign, at, seed, number * campaign.rounds) for at in campaign.varieties)
    return Course(seed, number, 0, drawn, (None,) * len(drawn))


def observations(campaign: Campaign, course: Course) -> Floats:
    """Return what every learner sees before a round: ``[S, F]``."""
    return np.concatenate(
        [
            observe(
                view_of(campaign.tender, at, drawn, who),
                None if news is None else replace(news, won=news.won[who]),
            )[0]
            for at, drawn, news in zip(campaign.varieties, course.drawn, course.news, strict=True)
            if (who := _learners(campaign, at)).size
        ]
    )


def play(campaign: Campaign, course: Course, actions: Floats) -> tuple[Result, Course]:
    """Play one round: learners bid by their actions, all others by their strategies, the rule book decides.

    Parameters
    ----------
    campaign
        What is played.
    course
        Where it stands.
    actions
        ``[S]`` shares of the ceiling, in the order of the seats; above 1, no bid.

    Returns
    -------
    Result, Course
        What the round brought, and where the campaign stands after it.
    """
    tender = campaign.tender
    quoted: dict[int, Quotes] = {}
    for at, drawn in zip(campaign.varieties, course.drawn, strict=True):
        mine = [number for number, seat in enumerate(campaign.seats) if seat.variety == at]
        quoted[at] = _with_learners(campaign, at, drawn, actions[mine], _before(campaign, course, at))
    lots = [
        lay_out(tender, at, drawn, quoted[at])
        for at, drawn in zip(campaign.varieties, course.drawn, strict=True)
    ]
    if campaign.whole_round:
        awarded = award_round(lots, tender.clauses, tender.areas.units)
    else:
        awarded = tuple(award_round([lot], tender.clauses, tender.areas.units, False)[0] for lot in lots)
    return _result(campaign, course, awarded, quoted), _after(campaign, course, awarded)


def _draw(campaign: Campaign, at: int, seed: int, replication: int) -> Drawn:
    scenario = campaign.tender.scenario
    return draw_variety(campaign.tender.entrants[at], scenario.market, scenario.costs, seed, replication, 1)


def _learners(campaign: Campaign, at: int) -> npt.NDArray[np.intp]:
    return np.array([seat.bid for seat in campaign.seats if seat.variety == at], dtype=np.intp)


def _before(campaign: Campaign, course: Course, at: int) -> Before:
    """Return what was published after the round before."""
    news = course.news[campaign.varieties.index(at)]
    price = None if news is None else np.array([[news.highest]], dtype=np.int64)
    return Before(_former_cut(campaign, course, at), price)


def _former_cut(campaign: Campaign, course: Course, at: int) -> Floats | None:
    """Return the mean cut of the winners of the round before, over the varieties of the same form."""
    entrants = campaign.tender.entrants
    told = [
        news
        for other, news in zip(campaign.varieties, course.news, strict=True)
        if news is not None and entrants[other].variety.form == entrants[at].variety.form
    ]
    winners = sum(news.winners for news in told)
    if not told or not winners:
        return None
    return np.array([[sum(news.cut * news.winners for news in told if news.winners) / winners]])


def _with_learners(campaign: Campaign, at: int, drawn: Drawn, actions: Floats, before: Before) -> Quotes:
    quotes, who = quote_bids(campaign.tender, at, drawn, before), _learners(campaign, at)
    if not who.size:
        return quotes
    own = to_quotes(actions[None, :], view_of(campaign.tender, at, drawn, who))
    bid, present = quotes.bid.copy(), quotes.present.copy()
    bid[:, who], present[:, who] = own.bid, own.present
    return Quotes(bid, present)


def _result(
    campaign: Campaign, course: Course, awarded: tuple[AwardedLot, ...], quoted: Mapping[int, Quotes]
) -> Result:
    places = [(campaign.varieties.index(seat.variety), seat.bid) for seat in campaign.seats]
    bids = [quoted[seat.variety].bid[0, seat.bid] for seat in campaign.seats]
    present = [quoted[seat.variety].present[0, seat.bid] for seat in campaign.seats]
    price = np.array([awarded[v].price[0, bid] for v, bid in places], dtype=np.int64)
    volume = np.array([awarded[v].volume[0, bid] for v, bid in places], dtype=np.int64)
    cost = np.array([course.drawn[v].cost[0, bid] for v, bid in places], dtype=np.int64)
    varieties = [campaign.tender.entrants[seat.variety].variety for seat in campaign.seats]
    value = np.array([float(max(one.base, 1)) * one.reference for one in varieties])
    margin = np.where(price > 0, price - cost, 0).astype(np.float64) * volume
    return Result(
        awarded=awarded,
        quotes=Quotes(np.array(bids, dtype=np.int64), np.array(present, dtype=np.bool_)),
        state=tuple(_code(awarded[v], bid) for v, bid in places),
        price=price,
        volume=volume,
        profit=margin / TICKS_PER_YUAN,
        reward=margin / value,
    )


def _code(awarded: AwardedLot, bid: int) -> str:
    return State(int(awarded.state[0, bid])).code


def _after(campaign: Campaign, course: Course, awarded: tuple[AwardedLot, ...]) -> Course:
    played = course.round + 1
    drawn, news = [], []
    for at, before, lot in zip(campaign.varieties, course.drawn, awarded, strict=True):
        told = publish(lot, played)
        ceiling = before.ceiling
        if campaign.ceiling_follows and told.winners:
            ceiling = np.full_like(ceiling, told.highest)
        fresh = _draw(campaign, at, course.seed, course.number * campaign.rounds + played)
        drawn.append(replace(before.under(ceiling), taste=fresh.taste, draw=fresh.draw, cover=fresh.cover))
        news.append(told)
    return Course(course.seed, course.number, played, tuple(drawn), tuple(news))
