"""Reports written again from folders of runs: one run, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.errors import InputError, RunError
from simulator.report.campaign_page import campaign_page, campaign_pictures
from simulator.report.data import ReportData, read_report
from simulator.report.figures.picture import Picture
from simulator.report.page import run_page
from simulator.report.pictures import contract_pictures, money_pictures, tender_pictures
from simulator.report.side_by_side import runs_page
from simulator.report.words import Language
from simulator.study.campaigns import read_campaign_tables
from simulator.study.folder import Folder

__all__ = ["pictures_of", "save_pictures", "write_reports"]


def write_reports(runs: Sequence[Path], out: Path | None, language: Language) -> Path:
    """Write the page of a run, or of several runs side by side.

    Parameters
    ----------
    runs
        Folders of runs.
    out
        File to write, if not the usual one.
    language
        Language in which the page opens.

    Raises
    ------
    InputError
        If a folder holds no run, a folder is named twice, or the file is no HTML file.
    RunError
        If the file cannot be written.
    """
    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise InputError.one(f"'{out.name}' is no name of an HTML file", mend="let it end in .html")
    if len(runs) == 1 and _is_campaign(runs[0]):
        page = campaign_page(runs[0], language)
    else:
        read = [_read(path) for path in _once(runs)]
        page = run_page(read[0], language) if len(read) == 1 else runs_page(read, language)
    usual = runs[0] / "report.html" if len(runs) == 1 else runs[0].parent / "comparison.html"
    target = usual if out is None else out
    if target.is_dir():
        raise InputError.one(f"{target} is a folder", mend="give --out the name of a file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot write {target}: {error.strerror}") from None
    return Folder(target.parent).write_text(target.name, page)


def pictures_of(run: Path) -> dict[str, Picture]:
    """Return the figures of a run, or of a campaign, by name."""
    if _is_campaign(run):
        folder = Folder(run)
        return {one.name: one for one in campaign_pictures(read_campaign_tables(folder), folder.manifest())}
    data = _read(run)
    found = (*tender_pictures(data), *contract_pictures(data), *money_pictures(data))
    return {one.name: one for one in found}


def save_pictures(runs: Sequence[str], folder: Path, kind: str, language: Language) -> list[str]:
    """Write the figures of one run as files; return what was written, and what a reader must know."""
    if len(runs) != 1:
        raise InputError.one("figures are written for one run at a time", mend="name one folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot write to {folder}: {error.strerror}") from None
    lines: list[str] = []
    notes: dict[str, None] = {}
    for name, picture in pictures_of(Path(runs[0])).items():
        target = folder / f"{name}.{kind}"
        notes[picture.save(target, language)] = None
        lines.append(str(target))
    return [*lines, *(note for note in notes if note)]


def _is_campaign(path: Path) -> bool:
    return path.is_dir() and Folder(path).manifest().get("kind") == "campaign"


def _read(path: Path) -> ReportData:
    if not path.is_dir():
        raise InputError.one(
            f"there is no folder '{path}'", mend="give the folder that 'vbp run' wrote, such as results/NAME"
        )
    return read_report(Folder(path))


def _once(runs: Sequence[Path]) -> Sequence[Path]:
    seen: set[Path] = set()
    for path in runs:
        if path.resolve() in seen:
            raise InputError.one(f"{path} is named twice", mend="name every run once")
        seen.add(path.resolve())
    return runs
