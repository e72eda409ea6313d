"""What the page of a run shows, laid out for the template."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from simulator.report.certificate import certificate_notes
from simulator.report.data import ReportData
from simulator.report.facts import shown_facts
from simulator.report.headline import (
    contract_figures,
    headline_figures,
    money_figures,
    round_figures,
)
from simulator.report.inputs import CitedValue, cited_values
from simulator.report.labels import PARTS
from simulator.report.one_round import VarietyRound, first_round
from simulator.report.pictures import (
    area_names,
    contract_pictures,
    money_pictures,
    region_means,
    tender_pictures,
)
from simulator.report.reasons import Reasons, first_reasons
from simulator.report.stress import stress_lines
from simulator.report.welfare import page_rows
from simulator.report.words import CLAUSES, REASONS, TEXTS, Language, clause, text
from simulator.results.dictionary import AWARD_COLUMNS, METRICS, UNIT_LABELS
from simulator.tender.journal import Entry

__all__ = ["page_context"]

Words = tuple[str, str]

_MOST_BIDS = 1_500
"""Bids that are listed one by one; the page stays small, and the table ``awards`` holds them all."""


def page_context(data: ReportData) -> dict[str, object]:
    """Lay out what the page of a run shows; everything that could not be read is empty.

    Parameters
    ----------
    data
        The run.
    """
    rows = round_figures(data)
    varieties = _varieties(data)
    listed, left_out = _listed(varieties)
    gains, compared = page_rows(data)
    reasons = first_reasons(data.plan, data.tables.get("awards"))
    return {
        "data": data,
        "scenario": None if data.scenario is None else data.scenario.record,
        "book": None if data.rules is None else data.rules.record,
        "flaws": [(flaw.say("en"), flaw.say("zh")) for flaw in data.flaws],
        "certificate": list(
            zip(certificate_notes(data.manifest, "en"), certificate_notes(data.manifest, "zh"), strict=True)
        ),
        "stress": list(zip(stress_lines(data, "en"), stress_lines(data, "zh"), strict=True)),
        "headline": headline_figures(rows),
        "rows": rows,
        "contracts": contract_figures(data),
        "money": money_figures(data),
        "gains": gains,
        "compared": compared,
        "regions": _regions(data),
        "figures": tender_pictures(data),
        "contract_figures": contract_pictures(data),
        "money_figures": money_pictures(data),
        "clauses": _clauses(data),
        "unsure": _unsure(data),
        "parts": _parts(data),
        "varieties": varieties,
        "listed": listed,
        "left_out": left_out,
        "chains": {key: _chain(chain) for key, chain in reasons.chains.items()},
        "reasons_missing": TEXTS[reasons.missing] if reasons.missing and varieties else None,
        "at_work": _at_work(reasons),
        "ends": _ends(data.tables.get("awards")),
        "metrics": list(METRICS.values()),
        "units": UNIT_LABELS,
        "columns": AWARD_COLUMNS,
        "versions": _versions(data.manifest),
        "changes": [one for one in data.overrides if not one.startswith("run.")],
        "command": " ".join(data.command),
    }


def _chain(chain: tuple[Entry, ...]) -> tuple[list[str], list[str]]:
    """Write the clauses that a bid went through, in English and in Chinese."""
    told = [entry for entry in chain if entry.outcome != "off"]
    return [_entry(entry, "en") for entry in told], [_entry(entry, "zh") for entry in told]


def _entry(entry: Entry, language: Language) -> str:
    outcome = "" if entry.outcome == "fact" else text(entry.outcome, language)
    facts = shown_facts(entry.numbers, language)
    said = " – ".join(part for part in (outcome, facts) if part)
    mark = ": " if language == "en" else "："
    return f"{clause(entry.clause, language)}{mark}{said}"


def _at_work(reasons: Reasons) -> list[tuple[Words, dict[str, int]]]:
    return [(CLAUSES.get(name, (name, name)), counts) for name, counts in reasons.clauses_at_work()]


def _ends(awards: pd.DataFrame | None) -> list[tuple[Words, int]]:
    """Count how the bids of replication 0 ended, most frequent first."""
    if awards is None or awards.empty:
        return []
    states = awards.loc[awards["replication"] == 0, "state"].astype(str)
    counts = states.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    return [(REASONS.get(str(code), (str(code), str(code))), int(count)) for code, count in counts.items()]


def _regions(data: ReportData) -> list[tuple[Words, list[dict[str, float]]]]:
    """Return by region the figures of contracts, each with its interval."""
    table = data.tables.get("regions")
    if table is None or table.empty:
        return []
    names = area_names(data)
    shown = [region_means(table, metric).set_index("region") for metric in ("shortage_days", "fill_rate")]
    return [
        (
            names.get(code, (code, code)),
            [{str(k): float(v) for k, v in one.loc[code].items()} for one in shown],
        )
        for code in shown[0].index
    ]


def _clauses(data: ReportData) -> list[tuple[Words, list[CitedValue]]]:
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


def _parts(data: ReportData) -> list[tuple[Words, tuple[CitedValue, ...]]]:
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
