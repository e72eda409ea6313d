"""Every posting of one history: the readable twin of the kernel, month by month and party by party.

docs/money.md says what is posted and when. Totals must be those of :mod:`simulator.fund.kernel` to the fen.
"""

from __future__ import annotations

import numpy as np

from simulator.fund.accounts import Book, Posting
from simulator.fund.assessment import add_up, add_year_end, assess
from simulator.fund.bills import Bill, claim, plain_claim
from simulator.fund.goods import Goods, Timing, post_goods
from simulator.fund.records import PARTS, POOLS, Party, Priced, Sum, Terms
from simulator.fund.rounding import fen, part, running, shared
from simulator.fund.years import Year
from simulator.money import Ints
from simulator.supply.records import Contracts, Flows

__all__ = ["Timing", "write_ledger"]

_HOSPITALS, _MAKERS, _DISTRIBUTORS = 1, 2, 3


def write_ledger(
    contracts: Contracts, priced: Priced, terms: Terms, flows: Flows, timing: Timing, row: int = 0
) -> tuple[tuple[Posting, ...], Ints]:
    """Write down every posting of one history.

    Parameters
    ----------
    contracts, priced
        The contracts of a variety and their prices.
    terms
        Parameters of settlement as numbers.
    flows
        What was delivered, by month.
    timing
        When bills are paid.
    row
        Which history.

    Returns
    -------
    tuple
        The postings in the order of cells and months, and ``[39]`` the same sums that settlement returns
        (``Sum``).
    """
    book, sums = Book(), np.zeros(len(Sum), dtype=np.int64)
    given = contracts.given
    term = int(given.term[row])
    for cell in range(given.main.shape[1]):
        if given.main[row, cell] < 0:
            continue
        book.cell = cell
        for number in range(-(-term // 12)):
            year = Year.of(contracts, priced, flows, (row, cell, number), terms.invited_price)
            _Desk(year, terms, timing, book, sums).settle()
    return tuple(book.postings), sums


class _Desk:
    """Settles one contract year of one cell."""

    def __init__(self, year: Year, terms: Terms, timing: Timing, book: Book, sums: Ints) -> None:
        self.year, self.terms, self.timing, self.book, self.sums = year, terms, timing, book, sums
        self.first = 12 * year.number + 1
        self.bills = year.bills()
        self.claims = [claim(bill, terms) for bill in self.bills]
        self.before = [plain_claim(amount, terms) for amount in year.before()]
        given = year.contracts.given
        self.agreed = float(given.agreed[year.row, year.cell]) * year.span
        self.award = int(year.priced.award[year.row, year.main])
        self.prepaid = part(fen(self.agreed, self.award), terms.prepaid) if terms.prepaid_to else 0
        self.used = [self._used(bill) for bill in self.bills]

    def _used(self, bill: Bill) -> int:
        """Return what of the prepaid money is used up to a month."""
        t = self.terms
        due = part(bill.main_within, t.fund_part) if t.prepaid_to == _HOSPITALS else bill.main
        return min(self.prepaid, due)

    def settle(self) -> None:
        """Post the year."""
        self._prepay()
        self._claims()
        back = self._goods()
        self._compensation()
        self._give_back()
        self._year_end(back)

    def _goods(self) -> int:
        """Post what winners and others delivered; return what the fund gets for late payment."""
        nothing = [0] * len(self.bills)
        direct = self.terms.prepaid_to in (_MAKERS, _DISTRIBUTORS)
        sold = (
            (Party.MAKERS, [bill.winners for bill in self.bills], self.used if direct else nothing),
            (Party.NONWINNERS, [bill.others for bill in self.bills], nothing),
        )
        back = 0
        for maker, totals, used in sold:
            goods = Goods(maker, self.first, running(totals), used)
            back += post_goods(self.book, goods, self.terms, self.timing, self.sums)
        return back

    def _month(self, month: int) -> int:
        return self.first + month

    def _prepay(self) -> None:
        to = self.terms.prepaid_to
        receiver = {_HOSPITALS: Party.HOSPITALS, _MAKERS: Party.MAKERS, _DISTRIBUTORS: Party.DISTRIBUTORS}
        if not to:
            return
        for pool, amount in zip(POOLS, shared(self.prepaid, self.terms.tiers), strict=True):
            self.book.move(self.first, pool, receiver[to], "prepayment", amount)
            self.book.owe(self.first, Party.HOSPITALS, pool, "prepayment", amount)
        if to != _HOSPITALS:
            self.book.owe(self.first, receiver[to], Party.HOSPITALS, "goods prepaid", self.prepaid)

    def _claims(self) -> None:
        """Post what fund and patients owe for a month; prepaid money is set off against it."""
        t, book = self.terms, self.book
        totals = [shared(one.fund, t.tiers) for one in self.claims]
        left = [shared(self.prepaid - used, t.tiers) for used in self.used]
        start = shared(self.prepaid, t.tiers)
        for at, pool in enumerate(POOLS):
            due = running([total[at] for total in totals])
            drawn = [0] * len(due)
            if t.prepaid_to == _HOSPITALS:
                drawn = running([start[at] - one[at] for one in left])
            for month, (amount, off) in enumerate(zip(due, drawn, strict=True)):
                book.owe(self._month(month), pool, Party.HOSPITALS, "claim", amount)
                paid = self._month(month) + self.timing.bill
                book.pay(paid, pool, Party.HOSPITALS, "claim paid", amount - off)
        for month, amount in enumerate(running([sum(one.patients) for one in self.claims])):
            book.move(self._month(month), Party.PATIENTS, Party.HOSPITALS, "patients' part", amount)

    def _give_back(self) -> None:
        """Return prepaid money: what hospitals did not use, or by the steps of repayment."""
        t, book, end = self.terms, self.book, self._month(self.year.span) - 1
        left = self.prepaid - self.used[-1]
        if t.prepaid_to == _HOSPITALS:
            for pool, amount in zip(POOLS, shared(left, t.tiers), strict=True):
                book.pay(end + 1, Party.HOSPITALS, pool, "unused prepayment", amount)
            return
        if not t.prepaid_to:
            return
        receiver = Party.MAKERS if t.prepaid_to == _MAKERS else Party.DISTRIBUTORS
        book.pay(end + 1, receiver, Party.HOSPITALS, "unused prepayment", left)
        done = [0, 0, 0]
        for month, repaid in enumerate(self._repaid()):
            upto = shared(repaid, t.tiers)
            for at, pool in enumerate(POOLS):
                book.pay(self._month(month), Party.HOSPITALS, pool, "repayment", upto[at] - done[at])
            done = upto

    def _repaid(self) -> list[int]:
        """Return what hospitals have paid back at the end of each month."""
        t, found = self.terms, []
        for month in range(1, self.year.span + 1):
            steps = min(month // t.every, len(t.steps))
            share = PARTS if month == self.year.span else t.steps[steps - 1] if steps else 0
            found.append(part(self.prepaid, share))
        return found

    def _year_end(self, back: int) -> None:
        """Post what follows from the assessment of the year, and add the year to the sums of the history."""
        month = self._month(self.year.span)
        found = assess(self.year, self.bills[-1], self.claims[-1], self.agreed, self.terms)
        for what, amount, sign in (
            ("retained surplus", found.kept, 1),
            ("margin of tariffs", found.margin, 1),
            ("overspending shared", found.over, -1),
        ):
            for pool, mine in zip(POOLS, shared(amount, self.terms.tiers), strict=True):
                self.book.move(month, pool, Party.HOSPITALS, what, sign * mine)
        self.book.move(month, Party.HOSPITALS, Party.STAFF, "pay from surplus", found.staff)
        saved = self.before[-1].fund - self.claims[-1].fund - found.kept - found.margin + found.over + back
        self._new_drugs(month, part(max(saved, 0), self.terms.new_drugs))
        add_up(self.sums, self.year, self.bills[-1], self.claims[-1], self.before[-1], self.terms)
        add_year_end(self.sums, found)
        self.sums[Sum.PREPAID] += self.prepaid
        self.sums[Sum.APPLIED] += self.used[-1]
        self.sums[Sum.RETURNED] += self.prepaid - self.used[-1]
        self.sums[Sum.LEFT_MONTHS] += sum(self.prepaid - used for used in self.used)
        if self.terms.prepaid_to in (_MAKERS, _DISTRIBUTORS):
            self.sums[Sum.OWED_MONTHS] += sum(self.prepaid - repaid for repaid in self._repaid())

    def _new_drugs(self, month: int, used: int) -> None:
        """Pay for newly listed drugs out of the saving; the rest stays with the pools."""
        for pool, amount in zip(POOLS, shared(used, self.terms.tiers), strict=True):
            self.book.move(month, pool, Party.NEW_DRUGS, "new drugs", amount)
        self.sums[Sum.NEW_DRUGS] += used

    def _compensation(self) -> None:
        for at, amount in enumerate(running([one.compensation for one in self.claims])):
            self.book.owe(self._month(at), Party.MAKERS, Party.HOSPITALS, "compensation", amount)
            paid = self._month(at) + self.timing.bill
            self.book.pay(paid, Party.MAKERS, Party.HOSPITALS, "compensation paid", amount)
