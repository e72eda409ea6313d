"""Expected awards against the rules themselves: tenders drawn at random and awarded clause by clause."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulator.bidding.equilibrium.costs import uniform
from simulator.bidding.equilibrium.coverage import coverage
from simulator.bidding.equilibrium.expectation import Expectations
from simulator.bidding.equilibrium.game import BidderClass, Game, Profile
from simulator.bidding.equilibrium.setting import Setting
from simulator.bidding.equilibrium.translation import to_game
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import Off
from simulator.streams import uniforms
from tests.rules.tenders import BOOKS, NO_UNITS, areas_of, book

COVERED = [name for name in BOOKS if not coverage(book(name)).missing]
CEILING = 1_000_000
PRICES = np.array([150_000, 200_000, 270_000, 270_001, 360_000, 499_999, 500_000, 500_001, 900_000])
"""Some at 1.8 times the lowest or half the ceiling, where tests bite."""
CLASSES = (BidderClass("dear", 3, uniform(3e5, 9e5)), BidderClass("cheap", 5, uniform(1e5, 5e5)))
MASS = np.array([[0.0, 1, 1, 1, 1, 2, 2, 2, 2], [1, 2, 2, 1, 1, 1, 1, 0, 0]]) / np.array([[15.0], [9.0]])
"""Firms of the first class stay away in a fifth of the tenders."""
CHUNK = 50_000


def setting_of(name: str) -> Setting:
    """A variety under a rule book without the clauses that the game leaves out."""
    off = {clause: Off(use="none") for clause in ("negotiation", "elimination", "revival", "links")}
    clauses = book(name).model_copy(update=off)
    areas = areas_of(clauses)
    weights = 1 + (np.arange(areas) * 7) % 13
    return Setting(clauses, CEILING, "oral-solid", "ordinary", NO_UNITS[:areas], weights, CLASSES)


def bids_of(number: int, draws: int, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Prices by index (-1 is absent) of all firms, and lots; firm 0 is of the class and bids anything."""
    firms = sum(one.number for one in CLASSES)
    classes = [c for c, one in enumerate(CLASSES) for _ in range(one.number - (c == number))]
    drawn = uniforms(17, "awards", str(number), start=start, count=draws, blocks=-(-2 * firms // 4))
    steps = np.cumsum(MASS, axis=1)
    columns = [(drawn[:, 0] * len(PRICES)).astype(np.int64)]
    for k, c in enumerate(classes, start=1):
        found = np.searchsorted(steps[c], drawn[:, k], side="right")
        columns.append(np.where(found < len(PRICES), found, -1))
    lots = np.argsort(drawn[:, firms : 2 * firms], axis=1)
    return np.stack(columns, axis=1), lots


def lot_of(setting: Setting, bids: np.ndarray, lots: np.ndarray) -> Lot:
    """The tenders as replications of one variety; firms differ in their prices alone."""
    firms = bids.shape[1]
    same = np.full(firms, 1000, dtype=np.int64)
    by_size = np.argsort(-setting.weights, kind="stable").astype(np.int16)
    return Lot(
        variety="any",
        firms=tuple(f"firm {k}" for k in range(firms)),
        brands=("",) * firms,
        bid=PRICES[np.maximum(bids, 0)],
        present=bids >= 0,
        ceiling=np.full((1, firms), CEILING),
        reference=np.full((1, firms), CEILING),
        status=np.full(firms, STATUSES.index("passed"), dtype=np.uint8),
        link=np.full(firms, UNKNOWN),
        strength_ratio=np.ones(firms),
        pack_ratio=np.ones(firms),
        past_volume=same,
        brand_volume=same,
        coverage=np.zeros(firms, dtype=np.int64),
        reserve=np.zeros((1, firms), dtype=np.int64),
        draw=lots,
        form=setting.form,
        volume_class=setting.volume_class,
        base=setting.weights * 1_000_000,
        preference=np.tile(by_size, (firms, 1)),
    )


def simulated(name: str, number: int, draws: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Own price of firm 0 in each tender, the volume of its rank in the game, and what the rules gave it."""
    setting, game = setting_of(name), game_of(name)
    price, by_rank, given = [], [], []
    for start in range(0, draws, CHUNK):
        bids, lots = bids_of(number, min(CHUNK, draws - start), start)
        one = award_round([lot_of(setting, bids, lots)], setting.clauses, setting.units)[0]
        won = one.won[:, 0]
        rank = np.where(won, one.rank[:, 0], 0)
        price.append(bids[:, 0])
        by_rank.append(np.where(won, game.volume[np.where(won, one.winners, 0), rank], 0.0))
        given.append(one.volume[:, 0] / (setting.weights.sum() * 1e6) * np.maximum(one.years, 1))
    return np.concatenate(price), np.concatenate(by_rank), np.concatenate(given)


@cache
def game_of(name: str) -> Game:
    """The game of the variety."""
    return to_game(setting_of(name), PRICES, complete=False)


def moments(game: Game, number: int) -> np.ndarray:
    """Expected volume of each own price, and the mean of its square."""
    worth = np.stack([game.volume, game.volume**2])
    return Expectations.of(game).worth(Profile(MASS), number, worth)


def agrees(price: np.ndarray, volume: np.ndarray, expected: np.ndarray, beyond: float) -> None:
    """Mean volume of each own price within so many standard errors, which the squares give exactly."""
    for own, (truth, square) in enumerate(expected.T):
        sample = volume[price == own]
        error = np.sqrt(max(square - truth**2, 0) / len(sample))
        # One award more or less is chance where fewer than ten are expected, which is far from normal.
        award = np.sqrt(square) if truth == 0 else square / truth
        one = 2 * award / len(sample) if truth * len(sample) < 10 * award else 0.0
        # Volumes of the rules are whole units, which shows where nothing is left to chance.
        assert abs(sample.mean() - truth) <= beyond * error + one + 1e-6 * expected[0].max(), own


def is_the_rule(name: str, draws: int, beyond: float) -> None:
    for number in range(len(CLASSES)):
        expected = moments(game_of(name), number)
        assert expected.max() > 0
        price, by_rank, given = simulated(name, number, draws)
        agrees(price, by_rank, expected, beyond)
        if book(name).volume.use == "share-by-winners":
            agrees(price, given, expected, beyond)


@pytest.mark.long
@pytest.mark.parametrize("name", ["pilot-4-7-2018", "round-9-2023", "stents-2020"])
def test_expected_awards_are_what_the_rules_award(name: str) -> None:
    # 36 comparisons or 18; four standard errors happen by chance once in 16,000.
    is_the_rule(name, 20_000, 4.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", COVERED)
def test_expected_awards_are_what_the_rules_award_in_400_000_tenders(name: str) -> None:
    # Own prices take turns, so that each of nine has 44,000 tenders.
    is_the_rule(name, 400_000, 3.0)


def test_most_rule_books_with_one_price_are_covered() -> None:
    assert len(COVERED) >= 15


def test_a_wrong_limit_would_be_noticed() -> None:
    name = "round-9-2023"
    game = game_of(name)
    no_test = np.full_like(game.limit, len(PRICES) - 1)
    expected = moments(replace(game, limit=no_test), 0)
    price, by_rank, _ = simulated(name, 0, 20_000)
    with pytest.raises(AssertionError):
        agrees(price, by_rank, expected, 4.0)
