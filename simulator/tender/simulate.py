"""One block of replications of a tender, from draws to awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.bidding.strategies.library import AnyStrategy
from simulator.bidding.strategies.protocol import Quotes, View
from simulator.firms.draws import Drawn, draw_variety
from simulator.firms.entries import read_entrants
from simulator.firms.facts import BidFacts, draw_facts
from simulator.firms.population import CLASSES, Entrants, populate
from simulator.market.areas import Areas, load_areas
from simulator.market.varieties import design_varieties
from simulator.money import MAX_PRICE, Ints
from simulator.rules.award import award_round
from simulator.rules.exact import fraction
from simulator.rules.lot import AwardedLot, Bools, Lot
from simulator.rules.parameters import AnyOf, Clauses, Composite
from simulator.rules.places import places_for
from simulator.scenario.model import Scenario
from simulator.tender.listed import with_listed_bids

__all__ = ["Block", "Tender", "play_block", "set_up"]


@dataclass(frozen=True, slots=True)
class Tender:
    """A scenario made ready: everything that does not change between replications."""

    scenario: Scenario[AnyStrategy]
    clauses: Clauses
    areas: Areas
    entrants: tuple[Entrants, ...]
    bases: tuple[Ints, ...]
    """``[A]`` reported need by area, one array per variety."""
    facts: tuple[BidFacts, ...]
    """Further facts of the bids, by variety."""


@dataclass(frozen=True, slots=True)
class Block:
    """Awards of a run of replications."""

    start: int
    awarded: tuple[AwardedLot, ...]
    costs: tuple[Ints, ...]
    """``[R, n]`` unit costs by variety, in 1/10,000 yuan."""


def set_up(scenario: Scenario[AnyStrategy], clauses: Clauses, folder: Path | None = None) -> Tender:
    """Lay out varieties, areas and firms of a scenario.

    Parameters
    ----------
    scenario
        The checked scenario.
    clauses
        The rule book that applies, with the scenario's changes.
    folder
        Folder that the scenario's tables lie in.

    Raises
    ------
    InputError
        If the numbers do not fit together.
    """
    here = folder or Path()
    own_areas = scenario.market.areas_file
    areas = load_areas(here / own_areas if own_areas else clauses.supply.areas.value)
    seed = scenario.run.seed
    varieties = design_varieties(scenario.market, seed, here)
    if scenario.firms.entries_file is not None:
        entrants = read_entrants(here / scenario.firms.entries_file, varieties, areas, seed)
    else:
        several = scenario.facts.products_per_firm if scenario.facts is not None else None
        entrants = populate(varieties, scenario.firms, areas, seed, 1 if several is None else several.value)
    scenario = scenario.model_copy(update={"bidding": with_listed_bids(scenario.bidding, here)})
    bases = tuple(areas.share_out(v.base) for v in varieties)
    facts = tuple(draw_facts(one, scenario.facts, seed) for one in entrants)
    return Tender(scenario, clauses, areas, entrants, bases, facts)


def play_block(tender: Tender, start: int, count: int) -> Block:
    """Simulate some replications of the tender.

    Parameters
    ----------
    tender
        The scenario made ready.
    start, count
        First replication and number of replications; the result of a replication does not depend on
        the block that it is in.
    """
    scenario = tender.scenario
    lots, costs = [], []
    for entrants, base, facts in zip(tender.entrants, tender.bases, tender.facts, strict=True):
        drawn = draw_variety(entrants, scenario.market, scenario.costs, scenario.run.seed, start, count)
        lots.append(_lot(tender, entrants, (base, facts), drawn))
        costs.append(drawn.cost)
    awarded = award_round(lots, tender.clauses, tender.areas.units)
    return Block(start, awarded, tuple(costs))


def _lot(tender: Tender, entrants: Entrants, known: tuple[Ints, BidFacts], drawn: Drawn) -> Lot:
    base, facts = known
    bid, present = _quotes(tender, entrants, drawn)
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


def _quotes(tender: Tender, entrants: Entrants, drawn: Drawn) -> tuple[Ints, Bools]:
    bidding = tender.scenario.bidding
    strategies: Mapping[str, AnyStrategy] = {
        "originator": bidding.originator,
        "generic": bidding.generic,
        "own-api": bidding.own_api,
        "newcomer": bidding.newcomer,
    }
    bid, present = drawn.cost.copy(), np.zeros(drawn.cost.shape, dtype=np.bool_)
    for code, name in enumerate(CLASSES):
        who = np.flatnonzero(entrants.kind == code)
        if not who.size:
            continue
        view = View(
            cost=drawn.cost[:, who],
            ceiling=drawn.ceiling[:, who],
            reference=entrants.variety.reference,
            taste=drawn.taste[:, who],
            bidders=len(entrants.firms),
            places=places_for(len(entrants.firms), tender.clauses.places),
            guaranteed_cut=_guaranteed_cut(tender.clauses),
            firms=tuple(entrants.firms[i] for i in who),
            variety=entrants.variety.name,
        )
        quotes: Quotes = strategies[name].quote(view)
        bid[:, who], present[:, who] = quotes.bid, quotes.present
    return bid, present


def _guaranteed_cut(clauses: Clauses) -> tuple[int, int] | None:
    test = clauses.price_test.tests.cut if isinstance(clauses.price_test, AnyOf) else None
    return None if test is None else fraction(test.at_least.value)
