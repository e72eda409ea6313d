"""A campaign for people: its rounds side by side, and who is barred until when."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from simulator.report.numbers import MISSING, number, span
from simulator.report.study_words import say
from simulator.report.terminal import table
from simulator.report.words import Language, text
from simulator.results.carried_definitions import CARRIED_WORDS, COURSE_FIGURES
from simulator.results.contract_definitions import CONTRACT_METRICS
from simulator.results.money_definitions import MONEY_METRICS
from simulator.results.ranges import within

__all__ = ["CAUSE_WORDS", "ROUND_PARTS", "campaign_lines", "figure_words", "whole_words"]

_SIDE_BY_SIDE = 3
_MOST_BANS = 10

_AWARD = (
    "mean_cut_reference",
    "mean_cut_ceiling",
    "winners_per_variety",
    "product_win_rate",
    "varieties_succeeded",
)
_CONTRACTS = ("fill_rate", "actual_over_agreed", "awards_lost")
_MONEY = ("baseline", "saving", "saving_fund", "saving_patients", "gain_hospitals")
_WHOLE = (
    *COURSE_FIGURES,
    "fill_rate",
    "awards_lost",
    "saving",
    "saving_discounted",
    "saving_fund_discounted",
    "saving_patients_discounted",
)

CAUSE_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "failure": ("did not deliver", "断供"),
        "default": ("refused to go on", "拒绝履约"),
        "quality": ("quality", "质量问题"),
        "collusion": ("collusion", "串通投标"),
    }
)
"""What each cause of a ban is called."""

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "head": (
            "Campaign {campaign}, seed {seed}, replications {replications}",
            "采购系列 {campaign}，种子 {seed}，模拟次数 {replications}",
        ),
        "figure": ("figure: mean (95 % of mean)", "指标：均值（均值95%区间）"),
        "award": ("Award", "中选"),
        "contracts": ("Contracts", "协议执行"),
        "carried": ("From round to round", "轮次衔接"),
        "money": ("Money, million yuan a year", "资金（百万元/年）"),
        "whole": ("Whole campaign", "整个采购系列"),
        "mean": ("mean (95 % of mean)", "均值（均值95%区间）"),
        "all-terms": ("{label}, all terms", "{label}（各协议期合计）"),
        "discounted": ("{label}, all terms, discounted", "{label}（各协议期合计，折现）"),
        "bans": (
            "Violation list in replication {replication}, {shown} of {count}:",
            "第{replication}次模拟的违规名单（{count}条中的{shown}条）：",
        ),
        "no-bans": (
            "Nobody is barred in replication {replication}.",
            "第{replication}次模拟中无企业列入违规名单。",
        ),
        "round": ("round", "轮次"),
        "firm": ("firm", "企业"),
        "cause": ("cause", "原因"),
        "lost": ("award lost", "取消中选日"),
        "until": ("barred until", "限制至"),
        "tables": ("Tables:", "表格："),
    }
)


ROUND_PARTS: Sequence[tuple[str, tuple[str, str], tuple[str, ...]]] = tuple(
    (part, _WORDS[part], metrics)
    for part, metrics in (
        ("award", _AWARD),
        ("contracts", _CONTRACTS),
        ("money", _MONEY),
        ("carried", tuple(CARRIED_WORDS)),
    )
)
"""What is shown of every round: part, its name in both languages, and figures."""


def campaign_lines(
    tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, object], folder: Path, language: Language
) -> list[str]:
    """Write what a campaign found, in lines of at most 100 columns; the last line is the folder.

    Parameters
    ----------
    tables
        Tables of the campaign.
    manifest
        What is known of the run.
    folder
        Where the tables are.
    language
        ``en`` or ``zh``.
    """
    rounds = tables["rounds"]
    names = list(dict.fromkeys(rounds["round"]))
    facts = {key: manifest.get(key, MISSING) for key in ("campaign", "seed", "replications")}
    lines = [_say("head", language, **facts), ""]
    for first in range(0, len(names), _SIDE_BY_SIDE):
        lines += [*_side_by_side(rounds, names[first : first + _SIDE_BY_SIDE], language), ""]
    return [
        *lines,
        *_whole(tables["whole"], language),
        *([say("cut-off", language)] if _cut_off(rounds, tables["whole"]) else []),
        "",
        *_bans(tables["bans"], language),
        "",
        _say("tables", language),
        str(folder),
    ]


def _say(key: str, language: Language, **facts: object) -> str:
    return _WORDS[key][language == "zh"].format(**facts)


def _side_by_side(rounds: pd.DataFrame, names: Sequence[str], language: Language) -> list[str]:
    known = {(row["round"], row["part"], row["metric"]): row for row in rounds.to_dict("records")}
    dates = {row["round"]: row["date"] for row in rounds.to_dict("records")}
    rows = []
    for part, _, metrics in ROUND_PARTS:
        found = [metric for metric in metrics if any((name, part, metric) in known for name in names)]
        if found:
            rows.append([_say(part, language), *("" for _ in names)])
        for metric in found:
            cells = [_cell(known.get((name, part, metric))) for name in names]
            rows.append([f"  {figure_words(part, metric, language)}", *cells])
    header = [_say("figure", language), *(f"{name} {dates[name]}" for name in names)]
    return table(header, rows, [False, *(True for _ in names)])


def _whole(whole: pd.DataFrame, language: Language) -> list[str]:
    """Write what the campaign came to as a whole."""
    known = {row["metric"]: row for row in whole.to_dict("records")}
    rows = [[_whole_label(metric, language), _cell(known[metric])] for metric in _WHOLE if metric in known]
    return table([_say("whole", language), _say("mean", language)], rows, [False, True])


def whole_words(metrics: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what figures of the whole campaign are called in both languages: those that are shown."""
    return {one: (_whole_label(one, "en"), _whole_label(one, "zh")) for one in _WHOLE if one in metrics}


def _whole_label(metric: str, language: Language) -> str:
    if metric in COURSE_FIGURES:
        return COURSE_FIGURES[metric][2 if language == "zh" else 1]
    name = metric.removesuffix("_discounted")
    if name in MONEY_METRICS:
        words = "all-terms" if name == metric else "discounted"
        return _say(words, language, label=figure_words("money", name, language))
    return figure_words("contracts", metric, language)


def figure_words(part: str, metric: str, language: Language) -> str:
    """Return what a figure of a round is called."""
    if part == "award":
        return text(f"short-{metric}", language)
    if part in ("contracts", "money"):
        one = CONTRACT_METRICS[metric] if part == "contracts" else MONEY_METRICS[metric]
        return one.label_en if language == "en" else one.label_zh
    return CARRIED_WORDS[metric][language == "zh"]


def _cut_off(*tables: pd.DataFrame) -> bool:
    """Tell whether part of an interval is where its figure cannot be."""
    shown = {*_WHOLE, *(metric for _, _, metrics in ROUND_PARTS for metric in metrics)}
    columns = ["low", "high", "metric", "unit"]
    rows = (one.loc[one["metric"].isin(shown), columns].dropna() for one in tables)
    every = (row for found in rows for row in found.itertuples(index=False))
    return any(within(low, high, metric, unit) != (low, high) for low, high, metric, unit in every)


def _cell(row: Mapping[Hashable, object] | None) -> str:
    if row is None:
        return MISSING
    mean, low, high = (float(str(row[key])) for key in ("mean", "low", "high"))
    unit = str(row["unit"])
    around = span(*within(low, high, str(row["metric"]), unit), unit).replace(" – ", "–").removesuffix("%")
    return number(mean, unit) if around == MISSING or low == high else f"{number(mean, unit)} ({around})"


def _bans(bans: pd.DataFrame, language: Language) -> list[str]:
    """Show the bans of the first replication that has any, or say that there are none."""
    replication = int(bans["replication"].min()) if len(bans) else 0
    own = bans[bans["replication"] == replication]
    if own.empty:
        return [_say("no-bans", language, replication=replication)]
    shown = own.head(_MOST_BANS).to_dict("records")
    head = _say("bans", language, replication=replication, shown=len(shown), count=len(own))
    header = [_say(key, language) for key in ("round", "firm", "cause", "lost", "until")]
    header.insert(1, text("variety", language))
    rows = [
        [
            str(row["round"]),
            str(row["variety"]),
            str(row["firm"]),
            CAUSE_WORDS[str(row["cause"])][language == "zh"],
            str(row["lost_on"]),
            str(row["barred_until"]),
        ]
        for row in shown
    ]
    return [head, *table(header, rows, [False] * len(header))]
