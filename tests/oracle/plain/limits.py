"""What follows from the award: the term, late entry, and limits for prices outside the tender."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from simulator.rules.parameters import ByBidders, ByWinners, Clauses, FixedYears, LateEntry, Listing, Off
from simulator.scenario.records import Cited
from tests.oracle.plain.bid_list import PlainBidList
from tests.oracle.plain.exact import exact, look_up, rounded
from tests.oracle.plain.table import NOT_QUALIFIED, WINNING

PASSED = ("passed", "treated-as-passed")

__all__ = ["Limits", "late_entry", "listing", "years"]


def years(lot: PlainBidList, bidders: int, winners: int, clauses: Clauses) -> int:
    """Years of the term; a form with an exception of its own comes before the volume class."""
    clause = clauses.term
    if winners == 0:
        return 0
    if isinstance(clause, FixedYears):
        return clause.years.value
    if isinstance(clause, ByBidders):
        return look_up(clause.years.value, bidders) or 0
    if not isinstance(clause, ByWinners):
        return 0
    by_form: dict[str, int] = dict(clause.by_form.value.items()) if clause.by_form else {}
    if lot.form in by_form:
        return by_form[lot.form]
    special = {"reduced": clause.years.reduced, "special": clause.years.special}.get(lot.volume_class)
    return look_up((special or clause.years.ordinary).value, winners) or 0


def late_entry(lot: PlainBidList, state: list[str], clause: LateEntry | Off) -> list[bool]:
    """Whether each bid may join later at its ceiling.

    Reading: a bid that was not handed in did not win either, and its state is no quality state.
    """
    if isinstance(clause, Off):
        return [False] * len(state)
    return [
        its_state not in WINNING and its_state not in NOT_QUALIFIED and bid.ceiling is not None
        for its_state, bid in zip(state, lot.bids, strict=True)
    ]


@dataclass(slots=True)
class Limits:
    """Limits by bid; 0 for none."""

    outside_cap: list[int]
    yellow: list[int]
    red: list[int]


def listing(lot: PlainBidList, state: list[str], price: list[int], clause: Listing | Off) -> Limits:
    """Limits and lines by bid.

    Products count whether or not they were bid, and all units count for the variety's highest winning price.
    Reading: a product has passed if its status is `passed` or `treated-as-passed`, and has not if it is
    `not-passed`; any other status, or none, draws no line.
    """
    nothing = [0] * len(state)
    found = Limits(list(nothing), list(nothing), list(nothing))
    winning = [price[i] for i in range(len(state)) if state[i] in WINNING]
    if isinstance(clause, Off) or not winning:
        return found
    highest = max(winning)
    for i, bid in enumerate(lot.bids):
        if state[i] in WINNING:
            if clause.outside_area:
                found.outside_cap[i] = max(rounded(exact(clause.outside_area.value) * price[i]), highest)
        elif bid.status == "not-passed":
            found.yellow[i] = highest
            found.red[i] = rounded(_times(clause.not_passed_red) * highest)
        elif bid.status in PASSED:
            found.yellow[i] = rounded(_times(clause.yellow) * highest)
            found.red[i] = rounded(_times(clause.red) * highest)
    return found


def _times(multiple: Cited[Decimal] | None) -> Fraction:
    return Fraction(0) if multiple is None else exact(multiple.value)
