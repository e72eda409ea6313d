"""The compiled award tells the same story as the rules: who wins, at what price, with what volume."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from solvable import book, firms, setting

from simulator.bidding.equilibrium import packed as at
from simulator.bidding.equilibrium.compiled import compiled_award
from simulator.bidding.equilibrium.drawn_rivals import Drawn, single_awards
from simulator.bidding.equilibrium.setting import identical_bidders
from simulator.rules.award import award_round
from simulator.rules.lot import AwardedLot, Lot
from simulator.streams import uniforms

CEILING = 1_000_000
BOOKS = ("round-11-2025", "round-10-2024", "insulin-2021", "round-5-2021", "stents-2020")
"""Mean anchor with both revivals, revival of shortlisted bids, price classes, and two with exact games."""


def variety(name: str, count: int = 7) -> Lot:
    """Return a variety whose bidders hospitals named unequally often, so that ties and revivals tell."""
    one = setting(book(name), firms(count), ceiling=CEILING)
    lot = identical_bidders(one, np.ones((1, count), dtype=np.int64), CEILING, tuple(map(str, range(count))))
    brand = (np.arange(1, count + 1) ** 2 * 7_000_000).astype(np.int64)
    return replace(lot, brand_volume=brand, past_volume=brand[::-1].copy())


def drawn_bids(lot: Lot, count: int, seed: int) -> tuple[Lot, np.ndarray]:
    """Return bids on a short list of prices, so that ties are common, with one in ten bids missing."""
    size = lot.size
    seen = uniforms(seed, "compiled", count=count, blocks=size)
    bid = 200_000 + 25_000 * np.floor(seen[:, :size] * 33).astype(np.int64)
    present = seen[:, size : 2 * size] < 0.9
    reserve = np.ceil(bid * (0.5 + 0.5 * seen[:, 2 * size : 3 * size])).astype(np.int64)
    lots = seen[:, 3 * size :]
    draw = (lots * 2**32).astype(np.int64)
    return replace(lot, bid=bid, present=present, reserve=reserve, draw=draw), lots


def payoffs(name: str, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each bidder's payoff by the compiled award and by the rules, ``[n, S]``; costs are reserves."""
    lot, lots = drawn_bids(variety(name), count, seed)
    one = setting(book(name), firms(lot.size), ceiling=CEILING)
    compiled = compiled_award(one, lot)
    assert compiled is not None
    awarded: AwardedLot = award_round([lot], one.clauses, one.units, whole_round=False)[0]
    bid = np.where(lot.present, lot.bid, 0)
    volume = awarded.volume / 10**9 * np.maximum(awarded.years, 1)[:, None]
    rules = np.where(awarded.won, (awarded.price - lot.reserve) * volume, 0.0)
    found = np.empty((lot.size, count))
    for own in range(lot.size):
        drawn = Drawn(bid, lot.reserve, lots, compiled.tie, compiled.brand, np.full(count, own))
        cost = lot.reserve[:, own].astype(np.float64)
        kind, price, volume = (
            one[0] for one in single_awards(compiled.order, drawn, bid[None, :, own].copy())
        )
        taken = (kind == at.AT_ONCE) | ((kind != 0) & (price >= cost))
        found[own] = np.where(taken, volume * (price - cost), 0.0)
    return found, rules.T


@pytest.mark.parametrize("name", BOOKS)
def test_every_award_is_that_of_the_rules(name: str) -> None:
    """Bid by bid in 3,000 tenders: bidders here prefer the same areas, so that nothing is left to chance."""
    found, rules = payoffs(name, 3_000, 1)
    assert ((found != 0) == (rules != 0)).all()
    # Volumes are whole units, rounded area by area, in the rules.
    np.testing.assert_allclose(found, rules, rtol=1e-5, atol=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", BOOKS)
def test_expected_payoffs_are_those_of_the_rules(name: str) -> None:
    """In 400,000 other tenders, to 3 standard errors and to 1e-5: the draws are the same on both sides."""
    found, rules = payoffs(name, 400_000, 2)
    error = 3 * rules.std(axis=1) / np.sqrt(rules.shape[1])
    assert (np.abs(found.mean(axis=1) - rules.mean(axis=1)) <= error).all()
    np.testing.assert_allclose(found.mean(axis=1), rules.mean(axis=1), rtol=1e-5)


@pytest.mark.parametrize("name", ["renewal-yangtze-2022", "insulin-2024", "joints-2021"])
def test_scores_printed_prices_and_units_are_not_compiled(name: str) -> None:
    one = setting(book(name), firms(4), ceiling=CEILING)
    lot = identical_bidders(one, np.ones((1, 4), dtype=np.int64), CEILING, ("a", "b", "c", "d"))
    assert compiled_award(one, lot) is None
