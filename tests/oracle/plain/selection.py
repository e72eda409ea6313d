"""Places and the price test."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from simulator.rules.parameters import AnyOf, Off, PlaceTable, ShareOfBidders, Tests, ThresholdTest, Unlimited
from tests.oracle.plain.exact import TICKS, exact, look_up, rounded
from tests.oracle.plain.table import Bidder, Table

__all__ = ["apply_price_test", "give_places"]


def give_places(table: Table, clause: PlaceTable | ShareOfBidders | Unlimited, test: AnyOf | Off) -> None:
    """Count the bidders, work out the places and give them in rank order.

    The multiple is no guaranteed line here: its anchor is known only after the places. Reading: a bid that is
    left out of the count beyond a line is not counted as a bidder by any later clause either.
    """
    competing = table.bidders
    if isinstance(clause, ShareOfBidders) and clause.beyond_line.value and isinstance(test, AnyOf):
        competing = [bidder for bidder in table.bidders if not _beyond_line(table, test.tests, bidder)]
    table.counted = len(competing)
    limit = None
    if isinstance(clause, PlaceTable):
        table.places = min(look_up(clause.table.value, table.counted) or 0, clause.cap.value)
        limit = clause.per_firm.value if clause.per_firm else None
    elif isinstance(clause, ShareOfBidders):
        table.places = max(rounded(exact(clause.share.value) * table.counted), 1) if table.counted else 0
    else:
        table.places = table.counted
    left = table.places
    used: dict[str, int] = {}
    for bidder in table.bidders:
        firm = table.lot.bids[bidder.first].firm
        if bidder not in competing or left == 0:
            bidder.state = "no-place"
        elif limit is not None and used.get(firm, 0) >= limit:
            bidder.state = "firm-limit"
        else:
            bidder.shortlisted = True
            left -= 1
            used[firm] = used.get(firm, 0) + 1


def _beyond_line(table: Table, tests: Tests, bidder: Bidder) -> bool:
    without_multiple = tests.model_copy(update={"multiple": None})
    return True in _answers(table, without_multiple, False, bidder.first)


def apply_price_test(table: Table, clause: AnyOf | Off) -> None:
    """Apply the tests to every standing bidder; a consortium is judged by its first member.

    A test that needs a place says nothing about a bid without one.
    """
    if isinstance(clause, AnyOf):
        table.anchor = _anchor(table, clause.tests)
    for bidder in table.bidders:
        if isinstance(clause, Off):
            answer: bool | None = bidder.shortlisted
        else:
            answer = _one_of(_answers(table, clause.tests, bidder.shortlisted, bidder.first))
            if answer and clause.sole_bidder_cut and table.counted == 1:
                answer = _cut_enough(table, bidder.first, exact(clause.sole_bidder_cut.value))
        if answer:
            bidder.state = "won"
            bidder.award = bidder.price
        elif answer is None:
            bidder.state = "undecided"
        elif bidder.shortlisted:
            bidder.state = "failed-price-test"


def _anchor(table: Table, tests: Tests) -> Fraction | None:
    """Price that the multiple applies to; none without the test or without a shortlisted bid."""
    prices = [bidder.price for bidder in table.bidders if bidder.shortlisted]
    if tests.multiple is None or not prices:
        return None
    lowest = Fraction(min(prices))
    if tests.multiple.anchor.value == "lowest":
        return lowest
    assert tests.multiple.share is not None
    return max(exact(tests.multiple.share.value) * Fraction(sum(prices), len(prices)), lowest)


def _answers(table: Table, tests: Tests, shortlisted: bool, i: int) -> list[bool | None]:
    """Answers of the tests that are open to a bid: true, false, or ``None`` for undecided."""
    price = table.comparable[i]
    answers: list[bool | None] = []
    if tests.multiple and (shortlisted or not tests.multiple.needs_place):
        limit = None if table.anchor is None else exact(tests.multiple.times.value) * table.anchor
        answers.append(limit is not None and price <= limit)
    if tests.cut and (shortlisted or not tests.cut.needs_place):
        answers.append(_cut_enough(table, i, exact(tests.cut.at_least.value)))
    if tests.threshold and (shortlisted or not tests.threshold.needs_place):
        answers.append(_below_threshold(tests.threshold, table.lot.form, price))
    if tests.line and (shortlisted or not tests.line.needs_place):
        answers.append(price <= exact(tests.line.yuan.value) * TICKS)
    if tests.enquiry and (shortlisted or not tests.enquiry.needs_place):
        enquiry = table.enquiry[i]
        answers.append(None if enquiry is None else price <= exact(tests.enquiry.times.value) * enquiry)
    return answers


def _cut_enough(table: Table, i: int, share: Fraction) -> bool | None:
    ceiling = table.ceiling[i]
    return None if ceiling is None else ceiling - table.comparable[i] >= share * ceiling


def _below_threshold(test: ThresholdTest, form: str | None, price: int) -> bool | None:
    by_form: dict[str, Decimal] = dict(test.yuan.value.items())
    yuan = by_form.get(form) if form else None
    if yuan is None:
        yuan = by_form.get("any")
    if yuan is not None:
        return price <= exact(yuan) * TICKS
    return False if form else None


def _one_of(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    if True in known:
        return True
    return None if None in known else False
