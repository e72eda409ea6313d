"""Quarterly monitoring of the contracts of a tender: purchase, use, delivery, payment, notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.fund.feedback import answered
from simulator.results.files import write_csv, write_parquet
from simulator.results.monitoring import CARRIED, COLUMNS, monitor_table, totals
from simulator.results.tables import RunLabel
from simulator.scenario.fund import Fund
from simulator.scenario.monitoring import Monitoring
from simulator.study.contracts import followed
from simulator.study.monitoring_distributors import carried_by, on_the_way
from simulator.study.monitoring_rows import NOTICE_COLUMNS, Notice, Watch
from simulator.study.plan import Plan, make_plan, with_sections
from simulator.study.store import default_store
from simulator.supply.distribution import first_carriers
from simulator.supply.terms import terms_of
from simulator.tender.simulate import play_block, set_up
from simulator.tender.solving import Solving

__all__ = ["Monitored", "monitor", "plan_with_contracts", "write_monitored"]


@dataclass(frozen=True, slots=True)
class Monitored:
    """What monitoring of one tender found."""

    label: RunLabel
    start: date
    """First day of execution."""
    rows: pd.DataFrame
    """By replication, quarter, variety, region and main supplier."""
    notices: pd.DataFrame
    """What followed: one row for each summons, delisting, grade and reminder."""
    figures: pd.DataFrame
    """Figures of each quarter over the replications."""
    distributors: pd.DataFrame
    """By replication, quarter, region and distributor: what it carried, and what of it came in time."""


def plan_with_contracts(source: str, sets: Sequence[str]) -> Plan:
    """Load a scenario whose contracts are carried out, with defaults where it says nothing about them."""
    return make_plan(source, with_sections(source, sets, "supply"))


def monitor(plan: Plan, replications: Sequence[int]) -> Monitored:
    """Monitor the contracts of a tender quarter by quarter.

    Parameters
    ----------
    plan
        A scenario with a section ``supply``.
    replications
        Which simulated rounds.

    Raises
    ------
    InputError
        If there is no such replication.
    """
    record, rules = answered(plan.scenario.record), plan.rules.record
    most = record.run.replications
    if not replications or min(replications) < 0 or max(replications) >= most:
        wrong = max(replications, default=0)
        raise InputError.one(
            f"there is no replication {wrong}",
            mend=f"they count from 0 to {most - 1}; --set run.replications=N for more",
        )
    if record.supply is None:
        raise ValueError("this scenario does not carry contracts out")
    tender = set_up(record, rules.clauses, plan.folder, Solving(default_store()))
    terms, thresholds = terms_of(rules, record.supply), record.monitoring or Monitoring()
    rows: list[pd.DataFrame] = []
    notices: list[Notice] = []
    distributors: list[pd.DataFrame] = []
    settlement = (record.fund or Fund()).settlement
    for replication in replications:
        block = play_block(tender, replication, 1)
        watch = Watch(thresholds, settlement, record.run.seed, replication)
        watched = []
        for entrants, (contracts, out, events) in zip(
            tender.entrants, followed(tender, block, terms), strict=True
        ):
            if contracts.given.term[0]:
                carriers = first_carriers(entrants.firms, record.supply.distribution)
                watched.append(watch.rows(contracts, out).assign(**carried_by(contracts, carriers)))
                notices += watch.notices(watched[-1], contracts, events)
        if watched:
            rows.append(pd.concat(watched, ignore_index=True))
            notices += watch.of_round(rows[-1])
            carried, summoned = on_the_way(rows[-1], record.supply.distribution, record.run.seed)
            distributors.append(carried)
            notices += summoned
    label = RunLabel(record.id, rules.id)
    names = ["replication", "quarter", "variety", "region", "firm", "reference", *list(COLUMNS)[1:]]
    found = pd.concat(rows, ignore_index=True)[names] if rows else pd.DataFrame(columns=names)
    ways = pd.concat(distributors, ignore_index=True) if rows else pd.DataFrame(columns=list(CARRIED))
    listed = pd.DataFrame(notices, columns=list(NOTICE_COLUMNS))
    listed = listed.sort_values(list(NOTICE_COLUMNS[:6]), kind="stable").reset_index(drop=True)
    figures = monitor_table(label, totals(found, listed, ways))
    headed = [_headed(label, table) for table in (found, listed, ways)]
    return Monitored(label, terms.start, headed[0], headed[1], figures, headed[2])


def _headed(label: RunLabel, table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**label.head())[[*label.head(), *table.columns]]


def write_monitored(found: Monitored, folder: Path) -> None:
    """Write ``monitoring``, ``notices``, ``quarters`` and ``distributors`` into a folder, as Parquet and CSV.

    Raises
    ------
    InputError
        If the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.one(
            f"cannot make the folder {folder}: {error.strerror}", mend="choose another folder with --out"
        ) from None
    tables = {
        "monitoring": found.rows,
        "notices": found.notices,
        "quarters": found.figures,
        "distributors": found.distributors,
    }
    for name, table in tables.items():
        write_parquet(table, folder / f"{name}.parquet")
        write_csv(table, folder / f"{name}.csv")
