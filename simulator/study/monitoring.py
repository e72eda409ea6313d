"""Quarterly monitoring of the contracts of a tender: purchase, use, delivery, payment, notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.results.files import write_csv, write_parquet
from simulator.results.monitoring import COLUMNS, monitor_table, totals
from simulator.results.tables import RunLabel
from simulator.scenario.monitoring import Monitoring
from simulator.study.contracts import followed
from simulator.study.monitoring_rows import NOTICE_COLUMNS, Notice, Watch
from simulator.study.plan import Plan, make_plan
from simulator.study.store import default_store
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


def plan_with_contracts(source: str, sets: Sequence[str]) -> Plan:
    """Load a scenario whose contracts are carried out, with defaults where it says nothing about them."""
    plan = make_plan(source, sets)
    if plan.scenario.record.supply is None:
        plan = make_plan(source, [*sets, "supply={}"])
    return plan


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
    record, rules = plan.scenario.record, plan.rules.record
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
    for replication in replications:
        block = play_block(tender, replication, 1)
        watch = Watch(thresholds, record.run.seed, replication)
        watched = []
        for contracts, out, events in followed(tender, block, terms):
            if contracts.given.term[0]:
                watched.append(watch.rows(contracts, out))
                notices += watch.notices(watched[-1], contracts, events)
        if watched:
            rows.append(pd.concat(watched, ignore_index=True))
            notices += watch.of_round(rows[-1])
    label = RunLabel(record.id, rules.id)
    names = ["replication", "quarter", "variety", "region", "firm", "reference", *list(COLUMNS)[1:]]
    found = pd.concat(rows, ignore_index=True)[names] if rows else pd.DataFrame(columns=names)
    listed = pd.DataFrame(notices, columns=list(NOTICE_COLUMNS))
    listed = listed.sort_values(list(NOTICE_COLUMNS[:6]), kind="stable").reset_index(drop=True)
    figures = monitor_table(label, totals(found, listed))
    return Monitored(label, terms.start, _headed(label, found), _headed(label, listed), figures)


def _headed(label: RunLabel, table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**label.head())[[*label.head(), *table.columns]]


def write_monitored(found: Monitored, folder: Path) -> None:
    """Write the tables ``monitoring``, ``notices`` and ``quarters`` into a folder, as Parquet and CSV.

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
    for name, table in (("monitoring", found.rows), ("notices", found.notices), ("quarters", found.figures)):
        write_parquet(table, folder / f"{name}.parquet")
        write_csv(table, folder / f"{name}.csv")
