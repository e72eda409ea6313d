"""Figures of gains and losses: what each is, in both languages, and of which counts it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from simulator.results.count_words import WELFARE_WORDS, formula_in_words
from simulator.results.counted import Counted, Worse

__all__ = [
    "COMPARED",
    "MONEY_UNITS",
    "POLICIES",
    "WELFARE_METRICS",
    "WELFARE_TALLY",
    "WelfareMetric",
    "WelfareUnit",
]

WelfareUnit = Literal["share", "count", "million yuan a year", "million yuan"]

MONEY_UNITS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "million yuan a year": ("million yuan a year", "百万元/年"),
        "million yuan": ("million yuan", "百万元"),
    }
)
"""Units of sums of money in both languages."""

POLICIES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "no-procurement": ("none", "no procurement", "不集采"),
        "tender-without-volume": ("loose", "tender without volume", "只招不采"),
    }
)
"""Counterfactuals: prefix of their counts, and their names."""

_OF_POLICY = ("spending", "use", "profit", "gain", "shortage_cost", "fund_saving")

WELFARE_TALLY: tuple[str, ...] = (
    *_OF_POLICY,
    *(f"{prefix}_{name}" for prefix, *_ in POLICIES.values() for name in _OF_POLICY),
    "patients",
    "none_patients",
    "loose_patients",
    "price_saving",
    "split_saving",
    "committed_saving",
    "winners_profit",
    "award_cost",
    "least_cost",
    "past",
    "losers_past",
    "firms",
    "exits",
)
"""What is counted in every history of a variety, in yuan a year (``firms`` and ``exits`` in firms of the
tender)."""


@dataclass(frozen=True, slots=True)
class WelfareMetric(Counted):
    """One figure of gains and losses, over the tender's varieties or of one."""

    unit: WelfareUnit
    worse: Worse = "low"
    of_tender: bool = False
    """Whether it is of the whole tender only."""

    @property
    def formula(self) -> tuple[str, str]:
        """The formula in words, in English and in Chinese."""
        return formula_in_words(WELFARE_WORDS, self.over, self.under)


_ALL = (
    WelfareMetric(
        "spending",
        "million yuan a year",
        "Spending on the varieties",
        "品种采购支出",
        "What patients and the fund pay for the tendered varieties, winners and others.",
        "患者与基金用于集采品种的全部支出（含未中选产品）。",
        ("spending",),
        worse="high",
    ),
    WelfareMetric(
        "saving_against_none",
        "million yuan a year",
        "Saving against no procurement",
        "较不集采的节约",
        "Spending without any procurement less spending; use may differ.",
        "不集采时的支出减去实际支出；用量可不同。",
        ("none_spending", "-spending"),
    ),
    WelfareMetric(
        "saving_share_against_none",
        "share",
        "Saving over spending without procurement",
        "节约占不集采支出比例",
        "Saving over spending without any procurement.",
        "节约额与不集采时支出之比。",
        ("none_spending", "-spending"),
        ("none_spending",),
    ),
    WelfareMetric(
        "price_saving",
        "million yuan a year",
        "Saving by lower prices",
        "价格下降带来的节约",
        "What the units used would have cost at the old prices (each product at its own where money is "
        "followed), less what they cost.",
        "实际用量按原价（核算资金时按各产品原价）计的金额减去实际支出。",
        ("price_saving",),
    ),
    WelfareMetric(
        "committed_share",
        "share",
        "Saving by lower prices: committed part",
        "价格节约：约定量内",
        "Share of the saving by lower prices on units within the agreed volume; needs contracts.",
        "约定采购量以内部分占价格节约的比例；须模拟合同执行。",
        ("committed_saving",),
        ("split_saving",),
    ),
    WelfareMetric(
        "spillover_share",
        "share",
        "Saving by lower prices: beyond it",
        "价格节约：约定量外",
        "Share of that saving on units beyond the agreed volume (spillover); needs contracts.",
        "约定采购量以外部分（外溢）占价格节约的比例；须模拟合同执行。",
        ("split_saving", "-committed_saving"),
        ("split_saving",),
    ),
    WelfareMetric(
        "patients_cost",
        "million yuan a year",
        "Patients' costs",
        "患者自付",
        "What patients pay: a share of spending, or by scheme and payment standard where money is followed.",
        "患者自付金额：按支出的固定比例，或在核算资金时按参保类别与支付标准计算。",
        ("patients",),
        worse="high",
    ),
    WelfareMetric(
        "patients_saving",
        "million yuan a year",
        "Patients' saving against none",
        "患者较不集采的节约",
        "Patients' costs without any procurement less patients' costs.",
        "不集采时的患者自付减去实际自付。",
        ("none_patients", "-patients"),
    ),
    WelfareMetric(
        "fund_saving",
        "million yuan",
        "Fund's discounted saving",
        "基金多年节约现值",
        "Budget impact: what the fund spends less than without procurement over the horizon, discounted; "
        "where money is followed, after hospitals kept their part.",
        "预算影响：评价期内基金较不集采少支出的金额现值；核算资金时已扣除医疗机构留用。",
        ("fund_saving",),
    ),
    WelfareMetric(
        "efficiency",
        "share",
        "Allocative efficiency",
        "配置效率",
        "What the agreed volumes would cost the cheapest admitted bidders, the largest volume with "
        "the cheapest, "
        "over what they cost the winners.",
        "约定量由成本最低的合格企业（量大者成本低）供应的成本与中选企业成本之比。",
        ("least_cost",),
        ("award_cost",),
    ),
    WelfareMetric(
        "misallocation",
        "million yuan a year",
        "Cost of not choosing the cheapest",
        "未选最低成本企业的代价",
        "Winners' cost of the agreed volumes less that of the cheapest admitted bidders.",
        "约定量由中选企业生产的成本减去由最低成本合格企业生产的成本。",
        ("award_cost", "-least_cost"),
        worse="high",
    ),
    WelfareMetric(
        "winners_profit",
        "million yuan a year",
        "Winners' profit on awards",
        "中选企业利润",
        "Award prices less unit costs on what winners deliver (agreed volume where contracts are not "
        "carried out).",
        "中选企业供应量（未模拟合同时为约定量）的价格减单位成本。",
        ("winners_profit",),
    ),
    WelfareMetric(
        "profit",
        "million yuan a year",
        "Bidders' profit",
        "全部投标企业利润",
        "Profit of all bidders in the varieties, sales outside the award included; where money "
        "is followed, also of those who sell and do not bid.",
        "全部投标企业在集采品种上的利润，含中选以外的销售；核算资金时含未投标的在售企业。",
        ("profit",),
    ),
    WelfareMetric(
        "profit_change",
        "million yuan a year",
        "Bidders' profit: change against none",
        "企业利润较不集采的变化",
        "Bidders' profit less what it is without any procurement.",
        "投标企业利润减去不集采时的利润。",
        ("profit", "-none_profit"),
    ),
    WelfareMetric(
        "losers_past",
        "share",
        "Losers' part of past sales",
        "未中选企业原有销量占比",
        "Share of the bidders' past sales, at old prices, that was sold by bidders without an award.",
        "投标企业原有销售（按原价）中未中选企业所占比例。",
        ("losers_past",),
        ("past",),
        worse="high",
    ),
    WelfareMetric(
        "exits",
        "share",
        "Firms that leave",
        "退出企业比例",
        "Share of firms with past sales that keep less than a stated part of them (at old prices) in "
        "all varieties.",
        "有原有销售的企业中，全部品种销量（按原价）降至设定比例以下者所占比例。",
        ("exits",),
        ("firms",),
        worse="high",
        of_tender=True,
    ),
    WelfareMetric(
        "shortage_cost",
        "million yuan a year",
        "Cost of shortages",
        "短缺代价",
        "Units ordered and not delivered, at a stated multiple of the old price; nothing without contracts.",
        "短缺数量乘以原价的设定倍数；未模拟合同时为零。",
        ("shortage_cost",),
        worse="high",
    ),
    WelfareMetric(
        "payers_gain",
        "million yuan a year",
        "Gain of patients and fund",
        "患者与基金获益",
        "Lower price on what was used before, and half of it on what is used more (rule of half).",
        "原用量的降价额，加新增用量降价额的一半（折半法则）。",
        ("gain",),
    ),
    WelfareMetric(
        "surplus_change",
        "million yuan a year",
        "Change in welfare",
        "福利变化",
        "Gain of patients and fund, plus the change in bidders' profit, less the cost of shortages.",
        "患者与基金获益加投标企业利润变化减短缺代价。",
        ("gain", "profit", "-none_profit", "-shortage_cost"),
    ),
)

WELFARE_METRICS: Mapping[str, WelfareMetric] = MappingProxyType({one.name: one for one in _ALL})
"""Every figure of gains and losses by name, for the tender and, unless it is of the tender only, each
variety."""

COMPARED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = MappingProxyType(
    {
        "price_level": (("spending",), ("use",), "share"),
        "spending": (("spending",), (), "million yuan a year"),
        "patients_cost": (("patients",), (), "million yuan a year"),
        "fund_saving": (("fund_saving",), (), "million yuan"),
        "profit": (("profit",), (), "million yuan a year"),
        "shortage_cost": (("shortage_cost",), (), "million yuan a year"),
        "payers_gain": (("gain",), (), "million yuan a year"),
        "surplus_change": (("gain", "profit", "-none_profit", "-shortage_cost"), (), "million yuan a year"),
    }
)
"""Figures that are set beside the counterfactuals: counts above and below the line, and the unit; a count
of the
tender stands for that of the policy."""
