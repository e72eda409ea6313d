"""The page of a campaign: its rounds side by side, how prices, winners and supply go, and who is barred."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath

import pandas as pd

from simulator.report.campaigns import ROUND_PARTS, figure_words, whole_words
from simulator.report.figures.course import Path, by_round, by_year, firms_barred
from simulator.report.figures.picture import Picture
from simulator.report.numbers import MISSING, number, span
from simulator.report.page import rendered
from simulator.report.words import Language
from simulator.study.campaigns import read_campaign_tables
from simulator.study.folder import Folder, Json

__all__ = ["campaign_page", "campaign_pictures"]

Words = tuple[str, str]

_PATHS = (
    (
        "carried",
        Path(
            "price-path",
            ("Prices", "价格"),
            ("Price over the first reference", "中选价与首轮前最低采购价之比"),
        ),
        "price_over_original",
    ),
    (
        "award",
        Path("winners-path", ("Winners", "中选家数"), ("Winners per variety", "每品种中选家数")),
        "winners_per_variety",
    ),
    (
        "contracts",
        Path("shortage-path", ("Shortage", "短缺"), ("Orders not met", "未满足订单占比")),
        "shortage",
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of every round, or of the whole campaign."""

    words: Words
    cells: tuple[tuple[str, str], ...]
    """Mean and interval of each, as text."""


def campaign_pictures(tables: Mapping[str, pd.DataFrame], manifest: Json) -> list[Picture]:
    """Return the figures of a campaign.

    Parameters
    ----------
    tables, manifest
        What its folder holds.
    """
    rounds = tables["rounds"]
    found: list[Picture | None] = []
    for part, path, metric in _PATHS:
        own = rounds[(rounds["part"] == part) & (rounds["metric"] == metric)]
        found.append(by_round(own, path))
    days = [date.fromisoformat(str(day)) for day in dict.fromkeys(rounds["date"])]
    found.append(firms_barred(tables["bans"], days, int(str(manifest.get("replications", 1)))))
    found.append(by_year(tables["budget"]))
    return [one for one in found if one is not None]


def campaign_page(folder: FilePath, language: Language = "en") -> str:
    """Return the page of a complete campaign as HTML, in both languages.

    Parameters
    ----------
    folder
        Folder of the campaign.
    language
        Language in which the page opens.

    Raises
    ------
    InputError
        If it holds no complete campaign, or its tables were edited.
    """
    tables, manifest = read_campaign_tables(Folder(folder)), Folder(folder).manifest()
    rounds = tables["rounds"]
    names = list(dict.fromkeys(rounds["round"]))
    heads = [rounds[rounds["round"] == name].iloc[0] for name in names]
    context = {
        "name": str(manifest.get("campaign")),
        "facts": {
            key: str(manifest.get(key, MISSING))
            for key in ("seed", "replications", "plan", "digest", "discount")
        },
        "rounds": [
            {
                "name": str(one["round"]),
                "date": str(one["date"]),
                "book": str(one["rule_book"]),
                "scenario": str(one["scenario_id"]),
            }
            for one in heads
        ],
        "parts": [(head, _rows(rounds, names, part, metrics)) for part, head, metrics in ROUND_PARTS],
        "whole": _whole(tables["whole"]),
        "pictures": campaign_pictures(tables, manifest),
        "command": f"vbp campaign {(folder / 'resolved.yaml').as_posix()}",
    }
    return rendered("campaign.html.j2", context, language)


def _rows(rounds: pd.DataFrame, names: Sequence[str], part: str, metrics: Sequence[str]) -> list[Row]:
    own = rounds[rounds["part"] == part]
    known = {(row["round"], row["metric"]): row for row in own.to_dict("records")}
    return [
        Row(
            (figure_words(part, metric, "en"), figure_words(part, metric, "zh")),
            tuple(_cell(known.get((name, metric))) for name in names),
        )
        for metric in metrics
        if any((name, metric) in known for name in names)
    ]


def _whole(table: pd.DataFrame) -> list[Row]:
    known = {str(row["metric"]): row for row in table.to_dict("records")}
    words = whole_words(list(known))
    return [Row(said, (_cell(known[metric]),)) for metric, said in words.items()]


def _cell(row: Mapping[Hashable, object] | None) -> tuple[str, str]:
    if row is None:
        return MISSING, ""
    mean, low, high = (float(str(row[key])) for key in ("mean", "low", "high"))
    unit = str(row["unit"])
    return number(mean, unit), "" if low == high else span(low, high, unit)
