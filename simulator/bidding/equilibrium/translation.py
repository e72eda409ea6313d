"""From a rule book to a game: limits, places and volumes are asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import BidderClass, Game
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, Lot
from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    BrandShare,
    ByIncumbency,
    ByRank,
    Clauses,
    LowestPrice,
    Off,
    ShareByWinners,
    Tests,
    Unlimited,
)
from simulator.rules.places import places_for
from simulator.rules.price_test import Quotes, apply_tests
from simulator.rules.volume import term_years

__all__ = [
    "Coverage",
    "Setting",
    "absolute_line",
    "coverage",
    "guaranteed_line",
    "lowest_price",
    "price_limits",
    "price_list",
    "to_game",
    "volumes_by_rank",
    "without_absolute_lines",
    "years_for",
]

Floats = npt.NDArray[np.float64]

_BASE = 10**9
_SPACED = 1_000_000


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which clauses of a rule book the exact game contains."""

    missing: tuple[str, ...]
    """Clauses without which no game can be formed, in words; empty if one can."""
    left_out: tuple[str, ...]
    """Clauses that the game leaves out, by name; only a simulation of the full rules judges them."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A variety before anybody bids, as all its bidders know it; prices in 1/10,000 yuan."""

    clauses: Clauses
    ceiling: int
    form: str
    volume_class: str
    units: Ints
    """``[A]`` unit of each supply area."""
    weights: Ints
    """``[A]`` weight of each supply area for demand."""
    classes: tuple[BidderClass, ...]

    @property
    def bidders(self) -> int:
        """Number of firms that may bid."""
        return sum(one.number for one in self.classes)


def coverage(clauses: Clauses) -> Coverage:
    """Tell which clauses of a rule book the exact game contains.

    Parameters
    ----------
    clauses
        The rule book.
    """
    missing, left_out = [], []
    if not isinstance(clauses.ranking, LowestPrice):
        missing.append("ranking by score")
    if not isinstance(clauses.units, Off):
        missing.append("competitive units")
    if not isinstance(clauses.volume, ShareByWinners | BrandFirst | BrandShare | ByRank | ByIncumbency):
        missing.append(f"volume that depends on the price itself ({clauses.volume.use})")
    test = clauses.price_test
    if isinstance(test, AnyOf):
        tests = test.tests
        if tests.multiple is not None and tests.multiple.anchor.value != "lowest":
            missing.append("an anchor that depends on the mean of the bids")
        if tests.enquiry is not None:
            missing.append("enquiry prices of single products")
        static = [one for one in (tests.cut, tests.threshold, tests.line) if one is not None]
        if any(not one.needs_place for one in static):
            missing.append("a line that wins without a place")
    if isinstance(clauses.volume, BrandFirst | BrandShare | ByRank | ByIncumbency):
        left_out.append("brand-volume")
    for name, clause in (
        ("negotiation", clauses.negotiation),
        ("elimination", clauses.elimination),
        ("revival", clauses.revival),
        ("links", clauses.links),
    ):
        if not isinstance(clause, Off):
            left_out.append(name)
    return Coverage(tuple(missing), tuple(left_out))


def to_game(setting: Setting, prices: Ints) -> Game:
    """Form the game of a variety on a list of prices.

    Parameters
    ----------
    setting
        The variety.
    prices
        ``[B]`` prices in 1/10,000 yuan, increasing, none above the ceiling.
    """
    places = np.array([places_for(n, setting.clauses.places) for n in range(setting.bidders + 1)])
    return Game(
        prices.astype(np.float64),
        setting.classes,
        price_limits(setting, prices),
        places,
        volumes_by_rank(setting, int(places.max(initial=0))),
    )


def price_limits(setting: Setting, prices: Ints) -> Ints:
    """Return, by lowest price, the index of the highest price that passes the price test; -1 for none.

    Parameters
    ----------
    setting
        The variety.
    prices
        ``[B]`` prices in 1/10,000 yuan, increasing.
    """
    size = len(prices)
    lowest, other = np.repeat(prices, size), np.tile(prices, size)
    price = np.stack([lowest, other], axis=1)
    everyone = np.ones(price.shape, dtype=np.bool_)
    quotes = Quotes(price, np.full(price.shape, setting.ceiling), np.full(price.shape, UNKNOWN), setting.form)
    two = np.full(len(price), 2)
    passed = apply_tests(quotes, everyone, everyone, two, setting.clauses.price_test).passed[:, 1]
    passes = passed.reshape(size, size) & (prices[None, :] >= prices[:, None])
    highest = size - 1 - passes[:, ::-1].argmax(axis=1)
    return np.where(passes.any(axis=1), highest, -1).astype(np.int64)


def volumes_by_rank(setting: Setting, most: int) -> Floats:
    """Return what a winner is promised over the term, by number of winners and rank.

    Every winner prefers the areas with most demand, so that what a rank is worth follows from the rules
    alone. The unit is one year's reported need of the variety.

    Parameters
    ----------
    setting
        The variety.
    most
        Largest number of winners.

    Returns
    -------
    numpy.ndarray
        ``[most + 1, most + 1]``, number of winners first; row and column 0 are 0.
    """
    clauses = _without_contest(setting.clauses)
    table = np.zeros((most + 1, most + 1))
    for winners in range(1, most + 1):
        one = award_round([_uncontested(setting, winners)], clauses, setting.units)[0]
        table[winners, 1 : winners + 1] = one.volume[0] / _BASE * years_for(setting, winners)
    return table


def years_for(setting: Setting, winners: int) -> int:
    """Return the years of the contract with a number of winners; 1 where the rules fix an end date.

    Where the term rises with the number of bidders, everybody who may bid is taken to do so.
    """
    if winners < 1:
        return 1
    lot = _uncontested(setting, winners)
    years = term_years(lot, np.array([winners]), np.array([setting.bidders]), setting.clauses.term)
    return max(int(years[0]), 1)


def _without_contest(clauses: Clauses) -> Clauses:
    """Return the rule book without the clauses that decide who wins: everybody in a list does."""
    off = Off(use="none")
    return clauses.model_copy(
        update={
            "quality": off,
            "conversion": off,
            "links": off,
            "ceiling": off,
            "places": Unlimited(use="unlimited"),
            "price_test": off,
            "negotiation": off,
            "elimination": off,
            "revival": off,
            "late_entry": off,
            "listing": off,
        }
    )


def _uncontested(setting: Setting, winners: int) -> Lot:
    """Return a list of bids of which the cheaper always has the smaller number."""
    by_size = np.argsort(-setting.weights, kind="stable").astype(np.int16)
    shares = setting.weights / max(int(setting.weights.sum()), 1)
    base = np.floor(_BASE * shares).astype(np.int64)
    even = np.full(winners, _BASE // winners, dtype=np.int64)
    wide = np.arange(winners, dtype=np.int64)[None, :]
    return Lot(
        variety="any",
        firms=tuple(f"rank {k + 1}" for k in range(winners)),
        brands=("",) * winners,
        bid=_SPACED + wide,
        present=np.ones((1, winners), dtype=np.bool_),
        ceiling=np.full((1, winners), 2 * _SPACED, dtype=np.int64),
        reference=np.full((1, winners), 2 * _SPACED, dtype=np.int64),
        status=np.full(winners, STATUSES.index("passed"), dtype=np.uint8),
        link=np.full(winners, UNKNOWN, dtype=np.int64),
        strength_ratio=np.ones(winners),
        pack_ratio=np.ones(winners),
        past_volume=even,
        brand_volume=even,
        coverage=np.zeros(winners, dtype=np.int64),
        reserve=_SPACED + wide,
        draw=wide.copy(),
        form=setting.form,
        volume_class=setting.volume_class,
        base=base,
        preference=np.tile(by_size, (winners, 1)),
    )


def guaranteed_line(setting: Setting) -> int:
    """Return the highest price that passes by a test which looks at one bid alone; 0 without one."""
    return max(_lines(setting), default=0)


def absolute_line(setting: Setting) -> int:
    """Return the highest price that passes by a number of yuan alone; 0 without such a line."""
    test = setting.clauses.price_test
    if not isinstance(test, AnyOf):
        return 0
    tests = test.tests.model_copy(update={"cut": None})
    return max(_lines(replace(setting, clauses=_with(setting.clauses, test, tests))), default=0)


def without_absolute_lines(clauses: Clauses) -> Clauses:
    """Return a rule book in which only ratios of prices count."""
    test = clauses.price_test
    if not isinstance(test, AnyOf):
        return clauses
    tests = test.tests.model_copy(update={"threshold": None, "line": None})
    return _with(clauses, test, tests)


def _with(clauses: Clauses, test: AnyOf, tests: Tests) -> Clauses:
    return clauses.model_copy(update={"price_test": test.model_copy(update={"tests": tests})})


def lowest_price(setting: Setting) -> int:
    """Return the lowest price worth thinking about: well below the lowest cost of any firm."""
    return round(0.8 * min(one.costs.low for one in setting.classes))


def _lines(setting: Setting) -> Sequence[int]:
    """Return the highest prices that pass the tests which look at one bid alone."""
    test = setting.clauses.price_test
    if not isinstance(test, AnyOf):
        return ()
    alone = test.model_copy(update={"tests": test.tests.model_copy(update={"multiple": None})})
    if all(getattr(alone.tests, name) is None for name in type(alone.tests).model_fields):
        return ()

    def passes(price: int) -> bool:
        row = np.array([[price]])
        yes = np.ones((1, 1), dtype=np.bool_)
        quotes = Quotes(row, np.array([[setting.ceiling]]), np.full((1, 1), UNKNOWN), setting.form)
        return bool(apply_tests(quotes, yes, yes, np.array([2]), alone).passed[0, 0])

    if not passes(1):
        return ()
    below, above = 1, setting.ceiling + 1
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if passes(middle) else (below, middle)
    return (below,)


def price_list(setting: Setting, low: int, count: int) -> Ints:
    """Lay prices evenly in ratio from a lowest price to the ceiling, with every line on the list.

    Parameters
    ----------
    setting
        The variety.
    low
        Lowest price of the list, in 1/10,000 yuan.
    count
        Number of prices before the lines and the ticks beside them are added.
    """
    even = np.exp(np.linspace(np.log(max(low, 1)), np.log(setting.ceiling), count))
    marks = [mark for line in _lines(setting) for mark in (line, line + 1)]
    together = np.unique(np.concatenate([np.rint(even).astype(np.int64), np.array(marks, dtype=np.int64)]))
    return together[(together >= 1) & (together <= setting.ceiling)]
