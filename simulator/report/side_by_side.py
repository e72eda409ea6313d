"""Several runs on one page: figures side by side, what tells the rules apart, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from simulator.report.certificate import certificate_notes
from simulator.report.data import ReportData
from simulator.report.differences import Difference, differences
from simulator.report.figures.differences import interval_rows
from simulator.report.figures.frontier import price_risk_frontier
from simulator.report.figures.picture import Picture
from simulator.report.headline import (
    FigureRow,
    contract_figures,
    headline_figures,
    money_figures,
    round_figures,
)
from simulator.report.kinds import told_by_kind
from simulator.report.page import rendered
from simulator.report.paired import RunDifference, run_differences
from simulator.report.sentences import difference_lines
from simulator.report.study_words import say
from simulator.report.summary import HEADLINE
from simulator.report.words import Language
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.money_definitions import MONEY_METRICS

__all__ = ["Pair", "run_names", "runs_page"]

Words = tuple[str, str]
_MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """The first run beside another one."""

    name: Words
    rules: list[Words]
    """What tells the rule books apart, in sentences."""
    others: list[Words]
    """What else differs between the scenarios."""
    found: list[RunDifference]
    said: list[tuple[Words, list[Words]]]
    """What follows from the figures of each kind, in sentences that their intervals support."""
    paired: bool


def runs_page(runs: Sequence[ReportData], language: Language) -> str:
    """Return the page that puts several runs side by side, as HTML.

    Parameters
    ----------
    runs
        Two runs or more; differences are taken from the first.
    language
        Language in which the page opens.
    """
    names = run_names(runs)
    rows = [{row.metric.name: row for row in _rows(data)} for data in runs]
    figures = list(dict.fromkeys(name for one in rows for name in one))
    pairs = [_pair(runs[0], data, (names[0], name)) for data, name in zip(runs[1:], names[1:], strict=True)]
    context = {
        "runs": list(zip(names, runs, strict=True)),
        "flaws": [
            (name, [(flaw.say("en"), flaw.say("zh")) for flaw in data.flaws])
            for name, data in zip(names, runs, strict=True)
            if data.flaws
        ],
        "bids": _bids(names, runs),
        "figures": [[one.get(name) for one in rows] for name in figures],
        "pictures": _pictures(names, rows),
        "pairs": pairs,
    }
    return rendered("side_by_side.html.j2", context, language)


def _bids(names: Sequence[Words], runs: Sequence[ReportData]) -> list[Words]:
    """Say whether firms answer to the rules that are compared."""
    said = [
        list(zip(certificate_notes(data.manifest, "en"), certificate_notes(data.manifest, "zh"), strict=True))
        for data in runs
    ]
    frozen = [data.manifest.get("certificate", "") is None for data in runs]
    if all(frozen):
        return [(say("bids-frozen", "en"), say("bids-frozen", "zh"))]
    label = [(say("bids-mixed", "en"), say("bids-mixed", "zh"))] if any(frozen) else []
    return label + [
        (f"{name[0]}: {en}", f"{name[1]}：{zh}")
        for name, notes in zip(names, said, strict=True)
        for en, zh in notes
    ]


def run_names(runs: Sequence[ReportData]) -> list[Words]:
    """Name runs by what tells them apart: rule book, else scenario, else folder."""
    books = [
        (one.record.title.en, one.record.title.zh)
        if (one := data.rules) is not None
        else (data.path.name, data.path.name)
        for data in runs
    ]
    if len(set(books)) == len(books):
        return books
    scenarios = [data.fact("scenario") for data in runs]
    if len(set(scenarios)) == len(scenarios) and all(scenarios):
        return [(one, one) for one in scenarios]
    folders = [data.path.resolve().name for data in runs]
    if len(set(folders)) == len(folders):
        return [(one, one) for one in folders]
    return [(f"{one} ({at})",) * 2 for at, one in enumerate(folders, 1)]


def _rows(data: ReportData) -> list[FigureRow]:
    return [*headline_figures(round_figures(data)), *contract_figures(data), *money_figures(data)]


def _pair(first: ReportData, other: ReportData, names: tuple[Words, Words]) -> Pair:
    found = run_differences(first, other, (*HEADLINE, *CONTRACT_METRICS, *MONEY_METRICS))
    return Pair(
        name=names[1],
        rules=_rules(first, other),
        others=_others(first, other),
        found=found,
        said=told_by_kind(found, names),
        paired=bool(found) and found[0].paired,
    )


def _rules(first: ReportData, other: ReportData) -> list[Words]:
    if first.rules is None or other.rules is None:
        return []
    return _sentences(differences(first.rules.tree, other.rules.tree))


def _others(first: ReportData, other: ReportData) -> list[Words]:
    """Say what differs beside the rules: then the results do not tell what the rules alone do."""
    if first.scenario is None or other.scenario is None:
        return []
    found = differences(first.scenario.tree, other.scenario.tree)
    return _sentences([one for one in found if one.keys[0] not in ("rules", "published")])


def _sentences(found: Sequence[Difference]) -> list[Words]:
    both = zip(difference_lines(found, "en"), difference_lines(found, "zh"), strict=True)
    return list(both)[:_MOST_LINES]


def _pictures(names: Sequence[Words], rows: Sequence[dict[str, FigureRow]]) -> list[Picture]:
    cut = next(
        (name for name in ("mean_cut_reference", "mean_cut_ceiling") if all(name in one for one in rows)),
        None,
    )
    if cut is None:
        return []
    shown = [(name, one[cut]) for name, one in zip(names, rows, strict=True)]
    table = pd.DataFrame(
        [
            {"label": name[0], "label_zh": name[1], "mean": row.mean, "low": row.low, "high": row.high}
            for name, row in shown
        ]
    )
    metric = shown[0][1].metric
    found = [interval_rows(table, (metric.label_en, metric.label_zh), "cuts-by-run")]
    if all("shortage" in one for one in rows):
        risk = pd.DataFrame(
            [
                {"mean": one["shortage"].mean, "low": one["shortage"].low, "high": one["shortage"].high}
                for one in rows
            ]
        )
        points = pd.concat(
            [
                table.rename(columns={"mean": "cut", "low": "cut_low", "high": "cut_high"}),
                risk.rename(columns={"mean": "risk", "low": "risk_low", "high": "risk_high"}),
            ],
            axis=1,
        )
        what = ("runs", "次运行")
        found.append(price_risk_frontier(points, ("Orders not met", "未满足订单占比"), what))
    return [one for one in found if one is not None]
