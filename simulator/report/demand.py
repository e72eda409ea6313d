"""What hospitals reported, and what is put up for tender, as lines for the terminal and rows for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from simulator.market.delegation import Delegated
from simulator.market.scope import Candidate, InForce, Scope
from simulator.report.terminal import table
from simulator.report.words import Language
from simulator.tender.demand import Unmatched, unmatched
from simulator.tender.replay import Decision

__all__ = ["demand_lines", "scope_lines", "scope_rows"]

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "reported": (
            "Reported need: {inside:,} of {whole:,} units are tendered (all varieties of the reports).",
            "报量：所报{whole:,}个单位中有{inside:,}个纳入采购（报量表全部品种）。",
        ),
        "outside": (
            "  not tendered: {units:,} units in {reports} reports: {why}",
            "  未纳入：{units:,}个单位（{reports}条报量）：{why}",
        ),
        "kind-not-admitted": ("institutions of this kind are not admitted", "该类机构不在参加范围"),
        "did-not-join": ("the institution did not opt in", "机构未自愿参加"),
        "region-not-in-alliance": ("the region is not in the alliance", "地区不在联盟范围"),
        "region-stays-out": ("the region stays out", "地区未参加"),
        "before-region-joined": ("months before the region joins", "地区加入前的月份"),
        "no-bid": (
            "  {variety}: {units:,} units are reported for '{brand}', for which there is no bid",
            "  {variety}：为“{brand}”报量{units:,}个单位，但没有对应报价",
        ),
        "no-variety": (
            "  {variety}: {units:,} units are reported, but nobody bids in this list",
            "  {variety}：报量{units:,}个单位，但本表无人报价",
        ),
        "variety": ("variety", "品种"),
        "spending": ("yuan a year", "年采购额（元）"),
        "volume": ("units a year", "年用量"),
        "firms": ("firms", "企业数"),
        "essential": ("essential", "基本药物"),
        "decision": ("decision", "结论"),
        "yes": ("yes", "是"),
        "no": ("no", "否"),
        "put-up": ("put up", "纳入"),
        "in-force": ("bought by volume already", "已在执行集采"),
        "too-few-firms": ("too few firms", "合格企业数不足"),
        "market-too-small": ("market too small", "市场规模过小"),
        "beyond-most": ("beyond the most varieties", "超出品种数上限"),
        "count": (
            "{chosen} of {all} candidates are put up; bought by volume: {before} before the tender, "
            "{after} after",
            "{all}个候选品种中纳入{chosen}个；本表已集采品种：采购前{before}个，采购后{after}个",
        ),
        "coverage": (
            "put up: {spending:.1%} of spending, {volume:.1%} of volume; after the tender: "
            "{spending_after:.1%} and {volume_after:.1%}",
            "本次纳入：采购额的{spending:.1%}、用量的{volume:.1%}；采购后累计：{spending_after:.1%}和{volume_after:.1%}",
        ),
        "region-met": (
            "region {region}: {before} in force before, {after} after; target of {year}, {target} or more: "
            "met",
            "地区{region}：采购前{before}个，采购后{after}个；{year}年目标不少于{target}个：达到",
        ),
        "region-missed": (
            "region {region}: {before} in force before, {after} after; target of {year}, {target} or more: "
            "{short} short",
            "地区{region}：采购前{before}个，采购后{after}个；{year}年目标不少于{target}个：还差{short}个",
        ),
    }
)


def _text(key: str, language: Language, **values: object) -> str:
    return _WORDS[key][0 if language == "en" else 1].format(**values)


def demand_lines(demand: Delegated, decisions: Sequence[Decision], language: Language) -> list[str]:
    """Say how much of the reported need is tendered, what is not and why, and what no bid stands for.

    Parameters
    ----------
    demand
        What hospitals reported.
    decisions
        The decisions on all bids.
    language
        English or Chinese.
    """
    inside = sum(units for _, _, units in demand.entrusted)
    whole = inside + sum(one.quantity for one in demand.outside)
    lines = [_text("reported", language, inside=inside, whole=whole)]
    for reason in dict.fromkeys(one.reason for one in demand.outside):
        these = [one.quantity for one in demand.outside if one.reason == reason]
        why = _text(reason, language)
        lines.append(_text("outside", language, units=sum(these), reports=len(these), why=why))
    bids = [(one.variety, one.brand or one.firm) for one in decisions]
    return lines + [_unmatched_line(one, language) for one in unmatched(bids, demand)]


def _unmatched_line(one: Unmatched, language: Language) -> str:
    key = "no-bid" if one.brand else "no-variety"
    return _text(key, language, variety=one.variety, brand=one.brand, units=one.quantity)


def scope_lines(scope: Scope, regions: Sequence[InForce], language: Language) -> list[str]:
    """Write the choice of varieties as a table, followed by coverage and targets.

    Parameters
    ----------
    scope
        What is put up and what is not.
    regions
        Varieties in force by region.
    language
        English or Chinese.
    """
    rows = [_scope_row(one, ("put-up",), language) for one in scope.chosen]
    rows += [_scope_row(one.candidate, one.reasons, language) for one in scope.left_out]
    titles = [
        _text(name, language) for name in ("variety", "spending", "volume", "firms", "essential", "decision")
    ]
    lines = [*table(titles, rows, (False, True, True, True, False, False)), ""]
    before, after = scope.in_force
    counts = {"chosen": len(scope.chosen), "all": len(rows), "before": before, "after": after}
    cover = scope.coverage
    lines.append(_text("count", language, **counts))
    lines.append(
        _text(
            "coverage",
            language,
            spending=cover.spending,
            volume=cover.volume,
            spending_after=cover.spending_after,
            volume_after=cover.volume_after,
        )
    )
    return lines + [_region_line(one, language) for one in regions]


def _scope_row(one: Candidate, decision: Sequence[str], language: Language) -> list[str]:
    return [
        one.variety,
        f"{one.spending:,}",
        f"{one.volume:,}",
        str(one.qualified_firms),
        _text("yes" if one.essential else "no", language),
        ("; " if language == "en" else "；").join(_text(word, language) for word in decision),
    ]


def _region_line(one: InForce, language: Language) -> str:
    return _text(
        "region-met" if one.met else "region-missed",
        language,
        region=one.region,
        before=one.before,
        after=one.after,
        year=one.year,
        target=one.target,
        short=one.target - one.after,
    )


def scope_rows(scope: Scope, regions: Sequence[InForce]) -> dict[str, object]:
    """Write the choice of varieties as plain values.

    Parameters
    ----------
    scope
        What is put up and what is not.
    regions
        Varieties in force by region.
    """
    before, after = scope.in_force
    cover = scope.coverage
    return {
        "chosen": [_plain(one) for one in scope.chosen],
        "left_out": [{**_plain(one.candidate), "reasons": list(one.reasons)} for one in scope.left_out],
        "coverage": {
            "spending": cover.spending,
            "spending_after": cover.spending_after,
            "volume": cover.volume,
            "volume_after": cover.volume_after,
        },
        "in_force": {"before": before, "after": after},
        "regions": [
            {
                "region": one.region,
                "before": one.before,
                "after": one.after,
                "year": one.year,
                "target": one.target,
                "met": one.met,
            }
            for one in regions
        ],
    }


def _plain(one: Candidate) -> dict[str, object]:
    return {
        "variety": one.variety,
        "spending": one.spending,
        "volume": one.volume,
        "qualified_firms": one.qualified_firms,
        "essential": one.essential,
    }
