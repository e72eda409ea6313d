"""Runs and campaigns: carried out, and their tables read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api.files import is_campaign
from simulator.errors import InputError
from simulator.scenario.catalogue import is_id

if TYPE_CHECKING:
    import pandas as pd

    from simulator.scenario.studies import Bids
    from simulator.study.folder import Folder


__all__ = [
    "campaign",
    "read_campaign",
    "read_run",
    "run",
    "run_sets",
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
    bids: Bids | None = None,
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
    bids
        ``solved`` is refused: firms bid as their stages say.
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
    from simulator.study.run_bids import refuse_bids

    if not is_id(name) and not is_campaign(name):
        what = f"'{name}' is no campaign: it has no list of rounds"
        raise InputError.one(what, mend=f"if it is a scenario, run it with: vbp run {name}")
    refuse_bids(name, bids)
    plan = plan_campaign(name, sets)
    target = Path(out) if out is not None else Path("results") / f"{plan.record.id}-{plan.id}"
    way = Way(jobs, resume, csv, to_stderr if progress else None)
    return execute_campaign(plan, target, way)


def read_campaign(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a complete campaign: ``rounds, whole, replications, prices, bans, budget``."""
    from simulator.study.campaigns import read_campaign_tables
    from simulator.study.folder import Folder

    return read_campaign_tables(Folder(Path(folder)))


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
