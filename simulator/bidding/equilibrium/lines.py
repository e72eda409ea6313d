"""Prices that a rule book singles out, and the list of prices that can be bid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.bidding.equilibrium.setting import Setting
from simulator.money import Ints
from simulator.rules.lot import UNKNOWN, Bools
from simulator.rules.parameters import AnyOf, Clauses, Off, Tests
from simulator.rules.price_test import Quotes, apply_tests

__all__ = [
    "PriceLevels",
    "absolute_line",
    "guaranteed_line",
    "highest_passing",
    "line_where",
    "lowest_price",
    "marks",
    "only_ratios_matter",
    "price_list",
    "scale_free",
    "without_absolute_lines",
]

Floats = npt.NDArray[np.float64]

_MULTIPLE = ("multiple",)
_RATIOS = ("multiple", "cut")
_YUAN = ("threshold", "line")
_PAYING, _BELOW = 0.1, 0.8
_AT_ONCE, _FEWEST = 128, 7
_TICKS = 200
"""Ticks in a typical cost from which a tick more or less, half a per cent, is as good as none."""


@lru_cache(maxsize=32)
def guaranteed_line(setting: Setting) -> int:
    """Return the highest price that passes by a test which looks at one bid alone; 0 without one."""
    return _line(setting, _MULTIPLE)


def absolute_line(setting: Setting) -> int:
    """Return the highest price that passes by a number of yuan alone; 0 without such a line."""
    return _line(setting, _RATIOS)


def line_where(setting: Setting, needs_place: bool) -> int:
    """Return the highest price that passes by a test of its own with a place, or without; 0 for none.

    Parameters
    ----------
    setting
        The variety.
    needs_place
        Whether tests count that need a place, or those that do not.
    """
    test = setting.clauses.price_test
    if not isinstance(test, AnyOf):
        return 0
    other = [name for name, one in test.tests if one is not None and one.needs_place != needs_place]
    return _line(setting, (*_MULTIPLE, *other))


def only_ratios_matter(setting: Setting) -> bool:
    """Tell whether varieties that differ from this one in scale alone are the same game.

    They are where no price that anybody may bid passes by a number of yuan alone: all such prices are lower
    than any bid, or pass by their ratio to the ceiling as well and ticks are fine beside costs.

    Parameters
    ----------
    setting
        The variety; somebody bids for it.
    """
    return bool(scale_free(setting.clauses.price_test, setting.form, PriceLevels.of([setting]))[0])


class PriceLevels(NamedTuple):
    """How dear some varieties are, in 1/10,000 yuan: arrays by variety."""

    ceiling: Ints
    lowest: Floats
    """Lowest cost of any firm, or what it may bid below that for what else an award brings."""
    typical: Floats
    """Lowest of the median costs of its classes of firms."""

    @classmethod
    def of(cls, settings: Sequence[Setting]) -> PriceLevels:
        """Return how dear varieties are, each with a bidder at least."""
        lowest = [_lowest_cost(one) for one in settings]
        typical = [min(float(each.costs.quantile(0.5)) for each in one.classes) for one in settings]
        return cls(np.array([one.ceiling for one in settings]), np.array(lowest), np.array(typical))

    def at(self, ceiling: Ints) -> PriceLevels:
        """Return what the same varieties cost on other scales."""
        factor = ceiling / self.ceiling
        return PriceLevels(ceiling, self.lowest * factor, self.typical * factor)


def scale_free(test: AnyOf | Off, form: str, levels: PriceLevels) -> Bools:
    """Tell of several varieties of one form what :func:`only_ratios_matter` tells of one.

    Parameters
    ----------
    test
        The clause ``price_test``.
    form
        Form of the varieties.
    levels
        How dear they are.
    """
    absolute = highest_passing(test, form, levels.ceiling, _RATIOS)
    ratio = highest_passing(test, form, levels.ceiling, (*_MULTIPLE, *_YUAN))
    beyond = np.maximum(np.rint(_BELOW * levels.lowest), 1) > absolute
    return np.asarray(beyond | ((absolute <= ratio) & (levels.typical >= _TICKS)))


def marks(setting: Setting) -> tuple[int, ...]:
    """Return the prices that everybody thinks about: the guaranteed line, the tick above it, the ceiling."""
    line = guaranteed_line(setting)
    beside = [one for one in (line, line + 1) if line and one < setting.ceiling]
    return (*beside, setting.ceiling)


def without_absolute_lines(clauses: Clauses) -> Clauses:
    """Return a rule book in which only ratios of prices count."""
    test = clauses.price_test
    return clauses if not isinstance(test, AnyOf) else _with(clauses, test, _without(test.tests, _YUAN))


def lowest_price(setting: Setting) -> int:
    """Return the lowest price worth thinking about: well below the lowest cost of any firm.

    Where an award brings more than this term's sales, further below.
    """
    return max(round(_BELOW * _lowest_cost(setting)), 1)


def _lowest_cost(setting: Setting) -> float:
    """Return the lowest cost of any firm, or what it may bid below that for what else an award brings."""
    return min(one.costs.low * (_PAYING if one.may_pay_to_win else 1.0) for one in setting.classes)


def price_list(setting: Setting, low: int, count: int) -> Ints:
    """Lay prices evenly in ratio from a lowest price to the ceiling, with every mark on the list.

    Parameters
    ----------
    setting
        The variety.
    low
        Lowest price of the list, in 1/10,000 yuan.
    count
        Number of prices before the marks are added.
    """
    even = np.rint(np.exp(np.linspace(np.log(max(low, 1)), np.log(setting.ceiling), count)))
    together = np.unique(np.concatenate([even.astype(np.int64), np.array(marks(setting), dtype=np.int64)]))
    return together[(together >= 1) & (together <= setting.ceiling)]


def _line(setting: Setting, ignored: tuple[str, ...]) -> int:
    """Return the highest price that passes one of the tests that are not ignored; 0 if there is none."""
    ceilings = np.array([setting.ceiling])
    return int(highest_passing(setting.clauses.price_test, setting.form, ceilings, ignored)[0])


def highest_passing(test: AnyOf | Off, form: str, ceilings: Ints, ignored: tuple[str, ...]) -> Ints:
    """Return, for each of some ceilings, the highest price that passes by a test of its own: ``[N]``.

    Parameters
    ----------
    test
        The clause ``price_test``.
    form
        Form of the variety.
    ceilings
        ``[N]`` highest valid bids.
    ignored
        Tests that do not count.
    """
    below, above = np.zeros_like(ceilings), ceilings + 1
    if not isinstance(test, AnyOf):
        return below
    alone = test.model_copy(update={"tests": _without(test.tests, ignored)})
    if all(getattr(alone.tests, name) is None for name in type(alone.tests).model_fields):
        return below
    many = max(_AT_ONCE // len(ceilings), _FEWEST)
    steps = np.arange(many + 2)
    while (above - below > 1).any():
        # Whoever is cheaper than a price that passes does too, so that the number that pass says where.
        ends = below[:, None] + (above - below)[:, None] * steps // (many + 1)
        number = _passed(alone, form, ends[:, 1:-1], ceilings).sum(axis=1)[:, None]
        below = np.take_along_axis(ends, number, axis=1)[:, 0]
        above = np.take_along_axis(ends, number + 1, axis=1)[:, 0]
    return below


def _passed(test: AnyOf, form: str, price: Ints, ceilings: Ints) -> Bools:
    """Tell which prices pass below each ceiling: ``[N, k]``."""
    row = price.reshape(-1, 1)
    yes = np.ones(row.shape, dtype=np.bool_)
    ceiling = np.repeat(ceilings, price.shape[1])[:, None]
    quotes = Quotes(row, ceiling, np.full(row.shape, UNKNOWN), form)
    return apply_tests(quotes, yes, yes, np.full(len(row), 2), test).passed.reshape(price.shape)


def _without(tests: Tests, ignored: tuple[str, ...]) -> Tests:
    return tests.model_copy(update=dict.fromkeys(ignored))


def _with(clauses: Clauses, test: AnyOf, tests: Tests) -> Clauses:
    return clauses.model_copy(update={"price_test": test.model_copy(update={"tests": tests})})
