"""What is done with the folder of finished work: shown, compared with the record, passed on, cited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.api.runs import read_run
from simulator.errors import InputError
from simulator.scenario.loading import load

if TYPE_CHECKING:
    from simulator.report.figures.picture import Picture
    from simulator.report.words import Language
    from simulator.results.agreement import Agreement
    from simulator.results.published import Verdict

__all__ = ["cite", "compare_published", "export", "pictures", "winners_named", "write_report"]


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
