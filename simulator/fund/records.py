"""What settlement is given and what it returns: integers of one fen, histories first.

``R`` histories, ``n`` bids, ``C`` cells, ``Y`` contract years, ``G`` groups of products that are not the
area's winners'. Prices are ticks (1/10,000 yuan), shares millionths.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.money import Ints

__all__ = ["PARTS", "POOLS", "Group", "Party", "Priced", "Settled", "Sum", "Terms", "empty_settled"]

Floats = npt.NDArray[np.float64]

PARTS = 1_000_000
"""Shares of money are integers of one millionth."""


class Party(IntEnum):
    """Who has money; each has an account for cash and one for claims in the ledger."""

    PROVINCE = 0
    CITY = 1
    COUNTY = 2
    PATIENTS = 3
    HOSPITALS = 4
    STAFF = 5
    DISTRIBUTORS = 6
    MAKERS = 7
    NONWINNERS = 8
    NEW_DRUGS = 9
    """Makers of newly listed drugs, which the fund's saving pays for."""


POOLS = (Party.PROVINCE, Party.CITY, Party.COUNTY)
"""Pools of the fund."""


class Group(IntEnum):
    """Products that are not the area's winners'."""

    ORIGINATOR = 0
    PASSED = 1
    NOT_PASSED = 2
    OTHER_AREAS = 3


class Sum(IntEnum):
    """Columns of what is added up by history, in fen; those of months in fen times months."""

    BASELINE = 0
    BASELINE_FUND = 1
    WINNERS = 2
    NONWINNERS = 3
    OUTSIDE = 4
    COMPENSATION = 5
    AT_OWN_OLD = 6
    AT_MEAN_OLD = 7
    FUND = 8
    EXCESS = 9
    FEES = 10
    AGREED = 11
    AGREED_OLD = 12
    PREPAID = 13
    RETURNED = 14
    APPLIED = 15
    BUDGET = 16
    SURPLUS = 17
    RETAINED = 18
    STAFF = 19
    TARIFF = 20
    OVERSPENT = 21
    YELLOW = 22
    RED = 23
    BASELINE_EMPLOYEE = 24
    BASELINE_RESIDENT = 25
    BASELINE_UNINSURED = 26
    PATIENTS_EMPLOYEE = 27
    PATIENTS_RESIDENT = 28
    PATIENTS_UNINSURED = 29
    SUBSTITUTES = 30
    LEFT_MONTHS = 31
    OWED_MONTHS = 32
    LATE = 33
    """Bills paid late."""
    ADVANCED = 34
    """Of them what the fund pays on the due day in the hospitals' place."""
    INTEREST = 35
    """Interest of hospitals on the others, to firms."""
    INTEREST_FUND = 36
    """Interest on what the fund advances."""
    WITHHELD = 37
    """What the fund keeps back for late payment."""
    NEW_DRUGS = 38
    """Spent on newly listed drugs out of what the fund saves."""


class Priced(NamedTuple):
    """Prices of everything that is delivered."""

    award: Ints
    """``[R, n]`` award price; 0 for losers."""
    old: Ints
    """``[n]`` price before the tender."""
    mean_old: int
    """Mean price before the tender, weighted with past use."""
    cap: Ints
    """``[R, n]`` highest price that the fund reimburses for a winner's product where the bid supplies."""
    share: Floats
    """``[R, Y, G]`` shares of what is bought of other products."""
    group_old: Ints
    """``[R, G]`` their prices before the tender."""
    group_price: Ints
    """``[R, Y, G]`` their prices now."""
    group_standard: Ints
    """``[R, n, Y, G]`` what the fund reimburses against where the bid supplies."""
    substitute: int
    """Price of what other substances of the class cost, before and now."""
    label: Ints
    """``[R, Y, G]`` 1 for a price above the yellow line, 2 above the red line."""
    moved: Floats
    """``[R, Y]`` part of what would be bought of others that goes to winners, because of labels."""


class Terms(NamedTuple):
    """Parameters of settlement as numbers; lists have a fixed length, which the compiler likes."""

    schemes: tuple[int, ...]
    """``[3]`` shares of the schemes, cumulated."""
    rates: tuple[int, ...]
    """``[3]`` what they reimburse."""
    fund_part: int
    """Share of all spending within the standard that the fund pays."""
    tiers: tuple[int, ...]
    """``[3]`` shares of the pools, cumulated."""
    fee: int
    """Distributors' share."""
    outside_payer: int
    """Who pays where a non-winner's product is dearer in a takeover: 0 supplier, 1 fund, 2 patient."""
    invited_payer: int
    """Who pays where that of an invited firm is dearer."""
    invited_price: int
    """Its price over the award price of the supplier that it stands in for."""
    prepaid_to: int
    """0 nobody, 1 hospitals, 2 makers, 3 distributors."""
    prepaid: int
    """Part of the agreed volume's value that is prepaid."""
    steps: tuple[int, ...]
    """``[12]`` repayments of the hospitals, cumulated; all of it after the last."""
    every: int
    """Months between them."""
    most: int
    """Highest share of the surplus that is kept."""
    completed: float
    """Orders over agreed volume from which anything is kept."""
    spend_actual: bool
    """Whether the surplus counts what was bought in place of what was agreed."""
    understated: float
    """Part of unreported need that is left out of the budget."""
    weights: tuple[float, ...]
    """``[3]`` weights of completion, payment in time, and winners' share in the assessment."""
    in_time: float
    """Part of bills paid in time."""
    points: tuple[float, ...]
    """``[8]`` points from which each grade is given, best first; infinite for grades that do not exist."""
    parts: tuple[int, ...]
    """``[8]`` part of the highest share that it brings."""
    to_staff: int
    """Part of retained surplus that becomes pay."""
    tariff: int
    """Part of payments that is by tariff."""
    kept: int
    """Part of the margin that hospitals keep which completed the agreed volume."""
    others: int
    """The same for all others."""
    overspending: int
    """Part of overspending that hospitals pay back."""
    late: int
    """Part of bills that is paid late."""
    advanced: int
    """Part of these that the fund pays on the due day."""
    interest: int
    """Interest on what is paid late, for as long as it is late."""
    withheld: int
    """Part of bills paid late that the fund keeps back."""
    new_drugs: int
    """Part of the fund's saving that pays for newly listed drugs."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What settlement came to, by history."""

    sums: Ints
    """``[R, 39]`` what was spent and moved (``Sum``)."""
    cash: Ints
    """``[R, 10]`` what each party has gained or paid in all (``Party``)."""


def empty_settled(rows: int) -> Settled:
    """Lay out results to be filled."""
    return Settled(
        sums=np.zeros((rows, len(Sum)), dtype=np.int64),
        cash=np.zeros((rows, len(Party)), dtype=np.int64),
    )
