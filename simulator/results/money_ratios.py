"""Figures that compare two amounts: rates of saving, effects of volume, structure and price, shares."""

from __future__ import annotations

from simulator.results.money_metric import (
    FUND_SAVED,
    HOSPITALS,
    PATIENTS,
    PATIENTS_BEFORE,
    PATIENTS_SAVED,
    SAVED,
    SPENT,
    MoneyMetric,
    index,
    share,
)

__all__ = ["RATIOS"]

RATIOS: tuple[MoneyMetric, ...] = (
    share(
        "labelled_yellow",
        ("Others' spending above the yellow line", "黄标以上支出占比"),
        (
            "Part of what is spent on others by choice that is above the yellow line.",
            "非中选产品支出中高于黄线的比例。",
        ),
        ("yellow",),
        ("nonwinners",),
    ),
    share(
        "labelled_red",
        ("- above the red line", "其中：红标以上"),
        ("The same above the red line.", "高于红线的比例。"),
        ("red",),
        ("nonwinners",),
    ),
    share(
        "saving_share",
        ("Saving over spending without the tender", "节约率"),
        (
            "Saving over what would have been spent; spending changes by the same with a minus.",
            "节约额与不集采时支出之比，即支出变化率的相反数。",
        ),
        SAVED,
        ("baseline",),
    ),
    index(
        "volume_effect",
        ("Use over use without the tender", "数量指数"),
        (
            "All use at the mean old price over spending without the tender (volume effect).",
            "实际用量按原均价计的金额与不集采时支出之比（数量效应）。",
        ),
        ("at_mean_old",),
        ("baseline",),
    ),
    index(
        "structure_effect",
        ("Old prices of what is used over the mean old price", "结构指数"),
        (
            "What is used at own old prices over the same at the mean old price (structure effect).",
            "实际用量按各产品原价与按原均价计的金额之比（结构效应）。",
        ),
        ("at_own_old",),
        ("at_mean_old",),
    ),
    index(
        "price_effect",
        ("Prices over old prices of the same products", "价格指数"),
        (
            "Spending with the tender over the same products and units at their old prices (price effect).",
            "集采后支出与同样产品、同样用量按原价计的金额之比（价格效应）。",
        ),
        SPENT,
        ("at_own_old",),
    ),
    index(
        "cost_per_use",
        ("Spending per unit of use over the mean old price", "单位用量费用之比"),
        (
            "Structure times price effect: what a unit of use costs, whatever the amount of use.",
            "结构效应与价格效应之积，即单位用量的费用变化，与用量多少无关。",
        ),
        SPENT,
        ("at_mean_old",),
    ),
    share(
        "fund_part_of_saving",
        ("Part of the saving: fund", "节约中基金所占"),
        ("The fund's part of the saving.", "节约额中医保基金的比例。"),
        FUND_SAVED,
        SAVED,
    ),
    share(
        "patients_part_of_saving",
        ("Part of the saving: patients", "节约中患者所占"),
        ("Patients' part of the saving.", "节约额中患者的比例。"),
        PATIENTS_SAVED,
        SAVED,
    ),
    share(
        "hospitals_part_of_saving",
        ("Part of the saving: hospitals", "节约中医疗机构所占"),
        ("Hospitals' and staff's part of the saving.", "节约额中医疗机构与医务人员的比例。"),
        HOSPITALS,
        SAVED,
    ),
    share(
        "patients_share",
        ("Patients' share of spending", "患者负担比例"),
        ("What patients pay over all spending with the tender.", "集采后患者支付占支出的比例。"),
        PATIENTS,
        SPENT,
    ),
    share(
        "patients_share_before",
        ("- without the tender", "不集采时则为"),
        ("The same without the tender.", "不集采时患者负担比例。"),
        PATIENTS_BEFORE,
        ("baseline",),
    ),
    share(
        "retained_over_prepaid",
        ("Retained surplus over prepaid money", "结余留用与预付金之比"),
        ("Chongqing reported 0.108 over 1.407 billion yuan.", "重庆市公布为1.08亿元比14.07亿元。"),
        ("retained",),
        ("prepaid",),
    ),
)
"""In the order of the page."""
