"""The wording of every metric: what it is called, what it means and how it is computed, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["DEFINITIONS", "Level", "Metric", "Unit"]

Level = Literal["round", "variety", "both"]
Unit = Literal["share", "ratio", "count", "index"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure that a run reports, defined once for every table, report and published check."""

    name: str
    """Name in tables and files."""
    unit: Unit
    """``share`` (1 is the whole), ``ratio``, ``count``, or ``index`` (between 0 and 1, without unit)."""
    level: Level
    """Whether it is computed for the round, for each variety, or both."""
    label_en: str
    """English label."""
    label_zh: str
    """Chinese label."""
    says_en: str
    """Definition in one English sentence, with what happens when there is nothing to count."""
    says_zh: str
    """The same in Chinese."""
    formula: str
    """The formula in words."""
    formula_zh: str
    """The same in Chinese."""
    needs_winners: bool = False
    """Whether it is in a run only if the scenario says who won the actual tender."""


_PRICES = (
    Metric(
        "mean_cut_reference",
        "share",
        "both",
        "Mean price cut against the reference price",
        "平均降幅（较最低采购价）",
        "Unweighted mean, over winning products whose reference price is on record, of one minus the "
        "comparable award price over the reference price; undefined where there is no such product.",
        "对有最低采购价记录的中选产品，按“1 − 中选可比价 ÷ 最低采购价”求简单平均；没有此类产品时无定义。",
        "mean over winning products of 1 - award price / reference price",
        "各中选产品“1 − 中选可比价 ÷ 最低采购价”的简单平均",
    ),
    Metric(
        "mean_cut_reference_weighted",
        "share",
        "both",
        "Spending-weighted price cut against the reference price",
        "加权平均降幅（较最低采购价）",
        "Cut in the cost of the committed volume, that is the cuts of winning products weighted by "
        "committed volume times reference price; undefined where no winning product has both on record.",
        "约定采购量按最低采购价计的总金额的降幅，即以“约定采购量 × 最低采购价”为权重的平均降幅；没有"
        "同时具备两项记录的中选产品时无定义。",
        "1 - sum(volume x award price) / sum(volume x reference price)",
        "1 − Σ（约定采购量 × 中选可比价） ÷ Σ（约定采购量 × 最低采购价）",
    ),
    Metric(
        "mean_cut_ceiling",
        "share",
        "both",
        "Mean price cut against the ceiling",
        "平均降幅（较最高有效申报价）",
        "Unweighted mean, over winning products that have a ceiling, of one minus the comparable award "
        "price over the comparable ceiling; undefined where there is no such product.",
        "对有最高有效申报价的中选产品，按“1 − 中选可比价 ÷ 折算后的最高有效申报价”求简单平均；没有此"
        "类产品时无定义。",
        "mean over winning products of 1 - award price / ceiling",
        "各中选产品“1 − 中选可比价 ÷ 最高有效申报价”的简单平均",
    ),
    Metric(
        "mean_cut_ceiling_weighted",
        "share",
        "both",
        "Spending-weighted price cut against the ceiling",
        "加权平均降幅（较最高有效申报价）",
        "Cuts of winning products against the comparable ceiling, weighted by committed volume times "
        "ceiling; undefined where no winning product has both on record.",
        "以“约定采购量 × 最高有效申报价”为权重的中选产品平均降幅；没有同时具备两项记录的中选产品时无定义。",
        "1 - sum(volume x award price) / sum(volume x ceiling)",
        "1 − Σ（约定采购量 × 中选可比价） ÷ Σ（约定采购量 × 最高有效申报价）",
    ),
    Metric(
        "max_cut_reference",
        "share",
        "round",
        "Largest price cut against the reference price",
        "最大降幅（较最低采购价）",
        "Largest cut of any winning product against its reference price; undefined where no winning "
        "product has one.",
        "中选产品相对最低采购价的最大降幅；没有可计算的中选产品时无定义。",
        "maximum over winning products of 1 - award price / reference price",
        "各中选产品“1 − 中选可比价 ÷ 最低采购价”的最大值",
    ),
    Metric(
        "max_cut_ceiling",
        "share",
        "round",
        "Largest price cut against the ceiling",
        "最大降幅（较最高有效申报价）",
        "Largest cut of any winning product against its comparable ceiling; undefined where no winning "
        "product has one.",
        "中选产品相对最高有效申报价的最大降幅；没有可计算的中选产品时无定义。",
        "maximum over winning products of 1 - award price / ceiling",
        "各中选产品“1 − 中选可比价 ÷ 最高有效申报价”的最大值",
    ),
    Metric(
        "price_ratio",
        "ratio",
        "both",
        "Highest over lowest winning price",
        "最高与最低中选价之比",
        "Highest over lowest comparable award price of a variety with at least two winners, undefined "
        "with fewer; the round figure is the mean over the varieties where it is defined.",
        "至少有两家中选的品种，其最高中选可比价与最低中选可比价之比，不足两家时无定义；整轮数值为有定义"
        "品种的平均。",
        "highest award price / lowest award price; round: mean over varieties",
        "最高中选可比价 ÷ 最低中选可比价；整轮：各品种的平均",
    ),
    Metric(
        "price_cv",
        "ratio",
        "both",
        "Coefficient of variation of winning prices",
        "中选价变异系数",
        "Population standard deviation over mean of the comparable award prices of a variety with at "
        "least two winners, undefined with fewer; the round figure is the mean over the varieties "
        "where it is defined.",
        "至少有两家中选的品种，其中选可比价的总体标准差与均值之比，不足两家时无定义；整轮数值为有定义品"
        "种的平均。",
        "standard deviation of award prices / their mean; round: mean over varieties",
        "中选可比价的标准差 ÷ 均值；整轮：各品种的平均",
    ),
    Metric(
        "winners_below_cost",
        "share",
        "round",
        "Share of winning products priced below cost",
        "低于成本的中选产品占比",
        "Share of the winning products with a known cost whose comparable award price is below that "
        "cost; undefined where no winning product has a known cost.",
        "在成本已知的中选产品中，中选可比价低于成本者所占比例；没有成本已知的中选产品时无定义。",
        "winning products with award price < cost / winning products with a known cost",
        "中选可比价低于成本的中选产品数 ÷ 成本已知的中选产品数",
    ),
)

_COMPETITION = (
    Metric(
        "varieties_tendered",
        "count",
        "round",
        "Varieties tendered",
        "集采品种数",
        "Number of varieties put up for tender, with or without bids.",
        "纳入本轮集采的品种数，无论有无企业报价。",
        "number of varieties",
        "品种数",
    ),
    Metric(
        "varieties_succeeded",
        "count",
        "round",
        "Varieties bought",
        "采购成功品种数",
        "Number of varieties with at least one winner in the end.",
        "最终至少有一家中选的品种数。",
        "number of varieties with winners > 0",
        "中选家数大于0的品种数",
    ),
    Metric(
        "succeeded",
        "share",
        "variety",
        "Variety bought",
        "采购成功",
        "One if the variety has at least one winner, else zero; its mean is the share of replications "
        "that succeed.",
        "该品种至少有一家中选为 1，否则为 0；其均值即采购成功的模拟比例。",
        "1 if winners > 0, else 0",
        "中选家数大于0时为1，否则为0",
    ),
    Metric(
        "winners_per_variety",
        "count",
        "round",
        "Winners per variety bought",
        "每个成功品种的中选家数",
        "Mean number of winners over the varieties that were bought, a consortium counted as one "
        "winner however many products it brings; undefined where no variety was bought.",
        "采购成功品种的平均中选家数，联合体无论包含几个产品均按一家计；没有成功品种时无定义。",
        "sum of winners / varieties bought",
        "各品种中选家数之和 ÷ 采购成功品种数",
    ),
    Metric(
        "winners",
        "count",
        "variety",
        "Winners",
        "中选家数",
        "Number of winners of the variety, a consortium counted as one; zero where nobody wins.",
        "该品种的中选家数，联合体按一家计；无人中选时为零。",
        "number of winners",
        "中选家数",
    ),
    Metric(
        "bidding_products",
        "count",
        "both",
        "Bidding products",
        "申报产品数",
        "Number of products for which a bid was submitted, refused ones included; a product whose firm "
        "stayed away is not one.",
        "提交报价的产品数，含被判无效的报价；未参与报价的产品不计。",
        "number of bids that were submitted",
        "提交的报价数",
    ),
    Metric(
        "winning_products",
        "count",
        "both",
        "Winning products",
        "中选产品数",
        "Number of products awarded in the end, negotiated and revived ones included; each member of a "
        "consortium is a product of its own.",
        "最终中选的产品数，含议价与复活中选；联合体的每个成员产品分别计数。",
        "number of bids that are awarded",
        "中选的报价数",
    ),
    Metric(
        "product_win_rate",
        "share",
        "both",
        "Win rate of products",
        "产品中选率",
        "Winning products over bidding products; undefined where nobody bid.",
        "中选产品数与申报产品数之比；无人申报时无定义。",
        "winning products / bidding products",
        "中选产品数 ÷ 申报产品数",
    ),
    Metric(
        "places_unused",
        "count",
        "both",
        "Places left unused",
        "空余中选名额",
        "Places of the place table that no winner fills, never less than zero for a variety and summed "
        "over the round; a variety where winners come in beyond the places has none left.",
        "按最多入围企业数未被中选者填满的名额，单个品种不小于零，整轮为各品种之和；中选家数超过名额的品"
        "种计零。",
        "places - winners, at least 0; round: sum over varieties",
        "名额 − 中选家数，不小于0；整轮：各品种之和",
    ),
    Metric(
        "hhi_volume",
        "index",
        "both",
        "Concentration of committed volume among winners",
        "约定采购量集中度",
        "Herfindahl index of committed volume over the winning products of a variety (one means a "
        "single supplier), undefined without committed volume; the round figure is the mean over the "
        "varieties where it is defined.",
        "同一品种内各中选产品约定采购量的赫芬达尔指数（1 表示独家供应），没有约定采购量时无定义；整轮数"
        "值为有定义品种的平均。",
        "sum of squared volume shares; round: mean over varieties bought",
        "各中选产品约定采购量份额的平方和；整轮：采购成功品种的平均",
    ),
)

_FIRMS = (
    Metric(
        "bidding_firms",
        "count",
        "round",
        "Bidding firms",
        "申报企业数",
        "Number of firms that bid for at least one variety, a group of linked firms counted as one.",
        "至少对一个品种报价的企业数，关联企业合并按一家计。",
        "number of firms (link groups) with a bid",
        "有报价的企业（关联组）数",
    ),
    Metric(
        "winning_firms",
        "count",
        "round",
        "Winning firms",
        "中选企业数",
        "Number of firms that win at least one product, a group of linked firms counted as one.",
        "至少有一个产品中选的企业数，关联企业合并按一家计。",
        "number of firms (link groups) with an award",
        "有产品中选的企业（关联组）数",
    ),
    Metric(
        "firm_win_rate",
        "share",
        "round",
        "Win rate of firms",
        "企业中选率",
        "Firms that win at least one product over firms that bid, a group of linked firms counted as "
        "one; undefined where nobody bid.",
        "至少有一个产品中选的企业数与申报企业数之比，关联企业合并按一家计；无人申报时无定义。",
        "winning firms / bidding firms",
        "中选企业数 ÷ 申报企业数",
    ),
    Metric(
        "hhi_firms",
        "index",
        "round",
        "Concentration of awarded value over firms",
        "中选金额企业集中度",
        "Herfindahl index of committed value (committed volume times award price) over the firms of "
        "the whole round, a group of linked firms counted as one; undefined without committed volume.",
        "全轮约定采购金额（约定采购量 × 中选价）在企业间的赫芬达尔指数，关联企业合并按一家计；没有约定"
        "采购量时无定义。",
        "sum over firms of squared shares in committed value",
        "各企业约定采购金额份额的平方和",
    ),
    Metric(
        "originators_winning",
        "count",
        "round",
        "Winning originator products",
        "中选原研产品数",
        "Number of winning products whose quality status is originator; a reference product that is "
        "not the originator does not count.",
        "质量状态为原研药的中选产品数；非原研的参比制剂不计。",
        "number of winning products with status originator",
        "质量状态为原研的中选产品数",
    ),
    Metric(
        "originator_win_rate",
        "share",
        "round",
        "Win rate of originator products",
        "原研产品中选率",
        "Winning originator products over bidding originator products; undefined where no originator bid.",
        "中选原研产品数与申报原研产品数之比；没有原研产品申报时无定义。",
        "winning originator products / bidding originator products",
        "中选原研产品数 ÷ 申报原研产品数",
    ),
)

_EVENTS = (
    Metric(
        "eliminated",
        "count",
        "round",
        "Bids eliminated for extreme price ratios",
        "熔断淘汰报价数",
        "Number of bids removed because their variety had one of the widest or tightest price ratios "
        "of the round.",
        "因所在品种最高最低价比值处于全轮最大或最小之列而被淘汰的报价数。",
        "number of bids in the states eliminated-widest and eliminated-tightest",
        "状态为“全批次价差最大者淘汰”和“全批次价差最小者淘汰”的报价数",
    ),
    Metric(
        "revived",
        "count",
        "round",
        "Bids revived",
        "复活中选报价数",
        "Number of bids that lost at first and were awarded at an offered price.",
        "起初未中选、后按给定价格复活中选的报价数。",
        "number of bids in the states revived-shortlisted and revived-not-shortlisted",
        "状态为“复活中选”（入围与未入围）的报价数",
    ),
    Metric(
        "negotiated",
        "count",
        "round",
        "Bids won by negotiation",
        "议价中选报价数",
        "Number of bids awarded at a price that the buyer offered in negotiation.",
        "按采购方议价中选的报价数。",
        "number of bids in the state won-negotiated",
        "状态为“议价后中选”的报价数",
    ),
    Metric(
        "over_ceiling",
        "count",
        "round",
        "Bids above the ceiling",
        "超过最高有效申报价的报价数",
        "Number of bids void because they exceed their ceiling.",
        "因高于最高有效申报价而无效的报价数。",
        "number of bids in the state over-ceiling",
        "状态为“高于最高有效申报价”的报价数",
    ),
    Metric(
        "undecided",
        "count",
        "round",
        "Bids left undecided",
        "无法判定的报价数",
        "Number of bids that are out only because a fact needed to decide them is not on record.",
        "仅因缺少判定所需的记录而未能中选的报价数。",
        "number of bids in the state undecided",
        "状态为“缺少信息，无法判定”的报价数",
    ),
    Metric(
        "missing_facts",
        "count",
        "round",
        "Bids with a clause that could not be decided",
        "存在无法判定条款的报价数",
        "Number of bids for which at least one clause could not be decided for want of a fact, whether "
        "or not this changed the award.",
        "至少有一项条款因缺少记录而无法判定的报价数，无论是否影响中选结果。",
        "number of bids with an undecided clause",
        "至少有一项条款无法判定的报价数",
    ),
)

_AGREEMENT = (
    Metric(
        "winners_named",
        "share",
        "round",
        "Actual winners named",
        "命中实际中选产品的比例",
        "Share of the products that won the actual tender which win in the run too; undefined, and left out "
        "of a run, where the table of entries does not say who won.",
        "实际中选产品中，在模拟中同样中选者所占比例；企业名单未注明实际中选者时无定义，且不列入结果。",
        "actual winners that win in the run / actual winners",
        "实际中选且模拟中选的产品数 ÷ 实际中选产品数",
        needs_winners=True,
    ),
    Metric(
        "winners_named_by_chance",
        "share",
        "round",
        "Actual winners that a random pick names",
        "随机抽取的命中比例",
        "Share of the actual winners that is named on average when as many bidders of each variety as win in "
        "the run are picked at random; undefined, and left out of a run, where the table of entries does not "
        "say who won.",
        "在每个品种的申报产品中随机抽取与模拟中选数相同的个数时，平均命中的实际中选产品比例；企业名单未注明"
        "实际中选者时无定义，且不列入结果。",
        "sum over varieties of actual winners x winning products / bidders, over actual winners",
        "Σ各品种（实际中选产品数 × 模拟中选产品数 ÷ 申报产品数） ÷ 实际中选产品数",
        needs_winners=True,
    ),
)

DEFINITIONS: tuple[Metric, ...] = (*_PRICES, *_COMPETITION, *_FIRMS, *_EVENTS, *_AGREEMENT)
"""Every metric, in the order in which tables and reports show them."""
