"""A tender in which everybody hands in the bids of another one: what rules do where nobody notices them."""

from __future__ import annotations

from simulator.firms.draws import draw_variety
from simulator.rules.award import award_round
from simulator.tender.quoting import lay_out, quote_bids
from simulator.tender.ready import Tender
from simulator.tender.simulate import Block

__all__ = ["play_frozen", "same_bidders"]


def play_frozen(tender: Tender, bidding: Tender, start: int, count: int) -> Block:
    """Award by the rules of one tender the bids that the same firms made in another.

    Firms, costs, ceilings and lots are drawn once more by the scenario of the first tender; prices, and who
    hands in a bid at all, are those of the second, to the last tick.

    Parameters
    ----------
    tender
        Whose rules, costs and needs apply; its own bids need not have been found.
    bidding
        Where the bids are made.
    start, count
        First replication and number of replications.

    Raises
    ------
    ValueError
        If the two do not have the same bidders.
    """
    if not same_bidders(tender, bidding):
        raise ValueError("bids can only be kept where the same firms stand in the same varieties")
    lots, costs = [], []
    for at, entrants in enumerate(tender.entrants):
        there, own = bidding.scenario, tender.scenario
        seen = draw_variety(bidding.entrants[at], there.market, there.costs, there.run.seed, start, count)
        drawn = draw_variety(entrants, own.market, own.costs, own.run.seed, start, count)
        lots.append(lay_out(tender, at, drawn, quote_bids(bidding, at, seen)))
        costs.append(drawn.cost)
    return Block(start, award_round(lots, tender.clauses, tender.areas.units), tuple(costs))


def same_bidders(one: Tender, other: Tender) -> bool:
    """Tell whether the same firms stand in the same varieties of two tenders.

    Parameters
    ----------
    one, other
        The tenders, laid out.
    """
    return [(each.variety.name, each.firms, each.brands) for each in one.entrants] == [
        (each.variety.name, each.firms, each.brands) for each in other.entrants
    ]
