"""Rules as tender documents state them, tried on shipped rule books: thresholds, places, volumes, ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.parameters import Clauses
from simulator.scenario.loading import load_rulebook
from simulator.study.verify.check import Check, Name, exact, of_chance
from simulator.study.verify.draws import Draws
from simulator.study.verify.tenders import AREAS, YUAN, award_one, by_rank, in_ticks, lot_of

__all__ = ["gates", "lots", "places", "shares", "thresholds"]

BOOK = "round-7-2022"
"""Rule book with the three price tests, the place table of its time, and shares by number of winners."""

PLACES = (1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10, 10, 10, 10)
"""Most winners by number of bidders, 1 to 16 (source S39 of the rule book)."""

SHARES = (0.5, 0.6, 0.7, 0.8)
"""Committed share by number of winners (source S23 of the rule book)."""


def _book() -> Clauses:
    return load_rulebook(BOOK, Clauses).record.clauses


def thresholds(draws: Draws) -> Iterator[Check]:
    """Try the three price tests one tick on either side (sources S22 and S39 of the rule book)."""
    del draws  # nothing is drawn here
    yield exact(
        Name("multiple.limit", "1.8 times 10 yuan: highest winner", "最低价10元的1.8倍：最高中选价"),
        "yuan",
        18.0,
        _highest_winner(10.0, 30.0, 18.0),
    )
    yield exact(
        Name("cut.limit", "50 % below 30 yuan: highest winner", "限价30元降50%：最高中选价"),
        "yuan",
        15.0,
        _highest_winner(1.0, 30.0, 15.0),
    )
    yield exact(
        Name("threshold.limit", "the 0.1 yuan line: highest winner", "单价0.1元保护线：最高中选价"),
        "yuan",
        0.1,
        _highest_winner(0.01, 0.15, 0.1),
    )


def _highest_winner(lowest: float, ceiling: float, about: float) -> float:
    """Try the prices from ten ticks below a value to ten above it as the second of two bids."""
    tried = round(about * TICKS_PER_YUAN) + np.arange(-10, 11)
    bids = np.stack([np.full_like(tried, round(lowest * TICKS_PER_YUAN)), tried], axis=1)
    won = award_one(lot_of(bids, ceiling / YUAN), _book()).won[:, 1]
    # Below the limit all must win and above it none, or there is no limit.
    passed = int(won.sum())
    return float(tried[passed - 1]) / TICKS_PER_YUAN if passed and won[:passed].all() else float("nan")


def places(draws: Draws) -> Iterator[Check]:
    """Count the winners when every price passes: as many as the place table says."""
    del draws
    book, wrong = _book(), 0
    for bidders, known in enumerate(PLACES, 1):
        bids = 100_000 + np.arange(bidders, dtype=np.int64)[None, :]
        wrong += int(award_one(lot_of(bids, 1.0), book).winners[0] != known)
    name = Name("places.wrong", "places for 1 to 16 bidders: wrong entries", "1至16家的入围数：不符项数")
    yield exact(name, "count", 0, wrong)


def shares(draws: Draws) -> Iterator[Check]:
    """Add up committed volumes: the share by number of winners, area by area, with no pack lost."""
    book, base = _book(), np.full(AREAS, 2_000, dtype=np.int64)
    for bidders, winners in ((1, 1), (2, 2), (4, 3), (5, 4)):
        known = SHARES[winners - 1]
        bids = 100_000 + np.arange(bidders, dtype=np.int64)[None, :]
        volume = award_one(lot_of(bids, 1.0, base=base), book).volume.sum()
        en, zh = f"committed share, {winners} winner(s)", f"{winners}家中选的约定比例"
        yield exact(Name(f"share.{winners}", en, zh), "share", known, float(volume / base.sum()))
    prices = in_ticks(0.2 + 0.1 * draws.levels("conserved", 7))[:1_000]
    uneven = 1_000 + 37 * np.arange(AREAS, dtype=np.int64)
    awarded = award_one(lot_of(prices, 1.0, base=uneven), book)
    promised = ((uneven * awarded.share[:1, None] + 500_000) // 1_000_000).sum()
    lost = int(np.abs(awarded.volume.sum(axis=1) - promised).sum())
    name = Name("share.lost", "packs lost in 1,000 allocations", "1000次分配中丢失的数量")
    yield exact(name, "count", 0, lost)


def gates(draws: Draws) -> Iterator[Check]:
    """Count how often the dearer of two bids passes, with all prices up to the ceiling equally likely."""
    bids = np.maximum(in_ticks(draws.levels("gates", 2)), 1)
    book = _book()
    tests = {"multiple": {"times": "1.8", "anchor": "lowest"}}
    alone = Clauses.model_validate(
        {name: getattr(book, name) for name in Clauses.model_fields}
        | {"price_test": {"use": "any-of", "tests": tests}}
    )
    name = Name("gate.multiple", "chance to be within 1.8 times", "不超过最低价1.8倍的概率")
    # The ratio of the lower to the higher of two uniform prices is uniform itself.
    yield of_chance(name, 1 - 1 / 1.8, _both_win(bids, alone))
    name = Name("gate.any", "chance to pass 1.8 times or 50 %", "符合1.8倍或降50%的概率")
    # It fails where the higher price p, of density 2p, is above half the ceiling and the lower below p/1.8.
    yield of_chance(name, 1 - (1 - 0.5**2) / 1.8, _both_win(bids, book))


def _both_win(bids: Ints, clauses: Clauses) -> Ints:
    return np.asarray(award_one(lot_of(bids, 1.0), clauses).winners == 2, dtype=np.int64)


def lots(draws: Draws) -> Iterator[Check]:
    """Draw lots among equal prices for one place."""
    bids = np.full((draws.replications, 3), 100_000, dtype=np.int64)
    awarded = award_one(lot_of(bids, draw=draws.lots("lots", 3)), by_rank([1.0]))
    name = Name("lots.chance", "3 equal bids, one place: first firm wins", "三家同价、一个名额：首家中选概率")
    yield of_chance(name, 1 / 3, awarded.won[:, 0])
