"""Prices on the thresholds of a rule book and one tick beside them, and ceilings to match."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from simulator.rules.parameters import AnyOf, ByCut, ByRank, ByRatio, Clauses, Tests
from tests.oracle.plain.exact import exact

__all__ = ["random_ceilings", "random_prices"]


def random_prices(rng: random.Random, clauses: Clauses, size: int) -> tuple[list[int], int]:
    """Return the prices and the amount to which shares of a ceiling apply."""
    lowest = rng.choice([200, 555, 556, 999, 1000, 5000, rng.randint(200, 10**6), 15_833_333])
    top = rng.choice([2 * lowest, 4 * lowest, 3 * lowest + 1, rng.randint(lowest, 6 * lowest), 57_000_000])
    palette = [lowest, lowest, top, top // 2, rng.randint(lowest, max(top, lowest + 1)), lowest * 13 // 10]
    tests = clauses.price_test.tests if isinstance(clauses.price_test, AnyOf) else None
    palette += _of_tests(tests, lowest, top) if tests else []
    palette += _of_volume(clauses, top)
    if rng.random() < 0.3:
        palette = rng.sample(palette, 2)
    near = [0, 0, 0, 1, -1] if rng.random() < 0.7 else [0]
    prices = [max(100, rng.choice(palette) + rng.choice(near)) for _ in range(size)]
    if tests and rng.random() < 0.3:
        prices[rng.randrange(size)] = _on_the_mean(rng, tests, prices)
    return prices, top


def _of_tests(tests: Tests, lowest: int, top: int) -> list[int]:
    found: list[int] = []
    if tests.multiple:
        found += [math.floor(lowest * exact(tests.multiple.times.value))] * 2
    if tests.cut:
        found += [math.floor(top * (1 - exact(tests.cut.at_least.value)))] * 2
    if tests.threshold:
        found += [math.floor(exact(yuan) * 10_000) for yuan in tests.threshold.yuan.value.values()]
    if tests.line:
        found.append(math.floor(exact(tests.line.yuan.value) * 10_000))
    return found


def _of_volume(clauses: Clauses, top: int) -> list[int]:
    """Prices at which the share kept changes."""
    clause = clauses.volume
    if isinstance(clause, ByCut):
        return [math.floor(top * (1 - exact(cut.value))) for cut in (clause.from_cut, clause.to_cut)]
    if isinstance(clause, ByRank):
        return [math.floor(top * exact(line.at_most.value)) for line in clause.top_up]
    if isinstance(clause, ByRatio):
        return [math.floor(top * exact(ratio)) for ratio in clause.steps.value]
    return []


def _on_the_mean(rng: random.Random, tests: Tests, prices: list[int]) -> int:
    """A price close to a multiple of a share of the mean of the lowest prices, itself among them."""
    if not tests.multiple or not tests.multiple.share or len(prices) < 2:
        return rng.choice(prices)
    factor = exact(tests.multiple.times.value) * exact(tests.multiple.share.value)
    number = rng.randint(2, len(prices))
    rest = sum(sorted(prices)[: number - 1])
    if factor >= number:
        return rng.choice(prices)
    return max(100, math.floor(factor * rest / (number - factor)) + rng.choice([-1, 0, 0, 1]))


def random_ceilings(rng: random.Random, quoted: Sequence[int], top: int) -> list[int | None]:
    """Ceilings for the whole lot or for each bid, a few missing, some below the bid."""
    if rng.random() < 0.08:
        return [None] * len(quoted)
    gaps = rng.choice([0.0, 0.0, 0.2])
    own = rng.random() < 0.4
    cap = top if rng.random() < 0.95 else 100
    return [
        None
        if rng.random() < gaps
        else max(1, rng.choice([price, price, price - 1, 2 * price, 2 * price - 1, 3 * price, top]))
        if own
        else cap + rng.choice([0, 0, 0, 1, -1])
        for price in quoted
    ]
