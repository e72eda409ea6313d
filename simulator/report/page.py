"""The report of a run: one HTML file that needs no network, in English and Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd
from markupsafe import Markup

from simulator.report.certificate import certificate_notes
from simulator.report.contracts import contract_rows
from simulator.report.data import ReportData, read_report
from simulator.report.figures import Drawing, cut_figure, winners_figure
from simulator.report.inputs import CitedValue, cited_values
from simulator.report.labels import CONFIDENCES, PARTS, label, shown_value, source_name
from simulator.report.money import money_rows
from simulator.report.numbers import MISSING, number, price, span
from simulator.report.one_round import VarietyRound, first_round
from simulator.report.summary import HEADLINE
from simulator.report.words import CLAUSES, REASONS, TEXTS
from simulator.results.dictionary import AWARD_COLUMNS, METRICS, UNIT_LABELS, Metric
from simulator.results.published import Verdict
from simulator.rules.lot import STATUSES
from simulator.study.folder import Folder

__all__ = ["read_report", "write_report"]

_MOST_BIDS = 1_500
"""Bids that are listed one by one; the page stays small, and the table ``awards`` holds them all."""

_CLASS_NAMES: Mapping[str, tuple[str, str]] = {
    "originator": ("originator", "原研"),
    "generic": ("generic", "仿制"),
    "own-api": ("own ingredient", "原料药自产"),
    "newcomer": ("newcomer", "新进入"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One figure of the round."""

    metric: Metric
    mean: float
    low: float
    high: float
    p05: float
    p95: float
    n: int
    verdict: Verdict | None


def write_report(folder: Folder, data: ReportData) -> Path:
    """Write ``report.html`` into the folder of a run.

    Parameters
    ----------
    folder
        The folder.
    data
        What :func:`simulator.report.data.read_report` read from it.

    Returns
    -------
    Path
        The file. The same run gives the same bytes.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    page = _environment().get_template("page.html.j2").render(_context(data))
    return folder.write_text(data.report_path.name, page)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        number=number,
        span=span,
        price=price,
        label=label,
        shown_value=shown_value,
        source_name=source_name,
        reason=lambda code: REASONS.get(code, (code, code)),
        words=lambda key: TEXTS[key],
        class_name=_class_name,
        web=_web,
        isnan=math.isnan,
        missing=MISSING,
    )
    return environment


def _context(data: ReportData) -> dict[str, object]:
    """Lay out what the page shows; everything that could not be read is empty."""
    rows = _rows(data)
    by_name = {row.metric.name: row for row in rows}
    varieties = _varieties(data)
    listed, left_out = _listed(varieties)
    scenario = None if data.scenario is None else data.scenario.record
    book = None if data.rules is None else data.rules.record
    return {
        "data": data,
        "scenario": scenario,
        "book": book,
        "flaws": [(flaw.say("en"), flaw.say("zh")) for flaw in data.flaws],
        "certificate": list(
            zip(certificate_notes(data.manifest, "en"), certificate_notes(data.manifest, "zh"), strict=True)
        ),
        "headline": [by_name[name] for name in HEADLINE if name in by_name],
        "rows": rows,
        "contracts": [] if data.tables.get("contracts") is None else contract_rows(data.tables["contracts"]),
        "money": [] if data.tables.get("money") is None else money_rows(data.tables["money"]),
        "figures": [_drawing(one) for one in (cut_figure(data), winners_figure(data)) if one is not None],
        "confidences": CONFIDENCES,
        "clauses": _clauses(data),
        "unsure": _unsure(data),
        "parts": _parts(data),
        "varieties": varieties,
        "listed": listed,
        "left_out": left_out,
        "metrics": list(METRICS.values()),
        "units": UNIT_LABELS,
        "columns": AWARD_COLUMNS,
        "versions": _versions(data.manifest),
        "changes": [one for one in data.overrides if not one.startswith("run.")],
        "command": " ".join(data.command),
    }


def _rows(data: ReportData) -> list[_Row]:
    summary = data.tables.get("summary")
    if summary is None:
        return []
    rounds = summary[summary["level"] == "round"]
    return [_row(row, data) for _, row in rounds.iterrows() if row["metric"] in METRICS]


def _row(row: pd.Series, data: ReportData) -> _Row:
    metric = METRICS[str(row["metric"])]
    mean, low, high, p05, p95 = (float(row[name]) for name in ("mean", "low", "high", "p05", "p95"))
    return _Row(metric, mean, low, high, p05, p95, int(row["n"]), data.verdict(metric.name))


def _drawing(one: Drawing) -> tuple[Markup, str, str]:
    # The drawing is made here, from numbers and escaped labels: it may go into the page as it is.
    return Markup(one.svg), one.says_en, one.says_zh  # noqa: S704


def _clauses(data: ReportData) -> list[tuple[tuple[str, str], list[CitedValue]]]:
    """Group the values of the rule book by clause, in the order in which clauses apply."""
    if data.rules is None:
        return []
    values = cited_values(data.rules, data.path / "rules.yaml", "clauses")
    groups: dict[str, list[CitedValue]] = {}
    for one in values:
        groups.setdefault(one.path.split(".")[0], []).append(one)
    return [(CLAUSES.get(name, (name, name)), found) for name, found in groups.items()]


def _unsure(data: ReportData) -> tuple[int, int]:
    """Count the values of the rule book that are not on record, and all of them."""
    cited = [one.confidence for _, found in _clauses(data) for one in found if one.confidence]
    return sum(confidence != "recorded" for confidence in cited), len(cited)


def _parts(data: ReportData) -> list[tuple[tuple[str, str], tuple[CitedValue, ...]]]:
    if data.scenario is None:
        return []
    file = data.path / "resolved.yaml"
    record = data.scenario.record
    return [
        (words, cited_values(data.scenario, file, part))
        for part, words in PARTS.items()
        if getattr(record, part) is not None
    ]


def _varieties(data: ReportData) -> tuple[VarietyRound, ...]:
    awards = data.tables.get("awards")
    if awards is None or awards.empty:
        return ()
    return first_round(awards, None if data.rules is None else data.rules.record.clauses)


def _listed(varieties: tuple[VarietyRound, ...]) -> tuple[list[VarietyRound], int]:
    """Return the varieties whose bids are listed, and how many are left out."""
    listed: list[VarietyRound] = []
    bids = 0
    for one in varieties:
        bids += len(one.bids)
        if bids > _MOST_BIDS and listed:
            break
        listed.append(one)
    return listed, len(varieties) - len(listed)


def _versions(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    versions = manifest.get("versions")
    found = [(str(k), str(v)) for k, v in versions.items()] if isinstance(versions, Mapping) else []
    python = manifest.get("python")
    return [("Python", str(python)), *found] if python else found


def _class_name(kind: str) -> tuple[str, str]:
    if kind in _CLASS_NAMES:
        return _CLASS_NAMES[kind]
    return (kind, shown_value(kind, "zh")) if kind in STATUSES else (kind, kind)


def _web(address: str) -> bool:
    """Say whether an address may become a link: nothing but a page on the web."""
    return address.startswith(("https://", "http://"))
