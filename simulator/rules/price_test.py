"""Price tests: a shortlisted bid wins when at least one test holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.exact import at_most, fraction
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Test
from simulator.rules.parameters import AnyOf, MultipleTest, Off, Tests, ThresholdTest

__all__ = ["PriceVerdict", "anchor_price", "apply_tests"]


@dataclass(frozen=True, slots=True)
class PriceVerdict:
    """Outcome of the price tests."""

    passed: Bools
    """``[R, n]`` bids that win by a test."""
    doubtful: Bools
    """``[R, n]`` bids that fail every decided test while one is undecided."""
    met: Bytes
    """``[R, n]`` tests that hold."""
    undecided: Bytes
    """``[R, n]`` tests that lack a fact."""
    anchor: Ints
    """``[R, 2]`` anchor as numerator and denominator; denominator 0 without one."""


def anchor_price(price: Ints, listed: Bools, test: MultipleTest) -> Ints:
    """Return the price that the multiple applies to, as an exact ratio.

    Parameters
    ----------
    price
        ``[R, n]`` comparable prices.
    listed
        ``[R, n]`` shortlisted units.
    test
        The test ``multiple``.

    Returns
    -------
    numpy.ndarray
        ``[R, 2]`` numerator and denominator in ticks; ``(0, 0)`` where nothing is shortlisted.

    Notes
    -----
    Source: lowest price, rounds 2 to 10 (S22); the larger of half the shortlist's mean and the lowest
    price, round 11 (S117).
    """
    number = listed.sum(axis=1)
    lowest = np.where(listed, price, np.iinfo(np.int64).max).min(axis=1, initial=np.iinfo(np.int64).max)
    anchor = np.stack([np.where(number > 0, lowest, 0), (number > 0).astype(np.int64)], axis=1)
    if test.anchor.value == "mean-or-lowest":
        over, under = fraction(test.share.value) if test.share is not None else (1, 1)
        total = over * np.where(listed, price, 0).sum(axis=1)
        above = (number > 0) & ~at_most(total, 1, anchor[:, 0], under * number)
        anchor = np.where(above[:, None], np.stack([total, under * number], axis=1), anchor)
    return anchor


def apply_tests(
    price: Ints, ceiling: Ints, form: str, standing: Bools, listed: Bools, clause: AnyOf | Off
) -> PriceVerdict:
    """Decide which bids win by price.

    Parameters
    ----------
    price, ceiling
        ``[R, n]`` comparable prices and ceilings (``UNKNOWN`` where there is none).
    form
        Dosage form of the variety, empty if not on record.
    standing, listed
        ``[R, n]`` valid units, and those with a place.
    clause
        The clause ``price_test``.

    Notes
    -----
    Source: 1.8 times the lowest, cut of 50 % or 0.1000 yuan (S22, S46); insulin 1.3 times and 40 %
    (S64); stents 1.8 times or 2,850 yuan (S74).
    """
    nothing = np.zeros(price.shape, dtype=np.uint8)
    if isinstance(clause, Off):
        no_anchor = np.zeros((price.shape[0], 2), dtype=np.int64)
        return PriceVerdict(listed, np.zeros_like(listed), nothing, nothing, no_anchor)
    tests = clause.tests
    holds, unknown, anchor = _evaluate(price, ceiling, form, listed, tests)
    passed, open_ = np.zeros_like(listed), np.zeros_like(listed)
    met, undecided = nothing.copy(), nothing.copy()
    for bit, needs_place in _needs_place(tests):
        within = listed if needs_place else standing
        passed |= holds[bit] & within
        open_ |= unknown[bit] & within
        met |= np.where(holds[bit] & standing, bit, 0).astype(np.uint8)
        undecided |= np.where(unknown[bit] & standing, bit, 0).astype(np.uint8)
    return PriceVerdict(passed, open_ & ~passed, met, undecided, anchor)


def _needs_place(tests: Tests) -> list[tuple[Test, bool]]:
    named = {
        Test.MULTIPLE: tests.multiple,
        Test.CUT: tests.cut,
        Test.THRESHOLD: tests.threshold,
        Test.LINE: tests.line,
    }
    return [(bit, test.needs_place) for bit, test in named.items() if test is not None]


def _evaluate(
    price: Ints, ceiling: Ints, form: str, listed: Bools, tests: Tests
) -> tuple[dict[Test, Bools], dict[Test, Bools], Ints]:
    nowhere: Bools = np.zeros(price.shape, dtype=np.bool_)
    holds: dict[Test, Bools] = {}
    unknown = dict.fromkeys((Test.MULTIPLE, Test.CUT, Test.THRESHOLD, Test.LINE), nowhere)
    anchor = np.zeros((price.shape[0], 2), dtype=np.int64)
    if tests.multiple is not None:
        anchor = anchor_price(price, listed, tests.multiple)
        over, under = fraction(tests.multiple.times.value)
        limit, parts = anchor[:, :1], anchor[:, 1:]
        holds[Test.MULTIPLE] = (parts > 0) & at_most(price, under * parts, limit, over)
    if tests.cut is not None:
        over, under = fraction(tests.cut.at_least.value)
        known = ceiling != UNKNOWN
        holds[Test.CUT] = known & at_most(price, under, np.maximum(ceiling, 0), under - over)
        unknown[Test.CUT] = ~known
    if tests.threshold is not None:
        holds[Test.THRESHOLD], unknown[Test.THRESHOLD] = _threshold(price, form, tests.threshold)
    if tests.line is not None:
        holds[Test.LINE] = price <= int(tests.line.yuan.value * TICKS_PER_YUAN)
    return holds, unknown, anchor


def _threshold(price: Ints, form: str, test: ThresholdTest) -> tuple[Bools, Bools]:
    yuan = {str(name): value for name, value in test.yuan.value.items()}
    limit = yuan.get(form, yuan.get("any"))
    nowhere = np.zeros(price.shape, dtype=np.bool_)
    if limit is not None:
        return price <= int(limit * TICKS_PER_YUAN), nowhere
    return nowhere, np.full(price.shape, not form)
