"""A second, literal reading of the award rules, written for clarity and sharing no code with the engine.

Everything is plain Python: one tender at a time, integers and exact fractions, loops over lists. The text
that it follows, sentence by sentence, is ``docs/clauses.md``. Where that text leaves something open, the
reading taken here is marked with ``Reading:``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from simulator.rules.parameters import (
    AnyOf,
    ByClass,
    ByWinners,
    Ceiling,
    Clauses,
    Consortium,
    ExtremeRatios,
    FixedYears,
    Linear,
    Merge,
    Off,
    PlaceTable,
    ProvisionalList,
    QualityGate,
    Ratio,
    Revivals,
    SerialChoice,
    ShareByWinners,
    Tests,
    ThresholdTest,
    VoidHigher,
    WholeArea,
)

T = TypeVar("T")

TICKS = 10_000
WINNING = ("won", "won-negotiated", "revived-shortlisted", "revived-not-shortlisted")
STATUS_REASONS = ("not-passed", "violation-list", "gmp-breach", "failed-sampling", "inexperienced")


@dataclass(frozen=True, slots=True)
class PlainBid:
    """One bid with all its facts; ``None`` is a fact that is not on record."""

    firm: str
    price: int
    present: bool = True
    ceiling: int | None = None
    reference: int | None = None
    status: str | None = "passed"
    link: str | None = None
    strength_ratio: float = 1.0
    pack_ratio: float = 1.0
    past_volume: int | None = None
    brand_volume: int | None = None
    coverage: int | None = None
    reserve: int = 0
    draw: int = 0
    preference: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainBidList:
    """One variety with its bids."""

    variety: str
    bids: list[PlainBid]
    form: str | None = None
    volume_class: str = "ordinary"
    base: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlainLot:
    """What the rules decided about one variety; the first four lists have an entry per bid."""

    state: list[str]
    rank: list[int]
    price: list[int]
    volume: list[int]
    bidders: int
    places: int
    winners: int
    share: Fraction | None
    years: int
    main: list[int | None]
    backup: list[int | None]


@dataclass(slots=True, eq=False)
class _Bidder:
    """One bid, or the members of a consortium, in rank order; they share one price and one fate."""

    members: list[int]
    price: int
    state: str = ""
    award: int = 0
    shortlisted: bool = False
    passed_test: bool = False
    chooses: bool = True
    keeps_brand: bool = False


@dataclass(slots=True, eq=False)
class _Table:
    """The working paper of one lot."""

    lot: PlainBidList
    comparable: list[int]
    ceiling: list[int | None]
    state: list[str]
    order: dict[int, tuple[int, ...]]
    bidders: list[_Bidder] = field(default_factory=list)
    """Standing bidders in rank order."""
    places: int = 0
    anchor: Fraction | None = None


def award_plain(
    lots: Sequence[PlainBidList], clauses: Clauses, units: Sequence[str], whole_round: bool = True
) -> list[PlainLot]:
    """Decide a round, variety by variety except where the rules look across varieties.

    Parameters
    ----------
    lots
        The varieties, in the order of the list.
    clauses
        The clauses of a rule book.
    units
        Name of the backup unit of each supply area.
    whole_round
        Whether the list is the whole round; if not, the clauses that look across varieties are off.
    """
    tables = [_open(lot, clauses) for lot in lots]
    if whole_round and isinstance(clauses.negotiation, ProvisionalList):
        _negotiate(tables, clauses.negotiation)
    if whole_round and isinstance(clauses.elimination, ExtremeRatios):
        _eliminate(tables, clauses.elimination)
    return [_close(table, clauses, units) for table in tables]


def _open(lot: PlainBidList, clauses: Clauses) -> _Table:
    """Quality to price test: all that can be decided within one lot before varieties are compared."""
    factors = [_factor(bid, clauses.conversion) for bid in lot.bids]
    comparable = [_convert(bid.price, factor) for bid, factor in zip(lot.bids, factors, strict=True)]
    ceiling = [
        None if bid.ceiling is None else _convert(bid.ceiling, factor)
        for bid, factor in zip(lot.bids, factors, strict=True)
    ]
    state = ["" if bid.present else "absent" for bid in lot.bids]
    table = _Table(lot, comparable, ceiling, state, _rank_keys(lot, comparable, clauses))
    _quality(table, clauses.quality)
    groups = _links(table, clauses.links)
    _ceiling(table, groups, clauses.ceiling)
    left = [[i for i in group if table.state[i] == ""] for group in groups]
    standing = [sorted(group, key=table.order.__getitem__) for group in left if group]
    # A consortium stands where its first member stands.
    standing.sort(key=lambda group: table.order[group[0]])
    table.bidders = [_Bidder(group, comparable[group[0]]) for group in standing]
    _places(table, clauses.places)
    _price_test(table, clauses.price_test)
    return table


# --- quality, links, ceiling ---------------------------------------------------------------------------


def _quality(table: _Table, clause: QualityGate | Off) -> None:
    if isinstance(clause, Off):
        return
    for i, bid in enumerate(table.lot.bids):
        if table.state[i] or bid.status is None or bid.status in clause.accept.value:
            continue
        table.state[i] = bid.status if bid.status in STATUS_REASONS else "not-accepted"


def _links(table: _Table, clause: Merge | VoidHigher | Consortium | Off) -> list[list[int]]:
    """Drop the higher quotes of linked firms; return the bidders that are left, each a list of bids.

    Reading: quotes are compared as comparable prices (a consortium has *one* price, and ties are ties of
    comparable prices), although conversion is listed after links.
    """
    groups: dict[str, list[int]] = {}
    bidders: list[list[int]] = []
    for i, bid in enumerate(table.lot.bids):
        if table.state[i]:
            continue
        if bid.link and not isinstance(clause, Off):
            groups.setdefault(bid.link, []).append(i)
        else:
            bidders.append([i])
    left_of_several: list[int] = []
    for members in groups.values():
        first = min(members, key=table.order.__getitem__)
        kept = [first]
        if isinstance(clause, Consortium):
            kept = [i for i in members if table.comparable[i] == table.comparable[first]]
        for i in members:
            if i not in kept:
                table.state[i] = "linked-higher"
        bidders.append(kept)
        if len(members) >= 2:
            left_of_several.append(first)
    if isinstance(clause, VoidHigher) and clause.if_left_highest.value == "void":
        # All groups at once: nobody is removed until everybody is judged.
        prices = {bidder[0]: table.comparable[bidder[0]] for bidder in bidders}
        void = [i for i in left_of_several if not any(price > prices[i] for price in prices.values())]
        for i in void:
            table.state[i] = "linked-highest"
    return [bidder for bidder in bidders if not table.state[bidder[0]]]


def _ceiling(table: _Table, groups: list[list[int]], clause: Ceiling | Off) -> None:
    """Void the bids above their ceilings, members of a consortium each on their own."""
    if isinstance(clause, Off) or clause.above.value != "void":
        return
    for i in (i for group in groups for i in group):
        bid = table.lot.bids[i]
        if bid.ceiling is not None and bid.price > bid.ceiling:
            table.state[i] = "over-ceiling"


# --- conversion, ties ----------------------------------------------------------------------------------


def _factor(bid: PlainBid, clause: Ratio | Linear | Off) -> float:
    if isinstance(clause, Ratio):
        strength = float(clause.strength_base.value) ** math.log2(bid.strength_ratio)
        factor = strength * float(clause.pack_base.value) ** math.log2(bid.pack_ratio)
        return float(f"{factor:.12g}")
    if isinstance(clause, Linear):
        return bid.strength_ratio * bid.pack_ratio
    return 1.0


def _convert(price: int, factor: float) -> int:
    return price if factor == 1.0 else math.floor(price / factor + 0.5)


def _rank_keys(lot: PlainBidList, comparable: list[int], clauses: Clauses) -> dict[int, tuple[int, ...]]:
    """Sorting key of each bid: comparable price, tie keys, lot, position."""
    columns: list[list[int]] = []
    for key in clauses.ties.keys.value:
        facts = [
            {"past-volume": bid.past_volume, "brand-volume": bid.brand_volume, "coverage": bid.coverage}[key]
            for bid in lot.bids
        ]
        if any(fact is None for fact in facts):
            continue
        columns.append([-(fact or 0) for fact in facts])
    return {
        i: (comparable[i], *(column[i] for column in columns), bid.draw, i) for i, bid in enumerate(lot.bids)
    }


# --- places, price test --------------------------------------------------------------------------------


def _look_up(table: dict[int, T], number: int) -> T | None:
    """Value of the largest key that is not above the number."""
    below = [key for key in table if key <= number]
    return table[max(below)] if below else None


def _places(table: _Table, clause: PlaceTable) -> None:
    """Give the places in rank order; a consortium is its first member's firm."""
    table.places = min(_look_up(clause.table.value, len(table.bidders)) or 0, clause.cap.value)
    limit = clause.per_firm.value if clause.per_firm else None
    left = table.places
    used: dict[str, int] = {}
    for bidder in table.bidders:
        firm = table.lot.bids[bidder.members[0]].firm
        if left == 0:
            bidder.state = "no-place"
        elif limit is not None and used.get(firm, 0) >= limit:
            bidder.state = "firm-limit"
        else:
            bidder.shortlisted = True
            left -= 1
            used[firm] = used.get(firm, 0) + 1


def _price_test(table: _Table, clause: AnyOf | Off) -> None:
    """Apply the tests to every standing bidder; a consortium is judged by its first member.

    A test that needs a place says nothing about a bid without one.
    """
    if isinstance(clause, AnyOf):
        table.anchor = _anchor(table, clause.tests)
    for bidder in table.bidders:
        if isinstance(clause, Off):
            answer: bool | None = bidder.shortlisted
        else:
            answer = _one_of(_answers(table, clause.tests, bidder.shortlisted, bidder.members[0]))
        if answer:
            bidder.state = "won"
            bidder.award = bidder.price
            bidder.passed_test = True
        elif answer is None:
            bidder.state = "undecided"
        elif bidder.shortlisted:
            bidder.state = "failed-price-test"


def _anchor(table: _Table, tests: Tests) -> Fraction | None:
    """Price that the multiple applies to; none without the test or without a shortlisted bid."""
    prices = [bidder.price for bidder in table.bidders if bidder.shortlisted]
    if tests.multiple is None or not prices:
        return None
    lowest = Fraction(min(prices))
    if tests.multiple.anchor.value == "lowest":
        return lowest
    assert tests.multiple.share is not None
    return max(_exact(tests.multiple.share.value) * Fraction(sum(prices), len(prices)), lowest)


def _answers(table: _Table, tests: Tests, shortlisted: bool, i: int) -> list[bool | None]:
    """Answers of the tests that are open to a bid: true, false, or ``None`` for undecided."""
    price, ceiling = table.comparable[i], table.ceiling[i]
    answers: list[bool | None] = []
    if tests.multiple and (shortlisted or not tests.multiple.needs_place):
        # Reading: without an anchor (nobody is shortlisted) nobody is within its multiple.
        limit = None if table.anchor is None else _exact(tests.multiple.times.value) * table.anchor
        answers.append(limit is not None and price <= limit)
    if tests.cut and (shortlisted or not tests.cut.needs_place):
        share = _exact(tests.cut.at_least.value)
        answers.append(None if ceiling is None else ceiling - price >= share * ceiling)
    if tests.threshold and (shortlisted or not tests.threshold.needs_place):
        answers.append(_below_threshold(tests.threshold, table.lot.form, price))
    if tests.line and (shortlisted or not tests.line.needs_place):
        answers.append(price <= _exact(tests.line.yuan.value) * TICKS)
    return answers


def _below_threshold(test: ThresholdTest, form: str | None, price: int) -> bool | None:
    by_form: dict[str, Decimal] = dict(test.yuan.value.items())
    yuan = by_form.get(form) if form else None
    if yuan is None:
        yuan = by_form.get("any")
    if yuan is not None:
        return price <= _exact(yuan) * TICKS
    return False if form else None


def _one_of(answers: Iterable[bool | None]) -> bool | None:
    known = list(answers)
    if True in known:
        return True
    return None if None in known else False


# --- across varieties ----------------------------------------------------------------------------------


def _negotiate(tables: list[_Table], clause: ProvisionalList) -> None:
    """Run the provisional list of the pilot; prices and ceilings are the comparable ones."""
    cuts: list[int] = []
    listed: list[tuple[_Table, _Bidder]] = []
    for table in tables:
        for winner in (bidder for bidder in table.bidders if bidder.state == "won"):
            ceiling = table.ceiling[winner.members[0]]
            if len(table.bidders) < clause.competitive_from.value:
                listed.append((table, winner))
            elif ceiling is not None:
                cuts.append(_round(Fraction((ceiling - winner.price) * 10_000, ceiling)))

    def place_on_list(entry: tuple[_Table, _Bidder]) -> tuple[bool, Fraction, int]:
        table, winner = entry
        first = winner.members[0]
        ceiling = table.ceiling[first]
        cut = Fraction(0) if ceiling is None else Fraction(ceiling - winner.price, ceiling)
        return ceiling is None, -cut, table.lot.bids[first].draw

    listed.sort(key=place_on_list)  # stable: what is still tied keeps the order of varieties
    for table, winner in listed[clause.direct.value :]:
        ceiling = table.ceiling[winner.members[0]]
        if not cuts or ceiling is None:
            winner.state = "undecided"
            continue
        floor = _round(_round(Fraction(sum(cuts), len(cuts))) * _exact(clause.floor_share.value))
        offer = _round(Fraction(ceiling * (10_000 - floor), 10_000))
        if winner.price <= offer:
            continue
        if all(offer >= table.lot.bids[i].reserve for i in winner.members):
            winner.state = "won-negotiated"
            winner.award = offer
        else:
            winner.state = "negotiation-failed"


def _eliminate(tables: list[_Table], clause: ExtremeRatios) -> None:
    """Take out the highest counted bid of the varieties with the most extreme ratios."""
    counts: dict[str, Callable[[_Bidder], bool]] = {
        "passed": lambda bidder: bidder.passed_test,
        "shortlisted": lambda bidder: bidder.shortlisted,
        "valid": lambda bidder: True,
    }
    taking_part: list[tuple[Fraction, int, _Bidder]] = []
    for number, table in enumerate(tables):
        counted = [bidder for bidder in table.bidders if counts[clause.ranked.value](bidder)]
        if len(counted) >= clause.minimum_bids.value:
            # The bidders are in rank order, so the last one is the highest and the last by rank.
            taking_part.append((Fraction(counted[-1].price, counted[0].price), number, counted[-1]))
    taking_part.sort(key=lambda entry: (-entry[0], entry[1]))
    widest = taking_part[: clause.widest.value]
    remaining = sorted(taking_part[clause.widest.value :], key=lambda entry: (entry[0], entry[1]))
    tightest = remaining[: clause.tightest.value]
    for hit, state in ((widest, "eliminated-widest"), (tightest, "eliminated-tightest")):
        for _, _, highest in hit:
            if highest.state in WINNING:
                highest.state = state


# --- revival -------------------------------------------------------------------------------------------


def _revive(table: _Table, clause: Revivals | Off) -> list[_Bidder]:
    """Readmit bids; return all winners in rank order."""
    winners = [bidder for bidder in table.bidders if bidder.state in WINNING]
    if isinstance(clause, Off) or not winners:
        return winners
    if clause.shortlisted:
        offer = _shortlisted_offer(table, winners, clause)
        failed = [bidder for bidder in table.bidders if bidder.state == "failed-price-test"]
        for bidder in failed:
            if offer is not None and _accepts(table, bidder, offer):
                bidder.state = "revived-shortlisted"
                bidder.chooses = clause.shortlisted.chooses_regions.value
                winners.append(bidder)
    if clause.not_shortlisted:
        offer = max(bidder.award for bidder in winners)
        for bidder in _asked_for_by_name(table):
            if _accepts(table, bidder, offer):
                bidder.state = "revived-not-shortlisted"
                bidder.chooses = clause.not_shortlisted.chooses_regions.value
                bidder.keeps_brand = clause.not_shortlisted.keeps_brand_volume.value
                winners.append(bidder)
    return winners


def _shortlisted_offer(table: _Table, direct: list[_Bidder], clause: Revivals) -> int | None:
    """Price offered to shortlisted bids that failed the price test.

    Reading: where the offer needs an anchor and the rule book has none, there is no offer.
    """
    assert clause.shortlisted is not None
    if len(direct) > 1:
        return max(bidder.price for bidder in direct)
    base = table.anchor if clause.shortlisted.sole_base.value == "anchor" else Fraction(direct[0].price)
    return None if base is None else _round(_exact(clause.shortlisted.sole_multiple.value) * base)


def _asked_for_by_name(table: _Table) -> list[_Bidder]:
    """Bidders without a place whose brands the hospitals asked for.

    Each member of a consortium counts in the mean; its first member is held against it.
    """
    brand = [bid.brand_volume or 0 for bid in table.lot.bids]
    standing = [i for bidder in table.bidders for i in bidder.members]
    if any(table.lot.bids[i].brand_volume is None for i in standing):
        return []
    highest = max(bidder.price for bidder in table.bidders)
    mean = Fraction(sum(brand[i] for i in standing), len(standing))
    return [
        bidder
        for bidder in table.bidders
        if bidder.state == "no-place" and bidder.price < highest and brand[bidder.members[0]] >= mean
    ]


def _accepts(table: _Table, bidder: _Bidder, offer: int) -> bool:
    """Whether a bidder takes the smaller of its price and the offer; notes the award price if so."""
    price = min(bidder.price, offer)
    if any(price < table.lot.bids[i].reserve for i in bidder.members):
        return False
    bidder.award = price
    return True


# --- volume, supply, term ------------------------------------------------------------------------------


def _close(table: _Table, clauses: Clauses, units: Sequence[str]) -> PlainLot:
    """Revival, volume, supply and term; write the result by bid."""
    lot = table.lot
    winners = _revive(table, clauses.revival)
    main, backup = _supply(lot, winners, clauses, units)
    share = _share(lot, len(winners), clauses)
    state = list(table.state)
    rank, price = [0] * len(lot.bids), [0] * len(lot.bids)
    for bidder in table.bidders:
        for i in bidder.members:
            state[i] = bidder.state
    for number, bidder in enumerate(winners, start=1):
        for i in bidder.members:
            # Reading: a consortium is one winner, so that its members share a rank.
            rank[i] = number
            price[i] = bidder.award
    return PlainLot(
        state=state,
        rank=rank,
        price=price,
        volume=_volumes(lot, winners, main, share, clauses),
        bidders=len(table.bidders),
        places=table.places,
        winners=len(winners),
        share=share,
        years=_years(lot, len(winners), clauses),
        main=main,
        backup=backup,
    )


def _share(lot: PlainBidList, winners: int, clauses: Clauses) -> Fraction | None:
    clause = clauses.volume
    if not isinstance(clause, ShareByWinners) or winners == 0:
        return None
    special = {"reduced": clause.shares.reduced, "special": clause.shares.special}.get(lot.volume_class)
    found = _look_up((special or clause.shares.ordinary).value, winners)
    return Fraction(0) if found is None else _exact(found)


def _volumes(
    lot: PlainBidList,
    winners: list[_Bidder],
    main: list[int | None],
    share: Fraction | None,
    clauses: Clauses,
) -> list[int]:
    """Committed volume by bid.

    Reading: the volume of an area goes to the bid that is named as its main supplier, so a consortium's to
    its first member. A brand volume that is missing counts as none.
    """
    volume = [0] * len(lot.bids)
    clause = clauses.volume
    brand = [bid.brand_volume or 0 for bid in lot.bids]
    if isinstance(clause, ByClass):
        return _by_class(brand, winners, clause)
    if isinstance(clause, ShareByWinners):
        if share is None:
            return volume
        for area, supplier in enumerate(main):
            if supplier is not None:
                volume[supplier] += _round(lot.base[area] * share)
    for bidder in winners:
        for i in bidder.members:
            if not isinstance(clause, ShareByWinners):
                volume[i] = _round(brand[i] * _exact(clause.share.value))
            elif share is not None and bidder.keeps_brand and not bidder.chooses:
                volume[i] = _round(brand[i] * share)
    return volume


def _by_class(brand: list[int], winners: list[_Bidder], clause: ByClass) -> list[int]:
    """Volumes by price class.

    Reading: the class share is what a winner keeps; the part that moves is on top of it and comes from what
    the last class does not keep. All that moves is split at once; left-over units go to the largest
    fractional parts, then the larger brand volume, then the better rank.
    """
    volume = [0] * len(brand)
    cuts, shares = clause.cuts.value, clause.shares.value
    ends = [_round(len(winners) * _exact(cut)) for cut in cuts]
    if ends:
        ends[0] = max(ends[0], 1)
    first: list[int] = []
    moved = 0
    for number, bidder in enumerate(winners):
        its_class = next((k for k, end in enumerate(ends) if number < end), len(ends))
        for i in bidder.members:
            volume[i] = _round(brand[i] * _exact(shares[its_class]))
            if its_class == 0:
                first.append(i)
            if its_class == len(ends):
                moved += _round(brand[i] * _exact(clause.transfer.value))
    whole = sum(brand[i] for i in first)
    if whole == 0:
        return volume
    parts = {i: Fraction(moved * brand[i], whole) for i in first}
    left = moved - sum(math.floor(part) for part in parts.values())
    by_remainder = sorted(first, key=lambda i: (math.floor(parts[i]) - parts[i], -brand[i]))
    for i in first:
        volume[i] += math.floor(parts[i]) + (1 if i in by_remainder[:left] else 0)
    return volume


def _supply(
    lot: PlainBidList, winners: list[_Bidder], clauses: Clauses, units: Sequence[str]
) -> tuple[list[int | None], list[int | None]]:
    areas = len(lot.base)
    main: list[int | None] = [None] * areas
    backup: list[int | None] = [None] * areas
    clause = clauses.supply
    if isinstance(clause, WholeArea) and winners:
        main = [winners[0].members[0]] * areas
    if not isinstance(clause, SerialChoice):
        return main, backup
    choosers = [bidder.members[0] for bidder in winners if bidder.chooses]
    queue = choosers[: clause.first_pick.value]
    if choosers:
        queue = queue + choosers * areas
    for chooser in queue:
        free = [area for area in lot.bids[chooser].preference if main[area] is None]
        if free:
            main[free[0]] = chooser
    if clause.backup and len(winners) > 1 and choosers:
        _backup(lot, choosers, main, backup, units if clause.backup.unit.value != "none" else None)
    return main, backup


def _backup(
    lot: PlainBidList,
    choosers: list[int],
    main: list[int | None],
    backup: list[int | None],
    units: Sequence[str] | None,
) -> None:
    """Let the winners choose areas to back up, in turns.

    After a whole turn in which nobody could take an area the unit condition is dropped, and turns start
    again from the first rank. A firm with several winning bids does not back up itself.
    """
    firm = {chooser: lot.bids[chooser].firm for chooser in choosers}
    backed: set[tuple[str, str, str]] = set()
    condition = units is not None

    def choice(chooser: int) -> int | None:
        for area in lot.bids[chooser].preference:
            supplier = main[area]
            if backup[area] is not None or supplier is None or firm[supplier] == firm[chooser]:
                continue
            if condition and units and (firm[chooser], firm[supplier], units[area]) in backed:
                continue
            return area
        return None

    while True:
        taken = 0
        for chooser in choosers:
            area = choice(chooser)
            if area is None:
                continue
            taken += 1
            backup[area] = chooser
            supplier = main[area]
            if units and supplier is not None:
                backed.add((firm[chooser], firm[supplier], units[area]))
        if not taken:
            if not condition:
                return
            condition = False


def _years(lot: PlainBidList, winners: int, clauses: Clauses) -> int:
    """Years of the term; a form with an exception of its own comes before the volume class."""
    clause = clauses.term
    if winners == 0:
        return 0
    if isinstance(clause, FixedYears):
        return clause.years.value
    if not isinstance(clause, ByWinners):
        return 0
    by_form: dict[str, int] = dict(clause.by_form.value.items()) if clause.by_form else {}
    if lot.form in by_form:
        return by_form[lot.form]
    special = {"reduced": clause.years.reduced, "special": clause.years.special}.get(lot.volume_class)
    return _look_up((special or clause.years.ordinary).value, winners) or 0


# --- exact numbers -------------------------------------------------------------------------------------


def _exact(value: Decimal) -> Fraction:
    return Fraction(value)


def _round(value: Fraction | int) -> int:
    """Nearest integer, halves up."""
    return math.floor(value + Fraction(1, 2))
