"""Follows the money of one history from posting to posting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.fund.accounts import Posting, balances, check_book
from simulator.fund.goods import Timing
from simulator.fund.ledger import write_ledger
from simulator.fund.pricing import price
from simulator.fund.settlement import settle_contracts, terms_of_fund
from simulator.money import Ints
from simulator.results.files import write_parquet
from simulator.results.tables import RunLabel
from simulator.scenario.fund import Fund
from simulator.study.contracts import dealer_of, dealt
from simulator.study.one_round import one_round
from simulator.study.plan import make_plan, with_sections
from simulator.supply.execution import by_year, execute_with_flows
from simulator.supply.terms import DAYS_PER_MONTH, Terms
from simulator.tender.simulate import Block, Tender

__all__ = ["Ledger", "follow_money", "ledger_table", "read_ledger"]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All postings of one variety in one replication; every account is settled in the end."""

    variety: str
    replication: int
    start: date
    """First day of execution."""
    areas: tuple[str, ...]
    """Codes of the cells."""
    postings: tuple[Posting, ...]
    sums: Ints
    """``[39]`` the same sums as in a run (``simulator.fund.records.Sum``), fen."""

    @property
    def months(self) -> int:
        """Last month in which something is posted."""
        return max((one.month for one in self.postings), default=0)

    def balance(self, kind: str) -> Ints:
        """Return ``cash`` or ``claims`` of each party at the end of each month: ``[months, 10]`` fen."""
        return balances(self.postings, "cash" if kind == "cash" else "claims", max(self.months, 1))

    def day(self, month: int) -> date:
        """Return the last day of a month of execution."""
        return self.start + timedelta(days=round(month * DAYS_PER_MONTH))


def timing_of(fund: Fund) -> Timing:
    """Read from the scenario when bills are paid."""
    one = fund.settlement
    return Timing(1, one.late_months.value, one.pass_on_months.value)


def follow_money(tender: Tender, block: Block, terms: Terms, at: int) -> Ledger:
    """Write down every posting of one variety in the first replication of a block.

    Raises
    ------
    RunError
        If the ledger does not balance, or does not come to the sums of the compiled settlement.
    """
    fund, dealer = tender.scenario.fund, dealer_of(tender, block, terms)
    if fund is None:
        raise ValueError("this scenario does not follow money")
    entrants = tender.entrants[at]
    one = dealt(tender, block, dealer, at)
    _, flows = execute_with_flows(one, 1)
    priced, rules = price(one, entrants, fund, terms.kind), terms_of_fund(fund, dealer.supply)
    settled = settle_contracts(one, priced, rules, by_year(flows, len(one.firms)))
    postings, sums = write_ledger(one, priced, rules, flows, timing_of(fund))
    check_book(one.variety, postings, settled.cash[0])
    return Ledger(one.variety, block.start, terms.start, one.areas, postings, sums)


def ledger_table(label: RunLabel, ledger: Ledger) -> pd.DataFrame:
    """Return a ledger as a table, one row a posting."""
    found = ledger.postings
    return pd.DataFrame(
        {
            **label.head(),
            "variety": ledger.variety,
            "replication": ledger.replication,
            "month": np.array([one.month for one in found], dtype=np.int64),
            "region": np.array([ledger.areas[one.cell] for one in found], dtype=object),
            "account": np.array([one.kind for one in found], dtype=object),
            "payer": np.array([one.payer.name.lower() for one in found], dtype=object),
            "payee": np.array([one.payee.name.lower() for one in found], dtype=object),
            "what": np.array([one.what for one in found], dtype=object),
            "fen": np.array([one.fen for one in found], dtype=np.int64),
        }
    )


def read_ledger(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Ledger:
    """Follow the money of one variety in one simulated round; see :func:`simulator.api.ledger`."""
    plan = make_plan(scenario, with_sections(scenario, sets, "supply", "fund"))
    one = one_round(plan, variety, replication)
    found = follow_money(one.tender, one.block, one.terms, one.at)
    if out is not None:
        write_parquet(ledger_table(one.label, found), Path(out))
    return found
