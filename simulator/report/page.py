"""The report of a run: one HTML file that needs no network, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from simulator.report.context import page_context
from simulator.report.data import ReportData, read_report
from simulator.report.figures.picture import Picture, one_style
from simulator.report.kept_templates import KeptTemplates
from simulator.report.labels import CONFIDENCES, label, shown_value, source_name
from simulator.report.notes import chinese_note
from simulator.report.numbers import MISSING, number, price, span
from simulator.report.words import REASONS, TEXTS, Language
from simulator.rules.lot import STATUSES
from simulator.study.folder import Folder
from simulator.study.store import default_store

__all__ = ["read_report", "rendered", "run_page", "write_report"]

_CLASS_NAMES: Mapping[str, tuple[str, str]] = {
    "originator": ("originator", "原研"),
    "generic": ("generic", "仿制"),
    "own-api": ("own ingredient", "原料药自产"),
    "newcomer": ("newcomer", "新进入"),
}


def write_report(folder: Folder, data: ReportData, language: Language = "en") -> Path:
    """Write ``report.html`` into the folder of a run.

    Parameters
    ----------
    folder
        The folder.
    data
        What :func:`simulator.report.data.read_report` read from it.
    language
        Language in which the page opens.

    Returns
    -------
    Path
        The file. The same run gives the same bytes.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    return folder.write_text(data.report_path.name, run_page(data, language))


def run_page(data: ReportData, language: Language = "en") -> str:
    """Return the page of a run as HTML."""
    return rendered("page.html.j2", page_context(data), language)


def rendered(template: str, context: Mapping[str, object], language: Language) -> str:
    """Fill a template of this room; the page opens in the language and holds both."""
    with one_style():
        return _environment().get_template(template).render({**context, "language": language})


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=KeptTemplates(default_store().folder / "templates"),
    )
    environment.globals.update(
        number=number,
        span=span,
        price=price,
        label=label,
        shown_value=shown_value,
        source_name=source_name,
        chinese_note=chinese_note,
        confidences=CONFIDENCES,
        reason=lambda code: REASONS.get(code, (code, code)),
        words=lambda key: TEXTS[key],
        class_name=_class_name,
        drawn=_drawn,
        web=_web,
        isnan=math.isnan,
        missing=MISSING,
    )
    return environment


def _drawn(picture: Picture) -> Markup:
    # The drawing is made here, from numbers and escaped labels: it may go into the page as it is.
    return Markup(picture.svg())  # noqa: S704


def _class_name(kind: str) -> tuple[str, str]:
    if kind in _CLASS_NAMES:
        return _CLASS_NAMES[kind]
    return (kind, shown_value(kind, "zh")) if kind in STATUSES else (kind, kind)


def _web(address: str) -> bool:
    """Say whether an address may become a link: nothing but a page on the web."""
    return address.startswith(("https://", "http://"))
