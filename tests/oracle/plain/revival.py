"""Second chances."""

from __future__ import annotations

from fractions import Fraction

from simulator.rules.parameters import Off, Revivals
from tests.oracle.plain.exact import exact, rounded
from tests.oracle.plain.table import WINNING, Bidder, Table

__all__ = ["revive"]


def revive(table: Table, clause: Revivals | Off) -> list[Bidder]:
    """Readmit bids; return all winners in rank order."""
    winners = [bidder for bidder in table.bidders if bidder.state in WINNING]
    if isinstance(clause, Off) or not winners:
        return winners
    if clause.shortlisted:
        offer = _shortlisted_offer(table, winners, clause)
        failed = [bidder for bidder in table.bidders if bidder.state == "failed-price-test"]
        for bidder in failed:
            if offer is not None and _accepts(table, bidder, offer):
                bidder.state = "revived-shortlisted"
                bidder.chooses = clause.shortlisted.chooses_regions.value
                winners.append(bidder)
    if clause.not_shortlisted:
        offer = max(bidder.award for bidder in winners)
        for bidder in _asked_for_by_name(table):
            if _accepts(table, bidder, offer):
                bidder.state = "revived-not-shortlisted"
                bidder.chooses = clause.not_shortlisted.chooses_regions.value
                bidder.keeps_brand = clause.not_shortlisted.keeps_brand_volume.value
                winners.append(bidder)
    return winners


def _shortlisted_offer(table: Table, direct: list[Bidder], clause: Revivals) -> int | None:
    """Price offered to shortlisted bids that failed the price test.

    Reading: where the offer needs an anchor and the rule book has none, there is no offer.
    """
    assert clause.shortlisted is not None
    if len(direct) > 1:
        return max(bidder.price for bidder in direct)
    base = table.anchor if clause.shortlisted.sole_base.value == "anchor" else Fraction(direct[0].price)
    return None if base is None else rounded(exact(clause.shortlisted.sole_multiple.value) * base)


def _asked_for_by_name(table: Table) -> list[Bidder]:
    """Bidders without a place whose brands the hospitals asked for.

    Each member of a consortium counts in the mean; its first member is held against it.
    """
    brand = [bid.brand_volume or 0 for bid in table.lot.bids]
    standing = [i for bidder in table.bidders for i in bidder.members]
    if any(table.lot.bids[i].brand_volume is None for i in standing):
        return []
    highest = max(bidder.price for bidder in table.bidders)
    mean = Fraction(sum(brand[i] for i in standing), len(standing))
    return [
        bidder
        for bidder in table.bidders
        if bidder.state == "no-place" and bidder.price < highest and brand[bidder.first] >= mean
    ]


def _accepts(table: Table, bidder: Bidder, offer: int) -> bool:
    """Whether a bidder takes the smaller of its price and the offer; notes the award price if so."""
    price = min(bidder.price, offer)
    if any(price < table.lot.bids[i].reserve for i in bidder.members):
        return False
    bidder.award = price
    return True
