"""Nasty tenders for comparing the engine with the plain reading.

Prices sit on thresholds and one tick beside them, facts are missing, ties abound, firms are linked. Every
choice comes from the ``random.Random`` that is handed in, so that a seed names a tender.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from simulator.rules.parameters import (
    AcrossVarieties,
    Clauses,
    Composite,
    ExtremeRatios,
    PlaceTable,
    ProvisionalList,
    SerialChoice,
)
from tests.oracle.plain import PlainBid, PlainBidList
from tests.oracle.random_contracts import AREAS
from tests.oracle.random_facts import add_facts
from tests.oracle.random_prices import random_ceilings, random_prices
from tests.oracle.random_selection import FORMS

__all__ = ["random_round", "random_units"]

GOOD = ("originator", "reference", "passed", "treated-as-passed")
BAD = ("not-passed", "violation-list", "gmp-breach", "failed-sampling", "inexperienced")
RATIOS = (0.25, 0.5, 1.5, 2.0, 3.0, 4.0, 0.7)
SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20)
REFUSES = 10**12


def looks_across(clauses: Clauses) -> bool:
    """Whether a rule book has a clause that looks across varieties."""
    across = isinstance(clauses.negotiation, ProvisionalList | AcrossVarieties)
    return across or isinstance(clauses.elimination, ExtremeRatios)


def random_round(rng: random.Random, clauses: Clauses) -> list[PlainBidList]:
    """Make the varieties of one round: 1 to 6, or 2 to 12 where the rules look across varieties."""
    most = rng.choice([4, 12, 12]) if looks_across(clauses) else 6
    number = rng.randint(most // 2 if looks_across(clauses) else 1, most)
    areas = AREAS[clauses.supply.areas.value] if rng.random() < 0.5 else rng.randint(1, 9)
    lots: list[PlainBidList] = []
    for k in range(number):
        if lots and rng.random() < 0.15:  # equal ratios and equal cuts in several varieties
            lots.append(replace(rng.choice(lots), variety=f"v{k}"))
        else:
            lots.append(_random_lot(rng, clauses, f"v{k}", areas))
    return lots


def random_units(rng: random.Random, lots: Sequence[PlainBidList]) -> list[int]:
    """Number of the backup unit of each area."""
    areas = max(len(lot.base) for lot in lots)
    return [rng.randint(0, max(1, areas // rng.choice([1, 2, 4]))) for _ in range(areas)]


def _random_lot(rng: random.Random, clauses: Clauses, variety: str, areas: int) -> PlainBidList:
    few = isinstance(clauses.negotiation, ProvisionalList | AcrossVarieties) and rng.random() < 0.7
    size = rng.randint(1, 3) if few else rng.choice(SIZES)
    form = rng.choice([None, *FORMS, "oral-solid"])
    base = [rng.choice([0, 1, 3, 999, 1001, rng.randint(1, 5_000_000)]) for _ in range(areas)]
    if rng.random() < 0.2:  # equal remainders for different bases
        base = [rng.choice([1, 1, 2, 3]) for _ in range(areas)]
    if rng.random() < 0.08:
        base = [] if rng.random() < 0.7 or not isinstance(clauses.supply, SerialChoice) else [0] * areas
    prices, top = random_prices(rng, clauses, size)
    bids = add_facts(rng, clauses, _plain_bids(rng, clauses, prices, len(base)))
    whole = [bid.price + bid.fee if isinstance(clauses.conversion, Composite) else bid.price for bid in bids]
    bids = [
        replace(bid, ceiling=ceiling)
        for bid, ceiling in zip(bids, random_ceilings(rng, whole, top), strict=True)
    ]
    return PlainBidList(variety, bids, form, rng.choice(["ordinary", "ordinary", "reduced", "special"]), base)


def _plain_bids(rng: random.Random, clauses: Clauses, prices: list[int], areas: int) -> list[PlainBid]:
    size = len(prices)
    unusual = rng.random() < 0.3
    hopeless = rng.random() < 0.04
    per_firm = isinstance(clauses.places, PlaceTable) and clauses.places.per_firm
    shared = rng.random() < (0.8 if per_firm else 0.1)
    past, brand, coverage = (_random_volumes(rng, size, top) for top in (10**6, 10**6, 31))
    linked = rng.random() < 0.5
    lone = [None] * rng.choice([1, 1, 4])
    draws = rng.choice([[1], range(3), range(10**6)])
    absent = rng.choice([0.0] * 6 + [0.15, 0.15, 0.9])
    return [
        PlainBid(
            firm=f"f{rng.randint(1, 4) if shared else i}",
            price=prices[i],
            present=rng.random() >= absent,
            reference=rng.choice([None, prices[i] * 2]),
            status=rng.choice(BAD) if hopeless else _random_status(rng),
            link=rng.choice(["a", "a", "b", "c", *lone]) if linked else None,
            strength_ratio=rng.choice(RATIOS) if unusual and rng.random() < 0.4 else 1.0,
            pack_ratio=rng.choice(RATIOS) if unusual and rng.random() < 0.3 else 1.0,
            past_volume=past[i],
            brand_volume=brand[i],
            coverage=coverage[i],
            reserve=_random_reserve(rng, prices),
            draw=rng.choice(draws),
            preference=rng.sample(range(areas), areas),
        )
        for i in range(size)
    ]


def _random_status(rng: random.Random) -> str | None:
    chance = rng.random()
    if chance < 0.06:
        return rng.choice(BAD)
    return None if chance < 0.10 else rng.choice(GOOD)


def _random_volumes(rng: random.Random, size: int, top: int) -> list[int | None]:
    """Few distinct values, so that ties and exact means happen; sometimes gaps."""
    values: list[int | None] = [rng.randint(0, top) for _ in range(rng.choice([1, 2, 3, 20]))]
    gaps = rng.choice([0.0, 0.0, 0.0, 0.1, 1.0])
    if rng.random() < 0.1:
        values.append(0)
    return [None if rng.random() < gaps else rng.choice(values) for _ in range(size)]


def _random_reserve(rng: random.Random, prices: list[int]) -> int:
    price = rng.choice(prices)
    return rng.choice([0, 0, price, price, price + 1, price - 1, price // 2, REFUSES])
