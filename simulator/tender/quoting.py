"""From what bidders know to the bids on the table: views, quotes, and the lot that is awarded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.bidding.strategies.protocol import Quotes, View
from simulator.firms.draws import Drawn
from simulator.firms.population import CLASSES
from simulator.money import MAX_PRICE, Ints
from simulator.rules.exact import fraction
from simulator.rules.lot import Lot
from simulator.rules.parameters import AnyOf, Clauses, Composite
from simulator.rules.places import places_for
from simulator.tender.collusion import collude
from simulator.tender.ready import Tender

__all__ = ["NOTHING", "Before", "guaranteed_cut", "lay_out", "quote_bids", "view_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Before:
    """What bidders know of the round before, and of who is left to bid."""

    cut: Floats | None = None
    """``[R, 1]`` mean cut that won comparable varieties; ``None`` before the first round."""
    price: Ints | None = None
    """``[R, 1]`` highest price that won this variety, 0 without a winner; ``None`` before the first round."""
    bidders: int | None = None
    """Number of bidders that firms count on; ``None`` for all that stand in the tender."""


NOTHING = Before()
"""Before the first round, with everybody there."""


def lay_out(tender: Tender, at: int, drawn: Drawn, quotes: Quotes) -> Lot:
    """Lay the bids of one variety out for the award.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    drawn
        Costs, ceilings and lots, ``[R, n]``.
    quotes
        What its bidders hand in, ``[R, n]``.
    """
    entrants, base, facts = tender.entrants[at], tender.bases[at], tender.facts[at]
    bid, present = quotes.bid, quotes.present
    if isinstance(tender.clauses.conversion, Composite) and facts.fee.size:
        # A strategy quotes the whole; the part that is the service fee is written down by itself.
        bid = bid - facts.fee
    count = len(entrants.firms)
    variety = entrants.variety
    margin = float(tender.scenario.costs.least_margin.value)
    return Lot(
        variety=variety.name,
        firms=entrants.firms,
        brands=entrants.brands,
        bid=np.clip(bid, 1, MAX_PRICE),
        present=present,
        ceiling=np.clip(drawn.ceiling, 1, MAX_PRICE),
        reference=np.full((1, count), variety.reference, dtype=np.int64),
        status=entrants.status,
        link=entrants.link,
        strength_ratio=np.ones(count),
        pack_ratio=np.ones(count),
        past_volume=facts.past_volume,
        brand_volume=facts.brand_volume,
        coverage=entrants.coverage,
        reserve=np.ceil(drawn.cost * (1 + margin)).astype(np.int64),
        draw=drawn.draw,
        form=variety.form,
        volume_class=variety.volume_class,
        base=base,
        preference=entrants.preference,
        nationwide=facts.nationwide,
        technical=facts.technical,
        criteria=facts.criteria,
        supply_score=facts.supply_score,
        credit=facts.credit,
        fee=facts.fee,
        enquiry=facts.enquiry,
        previous_price=facts.previous_price,
        class_a=facts.class_a,
        class_b=facts.class_b,
    )


def view_of(
    tender: Tender,
    at: int,
    drawn: Drawn,
    who: npt.NDArray[np.intp],
    before: Before = NOTHING,
) -> View:
    """Return what some bidders of a variety, all of one class, know when they quote.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    drawn
        Costs and ceilings, ``[R, n]``.
    who
        ``[m]`` the bidders, by position.
    before
        What is known of the round before, and of who is left.
    """
    entrants, table = tender.entrants[at], tender.equilibria[at]
    learned = tender.learned[at] if tender.learned else {}
    rivals = len(entrants.firms) if before.bidders is None else before.bidders
    return View(
        cost=drawn.cost[:, who],
        ceiling=drawn.ceiling[:, who],
        reference=entrants.variety.reference,
        taste=drawn.taste[:, who],
        bidders=rivals,
        places=places_for(rivals, tender.clauses.places),
        guaranteed_cut=guaranteed_cut(tender.clauses),
        firms=tuple(entrants.firms[i] for i in who),
        variety=entrants.variety.name,
        standing=drawn.standing[:, who],
        position=drawn.position,
        equilibrium=None if table is None else table.classes.get(CLASSES[int(entrants.kind[who[0]])]),
        form=entrants.variety.form,
        learned=learned.get(CLASSES[int(entrants.kind[who[0]])]),
        former_cut=before.cut,
        former_price=before.price,
    )


def quote_bids(tender: Tender, at: int, drawn: Drawn, before: Before = NOTHING) -> Quotes:
    """Let every bidder of a variety quote by the strategy of its class.

    Parameters
    ----------
    tender
        The scenario made ready.
    at
        Position of the variety.
    drawn
        Costs and ceilings, ``[R, n]``.
    before
        What is known of the round before, and of who is left.
    """
    strategies, entrants = tender.scenario.bidding.by_class(), tender.entrants[at]
    bid, present = drawn.cost.copy(), np.zeros(drawn.cost.shape, dtype=np.bool_)
    for code, name in enumerate(CLASSES):
        who = np.flatnonzero(entrants.kind == code)
        if not who.size:
            continue
        quotes: Quotes = strategies[name].quote(view_of(tender, at, drawn, who, before))
        bid[:, who], present[:, who] = quotes.bid, quotes.present
    return collude(tender.rings[at] if tender.rings else None, Quotes(bid, present), drawn)


def guaranteed_cut(clauses: Clauses) -> tuple[int, int] | None:
    """Return the cut from the ceiling that protects a bid, as numerator and denominator, if there is one."""
    test = clauses.price_test.tests.cut if isinstance(clauses.price_test, AnyOf) else None
    return None if test is None else fraction(test.at_least.value)
