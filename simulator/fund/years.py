"""One contract year of one cell: units by month, and what they were billed.

Amounts are rounded on the running total of the contract year, so that twelve months add up to the year's bill
to the fen: a month's amount is the total up to it less the total before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.fund.bills import Bill
from simulator.fund.records import PARTS, Group, Priced
from simulator.fund.rounding import fen, part
from simulator.supply.records import Beyond, Contracts, Flows

__all__ = ["Year"]

_HELPERS = int(Group.PASSED)


@dataclass(frozen=True, slots=True)
class Year:
    """One contract year of one cell of one history."""

    contracts: Contracts
    priced: Priced
    row: int
    cell: int
    number: int
    """From 0."""
    main: int
    span: int
    """Months of it."""
    units: tuple[float, ...]
    """By month: of the main supplier."""
    elsewhere: tuple[float, ...]
    substituted: tuple[float, ...]
    helped: tuple[Mapping[int, float], ...]
    """By month: of all others, by bid, then as in ``Beyond``."""
    invited: int = PARTS
    """Price of an invited firm over that of the main supplier, in millionths."""

    @classmethod
    def of(
        cls,
        contracts: Contracts,
        priced: Priced,
        flows: Flows,
        at: tuple[int, int, int],
        invited: int = PARTS,
    ) -> Year:
        """Read a contract year from flows by month; ``at`` is row, cell and number of the year."""
        row, cell, number = at
        given = contracts.given
        start = 12 * number
        months = range(start, min(start + 12, int(given.term[row])))
        return cls(
            contracts,
            priced,
            row,
            cell,
            number,
            int(given.main[row, cell]),
            len(months),
            tuple(float(flows.main[row, cell, m]) for m in months),
            tuple(float(flows.elsewhere[row, cell, m]) for m in months),
            tuple(float(flows.substituted[row, cell, m]) for m in months),
            tuple(_helped(flows, given.won.shape[1], (row, cell, m)) for m in months),
            invited,
        )

    def bills(self) -> list[Bill]:
        """Return the bills up to each month."""
        return [self._bill(month + 1) for month in range(self.span)]

    def _bill(self, months: int) -> Bill:
        p, r, y = self.priced, self.row, self.number
        bids = len(self.contracts.firms)
        award, cap = int(p.award[r, self.main]), int(p.cap[r, self.main])
        units = _sum(self.units[:months])
        bill = Bill()
        bill.main = fen(units, award)
        bill.main_within = fen(units, min(award, cap))
        bill.winners, bill.within = bill.main, bill.main_within
        bill.own_old = fen(units, int(p.old[self.main]))
        for who, amount in sorted(_helpers(self.helped[:months]).items()):
            if who < bids:
                price = int(p.award[r, who])
                bill.winners += fen(amount, price)
                bill.within += fen(amount, min(price, cap))
                bill.own_old += fen(amount, int(p.old[who]))
            elif who < bids + Beyond.SHORT:
                invited = who == bids + Beyond.INVITED
                price = part(award, self.invited) if invited else int(p.group_price[r, y, _HELPERS])
                cost = fen(amount, price)
                bill.outside += cost
                dearer = cost - fen(amount, min(price, award))
                if invited:
                    bill.invited_difference = dearer
                else:
                    bill.difference = dearer
                bill.within += fen(amount, min(price, award, cap))
                bill.own_old += fen(amount, int(p.group_old[r, _HELPERS]))
        self._others(bill, _sum(self.elsewhere[:months]))
        bill.substitutes = fen(_sum(self.substituted[:months]), p.substitute)
        bill.within += bill.substitutes
        bill.own_old += bill.substitutes
        return bill

    def _others(self, bill: Bill, units: float) -> None:
        p, r, y = self.priced, self.row, self.number
        for group in range(len(Group)):
            mine = units * float(p.share[r, y, group])
            price = int(p.group_price[r, y, group])
            amount = fen(mine, price)
            bill.chosen += amount
            bill.within += fen(mine, min(price, int(p.group_standard[r, self.main, y, group])))
            bill.own_old += fen(mine, int(p.group_old[r, group]))
            for label in range(1, int(p.label[r, y, group]) + 1):
                bill.labelled[label] = bill.labelled.get(label, 0) + amount

    def before(self) -> list[int]:
        """Return what use would have cost without the tender, up to each month."""
        given, start = self.contracts.given, 12 * self.number
        factors = [float(given.factor[self.row, start + m]) for m in range(self.span)]
        need = float(given.need[self.row, self.cell])
        return [fen(need * _sum(factors[: m + 1]), self.priced.mean_old) for m in range(self.span)]

    def use(self) -> tuple[float, float, float, float, float]:
        """Return units ordered, of winners, bought elsewhere, of firms called in, of substitutes."""
        bids, helped = len(self.contracts.firms), _helpers(self.helped)
        units = _sum(self.units)
        ordered, winners = units, units
        for who, amount in sorted(helped.items()):
            ordered += amount
            winners += amount if who < bids else 0.0
        called = helped.get(bids + Beyond.INVITED, 0.0) + helped.get(bids + Beyond.OUTSIDE, 0.0)
        return ordered, winners, _sum(self.elsewhere), called, _sum(self.substituted)


def _sum(values: tuple[float, ...] | list[float]) -> float:
    # Not the built-in, which may compensate for rounding: the kernel adds one by one.
    total = 0.0
    for value in values:
        total += value
    return total


def _helpers(by_month: tuple[Mapping[int, float], ...]) -> dict[int, float]:
    total: dict[int, float] = {}
    for month in by_month:
        for who, units in month.items():
            total[who] = total.get(who, 0.0) + units
    return total


def _helped(flows: Flows, bids: int, at: tuple[int, int, int]) -> dict[int, float]:
    row, cell, month = at
    places = bids + len(Beyond)
    first = ((row * flows.main.shape[1] + cell) * flows.elsewhere.shape[2] + month) * places
    low, high = flows.key.searchsorted([first, first + places])
    keys = flows.key[low:high] - first
    return dict(zip(keys.tolist(), flows.units[low:high].tolist(), strict=True))
