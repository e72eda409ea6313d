"""Rows and notices of quarterly monitoring, variety by variety in one simulated round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from simulator.fund.monitoring import GRADES, bribery_grade, by_quarter, settle, used, year_to_date
from simulator.results.bids import Floats
from simulator.scenario.fund import Settlement
from simulator.scenario.monitoring import Monitoring
from simulator.streams import uniforms
from simulator.supply.records import Contracts, Outcome
from simulator.supply.reference import Event

__all__ = ["NOTICE_COLUMNS", "Notice", "Watch"]

Notice = dict[str, object]

NOTICE_COLUMNS = ("replication", "quarter", "notice", "variety", "region", "firm", "value", "unit", "grade")
"""Columns of the table ``notices`` after scenario and rule book."""

_LOST = "award-lost-"
_HOSPITALS = "hospitals-"
_MONTHS = 3
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Watch:
    """Watches one simulated round."""

    thresholds: Monitoring
    settlement: Settlement
    """When hospitals pay: that of the section on money."""
    seed: int
    replication: int

    def rows(self, contracts: Contracts, out: Outcome) -> pd.DataFrame:
        """Return one row for each quarter, region and main supplier of a variety.

        Parameters
        ----------
        contracts
            The contracts of the variety; the first row is watched.
        out
            What came of them, with postings.
        """
        given, term = contracts.given, int(contracts.given.term[0])
        cells = np.flatnonzero(given.main[0] >= 0)
        main = given.main[0, cells]
        posted = out.postings[0, :term][:, cells]
        delivered = posted[:, np.arange(len(cells)), main]
        got, ordered = posted[..., :-1].sum(axis=-1), posted.sum(axis=-1)
        price = np.append(contracts.price[0], [contracts.reference] * 2)
        purchased = (posted[..., :-1] * price).sum(axis=-1)
        agreed = np.broadcast_to(given.agreed[0, cells], ordered.shape)
        regions = [contracts.areas[cell] if contracts.regional else "" for cell in cells]
        bills = settle(purchased, self._late(regions), self.settlement.late_months.value)
        monthly = {
            "ordered": ordered,
            "delivered": delivered,
            "helped": got - delivered,
            "short": posted[..., -1],
            "used": used(got, float(self.thresholds.stock_months.value)),
            "agreed": agreed,
            "purchased": purchased,
            "due": bills.due,
            "paid": bills.paid,
        }
        quarterly = {name: by_quarter(values) for name, values in monthly.items()}
        ends = np.minimum(np.arange(_MONTHS, term + _MONTHS, _MONTHS), term) - 1
        quarterly |= {
            "ordered_to_date": year_to_date(ordered)[ends],
            "agreed_to_date": year_to_date(agreed)[ends],
            "overdue": bills.overdue[ends],
        }
        count = len(ends)
        return pd.DataFrame(
            {
                "replication": self.replication,
                "quarter": np.repeat(np.arange(1, count + 1), len(cells)),
                "variety": contracts.variety,
                "region": regions * count,
                "firm": [contracts.firms[bid] for bid in main] * count,
                "reference": contracts.reference,
                **{name: values.ravel() for name, values in quarterly.items()},
            }
        )

    def _late(self, regions: Sequence[str]) -> Floats:
        """Return the part of bills that each region pays late: the same for all varieties of a round."""
        spread = float(self.thresholds.late_spread.value)
        u = np.array(
            [uniforms(self.seed, "monitor payment", name, start=self.replication)[0, 0] for name in regions]
        )
        factor = np.exp(spread * ndtri(np.clip(u, 1e-12, 1 - 1e-12)) - spread**2 / 2)
        return np.asarray(np.minimum(float(self.settlement.late_share.value) * factor, 1.0))

    def notices(self, rows: pd.DataFrame, contracts: Contracts, events: Sequence[Event]) -> Iterator[Notice]:
        """Yield what follows for one variety: summons, delistings, grades, reminders.

        Parameters
        ----------
        rows
            What :meth:`rows` returned.
        contracts
            The contracts.
        events
            What happened.
        """
        lost = {e.firm: e for e in events if e.what.startswith(_LOST)}
        yield from self._summons(rows, contracts.variety, events, lost)
        for firm, event in lost.items():
            at = (_quarter(event.month), contracts.variety, "", firm)
            months = float(self.thresholds.delisted_months.value)
            yield self._notice("delisting", at, months, "months")
            cause = event.what.removeprefix(_LOST)
            grades = self.thresholds.credit
            grade = {"quality": grades.quality, "collusion": grades.collusion}.get(cause, grades.failure)
            yield self._notice("credit", at, np.nan, "", grade.value)
        for event in events:
            if event.what.startswith(_HOSPITALS):
                at = (_quarter(event.month), contracts.variety, event.firm, "")
                yield self._notice("sanction", at, np.nan, "", event.what.removeprefix(_HOSPITALS))
        behind = rows["ordered_to_date"] < float(self.thresholds.remind_below.value) * rows["agreed_to_date"]
        lagging = rows[behind][["quarter", "variety", "region", "ordered_to_date", "agreed_to_date"]]
        for quarter, variety, region, ordered, agreed in _tuples(lagging):
            yield self._notice("reminder-use", (quarter, variety, region, ""), ordered / agreed, "ratio")
        above = float(self.thresholds.secure_above.value)
        for quarter, firm, ordered, agreed in _summed(rows, "firm", "ordered_to_date", "agreed_to_date"):
            if agreed > 0 and ordered / agreed > above:
                at = (quarter, contracts.variety, "", firm)
                yield self._notice("reminder-supply", at, ordered / agreed, "ratio")

    def _summons(
        self, rows: pd.DataFrame, variety: str, events: Sequence[Event], lost: dict[str, Event]
    ) -> Iterator[Notice]:
        """Summon makers that deliver too little in a quarter, or reach that rung of the ladder in it."""
        talks = {(_quarter(e.month), e.firm) for e in events if e.what == "talks"}
        for quarter, firm, delivered, ordered in _summed(rows, "firm", "delivered", "ordered"):
            # Who has lost the award is off the list and not summoned any more.
            gone = firm in lost and quarter > _quarter(lost[firm].month)
            if ordered <= 0 or gone:
                continue
            rate = delivered / ordered
            if rate < float(self.thresholds.summon_below.value) or (quarter, firm) in talks:
                yield self._notice("summons", (quarter, variety, "", firm), rate, "share")

    def of_round(self, rows: pd.DataFrame) -> Iterator[Notice]:
        """Yield what follows for the whole round: reminders to pay, and grades from bribery judgments.

        Parameters
        ----------
        rows
            Rows of all varieties.
        """
        for quarter, region, overdue, purchased in _summed(rows, "region", "overdue", "purchased"):
            if purchased > 0 and overdue / purchased > float(self.thresholds.overdue_above.value):
                at = (quarter, "", region, "")
                yield self._notice("reminder-payment", at, overdue / purchased, "share")
        last = int(rows["quarter"].max())
        for firm in sorted(set(rows["firm"])):
            for year in range(-(-last // _QUARTERS)):
                yield from (one for one in self._judgment(firm, year) if int(str(one["quarter"])) <= last)

    def _judgment(self, firm: str, year: int) -> Iterator[Notice]:
        credit = self.thresholds.credit
        u = uniforms(self.seed, "monitor bribery", firm, str(year), start=self.replication)[0]
        if u[0] >= float(credit.bribery_chance.value):
            return
        score = float(ndtri(min(max(u[2], 1e-12), 1 - 1e-12)))
        amount = float(credit.bribery_amount.value) * float(
            np.exp(float(credit.bribery_spread.value) * score)
        )
        grade = GRADES[int(bribery_grade(np.array(amount), credit))]
        at = (year * _QUARTERS + int(u[1] * _QUARTERS) + 1, "", "", firm)
        yield self._notice("credit", at, amount, "yuan", grade)

    def _notice(
        self, notice: str, at: tuple[object, str, str, str], value: float, unit: str, grade: str = ""
    ) -> Notice:
        return dict(
            zip(NOTICE_COLUMNS, (self.replication, at[0], notice, *at[1:], value, unit, grade), strict=True)
        )


def _tuples(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return table.itertuples(index=False, name=None)


def _summed(rows: pd.DataFrame, by: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield quarter, name and sums of columns for each quarter and name."""
    return _tuples(rows.groupby(["quarter", by])[list(columns)].sum().reset_index())


def _quarter(month: float) -> int:
    return int(month // _MONTHS) + 1
