"""From a rule book to a game: limits, places and volumes are asked of the rules themselves."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.game import Game
from simulator.bidding.equilibrium.lines import guaranteed_line
from simulator.bidding.equilibrium.resolution import check_list, multiple_of
from simulator.bidding.equilibrium.setting import NEED, Setting, identical_bidders
from simulator.money import Ints
from simulator.rules.award import award_round
from simulator.rules.lot import UNKNOWN, Lot
from simulator.rules.parameters import Clauses, Off, SerialChoice, Unlimited
from simulator.rules.places import places_up_to
from simulator.rules.price_test import Quotes, apply_tests
from simulator.rules.regions.choice import COMPILE_FROM
from simulator.rules.volume import term_years

__all__ = [
    "price_limits",
    "to_game",
    "volumes_by_rank",
    "years_for",
]

Floats = npt.NDArray[np.float64]

_SPACED = 1_000_000
_STEPS = (1, 3, 7, 11)


def to_game(setting: Setting, prices: Ints, complete: bool = True) -> Game:
    """Form the game of a variety on a list of prices.

    Parameters
    ----------
    setting
        The variety.
    prices
        ``[B]`` prices in 1/10,000 yuan, increasing, none above the ceiling.
    complete
        Whether the list has to hold every price that bidders think about. For given bids, of which no
        better ones are sought, any list will do.

    Raises
    ------
    InputError
        If the list is too coarse for a threshold of the rules.
    """
    if complete:
        check_list(setting, prices)
    places = places_up_to(setting.bidders, setting.clauses.places)
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
    # Whoever is cheaper than a price that passes does too, so that halving finds the highest; most rule books
    # say in two numbers where it is, so that the rules are asked there and just above first.
    below = np.arange(len(prices), dtype=np.int64)
    none = ~_passes(setting, prices, prices)
    above = np.full_like(below, len(prices))
    likely = _likely_limits(setting, prices)
    first = [likely, likely + 1]
    while (above - below > 1).any():
        tried = np.clip(first.pop(0), below, above - 1) if first else (below + above) // 2
        passed = _passes(setting, prices, prices[tried])
        below, above = np.where(passed, tried, below), np.where(passed, above, np.maximum(tried, below + 1))
    return np.where(none, -1, below).astype(np.int64)


def _likely_limits(setting: Setting, prices: Ints) -> Ints:
    """Return where limits are if only the guaranteed line and a multiple of the lowest price count."""
    over, under = multiple_of(setting)
    highest = np.maximum(prices * over // under, guaranteed_line(setting))
    return np.searchsorted(prices, highest, side="right") - 1


def _passes(setting: Setting, lowest: Ints, other: Ints) -> npt.NDArray[np.bool_]:
    """Tell which of some prices pass the price test beside a lowest price each."""
    price = np.stack([lowest, other], axis=1)
    everyone = np.ones(price.shape, dtype=np.bool_)
    quotes = Quotes(price, np.full(price.shape, setting.ceiling), np.full(price.shape, UNKNOWN), setting.form)
    two = np.full(len(price), 2)
    return np.asarray(apply_tests(quotes, everyone, everyone, two, setting.clauses.price_test).passed[:, 1])


def volumes_by_rank(setting: Setting, most: int) -> Floats:
    """Return what a winner is promised over the term, by number of winners and rank.

    What a rank is worth follows from the rules and from which areas winners prefer: an average over the
    tastes that they may have, or the areas with most demand first. The unit is one year's reported need of
    the variety.

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
    (promises, yearly), table = _promises(_Book(setting)), np.zeros((most + 1, most + 1))
    for winners in range(1, most + 1):
        years = _years(promises, winners, setting.bidders + setting.absent)
        table[winners, 1 : winners + 1] = _volumes(yearly, winners) * years
    return table


class _Promises:
    """What volumes depend on: neither costs nor prices nor how many bid, so that many games share them."""

    def __init__(self, setting: Setting, left_out: Set[str] = frozenset()) -> None:
        self.setting = setting
        arrays = (setting.units, setting.weights, setting.tastes)
        facts = (setting.form, setting.volume_class)
        said = setting.clauses.model_dump_json(exclude={*left_out, *_contest()})
        self._key = (said, facts, *(one.tobytes() for one in arrays))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Promises) and self._key == other._key

    def of_a_year(self) -> _Promises:
        """Return the same apart from what only decides for how many years they hold."""
        return _Promises(replace(self.setting, form=""), frozenset({"term"}))


class _Book:
    """A variety known by the very objects that its promises are read from, which takes no reading."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        held = (setting.clauses, setting.units, setting.weights, setting.tastes)
        # They are held as long as this is, so that no other object can take their names.
        self._key = (*map(id, held), setting.form, setting.volume_class)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Book) and self._key == other._key


@lru_cache(maxsize=64)
def _promises(book: _Book) -> tuple[_Promises, _Promises]:
    """Return what volumes depend on, and what those of a year do."""
    promises = _Promises(book.setting)
    return promises, promises.of_a_year()


@lru_cache(maxsize=2048)
def _volumes(promises: _Promises, winners: int) -> Floats:
    """Return what each rank is promised for a year, with a number of winners: ``[winners]``."""
    setting = promises.setting
    clauses = _without_contest(setting.clauses)
    lot, order = _by_taste(setting, winners) if setting.tastes.size else _by_size(setting, winners)
    # So few lists at a time that no compiled code is loaded for them.
    parts = np.array_split(np.arange(len(order)), -(-len(order) // (COMPILE_FROM - 1)))
    decided = [award_round([_some(lot, rows)], clauses, setting.units)[0].volume for rows in parts]
    return np.asarray(np.take_along_axis(np.concatenate(decided), order, axis=1).mean(axis=0) / NEED)


def _some(lot: Lot, rows: Ints) -> Lot:
    """Return some of the lists of a lot that differ in who bids what."""
    return replace(lot, bid=lot.bid[rows], present=lot.present[rows]) if len(lot.bid) > 1 else lot


@lru_cache(maxsize=8192)
def _years(promises: _Promises, winners: int, bidders: int) -> int:
    lot = _uncontested(promises.setting, winners)
    years = term_years(lot, np.array([winners]), np.array([bidders]), promises.setting.clauses.term)
    return max(int(years[0]), 1)


def _by_size(setting: Setting, winners: int) -> tuple[Lot, Ints]:
    return _uncontested(setting, winners), np.arange(winners)[None, :]


def _by_taste(setting: Setting, winners: int) -> tuple[Lot, Ints]:
    """Return lists in which every taste has every rank equally often, and ``[R, k]`` who has which rank.

    Winners are those at equal steps through the tastes, from each of them on, so that every taste meets
    others in the ranks before it.
    """
    many = max(len(setting.tastes), winners)
    start, step = np.arange(many), np.array([one for one in _STEPS if np.gcd(one, many) == 1])
    first, by = (grid.reshape(-1, 1) for grid in np.meshgrid(start, step))
    order = (first + by * np.arange(winners)) % many
    rows = np.arange(len(order))[:, None]
    lot = _uncontested(setting, many)
    present = np.zeros((len(order), many), dtype=np.bool_)
    bid = np.broadcast_to(lot.bid, present.shape).copy()
    present[rows, order], bid[rows, order] = True, _SPACED + np.arange(winners)
    return replace(lot, bid=bid, present=present), order


def years_for(setting: Setting, winners: int) -> int:
    """Return the years of the contract with a number of winners; 1 where the rules fix an end date.

    Where the term rises with the number of bidders, everybody who may bid is taken to do so.
    """
    if winners < 1:
        return 1
    return _years(_promises(_Book(setting))[0], winners, setting.bidders + setting.absent)


def _without_contest(clauses: Clauses) -> Clauses:
    """Return the rule book without the clauses that decide who wins: everybody in a list does.

    Neither does it name firms that back others up, which are promised nothing for that.
    """
    supply = clauses.supply
    if isinstance(supply, SerialChoice):
        supply = supply.model_copy(update={"backup": None})
    return clauses.model_copy(update=_contest() | {"supply": supply})


def _contest() -> dict[str, Off | Unlimited]:
    """Return what takes the place of the clauses that decide who wins."""
    off = (
        *("quality", "conversion", "links", "ceiling", "price_test", "negotiation"),
        *("elimination", "revival", "late_entry", "listing"),
    )
    return dict.fromkeys(off, Off(use="none")) | {"places": Unlimited(use="unlimited")}


def _uncontested(setting: Setting, winners: int) -> Lot:
    """Return a list of bids of which the cheaper always has the smaller number."""
    bid = _SPACED + np.arange(winners, dtype=np.int64)[None, :]
    names = tuple(f"rank {k + 1}" for k in range(winners))
    return identical_bidders(setting, bid, 2 * _SPACED, names)
