"""Runs and campaigns: carried out, read again, shown, compared with the record, passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api.files import is_campaign
from simulator.errors import InputError
from simulator.scenario.catalogue import is_id
from simulator.scenario.loading import load
from simulator.study.plan import make_plan

if TYPE_CHECKING:
    import pandas as pd

    from simulator.report.figures.picture import Picture
    from simulator.report.words import Language
    from simulator.results.agreement import Agreement
    from simulator.results.published import Verdict
    from simulator.scenario.studies import Bids
    from simulator.study.folder import Folder
    from simulator.study.ledgers import Ledger
    from simulator.supply.reference import Behaviour
    from simulator.supply.trace import History


__all__ = [
    "campaign",
    "cite",
    "compare_published",
    "export",
    "history",
    "ledger",
    "pictures",
    "read_campaign",
    "read_run",
    "run",
    "run_sets",
    "winners_named",
    "write_report",
]


def run(  # noqa: PLR0913  # options of a public call, by keyword
    scenario: str,
    *,
    out: str | Path | None = None,
    seed: int | None = None,
    reps: int | None = None,
    bids: Bids | None = None,
    jobs: int = 1,
    sets: Sequence[str] = (),
    resume: bool = False,
    csv: bool = False,
    progress: bool = False,
    page: bool = True,
) -> Folder:
    """Run a scenario and leave its tables and report in a folder.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file.
    out
        Folder for the results; by default ``results/<scenario>-<plan>``.
    seed, reps
        Master seed and number of replications, if not those of the scenario.
    bids
        ``solved``: makers bid the equilibrium of the rule book's own game, with costs fitted for such bids;
        solved games are kept. ``frozen`` (the default): all bid as the scenario says.
    jobs
        Number of processes; results do not depend on it.
    sets
        Changes of the scenario of the form ``path=value``.
    resume
        Go on with an interrupted run.
    csv
        Write CSV files as well.
    progress
        Say on the error stream how far the run is.
    page
        Write ``report.html`` as well; without it :func:`write_report` writes it when it is wanted.
    """
    from simulator.report.page import read_report
    from simulator.report.page import write_report as write_page
    from simulator.study.progress import to_stderr
    from simulator.study.run import execute
    from simulator.study.run_bids import plan_with_bids

    plan = plan_with_bids(scenario, [*sets, *run_sets(seed, reps)], bids)
    target = Path(out) if out is not None else Path("results") / f"{plan.scenario.record.id}-{plan.id}"
    folder = execute(
        plan, target, jobs=jobs, resume=resume, csv=csv, progress=to_stderr if progress else None
    )
    if page and not (folder.path / "report.html").exists():
        write_page(folder, read_report(folder))
    return folder


def campaign(  # noqa: PLR0913  # options of a public call, by keyword
    name: str,
    *,
    out: str | Path | None = None,
    sets: Sequence[str] = (),
    jobs: int = 1,
    resume: bool = False,
    csv: bool = False,
    progress: bool = False,
) -> Folder:
    """Run a campaign: rounds in calendar order, each with what happened in those before.

    Parameters
    ----------
    name
        Id of a shipped campaign, or path of a file.
    out
        Folder for the tables; by default ``results/<campaign>-<plan>``.
    sets
        Changes of the form ``path=value``: ``STAGE.path`` for the scenario of a stage, ``all.path`` for those
        of all, ``rounds.STAGE.key`` for what the campaign says of a stage.
    jobs
        Number of processes; results do not depend on it.
    resume
        Go on with an interrupted campaign.
    csv
        Write CSV files as well.
    progress
        Say on the error stream how far it is.
    """
    from simulator.study.campaign_plan import plan_campaign
    from simulator.study.campaigns import Way, execute_campaign
    from simulator.study.progress import to_stderr

    if not is_id(name) and not is_campaign(name):
        what = f"'{name}' is no campaign: it has no list of rounds"
        raise InputError.one(what, mend=f"if it is a scenario, run it with: vbp run {name}")
    plan = plan_campaign(name, sets)
    target = Path(out) if out is not None else Path("results") / f"{plan.record.id}-{plan.id}"
    way = Way(jobs, resume, csv, to_stderr if progress else None)
    return execute_campaign(plan, target, way)


def read_campaign(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete campaign: ``rounds, whole, replications, prices, bans, budget``."""
    from simulator.study.campaigns import read_campaign_tables
    from simulator.study.folder import Folder

    return read_campaign_tables(Folder(Path(folder)))


def write_report(
    runs: Sequence[str | Path],
    *,
    out: str | Path | None = None,
    language: Language = "en",
) -> Path:
    """Write the page of a run or study again, or one page that puts several runs side by side.

    Parameters
    ----------
    runs
        Folders of runs, or the folder of a study, a sensitivity analysis, a search for rules or a campaign;
        complete or not.
    out
        File to write; by default ``report.html`` in the folder of the run, or ``comparison.html`` beside the
        first of several folders.
    language
        ``en`` or ``zh``: the language in which the page opens; it holds both.

    Returns
    -------
    Path
        The file. What is missing, damaged or changed in a folder is named in it.

    Raises
    ------
    InputError
        If a folder holds no run at all, or one is named twice.
    RunError
        If the file cannot be written.
    """
    from simulator.report.reports import write_reports

    return write_reports([Path(one) for one in runs], None if out is None else Path(out), language)


def pictures(run: str | Path) -> dict[str, Picture]:
    """Return the figures of a run or study by name; a notebook shows them, ``save`` writes them into files.

    Parameters
    ----------
    run
        Folder of a run, a study, a sensitivity analysis, a search for rules or a campaign.

    Raises
    ------
    InputError
        If there is no run in the folder.
    """
    from simulator.report.reports import pictures_of

    return pictures_of(Path(run))


def history(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
    behaviour: Behaviour | None = None,
) -> History:
    """Follow the contract of one variety in one simulated round, from the bids to the last delivery.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without a section ``supply`` its defaults hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the events and monthly deliveries.
    behaviour
        What firms and hospitals do where they have a choice.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.results.files import write_parquet
    from simulator.study.contracts import history_table, trace_history
    from simulator.study.one_round import one_round

    plan = make_plan(scenario, sets)
    by_default = plan.scenario.record.supply is None
    if by_default:
        plan = make_plan(scenario, [*sets, "supply={}"])
    one = one_round(plan, variety, replication)
    found = trace_history(one.tender, one.block, one.terms, one.at, behaviour)
    found = replace(found, by_default=by_default)
    if out is not None:
        write_parquet(history_table(one.label, found), Path(out))
    return found


def ledger(
    scenario: str,
    *,
    variety: str | None = None,
    replication: int = 0,
    sets: Sequence[str] = (),
    out: str | Path | None = None,
) -> Ledger:
    """Follow the money of one variety in one simulated round: every posting, to the last fen.

    Parameters
    ----------
    scenario
        Id of a shipped scenario, or path of a file; without sections ``supply`` and ``fund`` their defaults
        hold.
    variety
        The variety; the first one by default.
    replication
        Which simulated round, from 0.
    sets
        Changes of the scenario of the form ``path=value``.
    out
        Parquet file for the postings.

    Raises
    ------
    InputError
        If there is no such variety or replication.
    """
    from simulator.study.ledgers import read_ledger

    return read_ledger(scenario, variety=variety, replication=replication, sets=sets, out=out)


def run_sets(seed: int | None, reps: int | None) -> list[str]:
    """Write seed and replications as changes of the scenario."""
    return ([f"run.seed={seed}"] if seed is not None else []) + (
        [f"run.replications={reps}"] if reps is not None else []
    )


def read_run(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete run: ``summary, varieties, replications, awards``."""
    from simulator.study.folder import Folder
    from simulator.study.run_folder import read_tables

    return read_tables(Folder(Path(folder)))


def compare_published(folder: str | Path) -> list[Verdict]:
    """Compare a run with the published figures of its tender; with none if only its winners are known.

    Raises
    ------
    InputError
        If the run is not complete, or neither figures nor winners of its tender are known here.
    """
    from simulator.results.agreement import read_agreement
    from simulator.results.published import Published, compare
    from simulator.study.folder import Folder

    tables = read_run(folder)
    name = Folder(Path(folder)).manifest().get("published")
    if not isinstance(name, str):
        if read_agreement(tables["replications"]) is not None:
            return []
        raise InputError.one(
            f"the tender of {folder} has no published figures here",
            mend="rounds without them are kept for checks out of sample",
        )
    record = load(name, Published, (), "published").record
    return compare(tables["summary"], record, tables.get("contracts"), tables.get("money"))


def winners_named(folder: str | Path) -> Agreement | None:
    """Say which share of the firms that won the actual tender a run names, and what a random pick would name.

    Returns
    -------
    Agreement or None
        Share, interval of its mean and gain over the random pick; ``None`` if the scenario's table of
        entries does not say who won.

    Raises
    ------
    InputError
        If the run is not complete.
    """
    from simulator.results.agreement import read_agreement

    return read_agreement(read_run(folder)["replications"])


def export(folder: str | Path, to: str | Path, *, table: str | None = None) -> tuple[str, ...]:
    """Write the tables of a run or study for another program.

    Parameters
    ----------
    folder
        Folder of a complete run or study.
    to
        The file: ``.xlsx`` takes all tables, ``.dta`` (Stata), ``.csv`` and ``.parquet`` one.
    table
        The only table to write; by default all, or the summary (of a study: the comparison).

    Returns
    -------
    tuple of str
        Names of the tables that were written.
    """
    from simulator.results.export import export_tables
    from simulator.study.results import tables_in

    tables, about = tables_in(Path(folder))
    return export_tables(tables, about, Path(to), table)


def cite(folder: str | Path, language: Language = "en") -> list[str]:
    """Return how to cite a complete run or study, and the command that repeats it."""
    from simulator.report.cite import citation_lines
    from simulator.study.results import tables_in

    _, said = tables_in(Path(folder))
    return citation_lines(Path(folder), said, language)
