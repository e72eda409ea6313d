"""Further facts of random bids: promises, points, scores, fees, and prices of former tenders."""

from __future__ import annotations

import random
from dataclasses import replace

from simulator.rules.parameters import Clauses, Score
from tests.oracle.plain import PlainBid
from tests.oracle.random_entry import CRITERIA

__all__ = ["add_facts"]

MOST = 1_000_000
SCORES = (0, 59, 60, 60, 61, 80, 99, 100)


def add_facts(rng: random.Random, clauses: Clauses, bids: list[PlainBid]) -> list[PlainBid]:
    """Give every bid the facts that only some rule books ask for."""
    gaps = rng.choice([0.0, 0.0, 0.2, 1.0])
    promises: list[list[bool | None]] = [[True], [True, None, False], [False, False, True]]
    promise = rng.choice(promises)
    by_firm = {bid.firm: rng.choice(promise) for bid in bids}
    fees = rng.choice([[0], [0, 50, 1000, 50_000]])
    technical = _technical(rng, clauses, bids)
    points = [rng.randint(0, MOST) for _ in range(rng.choice([1, 2, 5]))]
    worth = rng.choice([0, 0, 3])

    def maybe(value: int) -> int | None:
        return None if rng.random() < gaps else value

    return [
        replace(
            bid,
            nationwide=by_firm[bid.firm],
            technical=technical[i],
            criteria=_criteria(rng, points, worth) if rng.random() < 0.97 else None,
            supply_score=maybe(rng.choice(SCORES)),
            credit=maybe(rng.choice(SCORES)),
            fee=rng.choice(fees),
            specification=rng.choice(["", "s0", "s1", "s2"]),
            enquiry=maybe(_near(rng, bid.price, (100, 100, 143, 200, 70, 300))),
            previous_price=maybe(_near(rng, bid.price, (100, 100, 97, 96, 110, 50, 10))),
            class_a=maybe(_near(rng, bid.price, (100, 100, 80, 120))),
            class_b=maybe(_near(rng, bid.price, (100, 100, 130, 90))),
        )
        for i, bid in enumerate(bids)
    ]


def _near(rng: random.Random, price: int, percents: tuple[int, ...]) -> int:
    return max(1, price * rng.choice(percents) // 100 + rng.choice([0, 0, 1, -1]))


def _criteria(rng: random.Random, points: list[int], gap_in_hundred: int) -> dict[str, int]:
    """Few distinct values, so that scores tie."""
    return {name: rng.choice(points) for name in CRITERIA if rng.randrange(100) >= gap_in_hundred}


def _technical(rng: random.Random, clauses: Clauses, bids: list[PlainBid]) -> list[int | None]:
    """Technical points; sometimes such that they make up for the price and scores tie or nearly so."""
    if rng.random() < 0.1:
        return [None if rng.random() < 0.3 else rng.randint(0, MOST) for _ in bids]
    if isinstance(clauses.ranking, Score) and rng.random() < 0.5:
        lowest = min(bid.price for bid in bids)
        total = rng.randint(MOST, 2 * MOST)
        return [
            min(
                MOST,
                max(0, total - (2 * MOST * lowest + bid.price) // (2 * bid.price) + rng.choice([0, 0, 1])),
            )
            for bid in bids
        ]
    values = [rng.randint(0, MOST) for _ in range(rng.choice([1, 2, 4]))]
    return [rng.choice(values) for _ in bids]
