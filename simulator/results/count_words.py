"""Counts and amounts that figures are made of, in words of both languages, and the formulas they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = ["CONTRACT_WORDS", "MONEY_WORDS", "QUARTER_WORDS", "WELFARE_WORDS", "formula_in_words"]

Words = Mapping[str, tuple[str, str]]

CONTRACT_WORDS: Words = MappingProxyType(
    {
        "ordered": ("orders to winners", "向中选企业下达的订单量"),
        "delivered": ("deliveries by anyone", "各类企业的实际供应量"),
        "by_backup": ("deliveries by backups", "备供企业供应量"),
        "by_others": ("deliveries by other winners", "其他中选企业供应量"),
        "by_invited": ("deliveries by invited firms", "邀请企业供应量"),
        "by_outside": ("deliveries by non-winners", "未中选企业供应量"),
        "bridged": ("orders that hospitals' safety stock bridges", "由医疗机构安全库存弥补的订单量"),
        "shortage": ("orders that nobody delivers or bridges", "无人供应也未弥补的订单量"),
        "need_met_elsewhere": ("need met by other products", "由非中选产品满足的需求量"),
        "substituted": ("need met by other substances", "流向替代品种的需求量"),
        "agreed": ("agreed volume", "约定采购量"),
        "reported": ("reported need", "报量"),
        "true_need": ("true need at old prices", "原价格下的真实需求"),
        "cell_months": ("months of all regions and varieties", "各地区各品种执行月数之和"),
        "short_months": ("months with a shortage", "发生短缺的月数"),
        "spells": ("shortages", "短缺次数"),
        "winners": ("winning products", "中选产品数"),
        "takeovers": ("takeovers", "顶替次数"),
        "lost": ("awards lost", "失去中选资格的产品数"),
        "defaults": ("refusals to go on", "拒绝履约的产品数"),
        "ban_months": ("months on the violation list", "列入违规名单的月数"),
        "months": ("months", "执行月数"),
        "few_able": ("months that end with fewer than two able winners", "月末可供中选企业不足两家的月数"),
        "stock": ("stock of winners at the ends of months", "各月末中选企业库存之和"),
        "assessed": ("region-years that are assessed", "被考核的地区年份数"),
        "failed": ("region-years that fail", "考核不合格的地区年份数"),
        "no_merit": ("region-years below the agreed volume", "未完成约定采购量的地区年份数"),
        "sanctions": ("sanctions of hospitals", "对医疗机构的惩戒次数"),
        "excluded": (
            "regions and varieties whose hospitals lost the contract",
            "有医疗机构被取消医保协议的地区（按品种计）数",
        ),
        "in_regions": ("orders of all regions", "各地区订单量之和"),
        "worst_region": ("orders times the fill rate of the worst region", "订单量 × 最差地区的供应满足率"),
        "worst_fifth": (
            "orders times the fill rate of the worst-served fifth",
            "订单量 × 供应最差五分之一需求的满足率",
        ),
        "gini": ("orders times the Gini coefficient of fill rates", "订单量 × 供应满足率的基尼系数"),
        "changed": (
            "regions and varieties served by another than the main supplier at some time",
            "曾由主供以外企业供应的地区（按品种计）数",
        ),
        "used": ("what patients got", "使用量"),
        "agreed_units": ("agreed units", "约定采购数量"),
        "bought_units": ("units delivered by anyone", "各类企业的实际供应数量"),
        "used_units": ("units that patients got", "使用数量"),
        "held": ("stock of hospitals at the end of the term", "期末医疗机构库存"),
        "cells": ("regions and varieties", "地区数（按品种计）"),
        "late": ("deliveries that come late", "延迟送达的供应量"),
        "talks": ("summons of makers", "约谈生产企业次数"),
        "distributors_summoned": ("summons of distributors", "约谈配送企业次数"),
    }
)
"""Counts of contracts; volumes over the term at reference prices."""

MONEY_WORDS: Words = MappingProxyType(
    {
        "baseline": ("spending without the tender", "不集采时的支出"),
        "baseline_fund": ("the fund's payments without the tender", "不集采时医保基金支付"),
        "baseline_employee": ("payments of employees without the tender", "不集采时职工参保患者支付"),
        "baseline_resident": ("payments of residents without the tender", "不集采时居民参保患者支付"),
        "baseline_uninsured": ("payments of the uninsured without the tender", "不集采时未参保患者支付"),
        "winners": ("spending on winners", "中选产品支出"),
        "nonwinners": ("spending on others by choice", "自主选用非中选产品的支出"),
        "outside": ("spending on others in takeovers", "顶替采购支出"),
        "substitutes": ("spending on other substances", "替代品种支出"),
        "compensation": ("compensation by suppliers", "供应企业补偿"),
        "at_own_old": ("what is used at each product's old price", "实际用量按各产品原价计的金额"),
        "at_mean_old": ("what is used at the mean old price", "实际用量按原均价计的金额"),
        "fund": ("the fund's payments", "医保基金支付"),
        "retained": ("retained surplus", "结余留用"),
        "tariff": ("margins of tariffs", "定额支付差额"),
        "overspent": ("overspending that hospitals bear", "医疗机构分担的超支"),
        "interest": ("interest of hospitals to firms", "医疗机构支付企业的逾期利息"),
        "interest_fund": ("interest of hospitals to the fund", "医疗机构支付基金的代付利息"),
        "withheld": ("what the fund keeps back for late payment", "基金因逾期付款扣减的金额"),
        "late": ("bills paid late", "逾期支付的货款"),
        "advanced": ("bills that the fund pays in the hospitals' place", "基金代付的货款"),
        "new_drugs": ("savings used for new drugs", "用于新增药品的节约"),
        "patients_employee": ("payments of employees", "职工参保患者支付"),
        "patients_resident": ("payments of residents", "居民参保患者支付"),
        "patients_uninsured": ("payments of the uninsured", "未参保患者支付"),
        "staff": ("retained surplus paid to staff", "结余留用中的人员薪酬"),
        "excess": ("payments beyond the standard", "超支付标准自付金额"),
        "fees": ("distributors' part of bills", "货款中的配送费用"),
        "prepaid": ("prepaid money", "预付金"),
        "returned": ("prepaid money returned", "退回的预付金"),
        "waiting": ("bills not yet paid times years", "未付货款 × 年数"),
        "waiting_before": (
            "bills not yet paid times years, without the tender",
            "不集采时的未付货款 × 年数",
        ),
        "advance_hospitals": ("prepaid money with hospitals times years", "医疗机构持有的预付金 × 年数"),
        "advance_firms": ("prepaid money with firms times years", "企业持有的预付金 × 年数"),
        "capital_firms": ("capital cost that firms save", "企业节约的资金成本"),
        "capital_hospitals": ("capital cost that hospitals save", "医疗机构节约的资金成本"),
        "capital_fund": ("capital cost that the fund saves", "医保基金节约的资金成本"),
        "agreed": ("agreed volume at award prices", "约定采购量按中选价计的金额"),
        "agreed_old": ("agreed volume at the mean old price", "约定采购量按原均价计的金额"),
        "yellow": ("spending on others above the yellow line", "高于黄标线的非中选产品支出"),
        "red": ("spending on others above the red line", "高于红标线的非中选产品支出"),
    }
)
"""Amounts of money over the term."""

_OF_POLICY: Words = {
    "spending": ("spending", "支出"),
    "use": ("use at old prices", "按原价计的用量"),
    "profit": ("bidders' profit", "投标企业利润"),
    "gain": ("gain by lower prices (rule of half)", "降价获益（折半法则）"),
    "shortage_cost": ("cost of shortages", "短缺代价"),
    "fund_saving": ("the fund's discounted saving", "基金节约现值"),
    "patients": ("patients' costs", "患者自付"),
}

WELFARE_WORDS: Words = MappingProxyType(
    {
        **_OF_POLICY,
        **{
            f"none_{name}": (f"{en} without procurement", f"不集采时的{zh}")
            for name, (en, zh) in _OF_POLICY.items()
        },
        "price_saving": ("use at old prices less spending", "实际用量按原价计的金额与支出之差"),
        "split_saving": ("saving by lower prices", "价格下降带来的节约"),
        "committed_saving": ("saving on units within the agreed volume", "约定采购量以内的节约"),
        "winners_profit": ("winners' profit", "中选企业利润"),
        "award_cost": ("cost of the agreed volumes at the winners", "约定采购量由中选企业生产的成本"),
        "least_cost": (
            "cost of the agreed volumes at the cheapest bidders",
            "约定采购量由成本最低合格企业生产的成本",
        ),
        "past": ("past sales of bidders at old prices", "投标企业原有销售额（按原价）"),
        "losers_past": ("past sales of bidders without an award", "其中未中选企业原有销售额"),
        "firms": ("firms with past sales", "有原有销售的企业数"),
        "exits": ("firms that leave", "退出企业数"),
    }
)
"""Counts of gains and losses, a year."""

QUARTER_WORDS: Words = MappingProxyType(
    {
        "purchased": ("deliveries at award prices", "按中选价计的采购金额"),
        "ordered_value": ("orders at reference prices", "订单量（按最低采购价计）"),
        "agreed_value": (
            "agreed volume pro rata at reference prices",
            "按进度的约定采购量（按最低采购价计）",
        ),
        "delivered_value": (
            "main suppliers' deliveries at reference prices",
            "主供企业供应量（按最低采购价计）",
        ),
        "short_value": ("undelivered orders at reference prices", "短缺量（按最低采购价计）"),
        "used_value": ("use at reference prices", "使用量（按最低采购价计）"),
        "got_value": ("all deliveries at reference prices", "全部供应量（按最低采购价计）"),
        "paid": ("bills paid", "已付货款"),
        "due": ("bills that fall due", "到期应付货款"),
        "carried": ("purchases that distributors carry", "配送企业配送的采购金额"),
        "in_time": ("purchases that distributors carry in time", "配送企业及时送达的采购金额"),
        "summons-distributor": ("number of summons of distributors", "约谈配送企业次数"),
        "overdue": ("bills overdue at the end of the quarter", "季末逾期货款"),
        "summons": ("number of summons", "约谈次数"),
        "delisting": ("number of products taken off the list", "撤网产品数"),
        "credit": ("number of credit grades given", "信用评级次数"),
        "sanction": ("number of sanctions of hospitals", "医疗机构惩戒次数"),
        "reminder-use": ("number of reminders to buy", "提醒采购进度次数"),
        "reminder-supply": ("number of reminders to secure supply", "提醒企业保供次数"),
        "reminder-payment": ("number of reminders to pay", "提醒付款次数"),
    }
)
"""Sums of a quarter over varieties, regions and firms."""


def formula_in_words(
    words: Words, over: Sequence[str], under: Sequence[str] = (), factor: float = 1.0
) -> tuple[str, str]:
    """Write a sum or ratio of counts as a formula in words, in English and in Chinese.

    Parameters
    ----------
    words
        What the counts are called; one without words goes by its own name.
    over, under
        Counts above and below the line; a minus in front takes one away. None below for a sum.
    factor
        What the ratio is multiplied with.
    """
    sign = "" if factor == 1.0 else f"{factor:g} "
    english, chinese = (_sum(words, over, at) for at in (0, 1))
    if under:
        english, chinese = f"{english} / {_sum(words, under, 0)}", f"{chinese} ÷ {_sum(words, under, 1)}"
    return (f"{sign}x {english}", f"{sign}× {chinese}") if sign else (english, chinese)


def _sum(words: Words, names: Sequence[str], at: int) -> str:
    written = ""
    minus = "-" if at == 0 else "−"
    for name in names:
        bare = name.removeprefix("-")
        plain = bare.replace("_", " ")
        sign = minus if name.startswith("-") else "+"
        written += f" {sign} {words.get(bare, (plain, plain))[at]}"
    written = written.removeprefix(" + ").strip()
    return (f"({written})" if at == 0 else f"（{written}）") if len(names) > 1 else written
