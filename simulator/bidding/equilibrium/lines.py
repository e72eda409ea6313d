"""Prices that a rule book singles out, and the list of prices that can be bid."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulator.bidding.equilibrium.setting import Setting
from simulator.money import Ints
from simulator.rules.lot import UNKNOWN
from simulator.rules.parameters import AnyOf, Clauses, Tests
from simulator.rules.price_test import Quotes, apply_tests

__all__ = [
    "absolute_line",
    "guaranteed_line",
    "line_where",
    "lowest_price",
    "marks",
    "only_ratios_matter",
    "price_list",
    "without_absolute_lines",
]

_MULTIPLE = ("multiple",)
_RATIOS = ("multiple", "cut")
_YUAN = ("threshold", "line")
_PAYING = 0.1
_AT_ONCE = 128
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
    line = absolute_line(setting)
    if lowest_price(setting) > line:
        return True
    typical = min(float(one.costs.quantile(0.5)) for one in setting.classes)
    return line <= _line(setting, (*_MULTIPLE, *_YUAN)) and typical >= _TICKS


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
    lowest = (one.costs.low * (_PAYING if one.may_pay_to_win else 1.0) for one in setting.classes)
    return max(round(0.8 * min(lowest)), 1)


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
    test = setting.clauses.price_test
    if not isinstance(test, AnyOf):
        return 0
    alone = test.model_copy(update={"tests": _without(test.tests, ignored)})
    if all(getattr(alone.tests, name) is None for name in type(alone.tests).model_fields):
        return 0

    def passed(price: Ints) -> int:
        """Return how many of some rising prices pass: the lowest ones."""
        row = price[:, None]
        yes = np.ones(row.shape, dtype=np.bool_)
        unknown = np.full(row.shape, UNKNOWN)
        quotes = Quotes(row, np.full(row.shape, setting.ceiling), unknown, setting.form)
        return int(apply_tests(quotes, yes, yes, np.full(len(row), 2), alone).passed[:, 0].sum())

    below, above = 0, setting.ceiling + 1
    while above - below > 1:
        tried = np.unique(np.linspace(below + 1, above - 1, _AT_ONCE).astype(np.int64))
        number = passed(tried)
        ends = [below, *tried.tolist(), above]
        below, above = ends[number], ends[number + 1]
    return below


def _without(tests: Tests, ignored: tuple[str, ...]) -> Tests:
    return tests.model_copy(update=dict.fromkeys(ignored))


def _with(clauses: Clauses, test: AnyOf, tests: Tests) -> Clauses:
    return clauses.model_copy(update={"price_test": test.model_copy(update={"tests": tests})})
