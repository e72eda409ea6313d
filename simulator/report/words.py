"""Words of reports and terminal output, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

__all__ = ["CLAUSES", "REASONS", "TEXTS", "Language", "clause", "reason", "text"]

Language = Literal["en", "zh"]

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "absent": ("handed in no bid", "未报价"),
        "won": ("won", "中选"),
        "won-negotiated": ("won at the negotiated price", "议价后中选"),
        "revived-shortlisted": ("won: readmitted at the offered price", "复活中选（入围未中选企业）"),
        "revived-not-shortlisted": ("won: readmitted without choice of areas", "复活中选（未入围企业，不参与选区）"),
        "not-passed": ("product has not passed the consistency evaluation", "未通过一致性评价"),
        "violation-list": ("firm is on the violation list", "列入违规名单"),
        "gmp-breach": ("GMP breach on the production line", "生产线违反GMP"),
        "failed-sampling": ("product failed sampling", "抽检不合格"),
        "inexperienced": ("less than two years' experience with the dosage form", "同剂型生产经验不足两年"),
        "not-accepted": ("quality status is not accepted by this rule book", "质量状态不在本规则范围内"),
        "linked-higher": ("a linked firm quoted less", "关联企业报价更低，本报价无效"),
        "linked-highest": (
            "left after a linked firm's quote was dropped, and highest of the variety",
            "关联报价剔除后仍为最高价，一并无效",
        ),
        "over-ceiling": ("above the ceiling", "高于最高有效申报价"),
        "no-place": ("not among the lowest prices that have a place", "未入围"),
        "firm-limit": ("the firm already has all its places", "该企业入围数已达上限"),
        "failed-price-test": ("shortlisted, but no price test holds", "入围但不符合中选价格条件"),
        "undecided": ("cannot be decided: a fact is missing", "缺少信息，无法判定"),
        "negotiation-failed": ("refused the negotiated price", "议价未达成"),
        "eliminated-widest": ("highest price in one of the widest spreads of the round", "全批次价差最大者淘汰"),
        "eliminated-tightest": ("highest price in one of the tightest spreads of the round", "全批次价差最小者淘汰"),
    }
)
"""What each reason code means."""

CLAUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "quality": ("Quality gate", "质量入围"),
        "links": ("Linked firms", "关联企业"),
        "ceiling": ("Ceiling", "最高有效申报价"),
        "conversion": ("Comparable price", "单位可比价"),
        "ties": ("Ties", "同价排序"),
        "places": ("Places", "入围名额"),
        "price_test": ("Price test", "中选价格条件"),
        "negotiation": ("Negotiation", "议价"),
        "elimination": ("Round-wide elimination", "全批次熔断"),
        "revival": ("Revival", "复活"),
        "volume": ("Committed volume", "约定采购量"),
        "supply": ("Supply areas", "供应地区"),
        "term": ("Term", "采购周期"),
    }
)
"""Names of the clauses."""

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "passed": ("passed", "通过"),
        "failed": ("failed", "未通过"),
        "undecided": ("undecided", "无法判定"),
        "off": ("does not apply", "不适用"),
        "fact": ("fact", "记录"),
        "variety": ("variety", "品种"),
        "firm": ("firm", "企业"),
        "price": ("bid", "报价"),
        "award_price": ("award", "中选价"),
        "rank": ("rank", "顺位"),
        "areas": ("areas", "地区"),
        "decision": ("decision", "结果"),
        "winners": ("winners", "中选数"),
        "yuan": ("yuan", "元"),
        "metric": ("figure", "指标"),
        "mean": ("mean", "均值"),
        "interval": ("95 % interval of the mean", "均值95%区间"),
        "range": ("5-95 % of rounds", "模拟5–95%范围"),
        "published": ("published", "公布值"),
        "verdict": ("verdict", "结论"),
        "inside": ("inside", "范围内"),
        "outside": ("OUTSIDE", "范围外"),
        "not-computed": ("not computed", "未计算"),
        "status": ("status", "状态"),
        "bid": ("bid", "报价"),
        "comparable": ("comparable price", "可比价"),
        "others": ("linked quotes", "关联报价"),
        "position": ("rank by price", "价格排序"),
        "bidders": ("bidders", "申报企业数"),
        "places": ("places", "名额"),
        "met": ("tests met", "符合的条件"),
        "anchor": ("anchor (yuan)", "锚点价（元）"),
        "times": ("multiple", "倍数"),
        "limit": ("limit (yuan)", "限价（元）"),
        "cut": ("cut from the ceiling", "较最高有效申报价降幅"),
        "needed_cut": ("cut that protects", "保护线降幅"),
        "threshold": ("threshold (yuan)", "绝对价格线（元）"),
        "line": ("line (yuan)", "价格线（元）"),
        "offered": ("offered price (yuan)", "给出的价格（元）"),
        "volume": ("volume", "约定量"),
        "share": ("committed share", "约定比例"),
        "years": ("years", "年数"),
        "ceiling": ("ceiling (yuan)", "最高有效申报价（元）"),
        "would-win": (
            "Highest price that would have won, others unchanged: {price} yuan",
            "其他报价不变时，最高可中选报价：{price}元",
        ),
        "would-never-win": (
            "No price of this firm would have won.",
            "该企业任何报价均不能中选。",
        ),
        "switched-off": (
            "Clauses that look across varieties are off: the list has fewer varieties than the round "
            "(use --whole-round if it is the whole round).",
            "名单品种数少于该批次，跨品种条款未启用（如为完整批次，请加 --whole-round）。",
        ),
        "doubt-matters": (
            "{variety}: {fact} is missing for {bids} bid(s); it could change the outcome.",
            "{variety}：{bids}个报价缺少{fact}，可能改变结果。",
        ),
        "doubt-harmless": (
            "{variety}: {fact} is missing for {bids} bid(s); it does not change the outcome.",
            "{variety}：{bids}个报价缺少{fact}，不影响结果。",
        ),
        "assumed-quality": (
            "{variety}: no quality status for {bids} bid(s); they are taken as qualified.",
            "{variety}：{bids}个报价无质量状态，按合格处理。",
        ),
        "fact-ceiling": ("the ceiling", "最高有效申报价"),
        "fact-form": ("the dosage form", "剂型"),
        "fact-brand_volume": ("the brand volume", "品牌报量"),
        "partial": (
            "This rule book has holes in the record; uncertain values are marked in it (vbp show {id}).",
            "本规则文件的公开记录有缺口，不确定的取值已在文件中标明（vbp show {id}）。",
        ),
        "assumed": (
            "ASSUMED RULE BOOK: the rule that decides who wins is not on record.",
            "推定规则：决定中选结果的规则没有公开记录。",
        ),
    }
)
"""Everything else that is said."""


def reason(code: str, language: Language) -> str:
    """Say what a reason code means."""
    return _pick(REASONS[code], language)


def clause(name: str, language: Language) -> str:
    """Name a clause."""
    return _pick(CLAUSES[name], language)


def text(key: str, language: Language, **values: str | int) -> str:
    """Return a text with its values filled in."""
    words = _pick(TEXTS[key], language)
    return words.format(**values) if values else words


def _pick(pair: tuple[str, str], language: Language) -> str:
    return pair[0] if language == "en" else pair[1]
