"""What a cell is billed in a contract year, and who pays it, in plain integers."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.fund.records import Terms
from simulator.fund.rounding import part, shared

__all__ = ["Bill", "Claim", "claim", "plain_claim"]


@dataclass(slots=True)
class Bill:
    """What a cell was billed up to a month of its contract year, in fen."""

    winners: int = 0
    within: int = 0
    """Part of all bills that the fund reimburses against."""
    chosen: int = 0
    """Bought of others by choice."""
    outside: int = 0
    """Bought of others in a takeover."""
    substitutes: int = 0
    """Bought of other substances."""
    difference: int = 0
    """What non-winners cost beyond the main supplier's price in a takeover."""
    invited_difference: int = 0
    """The same of invited firms."""
    main: int = 0
    """Part of the winners' bill that is the main supplier's own."""
    main_within: int = 0
    own_old: int = 0
    """Everything at the products' own old prices."""
    labelled: dict[int, int] = field(default_factory=dict)
    """Bought of labelled products: 1 yellow or red, 2 red."""

    @property
    def others(self) -> int:
        """Bill of all that are no winners here."""
        return self.chosen + self.outside + self.substitutes


@dataclass(frozen=True, slots=True)
class Claim:
    """Who pays a bill."""

    fund: int
    patients: tuple[int, int, int]
    """By scheme: employees, residents, uninsured."""
    excess: int
    """Part of it beyond the payment standard."""
    compensation: int
    """What the supplier that did not deliver pays."""


def claim(bill: Bill, t: Terms) -> Claim:
    """Divide a bill between the fund, the patients of each scheme and the supplier that failed."""
    dearer = ((bill.difference, t.outside_payer), (bill.invited_difference, t.invited_payer))
    by_supplier = sum(amount for amount, payer in dearer if payer == 0)
    by_fund = sum(amount for amount, payer in dearer if payer == 1)
    excess = bill.winners + bill.others - by_supplier - by_fund - bill.within
    return _claim(bill.within, excess, t, by_fund, by_supplier)


def _claim(within: int, excess: int, t: Terms, by_fund: int = 0, by_supplier: int = 0) -> Claim:
    mine, beyond = shared(within, t.schemes), shared(excess, t.schemes)
    paid = [part(one, rate) for one, rate in zip(mine, t.rates, strict=True)]
    own = [a - b + c for a, b, c in zip(mine, paid, beyond, strict=True)]
    return Claim(sum(paid) + by_fund, (own[0], own[1], own[2]), excess, by_supplier)


def plain_claim(amount: int, t: Terms) -> Claim:
    """Divide spending that is reimbursed in full."""
    return _claim(amount, 0, t)
