"""Price tests: a shortlisted bid wins when at least one test holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.money import TICKS_PER_YUAN, Ints
from simulator.rules.exact import at_most, fraction
from simulator.rules.lot import UNKNOWN, Bools, Bytes, Test
from simulator.rules.parameters import AnyOf, MultipleTest, Off, Tests, ThresholdTest

__all__ = ["PriceVerdict", "Quotes", "anchor_price", "apply_tests", "beyond_line"]


@dataclass(frozen=True, slots=True)
class Quotes:
    """What the price tests look at; arrays ``[R, n]``, prices comparable, ``UNKNOWN`` for none."""

    price: Ints
    ceiling: Ints
    enquiry: Ints
    form: str
    """Dosage form of the variety, empty if not on record."""


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


@dataclass(frozen=True, slots=True)
class _Answer:
    holds: Bools
    unknown: Bools
    needs_place: bool


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
    quotes: Quotes, standing: Bools, listed: Bools, bidders: Ints, clause: AnyOf | Off
) -> PriceVerdict:
    """Decide which bids win by price.

    Parameters
    ----------
    quotes
        Prices of the variety.
    standing, listed
        ``[R, n]`` valid units, and those with a place.
    bidders
        ``[R]`` number of bidders.
    clause
        The clause ``price_test``.

    Notes
    -----
    Source: 1.8 times the lowest, cut of 50 % or 0.1000 yuan (S22, S46); insulin 1.3 times and 40 %
    (S64); stents 1.8 times or 2,850 yuan (S74); enquiry prices (S88, S90); a sole bidder must still cut
    (S96).
    """
    nothing = np.zeros(quotes.price.shape, dtype=np.uint8)
    anchor = np.zeros((quotes.price.shape[0], 2), dtype=np.int64)
    if isinstance(clause, Off):
        return PriceVerdict(listed, np.zeros_like(listed), nothing, nothing, anchor)
    answers = _static_answers(quotes, clause.tests)
    multiple = clause.tests.multiple
    if multiple is not None:
        anchor = anchor_price(quotes.price, listed, multiple)
        over, under = fraction(multiple.times.value)
        limit, parts = anchor[:, :1], anchor[:, 1:]
        holds = (parts > 0) & at_most(quotes.price, under * parts, limit, over)
        answers[Test.MULTIPLE] = _Answer(holds, np.zeros_like(holds), multiple.needs_place)
    passed, open_ = np.zeros_like(listed), np.zeros_like(listed)
    met, undecided = nothing.copy(), nothing.copy()
    for bit, answer in answers.items():
        within = listed if answer.needs_place else standing
        passed |= answer.holds & within
        open_ |= answer.unknown & within
        met |= np.where(answer.holds & standing, bit, 0).astype(np.uint8)
        undecided |= np.where(answer.unknown & standing, bit, 0).astype(np.uint8)
    open_ &= ~passed
    if clause.sole_bidder_cut is not None:
        alone = standing & (bidders == 1)[:, None]
        enough = _cut(quotes, fraction(clause.sole_bidder_cut.value))
        open_ |= passed & alone & enough.unknown
        passed &= ~alone | enough.holds
        undecided |= np.where(alone & enough.unknown, Test.CUT, 0).astype(np.uint8)
    return PriceVerdict(passed, open_, met, undecided, anchor)


def beyond_line(quotes: Quotes, standing: Bools, clause: AnyOf | Off) -> Bools:
    """Tell which bids meet a guaranteed line, that is a test other than ``multiple`` that needs no place.

    Parameters
    ----------
    quotes
        Prices of the variety.
    standing
        ``[R, n]`` valid units.
    clause
        The clause ``price_test``.
    """
    met = np.zeros_like(standing)
    if isinstance(clause, AnyOf):
        for answer in _static_answers(quotes, clause.tests).values():
            if not answer.needs_place:
                met |= answer.holds & standing
    return met


def _static_answers(quotes: Quotes, tests: Tests) -> dict[Test, _Answer]:
    """Answer the tests that do not depend on who is shortlisted."""
    answers: dict[Test, _Answer] = {}
    nowhere: Bools = np.zeros(quotes.price.shape, dtype=np.bool_)
    if tests.cut is not None:
        found = _cut(quotes, fraction(tests.cut.at_least.value))
        answers[Test.CUT] = _Answer(found.holds, found.unknown, tests.cut.needs_place)
    if tests.threshold is not None:
        holds, unknown = _threshold(quotes.price, quotes.form, tests.threshold)
        answers[Test.THRESHOLD] = _Answer(holds, unknown, tests.threshold.needs_place)
    if tests.line is not None:
        holds = quotes.price <= int(tests.line.yuan.value * TICKS_PER_YUAN)
        answers[Test.LINE] = _Answer(holds, nowhere, tests.line.needs_place)
    if tests.enquiry is not None:
        over, under = fraction(tests.enquiry.times.value)
        known = quotes.enquiry != UNKNOWN
        holds = known & at_most(quotes.price, under, np.maximum(quotes.enquiry, 0), over)
        answers[Test.ENQUIRY] = _Answer(holds, ~known, tests.enquiry.needs_place)
    return answers


def _cut(quotes: Quotes, least: tuple[int, int]) -> _Answer:
    over, under = least
    known = quotes.ceiling != UNKNOWN
    holds = known & at_most(quotes.price, under, np.maximum(quotes.ceiling, 0), under - over)
    return _Answer(holds, ~known, needs_place=True)


def _threshold(price: Ints, form: str, test: ThresholdTest) -> tuple[Bools, Bools]:
    yuan = {str(name): value for name, value in test.yuan.value.items()}
    limit = yuan.get(form, yuan.get("any"))
    nowhere = np.zeros(price.shape, dtype=np.bool_)
    if limit is not None:
        return price <= int(limit * TICKS_PER_YUAN), nowhere
    return nowhere, np.full(price.shape, not form)
