"""The journal: every clause that a bid went through, with its numbers, and what price would have won."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from simulator.market.areas import Areas
from simulator.money import MAX_PRICE, TICKS_PER_YUAN, Ints, format_price
from simulator.rules.award import award_round
from simulator.rules.lot import STATUSES, UNKNOWN, AwardedLot, Lot, State
from simulator.rules.parameters import (
    AnyOf,
    BrandFirst,
    Ceiling,
    Clauses,
    Off,
    QualityGate,
    ShareByWinners,
)
from simulator.rules.volume import SHARE_UNIT
from simulator.tender.replay import bits

__all__ = ["Entry", "Explanation", "chain_of", "explain_bid", "highest_winning_price"]

_CANDIDATES = 1500
_REVIVED = (State.REVIVED_SHORTLISTED, State.REVIVED_NOT_SHORTLISTED)
_ELIMINATED = (State.ELIMINATED_WIDEST, State.ELIMINATED_TIGHTEST)


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of a bid's way: which clause, how it ended, and the numbers behind it."""

    clause: str
    outcome: str
    """``passed``, ``failed``, ``undecided``, ``off`` or ``fact``."""
    numbers: tuple[tuple[str, str], ...] = ()

    def number(self, name: str) -> str:
        """Return one of the numbers."""
        return dict(self.numbers)[name]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole chain for one bid."""

    variety: str
    firm: str
    brand: str
    price: int
    reason: str
    won: bool
    entries: tuple[Entry, ...]
    would_have_won: int | None
    """Highest price at which the bid would have won directly, the others unchanged; ``None`` if none would,
    ``MAX_PRICE`` if any price would."""


def explain_bid(
    lots: Sequence[Lot], at: tuple[int, int], clauses: Clauses, areas: Areas, whole_round: bool
) -> Explanation:
    """Tell the whole story of one bid.

    Parameters
    ----------
    lots
        The bids by variety, one replication.
    at
        Position of the variety and of the bid in it.
    clauses
        The rule book's clauses.
    areas
        Supply areas.
    whole_round
        Whether clauses that look across varieties apply.
    """
    variety, bid = at
    awarded = award_round(lots, clauses, areas.units, whole_round)[variety]
    state = State(int(awarded.state[0, bid]))
    return Explanation(
        variety=awarded.lot.variety,
        firm=awarded.lot.firms[bid],
        brand=awarded.lot.brands[bid],
        price=int(awarded.lot.bid[0, bid]),
        reason=state.code,
        won=bool(awarded.won[0, bid]),
        entries=chain_of(awarded, bid, clauses, areas, whole_round),
        would_have_won=highest_winning_price(lots, at, clauses, areas, whole_round),
    )


def chain_of(awarded: AwardedLot, bid: int, clauses: Clauses, areas: Areas, whole: bool) -> tuple[Entry, ...]:
    """Tell every clause that a bid of an awarded variety went through, in the first replication.

    Parameters
    ----------
    awarded
        The variety with its outcome.
    bid
        Position of the bid.
    clauses
        The rule book's clauses.
    areas
        Supply areas.
    whole
        Whether clauses that look across varieties apply.
    """
    return tuple(_chain(awarded, bid, State(int(awarded.state[0, bid])), clauses, areas, whole))


def _chain(
    awarded: AwardedLot, bid: int, state: State, clauses: Clauses, areas: Areas, whole: bool
) -> list[Entry]:
    entries = [_quality(awarded, bid, state, clauses)]
    if entries[-1].outcome == "failed" or state == State.ABSENT:
        return entries
    entries.append(_price_made_comparable(awarded, bid))
    entries.append(_links(awarded, bid, state, clauses))
    if entries[-1].outcome == "failed":
        return entries
    entries.append(_ceiling(awarded, bid, state, clauses))
    if entries[-1].outcome == "failed":
        return entries
    entries.append(_places(awarded, bid))
    entries.append(_tests(awarded, bid, state, clauses))
    entries += _later(awarded, bid, state, clauses, whole)
    if awarded.won[0, bid]:
        entries += _spoils(awarded, bid, clauses, areas)
    return entries


def _quality(awarded: AwardedLot, bid: int, state: State, clauses: Clauses) -> Entry:
    status = STATUSES[int(awarded.lot.status[bid])]
    if not isinstance(clauses.quality, QualityGate):
        return Entry("quality", "off")
    failed = State.NOT_PASSED <= state <= State.CREDIT_RECORD
    outcome = "failed" if failed else "undecided" if status == "unknown" else "passed"
    return Entry("quality", outcome, (("status", status),))


def _price_made_comparable(awarded: AwardedLot, bid: int) -> Entry:
    numbers = (
        ("bid", format_price(int(awarded.lot.bid[0, bid]))),
        ("comparable", format_price(int(awarded.comparable[0, bid]))),
    )
    return Entry("conversion", "fact", numbers)


def _links(awarded: AwardedLot, bid: int, state: State, clauses: Clauses) -> Entry:
    group = int(awarded.lot.link[bid])
    if isinstance(clauses.links, Off) or group == UNKNOWN:
        return Entry("links", "off")
    others = [
        f"{firm} {format_price(int(awarded.lot.bid[0, at]))}"
        for at, firm in enumerate(awarded.lot.firms)
        if awarded.lot.link[at] == group and at != bid
    ]
    failed = state in (State.LINKED_HIGHER, State.LINKED_HIGHEST)
    return Entry("links", "failed" if failed else "passed", (("others", "; ".join(others) or "-"),))


def _ceiling(awarded: AwardedLot, bid: int, state: State, clauses: Clauses) -> Entry:
    ceiling = int(awarded.lot.ceiling[0, bid])
    if not isinstance(clauses.ceiling, Ceiling):
        return Entry("ceiling", "off")
    if ceiling == UNKNOWN:
        return Entry("ceiling", "undecided")
    failed = state == State.OVER_CEILING
    return Entry("ceiling", "failed" if failed else "passed", (("ceiling", format_price(ceiling)),))


def _places(awarded: AwardedLot, bid: int) -> Entry:
    position, places = int(awarded.position[0, bid]), int(awarded.places[0])
    numbers = (
        ("position", str(position)),
        ("bidders", str(int(awarded.bidders[0]))),
        ("places", str(places)),
    )
    placed = 0 < position <= places and int(awarded.state[0, bid]) != State.FIRM_LIMIT
    return Entry("places", "passed" if placed else "failed", numbers)


def _tests(awarded: AwardedLot, bid: int, state: State, clauses: Clauses) -> Entry:
    if not isinstance(clauses.price_test, AnyOf):
        return Entry("price_test", "off")
    tests = clauses.price_test.tests
    numbers: list[tuple[str, str]] = [("met", ", ".join(bits(int(awarded.met[0, bid]))) or "-")]
    over, under = (int(part) for part in awarded.anchor[0])
    if tests.multiple is not None and under:
        anchor = Fraction(over, under * TICKS_PER_YUAN)
        numbers.append(("anchor", _decimal(anchor)))
        numbers.append(("times", f"{tests.multiple.times.value.normalize():f}"))
        numbers.append(("limit", _decimal(anchor * Fraction(tests.multiple.times.value))))
    if tests.cut is not None:
        ceiling = int(awarded.comparable_ceiling[0, bid])
        price = int(awarded.comparable[0, bid])
        cut = "?" if ceiling == UNKNOWN else _decimal(Fraction(ceiling - price, ceiling))
        numbers += [("cut", cut), ("needed_cut", f"{tests.cut.at_least.value.normalize():f}")]
    if tests.threshold is not None:
        listed = ", ".join(
            f"{form} {yuan.normalize():f}" for form, yuan in tests.threshold.yuan.value.items()
        )
        numbers.append(("threshold", listed))
    if tests.enquiry is not None:
        enquiry = int(awarded.lot.enquiry[bid])
        numbers.append(("enquiry", "?" if enquiry == UNKNOWN else format_price(enquiry)))
    if tests.line is not None:
        numbers.append(("line", f"{tests.line.yuan.value.normalize():f}"))
    met = bool(awarded.met[0, bid])
    if state == State.UNDECIDED:
        outcome = "undecided"
    elif state in (State.NO_PLACE, State.FIRM_LIMIT, State.REVIVED_NOT_SHORTLISTED):
        outcome = "fact" if met else "failed"
    else:
        outcome = "failed" if state in (State.FAILED_PRICE_TEST, State.REVIVED_SHORTLISTED) else "passed"
    return Entry("price_test", outcome, tuple(numbers))


def _decimal(value: Fraction) -> str:
    """Write a number with at most six decimals, cut off and not rounded: it must not seem to reach a line."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(int(abs(value) * 1_000_000), 1_000_000)
    decimals = f"{rest:06d}".rstrip("0")
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"


def _later(awarded: AwardedLot, bid: int, state: State, clauses: Clauses, whole: bool) -> list[Entry]:
    entries: list[Entry] = []
    offered = int(awarded.offered[0, bid])
    passed_tests = bool(awarded.won[0, bid]) and state not in _REVIVED
    passed_tests |= state in (State.NEGOTIATION_FAILED, State.CUT_TOO_SMALL, *_ELIMINATED)
    offer = (("offered", format_price(offered)),) if offered else ()
    if not isinstance(clauses.negotiation, Off) and passed_tests:
        refused = state in (State.NEGOTIATION_FAILED, State.CUT_TOO_SMALL)
        outcome = "off" if not whole else "failed" if refused else "passed"
        entries.append(Entry("negotiation", outcome, offer))
    if not isinstance(clauses.elimination, Off) and passed_tests:
        hit = state in _ELIMINATED
        entries.append(Entry("elimination", "off" if not whole else "failed" if hit else "passed"))
    if not isinstance(clauses.revival, Off) and state != State.WON:
        revived = state in _REVIVED
        entries.append(Entry("revival", "passed" if revived else "failed", offer))
    return entries


def _spoils(awarded: AwardedLot, bid: int, clauses: Clauses, areas: Areas) -> list[Entry]:
    numbers = [
        ("rank", str(int(awarded.rank[0, bid]))),
        ("winners", str(int(awarded.winners[0]))),
        ("volume", f"{int(awarded.volume[0, bid]):,}"),
    ]
    if awarded.pool[0].any():
        numbers.append(("pool", f"{int(awarded.pool[0, bid]):,}"))
        numbers.append(("assigned", f"{int(awarded.assigned[0, bid]):,}"))
    if isinstance(clauses.volume, ShareByWinners | BrandFirst):
        numbers.append(("share", f"{int(awarded.share[0]) / SHARE_UNIT:.0%}"))
    codes = [areas.names_en[area] for area in np.flatnonzero(awarded.main[0] == bid)]
    years = int(awarded.years[0])
    return [
        Entry("volume", "fact", tuple(numbers)),
        Entry("supply", "fact", (("areas", ", ".join(codes) or "-"),)),
        Entry("term", "fact", (("years", str(years) if years else "fixed end date"),)),
    ]


def highest_winning_price(
    lots: Sequence[Lot], at: tuple[int, int], clauses: Clauses, areas: Areas, whole_round: bool
) -> int | None:
    """Find the highest price at which a bid would have won directly, everything else unchanged.

    A revival or a negotiated price does not count: it is not the firm's own price.

    Candidates are tried many at a time, as replications; then the step from winning to losing is
    narrowed down to 1/10,000 yuan. Winning need not fall with the price everywhere (a lower bid may
    lower the limit of the price test), so the highest winning candidate is looked for, not the first.

    Parameters
    ----------
    lots, at, clauses, areas, whole_round
        As in ``explain_bid``.

    Returns
    -------
    int or None
        The price in 1/10,000 yuan, or nothing if no price tried would have won.
    """
    low, high = 1, MAX_PRICE
    best: int | None = None
    known = np.concatenate([lots[at[0]].bid[0] + step for step in (-1, 0, 1)])
    while True:
        # Prices are spread by ratio first, because they range from 0.0001 to 300,000 yuan.
        grid = np.geomspace(low, high, _CANDIDATES).round().astype(np.int64)
        tried = np.unique(np.concatenate([grid, [low, high], known[(known >= low) & (known <= high)]]))
        wins = _wins(lots, at, tried, clauses, areas, whole_round)
        if not wins.any():
            return best
        last = int(np.flatnonzero(wins)[-1])
        best = int(tried[last])
        if last + 1 == len(tried) or tried[last + 1] - best <= 1:
            return best
        low, high = best, int(tried[last + 1])


def _wins(
    lots: Sequence[Lot], at: tuple[int, int], prices: Ints, clauses: Clauses, areas: Areas, whole: bool
) -> np.ndarray:
    variety, bid = at
    rows = len(prices)
    bids = np.repeat(lots[variety].bid, rows, axis=0)
    bids[:, bid] = prices
    tried = [
        replace(lot, bid=bids if number == variety else np.repeat(lot.bid, rows, axis=0))
        for number, lot in enumerate(lots)
    ]
    if not whole:
        tried, variety = [tried[variety]], 0
    state = award_round(tried, clauses, areas.units, whole)[variety].state[:, bid]
    return np.asarray(state == State.WON)
