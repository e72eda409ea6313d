"""The wording of every figure of contracts: what it is called, what it means, how it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from simulator.results.count_words import CONTRACT_WORDS, formula_in_words

__all__ = ["CONTRACT_METRICS", "REGION_METRICS", "TALLY", "ContractMetric", "ContractUnit"]

ContractUnit = Literal["share", "ratio", "count", "months", "days", "units", "10,000 units"]

TALLY: tuple[str, ...] = (
    "ordered",
    "delivered",
    "by_backup",
    "by_others",
    "by_outside",
    "shortage",
    "need_met_elsewhere",
    "substituted",
    "agreed",
    "reported",
    "true_need",
    "cell_months",
    "short_months",
    "spells",
    "winners",
    "takeovers",
    "lost",
    "defaults",
    "ban_months",
    "months",
    "few_able",
    "stock",
    "assessed",
    "failed",
    "no_merit",
    "sanctions",
    "excluded",
    "cells",
    "late",
    "talks",
    "distributors_summoned",
    "changed",
    "used",
    "held",
    "expired",
    "agreed_units",
    "bought_units",
    "used_units",
    "in_regions",
    "worst_region",
    "worst_fifth",
    "gini",
)
"""What is counted in every history; volumes over the term, in yuan at the reference price, or in units.

``worst_region``, ``worst_fifth`` and ``gini`` are figures of the history, weighted with its orders.
"""


@dataclass(frozen=True, slots=True)
class ContractMetric:
    """One figure: a count or a ratio of two, summed over histories' varieties before it is taken."""

    name: str
    unit: ContractUnit
    label_en: str
    label_zh: str
    says_en: str
    says_zh: str
    over: tuple[str, ...]
    """Counts that are added up above the line; a minus takes one away."""
    under: tuple[str, ...]
    """Counts below the line; none where the figure is a sum."""
    factor: float = 1.0
    """What the ratio is multiplied with."""
    worse: Literal["high", "low"] = "high"
    """Which end is bad: the expected shortfall is the mean of the worst twentieth."""

    @property
    def formula(self) -> tuple[str, str]:
        """The formula in words, in English and in Chinese."""
        return formula_in_words(CONTRACT_WORDS, self.over, self.under, self.factor)


_ALL = (
    ContractMetric(
        "fill_rate",
        "share",
        "Fill rate",
        "供应满足率",
        "Share of what hospitals order from winners that is delivered by anyone.",
        "医疗机构向中选企业下达的订单中得到满足的比例（不论由谁供应）。",
        ("delivered",),
        ("ordered",),
        worse="low",
    ),
    ContractMetric(
        "shortage",
        "share",
        "Shortage",
        "短缺率",
        "Share of orders that nobody delivers; it is lost.",
        "无人供应而落空的订单比例。",
        ("shortage",),
        ("ordered",),
    ),
    ContractMetric(
        "shortage_days",
        "days",
        "Shortage days",
        "短缺天数",
        "Days a year in which a region lacks more than one per cent of its orders of a variety.",
        "平均每个地区每个品种每年缺供超过订单1%的天数。",
        ("short_months",),
        ("cell_months",),
        365.25,
    ),
    ContractMetric(
        "recovery_months",
        "months",
        "Time to recovery",
        "恢复供应时间",
        "Mean length of a region's shortage; undefined where there is none.",
        "地区每次短缺的平均持续时间；没有短缺时无定义。",
        ("short_months",),
        ("spells",),
    ),
    ContractMetric(
        "worst_region",
        "share",
        "Fill rate of the worst region",
        "满足率最低地区的供应满足率",
        "Fill rate of each variety's worst-served region in each replication; weighted with orders.",
        "每个品种每次模拟中满足率最低地区的供应满足率，按订单加权平均。",
        ("worst_region",),
        ("in_regions",),
        worse="low",
    ),
    ContractMetric(
        "worst_fifth",
        "share",
        "Fill rate of the worst-served fifth",
        "供应最差五分之一需求的满足率",
        "Fill rate of the worst-served regions that together order a fifth; weighted with orders.",
        "供应最差、订单合计占五分之一的地区的满足率，按订单加权平均。",
        ("worst_fifth",),
        ("in_regions",),
        worse="low",
    ),
    ContractMetric(
        "gini_regions",
        "ratio",
        "Gini of fill rates between regions",
        "地区间供应满足率的基尼系数",
        "Gini coefficient of fill rates, regions weighted with their orders: 0 if all are served alike.",
        "各地区供应满足率的基尼系数（按订单加权）；各地区供应一致时为0。",
        ("gini",),
        ("in_regions",),
    ),
    ContractMetric(
        "supplier_change",
        "share",
        "Regions with a change of supplier",
        "更换过供应企业的地区",
        "Share of regions and varieties in which another than the main supplier delivered at some time.",
        "协议期内曾由主供以外企业供应的地区（按品种计）比例。",
        ("changed",),
        ("cells",),
    ),
    ContractMetric(
        "actual_over_agreed",
        "ratio",
        "Actual over agreed volume",
        "实际采购量与约定采购量之比",
        "Deliveries over the agreed volume of the term; undefined where none is agreed.",
        "协议期内实际供应量与约定采购量之比；没有约定量时无定义。",
        ("delivered",),
        ("agreed",),
        worse="low",
    ),
    ContractMetric(
        "reported_over_agreed",
        "ratio",
        "- factor: reported over agreed need",
        "因素：报量与约定量之比",
        "Reported need over agreed volume: what the committed share alone does.",
        "报量与约定采购量之比，即约定比例本身的作用。",
        ("reported",),
        ("agreed",),
    ),
    ContractMetric(
        "true_over_reported",
        "ratio",
        "- factor: true over reported need",
        "因素：真实需求与报量之比",
        "True need at old prices over reported need: what understatement does, and those who join later.",
        "原价格下真实需求与报量之比，即少报以及后续自愿加入机构的作用。",
        ("true_need",),
        ("reported",),
    ),
    ContractMetric(
        "need_over_true",
        "ratio",
        "- factor: response to price, season",
        "因素：降价、季节等引起的需求变化",
        "Need in the term over true need at old prices: response to price, season, surges.",
        "协议期内需求与原价格下真实需求之比，即降价、季节与疫情的作用。",
        ("ordered", "need_met_elsewhere", "substituted"),
        ("true_need",),
    ),
    ContractMetric(
        "kept_in_class",
        "share",
        "- factor: not lost to substitutes",
        "因素：未流向替代品种的需求",
        "Share of need that stays with the tendered substances and does not leak to others of the class.",
        "需求中未流向同类未集采替代品种的比例。",
        ("ordered", "need_met_elsewhere"),
        ("ordered", "need_met_elsewhere", "substituted"),
        worse="low",
    ),
    ContractMetric(
        "winners_share",
        "share",
        "- factor: winners' share of need",
        "因素：中选产品占需求比例",
        "Share of need that is ordered from winners: what switching does.",
        "需求中向中选企业采购的比例，即替换的作用。",
        ("ordered",),
        ("ordered", "need_met_elsewhere"),
        worse="low",
    ),
    ContractMetric(
        "used_over_bought",
        "share",
        "Used over bought volume",
        "使用量与采购量之比",
        "Share of what hospitals bought in the term that patients got; the rest is in stock or expired.",
        "协议期内医疗机构采购量中已使用的比例；其余为期末库存或过期损耗。",
        ("used",),
        ("delivered",),
        worse="low",
    ),
    ContractMetric(
        "agreed_volume",
        "10,000 units",
        "Agreed volume",
        "约定采购量",
        "10,000 units agreed for the term, added up over varieties whatever their units are.",
        "协议期内约定采购的数量，各品种直接相加（不区分计量单位）。",
        ("agreed_units",),
        (),
        1e-4,
        worse="low",
    ),
    ContractMetric(
        "bought_volume",
        "10,000 units",
        "Bought volume",
        "实际采购量",
        "10,000 units delivered in the term, by anyone, added up over varieties whatever their units are.",
        "协议期内实际供应的数量（不论由谁供应），各品种直接相加（不区分计量单位）。",
        ("bought_units",),
        (),
        1e-4,
        worse="low",
    ),
    ContractMetric(
        "used_volume",
        "10,000 units",
        "Used volume",
        "使用量",
        "10,000 units that patients got in the term, added up over varieties whatever their units are.",
        "协议期内患者实际使用的数量，各品种直接相加（不区分计量单位）。",
        ("used_units",),
        (),
        1e-4,
        worse="low",
    ),
    ContractMetric(
        "held_over_bought",
        "share",
        "Stock of hospitals over bought volume",
        "医疗机构期末库存占采购量比例",
        "Share of what hospitals bought in the term that they hold at its end.",
        "协议期内医疗机构采购量中期末仍在库的比例。",
        ("held",),
        ("delivered",),
    ),
    ContractMetric(
        "by_backup",
        "share",
        "Delivered by backups",
        "备供企业供应比例",
        "Share of orders that backup suppliers deliver in a takeover.",
        "由备供企业顶替供应的订单比例。",
        ("by_backup",),
        ("ordered",),
    ),
    ContractMetric(
        "by_others",
        "share",
        "Delivered by other winners",
        "其他中选企业供应比例",
        "Share of orders that other winners deliver after the backup.",
        "备供之后由其他中选企业供应的订单比例。",
        ("by_others",),
        ("ordered",),
    ),
    ContractMetric(
        "by_outside",
        "share",
        "Delivered by non-winners",
        "未中选企业供应比例",
        "Share of orders that firms without an award deliver in the end, at their price.",
        "最终由未中选企业按其价格供应的订单比例。",
        ("by_outside",),
        ("ordered",),
    ),
    ContractMetric(
        "late_deliveries",
        "share",
        "Delivered late by distributors",
        "配送企业延迟送达比例",
        "Share of deliveries that come late because a distributor has fallen behind; they are no shortage.",
        "因配送企业积压而延迟送达的供应比例（不计入短缺）。",
        ("late",),
        ("delivered",),
    ),
    ContractMetric(
        "summons",
        "ratio",
        "Summons per winning product",
        "每个中选产品的生产企业被约谈次数",
        "Times that a maker is summoned because it serves less than the serious share of its orders.",
        "协议期内每个中选产品的生产企业因供应不足被约谈的次数。",
        ("talks",),
        ("winners",),
    ),
    ContractMetric(
        "distributor_summons",
        "ratio",
        "Summons of distributors per region-year",
        "每个地区每年配送企业被约谈次数",
        "Times a year that a distributor of the main supplier is summoned, per region and variety.",
        "每个地区每个品种每年主供企业的配送企业被约谈的次数。",
        ("distributors_summoned",),
        ("cell_months",),
        12.0,
    ),
    ContractMetric(
        "takeovers",
        "ratio",
        "Takeovers per winning product",
        "每个中选产品的顶替次数",
        "Times that backups are called, per winning product and term.",
        "协议期内每个中选产品启用备供的次数。",
        ("takeovers",),
        ("winners",),
    ),
    ContractMetric(
        "awards_lost",
        "share",
        "Awards lost",
        "失去中选资格的比例",
        "Share of winning products that lose the award in the term, for whatever cause.",
        "协议期内失去中选资格的中选产品比例（各种原因）。",
        ("lost",),
        ("winners",),
    ),
    ContractMetric(
        "defaults",
        "share",
        "Defaults",
        "拒绝履约的比例",
        "Share of winning products whose maker refuses to go on.",
        "企业拒绝继续履约的中选产品比例。",
        ("defaults",),
        ("winners",),
    ),
    ContractMetric(
        "ban_months",
        "months",
        "Months on the violation list",
        "列入违规名单的月数",
        "Months on the violation list per winning product.",
        "平均每个中选产品列入违规名单的月数。",
        ("ban_months",),
        ("winners",),
    ),
    ContractMetric(
        "few_able",
        "share",
        "Months with fewer than two able suppliers",
        "可供企业不足两家的月份",
        "Share of months at whose end fewer than two winners can deliver.",
        "月末能够供应的中选企业少于两家的月份比例。",
        ("few_able",),
        ("months",),
    ),
    ContractMetric(
        "stock_cover",
        "months",
        "Stock cover",
        "库存可供月数",
        "Stock of winners at month ends over what is ordered in a month, both summed over the term.",
        "各月末中选企业库存之和与协议期内各月订单之和的比。",
        ("stock",),
        ("ordered",),
        worse="low",
    ),
    ContractMetric(
        "failed_assessments",
        "share",
        "Regions failing the yearly assessment",
        "年度考核不合格",
        "Share of region-years with orders below half of the agreed volume.",
        "订单低于约定采购量一半的地区年份比例。",
        ("failed",),
        ("assessed",),
    ),
    ContractMetric(
        "no_merit",
        "share",
        "Regions without merit",
        "年度考核不得评优",
        "Share of region-years with orders below the agreed volume.",
        "订单低于约定采购量的地区年份比例。",
        ("no_merit",),
        ("assessed",),
    ),
    ContractMetric(
        "sanctions",
        "ratio",
        "Sanctions of hospitals per region",
        "每个地区对医疗机构的惩戒次数",
        "Findings of inspections and failed assessments per region and variety in the term.",
        "协议期内每个地区每个品种检查发现问题及考核不合格的次数。",
        ("sanctions",),
        ("cells",),
    ),
    ContractMetric(
        "excluded",
        "share",
        "Insurance contracts lost (regions)",
        "有医疗机构被取消医保协议的地区",
        "Share of regions and varieties in which hospitals lost the insurance contract after three findings.",
        "三次被查实后有医疗机构被取消医保定点协议的地区（按品种计）比例。",
        ("excluded",),
        ("cells",),
    ),
)

CONTRACT_METRICS: Mapping[str, ContractMetric] = MappingProxyType({one.name: one for one in _ALL})
"""Every figure of contracts by name, for the whole tender and for each variety."""

REGION_METRICS: Mapping[str, tuple[ContractUnit, str, str]] = MappingProxyType(
    {
        "fill_rate": ("share", "Share of the region's orders that is delivered.", "地区订单满足率。"),
        "shortage_volume": ("units", "Units a year that are ordered and not delivered.", "每年短缺数量。"),
        "shortage_days": (
            "days",
            "Days a year on which more than one per cent of orders is missing.",
            "每年缺供超过订单1%的天数。",
        ),
        "actual_over_agreed": ("ratio", "Deliveries over agreed volume.", "实际采购量与约定采购量之比。"),
        "taken_over": (
            "share",
            "Share of orders delivered by others than the main supplier.",
            "由主供以外企业供应的订单比例。",
        ),
        "supplier_change": (
            "share",
            "Share of replications in which another than the main supplier delivered at some time.",
            "曾由主供以外企业供应的模拟次数比例。",
        ),
    }
)
"""Figures of each region and variety."""
