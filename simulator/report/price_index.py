"""The price index for people: one row a tender, and which varieties it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from simulator.report.numbers import MISSING, number, span
from simulator.report.summary import wrapped
from simulator.report.terminal import table
from simulator.report.words import Language

if TYPE_CHECKING:
    from simulator.study.price_index import Coverage, IndexStudy

__all__ = ["index_lines", "index_rows"]

_MOST_NAMES = 8

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "head": (
            "Price index, before the first tender = 100; {count} replications",
            "价格指数，首次集采前 = 100；模拟 {count} 次",
        ),
        "tender": ("after", "集采"),
        "own": ("own", "本次费雪"),
        "laspeyres": ("Laspeyres", "拉氏"),
        "paasche": ("Paasche", "帕氏"),
        "fisher": ("Fisher", "费雪"),
        "of-mean": ("95 % of mean", "均值95%区间"),
        "chained": ("chained", "链式费雪"),
        "matched": ("matched", "匹配费雪"),
        "common": ("common", "共有"),
        "new": ("new", "新增"),
        "left": ("left", "退出"),
        "no-winner": (
            "{source}: {count} varieties have no winner on average; their price before stays.",
            "{source}：平均有{count}个品种无企业中选，其价格不变。",
        ),
        "note": (
            "own: Fisher index of the tender's varieties against their prices just before it. All other "
            "columns are about the varieties of all tenders named: Laspeyres weighs by what was bought "
            "before, Paasche by what is bought after, Fisher is their geometric mean; chained: Fisher links "
            "multiplied; matched: award prices over those of the tender before (= 100), varieties in both "
            "only; common, new, left: varieties that the tender shares with the one before, adds, and "
            "leaves out. A variety that is not tendered, or has no winner, keeps its price.",
            "本次：本次集采品种相对集采前价格的费雪指数。其余各列涵盖所列各次集采的全部品种：拉氏指数以集采前用量为权重，"
            "帕氏指数以集采后用量为权重，费雪指数为二者几何平均；链式：各期费雪指数连乘；匹配：仅就两次集采共有且均中选的"
            "品种比较中选价（上一次 = 100）；"
            "共有、新增、退出：与上一次集采相比的品种数。未参加集采或无企业中选的品种价格不变。",
        ),
        "same-weights": (
            "Contracts are not carried out in {names}: use after the tender is what hospitals reported, so "
            "that Laspeyres, Paasche and Fisher agree. --set 'supply={{}}' carries them out.",
            "{names} 未模拟合同执行：集采后用量取报量，故三种指数相同；加 --set 'supply={{}}' 可模拟执行。",
        ),
        "strangers": (
            "{source}: not matched with the tender before, where the names mean other made-up varieties: "
            "{names} ({count} in all). If they are the same goods, --same-names says so.",
            "{source}：与上一次集采同名但价格或用量不同的虚构品种未作匹配：{names}（共 {count} 个）；"
            "如确为同一品种，请加 --same-names。",
        ),
        "no-common": (
            "{source} has no variety in common with the tender before: no matched index.",
            "{source} 与上一次集采没有共有品种，无匹配指数。",
        ),
        "names": ("{source}: {what} {names}", "{source}：{what} {names}"),
    }
)
"""What is said about an index."""


def _say(key: str, language: Language, **values: str | int) -> str:
    return WORDS[key][0 if language == "en" else 1].format(**values)


def index_rows(study: IndexStudy, figures: pd.DataFrame) -> dict[str, object]:
    """Return figures and coverage for programs."""
    return {
        "replications": study.replications,
        "figures": figures.astype(object).where(figures.notna(), None).to_dict("records"),
        "coverage": [asdict(one) for one in study.coverage],
    }


def index_lines(study: IndexStudy, figures: pd.DataFrame, language: Language) -> list[str]:
    """Write the index, the varieties it rests on, and what the reader must know.

    Parameters
    ----------
    study, figures
        The prices, and the table made of them.
    language
        ``en`` or ``zh``.
    """
    known = {(int(row["period"]), str(row["metric"])): row for _, row in figures.iterrows()}
    rows = []
    for at, one in enumerate(study.coverage, start=1):
        cells = [_index(known.get((at, name))) for name in ("own_fisher", "laspeyres", "paasche", "fisher")]
        fisher = known[(at, "fisher")]
        cells.append(span(100 * float(fisher["low"]), 100 * float(fisher["high"]), "days"))
        cells += [_index(known.get((at, name))) for name in ("chained_fisher", "matched_fisher")]
        counts = [str(len(names)) for names in (one.common, one.new, one.left)]
        rows.append([one.source, *cells, *counts])
    titles = ("tender", "own", "laspeyres", "paasche", "fisher", "of-mean", "chained", "matched")
    header = [_say(title, language) for title in (*titles, "common", "new", "left")]
    lines = [_say("head", language, count=study.replications), ""]
    lines += table(header, rows, (False, *(True,) * 10))
    notes = [_say("note", language), *_notes(study.coverage, language)]
    return [*lines, "", *(piece for note in notes for piece in wrapped(note))]


def _index(row: pd.Series | None) -> str:
    return MISSING if row is None else number(100 * float(row["mean"]), "days")


def _notes(coverage: Sequence[Coverage], language: Language) -> list[str]:
    plain = [one.source for one in coverage if not one.delivered]
    notes = [_say("same-weights", language, names=", ".join(dict.fromkeys(plain)))] if plain else []
    for at, one in enumerate(coverage):
        if one.other_goods:
            names = _shortened(one.other_goods)
            notes.append(
                _say("strangers", language, count=len(one.other_goods), source=one.source, names=names)
            )
        if one.without_winner:
            count = number(one.without_winner, "days")
            notes.append(_say("no-winner", language, source=one.source, count=count))
        if at and not one.common:
            notes.append(_say("no-common", language, source=one.source))
        if at and one.common:
            for what, names_of in (("common", one.common), ("new", one.new), ("left", one.left)):
                if names_of:
                    word = _say(what, language)
                    notes.append(
                        _say("names", language, source=one.source, what=word, names=_shortened(names_of))
                    )
    return notes


def _shortened(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
