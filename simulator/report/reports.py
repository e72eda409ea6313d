"""Reports written again from folders of runs: one run, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.errors import InputError, RunError
from simulator.report.data import ReportData, read_report
from simulator.report.figures.picture import Picture
from simulator.report.page import run_page
from simulator.report.pictures import contract_pictures, money_pictures, tender_pictures
from simulator.report.words import Language
from simulator.study.folder import Folder

_TELLING = {
    "sensitivity": "indices.parquet",
    "design": "designs.parquet",
    "study": "ledger.sqlite",
    "campaign": "bans.parquet",
}
"""What tells a folder apart whose manifest is lost."""

__all__ = ["pictures_of", "save_pictures", "write_reports"]


def write_reports(runs: Sequence[Path], out: Path | None, language: Language) -> Path:
    """Write the page of a run or a study, or of several runs side by side.

    Parameters
    ----------
    runs
        Folder of a run or of a study, or folders of several runs.
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
    page = _page(_once(runs), language)
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
    """Return the figures of a run or a study by name."""
    return {one.name: one for one in _figures(kind_of(run), Folder(run))}


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


def kind_of(path: Path) -> str:
    """Say what a folder holds: ``run``, ``study``, ``sensitivity``, ``design`` or ``campaign``.

    Where the manifest is lost, the tables tell.
    """
    if not path.is_dir():
        raise InputError.one(
            f"there is no folder '{path}'", mend="give the folder that 'vbp run' wrote, such as results/NAME"
        )
    try:
        said = Folder(path).manifest()
    except (InputError, UnicodeDecodeError):
        said = {}
    kind = said.get("kind")
    if isinstance(kind, str):
        return kind
    there = [name for name, table in _TELLING.items() if (path / table).exists()]
    return "run" if said or not there else there[0]


def _page(paths: Sequence[Path], language: Language) -> str:
    kinds = [kind_of(path) for path in paths]
    other = next((at for at, kind in enumerate(kinds) if kind != "run"), None)
    if other is None:
        read = [_read(path) for path in paths]
        if len(read) == 1:
            return run_page(read[0], language)
        from simulator.report.side_by_side import runs_page

        return runs_page(read, language)
    if len(paths) > 1:
        what = f"{paths[other]} holds a {kinds[other]}; only runs are put side by side"
        raise InputError.one(what, mend="write its page by itself: vbp report FOLDER")
    return _page_of(kinds[0], Folder(paths[0]), language)


# A run needs a third of the modules that the other kinds need: what is not shown is not imported.
def _page_of(kind: str, folder: Folder, language: Language) -> str:
    if kind == "study":
        from simulator.report.study_data import read_study_data
        from simulator.report.study_page import study_page

        return study_page(read_study_data(folder), language)
    if kind == "sensitivity":
        from simulator.report.sensitivity_page import sensitivity_page

        return sensitivity_page(folder, language)
    if kind == "design":
        from simulator.report.design_page import design_page

        return design_page(folder, language)
    if kind == "campaign":
        from simulator.report.campaign_page import campaign_page

        return campaign_page(folder, language)
    raise InputError.one(
        f"{folder.path} holds a {kind}, of which no page is written",
        mend="give the folder of a run, a study, a sensitivity analysis, a search for rules or a campaign",
    )


def _figures(kind: str, folder: Folder) -> Sequence[Picture]:
    if kind == "study":
        from simulator.report.study_data import read_study_data
        from simulator.report.study_page import study_figures

        return study_figures(read_study_data(folder))
    if kind == "sensitivity":
        from simulator.report.sensitivity_page import sensitivity_figures

        return sensitivity_figures(folder)
    if kind == "design":
        from simulator.report.design_page import design_figures

        return design_figures(folder)
    if kind == "campaign":
        from simulator.report.campaign_page import campaign_figures

        return campaign_figures(folder)
    data = read_report(folder)
    return (*tender_pictures(data), *contract_pictures(data), *money_pictures(data))


def _read(path: Path) -> ReportData:
    return read_report(Folder(path))


def _once(runs: Sequence[Path]) -> Sequence[Path]:
    seen: set[Path] = set()
    for path in runs:
        if path.resolve() in seen:
            raise InputError.one(f"{path} is named twice", mend="name every run once")
        seen.add(path.resolve())
    return runs
