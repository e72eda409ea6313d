"""The page of a campaign: its rounds side by side, what became of prices, and who was barred."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

from simulator.errors import InputError
from simulator.report.campaign_pictures import campaign_pictures
from simulator.report.data import Flaw, read_manifest
from simulator.report.figures.picture import Picture
from simulator.report.measures import UNITS, label_words
from simulator.report.numbers import MISSING, number, price, span
from simulator.report.page import rendered
from simulator.report.study_figures import measure_of
from simulator.report.study_page import page_facts
from simulator.report.words import Language
from simulator.results.carried_definitions import CARRIED_WORDS
from simulator.results.files import digest, read_parquet
from simulator.results.ranges import within
from simulator.scenario.campaign import CampaignPlan
from simulator.scenario.loading import load
from simulator.study.campaigns import CAMPAIGN_TABLES
from simulator.study.folder import Folder

__all__ = ["campaign_figures", "campaign_page"]

Words = tuple[str, str]
Tables = Mapping[str, pd.DataFrame]

_PARTS: Mapping[str, Words] = {
    "award": ("Award", "中选"),
    "contracts": ("Contracts", "合同执行"),
    "money": ("Money", "资金"),
    "carried": ("From round to round", "轮次衔接"),
}
_NEEDED = {"rounds": {"round", "date", "part", "metric", "mean", "low", "high", "unit"}}


def campaign_page(folder: Folder, language: Language) -> str:
    """Return the page of a campaign as HTML.

    Parameters
    ----------
    folder
        What ``vbp campaign`` wrote.
    language
        Language in which the page opens; it holds both.
    """
    flaws: list[Flaw] = []
    manifest = read_manifest(folder, flaws)
    tables = _tables(folder.path, manifest, flaws)
    name = str(manifest.get("campaign") or folder.path.name)
    title, summary = _said(folder.path, name)
    context = {
        **page_facts(manifest),
        "title": title,
        "summary": summary,
        "flaws": [(flaw.say("en"), flaw.say("zh")) for flaw in flaws],
        "notes": [],
        "names": _names(tables),
        "parts": _parts(tables),
        "whole": _whole(tables),
        "pictures": campaign_pictures(tables, manifest),
        "prices": _prices(tables),
        "bans": len(tables["bans"]) if "bans" in tables else None,
    }
    return rendered("campaign.html.j2", context, language)


def _said(path: Path, name: str) -> tuple[Words, Words | None]:
    """Return title and summary of the campaign as it was run; its name where they cannot be read."""
    try:
        record = load(path / "resolved.yaml", CampaignPlan, (), "campaigns").record
    except (InputError, OSError):
        return (f"Campaign: {name}", f"采购系列：{name}"), None
    title, summary = record.title, record.summary
    return (f"Campaign: {title.en}", f"采购系列：{title.zh}"), (summary.en, summary.zh)


def campaign_figures(folder: Folder) -> list[Picture]:
    """Return the figures of the page of a campaign."""
    manifest = folder.manifest()
    return campaign_pictures(_tables(folder.path, manifest, []), manifest)


def _tables(path: Path, manifest: Mapping[str, object], flaws: list[Flaw]) -> Tables:
    complete = manifest.get("status") == "complete"
    if manifest and not complete:
        flaws.append(Flaw("flaw-campaign-unfinished", (("status", str(manifest.get("status"))),)))
    tables: dict[str, pd.DataFrame] = {}
    for name in CAMPAIGN_TABLES:
        file = path / f"{name}.parquet"
        if not file.exists():
            if complete:
                flaws.append(Flaw("flaw-missing", (("name", file.name),)))
            continue
        try:
            table = read_parquet(file)
        except (OSError, pa.ArrowException):
            table = None
        if table is None or not _NEEDED.get(name, set()) <= set(table.columns):
            flaws.append(Flaw("flaw-damaged", (("name", file.name),)))
        else:
            tables[name] = table
    if complete and len(tables) == len(CAMPAIGN_TABLES) and digest(tables) != manifest.get("digest"):
        flaws.append(Flaw("flaw-digest"))
    return tables


def _names(tables: Tables) -> list[tuple[str, str]]:
    if "rounds" not in tables:
        return []
    shown = tables["rounds"].drop_duplicates("round")
    return [(str(name), str(day)) for name, day in zip(shown["round"], shown["date"], strict=True)]


def _parts(tables: Tables) -> list[tuple[Words, list[tuple[Words, list[tuple[float, str, str]]]]]]:
    """Lay the figures out part by part: one line a figure, one cell a round."""
    if "rounds" not in tables:
        return []
    table, names = tables["rounds"], [name for name, _ in _names(tables)]
    found = []
    for part, words in _PARTS.items():
        own = table[table["part"] == part]
        rows = []
        for metric, lines in own.groupby("metric", sort=False):
            known = {str(line["round"]): line for _, line in lines.iterrows()}
            rows.append((_label(part, str(metric)), [_cell(known.get(name)) for name in names]))
        if rows:
            found.append((words, rows))
    return found


def _label(part: str, metric: str) -> Words:
    if part == "carried":
        english, chinese = CARRIED_WORDS.get(metric, (metric, metric))
        return english.removeprefix("- "), chinese.removeprefix("- ")
    return label_words(measure_of(metric))


def _cell(row: pd.Series | None) -> tuple[float, str, str]:
    if row is None:
        return float("nan"), MISSING, ""
    unit = str(row["unit"])
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    ends = span(*within(low, high, str(row["metric"]), unit), unit)
    return mean, number(mean, unit), "" if ends == MISSING or low == high else ends


def _whole(tables: Tables) -> list[tuple[Words, tuple[float, str, str], Words]]:
    if "whole" not in tables:
        return []
    return [
        (
            label_words(measure_of(f"campaign.{row['metric']}")),
            _cell(row),
            ("%", "%") if row["unit"] == "share" else UNITS.get(str(row["unit"]), (str(row["unit"]),) * 2),
        )
        for _, row in tables["whole"].iterrows()
    ]


def _prices(tables: Tables) -> list[tuple[str, list[tuple[float, str]]]]:
    """Lay out the mean winning price of each variety, round by round, in yuan."""
    if "prices" not in tables:
        return []
    after = tables["prices"][tables["prices"]["metric"] == "price_after"]
    names = [name for name, _ in _names(tables)]
    found = []
    for variety, rows in after.groupby("variety", sort=False):
        known = {str(name): float(mean) for name, mean in zip(rows["round"], rows["mean"], strict=True)}
        cells = [(known.get(name, float("nan"))) for name in names]
        found.append((str(variety), [(mean, price(mean)) for mean in cells]))
    return found
