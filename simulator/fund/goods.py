"""Postings of goods: hospitals owe distributors, distributors makers; part is prepaid, part paid late."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from simulator.fund.accounts import Book
from simulator.fund.late import Split, split
from simulator.fund.records import POOLS, Party, Sum, Terms
from simulator.fund.rounding import part, running, shared
from simulator.money import Ints

__all__ = ["Goods", "Timing", "post_goods"]

_DISTRIBUTORS = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """When what is owed is paid, in months after the month of delivery."""

    bill: int = 1
    """Hospitals to distributors, and the fund to hospitals."""
    late_by: int = 0
    """Further months for bills that are paid late."""
    pass_on: int = 1
    """Distributors to makers, after they were paid."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What one group of makers delivered to a cell in a contract year; amounts by month, in fen."""

    maker: Party
    first: int
    """Month of execution of the first amount."""
    bills: list[int]
    used: list[int]
    """Part of them that was prepaid to firms, up to each month."""

    def owed(self) -> list[int]:
        """Return what hospitals owe up to each month."""
        return [total - used for total, used in zip(accumulate(self.bills), self.used, strict=True)]


def post_goods(book: Book, goods: Goods, t: Terms, timing: Timing, sums: Ints) -> int:
    """Post deliveries, their payment, and what late payment costs; return what the fund gets of the latter.

    Parameters
    ----------
    book
        Where postings go.
    goods
        The bills.
    t, timing
        Parameters as numbers, and when bills are paid.
    sums
        ``[39]`` sums of the history, which get what is paid late.
    """
    totals = list(accumulate(goods.bills))
    fees = [part(total, t.fee) for total in totals]
    used_fees = [part(used, t.fee) for used in goods.used]
    _deliver(book, goods, running(fees))
    if any(goods.used):
        _deliver_prepaid(book, goods, running(used_fees), t, timing)
    owed = goods.owed()
    rest = [one - (fee - used) for one, fee, used in zip(owed, fees, used_fees, strict=True)]
    bills = split(owed, t)
    _pay(book, goods, bills, t, timing)
    _pass_on(book, goods, split(rest, t), timing)
    return _charge(book, goods, bills, t, timing, sums)


def _deliver(book: Book, goods: Goods, fees: list[int]) -> None:
    for at, (bill, fee) in enumerate(zip(goods.bills, fees, strict=True)):
        book.owe(goods.first + at, Party.HOSPITALS, Party.DISTRIBUTORS, "delivery", bill)
        book.owe(goods.first + at, Party.DISTRIBUTORS, goods.maker, "delivery", bill - fee)


def _deliver_prepaid(book: Book, goods: Goods, fees: list[int], t: Terms, timing: Timing) -> None:
    """Set deliveries off against what was prepaid for them."""
    for at, (drawn, fee) in enumerate(zip(running(goods.used), fees, strict=True)):
        month = goods.first + at
        if t.prepaid_to == _DISTRIBUTORS:
            # Goods owed and goods delivered cancel out: distributors have the money and pass it on.
            then = month + timing.bill + timing.pass_on
            book.pay(then, Party.DISTRIBUTORS, Party.MAKERS, "passed on", drawn - fee)
            continue
        book.owe(month, Party.HOSPITALS, Party.MAKERS, "prepaid goods delivered", drawn)
        book.owe(month, Party.DISTRIBUTORS, Party.HOSPITALS, "prepaid goods delivered", drawn)
        book.owe(month, Party.MAKERS, Party.DISTRIBUTORS, "prepaid goods delivered", drawn - fee)
        book.move(month + timing.bill, Party.MAKERS, Party.DISTRIBUTORS, "fee of prepaid goods", fee)


def _pay(book: Book, goods: Goods, bills: Split, t: Terms, timing: Timing) -> None:
    """Pay distributors: hospitals in time or late, the fund in their place."""
    for at, (in_time, late) in enumerate(zip(bills.in_time, bills.late, strict=True)):
        due = goods.first + at + timing.bill
        book.pay(due, Party.HOSPITALS, Party.DISTRIBUTORS, "bill paid", in_time)
        book.pay(due + timing.late_by, Party.HOSPITALS, Party.DISTRIBUTORS, "bill paid", late)
    for at, pool, amount in _by_pool(list(accumulate(bills.advanced)), t):
        due = goods.first + at + timing.bill
        book.move(due, pool, Party.DISTRIBUTORS, "bill paid by fund", amount)
        book.owe(due, Party.DISTRIBUTORS, pool, "bill paid by fund", amount)
        book.pay(due + timing.late_by, Party.HOSPITALS, pool, "set off by fund", amount)


def _pass_on(book: Book, goods: Goods, rest: Split, timing: Timing) -> None:
    for at, (in_time, advanced, late) in enumerate(zip(rest.in_time, rest.advanced, rest.late, strict=True)):
        then = goods.first + at + timing.bill + timing.pass_on
        book.pay(then, Party.DISTRIBUTORS, goods.maker, "passed on", in_time + advanced)
        book.pay(then + timing.late_by, Party.DISTRIBUTORS, goods.maker, "passed on", late)


def _charge(book: Book, goods: Goods, bills: Split, t: Terms, timing: Timing, sums: Ints) -> int:
    """Post interest, and what the fund keeps back; return what the fund gets."""
    advanced = list(accumulate(bills.advanced))
    late = [a + b for a, b in zip(accumulate(bills.late), advanced, strict=True)]
    interest = [part(a - b, t.interest) for a, b in zip(late, advanced, strict=True)]
    fees = running([part(one, t.fee) for one in interest])
    for at, (amount, fee) in enumerate(zip(running(interest), fees, strict=True)):
        month = goods.first + at + timing.bill + timing.late_by
        book.move(month, Party.HOSPITALS, Party.DISTRIBUTORS, "interest", amount)
        book.move(month + timing.pass_on, Party.DISTRIBUTORS, goods.maker, "interest", amount - fee)
    to_fund = [part(one, t.interest) for one in advanced]
    for at, pool, amount in _by_pool(to_fund, t):
        month = goods.first + at + timing.bill + timing.late_by
        book.move(month, Party.HOSPITALS, pool, "interest", amount)
    withheld = part(late[-1], t.withheld)
    for pool, amount in zip(POOLS, shared(withheld, t.tiers), strict=True):
        book.move(goods.first + len(late), Party.HOSPITALS, pool, "withheld for late payment", amount)
    sums[Sum.LATE] += late[-1]
    sums[Sum.ADVANCED] += advanced[-1]
    sums[Sum.INTEREST] += interest[-1]
    sums[Sum.INTEREST_FUND] += to_fund[-1]
    sums[Sum.WITHHELD] += withheld
    return to_fund[-1] + withheld


def _by_pool(totals: list[int], t: Terms) -> list[tuple[int, Party, int]]:
    """Divide running totals between the fund's pools: month, pool and amount."""
    upto = [shared(total, t.tiers) for total in totals]
    return [
        (at, pool, amount)
        for number, pool in enumerate(POOLS)
        for at, amount in enumerate(running([one[number] for one in upto]))
    ]
