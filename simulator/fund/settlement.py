"""Settles the contracts of a variety with the compiled kernel, and checks that no fen is lost."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np

from simulator.errors import RunError
from simulator.fund.records import PARTS, Party, Priced, Settled, Sum, Terms, empty_settled
from simulator.scenario.fund import Fund
from simulator.scenario.supply import Supply
from simulator.supply.records import Contracts, Flows

__all__ = ["check_money", "settle_contracts", "terms_of_fund"]

_TO = ("nobody", "hospitals", "makers", "distributors")
_PAYERS = ("supplier", "fund", "patient")
_STEPS, _GRADES = 12, 8


def _parts(share: Decimal | Fraction) -> int:
    return int(Fraction(share) * PARTS + Fraction(1, 2))


def _cumulated(*shares: Decimal) -> tuple[int, ...]:
    return tuple(_parts(sum(shares[: i + 1], Decimal(0))) for i in range(len(shares)))


def terms_of_fund(fund: Fund, supply: Supply) -> Terms:
    """Write the parameters of settlement as numbers."""
    one, kept, tariffs, tiers = fund.schemes, fund.retention, fund.tariffs, fund.tiers
    paid = fund.settlement
    shares = (one.employee_share.value, one.resident_share.value, one.uninsured_share.value)
    rates = (one.employee_rate.value, one.resident_rate.value, Decimal(0))
    weights = (kept.completion_points.value, kept.payment_points.value, kept.winners_points.value)
    return Terms(
        schemes=_cumulated(*shares),
        rates=tuple(_parts(rate) for rate in rates),
        fund_part=_parts(sum((a * b for a, b in zip(shares, rates, strict=True)), Decimal(0))),
        tiers=_cumulated(tiers.province.value, tiers.city.value, tiers.county.value),
        fee=_parts(paid.distribution.value),
        outside_payer=_PAYERS.index(supply.takeover.outside_payer.value),
        invited_payer=_PAYERS.index(supply.takeover.invited_payer.value),
        invited_price=_parts(supply.takeover.invited_price.value),
        prepaid_to=_TO.index(fund.prepayment.to.value),
        prepaid=_parts(fund.prepayment.share.value),
        steps=(_cumulated(*fund.prepayment.steps.value) + (PARTS,) * _STEPS)[:_STEPS],
        every=fund.prepayment.every.value,
        most=_parts(kept.most.value),
        completed=float(kept.completed.value),
        spend_actual=kept.spend.value == "actual",
        understated=float(kept.understated.value),
        weights=tuple(float(weight) for weight in weights),
        in_time=1 - float(paid.late_share.value),
        points=(tuple(float(one.points) for one in kept.grades.value) + (math.inf,) * _GRADES)[:_GRADES],
        parts=(tuple(_parts(one.part) for one in kept.grades.value) + (0,) * _GRADES)[:_GRADES],
        to_staff=_parts(kept.to_staff.value),
        tariff=_parts(tariffs.share.value),
        kept=_parts(tariffs.kept.value),
        others=_parts(tariffs.others.value),
        overspending=_parts(tariffs.overspending.value),
        late=_parts(paid.late_share.value),
        advanced=_parts(paid.fund_pays.value),
        interest=_parts(paid.interest.value * paid.late_months.value / 12),
        withheld=_parts(paid.withheld.value),
        new_drugs=_parts(fund.uses.new_drugs.value),
    )


def settle_contracts(contracts: Contracts, priced: Priced, terms: Terms, flows: Flows) -> Settled:
    """Settle every history of a variety.

    Parameters
    ----------
    contracts
        The contracts.
    priced, terms
        Prices, and parameters as numbers.
    flows
        What was delivered by month.

    Raises
    ------
    RunError
        If a fen is lost or appears from nowhere.
    """
    from simulator.fund.kernel import settle

    out = empty_settled(len(contracts.given.term))
    settle(contracts.given, priced, terms, flows, out)
    check_money(contracts.variety, out)
    return out


def check_money(variety: str, out: Settled) -> None:
    """Check that what each party gains is what the others pay, and that every part adds up to its whole.

    Raises
    ------
    RunError
        If a balance is off by a single fen.
    """
    s, cash = out.sums, out.cash
    spent = s[:, [Sum.WINNERS, Sum.NONWINNERS, Sum.OUTSIDE, Sum.SUBSTITUTES]].sum(axis=1)
    to_hospitals = s[:, Sum.RETAINED] + s[:, Sum.TARIFF] - s[:, Sum.OVERSPENT]
    fund = cash[:, Party.PROVINCE : Party.COUNTY + 1].sum(axis=1)
    patients = s[:, Sum.PATIENTS_EMPLOYEE : Sum.PATIENTS_UNINSURED + 1].sum(axis=1)
    before = s[:, Sum.BASELINE_EMPLOYEE : Sum.BASELINE_UNINSURED + 1].sum(axis=1)
    firms = cash[:, Party.DISTRIBUTORS : Party.NONWINNERS + 1].sum(axis=1)
    to_fund, new = s[:, Sum.INTEREST_FUND] + s[:, Sum.WITHHELD], s[:, Sum.NEW_DRUGS]
    balances = (
        ("all parties together", cash.sum(axis=1)),
        ("the fund's pools", fund + s[:, Sum.FUND] + to_hospitals - to_fund + new),
        ("patients", cash[:, Party.PATIENTS] + patients),
        (
            "hospitals",
            cash[:, Party.HOSPITALS] - to_hospitals + s[:, Sum.STAFF] + s[:, Sum.INTEREST] + to_fund,
        ),
        ("firms", firms - spent + s[:, Sum.COMPENSATION] - s[:, Sum.INTEREST]),
        ("new drugs", cash[:, Party.NEW_DRUGS] - new),
        ("bills and who pays them", spent - s[:, Sum.COMPENSATION] - s[:, Sum.FUND] - patients),
        ("spending before and who paid it", s[:, Sum.BASELINE] - s[:, Sum.BASELINE_FUND] - before),
        ("prepaid money", np.minimum(s[:, Sum.PREPAID] - s[:, Sum.APPLIED] - s[:, Sum.RETURNED], 0)),
    )
    for what, off in balances:
        if off.any():
            raise RunError(
                f"{variety}: {what} do not balance (off by {int(np.abs(off).max())} fen); please report this"
            )
