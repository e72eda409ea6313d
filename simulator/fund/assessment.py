"""What follows at the end of a cell's contract year, in plain integers, and the sums of the year."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.fund.bills import Bill, Claim
from simulator.fund.records import PARTS, Sum, Terms
from simulator.fund.rounding import fen, part
from simulator.fund.years import Year
from simulator.money import Ints

__all__ = ["YearEnd", "add_up", "add_year_end", "assess", "grade"]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Outcome of a year's assessment, in fen."""

    promised: int
    """Agreed volume at the award price."""
    promised_old: int
    """Agreed volume at the mean old price."""
    at_old: int
    """All use at the mean old price."""
    budget: int
    surplus: int
    kept: int
    """Retained surplus."""
    staff: int
    """Part of it that becomes pay."""
    margin: int
    """Margin of tariffs that stays with the hospital."""
    over: int
    """Overspending that it pays back."""


def assess(year: Year, bill: Bill, last: Claim, agreed: float, t: Terms) -> YearEnd:
    """Assess a cell's contract year.

    Parameters
    ----------
    year
        The year, with units and prices.
    bill, last
        The bills and claims of the whole year.
    agreed
        Agreed volume of the year.
    t
        Parameters as numbers.
    """
    given, mean_old = year.contracts.given, year.priced.mean_old
    award = int(year.priced.award[year.row, year.main])
    use = year.use()
    before = float(given.need[year.row, year.cell]) * year.span
    left_out = max(before - float(given.reported[year.row, year.cell]) * year.span, 0.0)
    done = use[0] / agreed if agreed > 0.0 else 1.0
    budget = part(fen(before - t.understated * left_out, mean_old), t.fund_part)
    counted = bill.winners if t.spend_actual else fen(agreed, award)
    counted += bill.others - last.compensation
    surplus = part(max(budget - part(counted, t.fund_part), 0), PARTS - t.tariff)
    whole = use[0] + use[2]
    kept = part(part(surplus, t.most), grade(done, use[1] / whole if whole > 0.0 else 1.0, t))
    at_old = fen(use[1] + use[2] + use[3] + use[4], mean_old)
    margin = part(max(part(at_old, t.fund_part) - last.fund, 0), t.tariff)
    usual = part(fen(before, mean_old), t.fund_part)
    return YearEnd(
        promised=fen(agreed, award),
        promised_old=fen(agreed, mean_old),
        at_old=at_old,
        budget=budget,
        surplus=surplus,
        kept=kept,
        staff=part(kept, t.to_staff),
        margin=part(margin, t.kept if done >= t.completed else t.others),
        over=part(max(last.fund - usual, 0), t.overspending),
    )


def grade(done: float, winners: float, t: Terms) -> int:
    """Return the part of the highest share that a year's assessment brings, in millionths.

    Parameters
    ----------
    done
        Orders over the agreed volume.
    winners
        Winners' share of use.
    t
        Parameters as numbers.
    """
    if done < t.completed:
        return 0
    points = 100.0 * (t.weights[0] * min(done, 1.0) + t.weights[1] * t.in_time + t.weights[2] * winners)
    return next((share for line, share in zip(t.points, t.parts, strict=True) if points >= line), 0)


def add_up(s: Ints, year: Year, bill: Bill, last: Claim, before: Claim, t: Terms) -> None:
    """Add a year's bills and claims to the sums of its history."""
    s[Sum.BASELINE] += year.before()[-1]
    s[Sum.BASELINE_FUND] += before.fund
    s[Sum.WINNERS] += bill.winners
    s[Sum.NONWINNERS] += bill.chosen
    s[Sum.OUTSIDE] += bill.outside
    s[Sum.SUBSTITUTES] += bill.substitutes
    s[Sum.COMPENSATION] += last.compensation
    s[Sum.AT_OWN_OLD] += bill.own_old
    s[Sum.FUND] += last.fund
    s[Sum.EXCESS] += last.excess
    s[Sum.FEES] += part(bill.winners, t.fee) + part(bill.others, t.fee)
    s[Sum.YELLOW] += bill.labelled.get(1, 0)
    s[Sum.RED] += bill.labelled.get(2, 0)
    s[Sum.BASELINE_EMPLOYEE : Sum.BASELINE_UNINSURED + 1] += before.patients
    s[Sum.PATIENTS_EMPLOYEE : Sum.PATIENTS_UNINSURED + 1] += last.patients


def add_year_end(s: Ints, found: YearEnd) -> None:
    """Add the outcome of a year's assessment to the sums of its history."""
    s[Sum.AGREED] += found.promised
    s[Sum.AGREED_OLD] += found.promised_old
    s[Sum.AT_MEAN_OLD] += found.at_old
    s[Sum.BUDGET] += found.budget
    s[Sum.SURPLUS] += found.surplus
    s[Sum.RETAINED] += found.kept
    s[Sum.STAFF] += found.staff
    s[Sum.TARIFF] += found.margin
    s[Sum.OVERSPENT] += found.over
