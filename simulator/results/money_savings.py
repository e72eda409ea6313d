"""Figures of what is spent and saved, and of who gets the saving."""

from __future__ import annotations

from simulator.results.money_metric import (
    FUND_SAVED,
    HOSPITALS,
    LATE,
    PATIENTS_SAVED,
    SAVED,
    MoneyMetric,
    amount,
)

__all__ = ["SAVINGS"]

SAVINGS: tuple[MoneyMetric, ...] = (
    amount(
        "baseline",
        "Spending without the tender",
        "不集采时的支出",
        (
            "What the same patients' use would cost at old prices and without the response to lower ones.",
            "同一批患者按原价格、无降价引起的用量变化时的支出。",
        ),
        ("baseline",),
    ),
    amount(
        "winners",
        "With it: winners",
        "集采后：中选产品支出",
        ("What hospitals pay for winners' deliveries.", "医疗机构购买中选产品的支出。"),
        ("winners",),
    ),
    amount(
        "nonwinners",
        "With it: others by choice",
        "集采后：非中选产品支出",
        (
            "What is bought of firms without an award in the area from the start.",
            "从一开始就流向非中选产品的支出。",
        ),
        ("nonwinners",),
    ),
    amount(
        "outside",
        "With it: others in takeovers",
        "集采后：顶替采购支出",
        (
            "What firms without an award deliver in a takeover, at their price.",
            "断供后由未中选企业按其价格供应的支出。",
        ),
        ("outside",),
    ),
    amount(
        "substitutes",
        "With it: other substances",
        "集采后：替代品种支出",
        (
            "What is bought of other substances of the class; their price is assumed to stay.",
            "转向同类其他品种的支出（假设其价格不变）。",
        ),
        ("substitutes",),
    ),
    amount(
        "saving",
        "Saving: without it less with it",
        "节约额（不集采减集采后）",
        (
            "Spending without the tender less spending with it, and less what suppliers compensate.",
            "不集采时的支出减去集采后的支出（扣除供应企业补偿）。",
        ),
        SAVED,
        "low",
    ),
    amount(
        "saving_price",
        "- of it: prices",
        "其中：价格效应",
        (
            "The same products at lower prices; compensation of suppliers is counted here.",
            "同样产品价格下降（含供应企业补偿）。",
        ),
        ("at_own_old", *SAVED[1:]),
        "low",
    ),
    amount(
        "saving_mix",
        "- of it: other products",
        "其中：结构效应",
        ("Use that moves to products that were cheaper before.", "用量转向原本较便宜的产品。"),
        ("at_mean_old", "-at_own_old"),
        "low",
    ),
    amount(
        "saving_volume",
        "- of it: volume",
        "其中：数量效应",
        (
            "Use that falls (shortage) or rises (lower prices; negative).",
            "用量减少（短缺）或增加（降价所致，为负）。",
        ),
        ("baseline", "-at_mean_old"),
        "low",
    ),
    amount(
        "saving_fund",
        "Saving of the fund",
        "医保基金节约",
        (
            "What the fund saves after hospitals have kept their part.",
            "医疗机构留用之后医保基金的净节约。",
        ),
        FUND_SAVED,
        "low",
    ),
    amount(
        "saved_on_claims",
        "- before hospitals kept their part",
        "其中：留用前",
        (
            "What the fund pays less on claims; retained surplus, new drugs and balance are its uses.",
            "基金结算支付的减少额；其去向为结余留用、新增药品与留存。",
        ),
        ("baseline_fund", "-fund"),
        "low",
    ),
    amount(
        "new_drugs",
        "- of it: used for new drugs",
        "其中：用于新增药品",
        (
            "Part of the fund's saving that pays for newly listed drugs; the rest stays in the balance.",
            "基金净节约中用于新增药品的部分，其余留存。",
        ),
        ("new_drugs",),
        "low",
    ),
    amount(
        "balance",
        "- of it: stays in the balance",
        "其中：留存基金",
        (
            "What is left of the fund's saving after hospitals kept their part and new drugs were paid.",
            "医疗机构留用并支付新增药品之后留存的基金节约。",
        ),
        (*FUND_SAVED, "-new_drugs"),
        "low",
    ),
    amount(
        "saving_patients",
        "Saving of patients",
        "患者节约",
        ("What patients save, after what they pay beyond the standard.", "患者自付的减少额。"),
        PATIENTS_SAVED,
        "low",
    ),
    amount(
        "gain_hospitals",
        "Gain of hospitals and staff",
        "医疗机构与医务人员所得",
        (
            "Retained surplus and margins of tariffs, less overspending, interest and what is withheld.",
            "结余留用与定额差额，减去分担的超支、逾期利息与扣款。",
        ),
        HOSPITALS,
        "low",
    ),
    amount(
        "retained_surplus",
        "- of it: retained surplus",
        "其中：结余留用",
        (
            "Retained surplus that hospitals are paid, their staff's part included.",
            "医疗机构获得的结余留用资金（含用于人员薪酬的部分）。",
        ),
        ("retained",),
        "low",
    ),
    amount(
        "to_staff",
        "- of it: pay of staff",
        "其中：人员薪酬",
        ("Part of the retained surplus that becomes pay.", "结余留用中用于人员薪酬的部分。"),
        ("staff",),
        "low",
    ),
    amount(
        "interest",
        "Interest of hospitals to firms",
        "医疗机构支付企业的逾期利息",
        (
            "What hospitals pay firms for bills paid late; a part of the saving that firms get.",
            "医疗机构因逾期付款支付给企业的利息。",
        ),
        ("interest",),
    ),
    amount(
        "withheld",
        "Kept back by the fund for late payment",
        "基金因逾期付款扣减",
        (
            "What the fund keeps back, and interest on what it paid in the hospitals' place.",
            "基金扣减的金额，以及代付货款的利息。",
        ),
        LATE,
    ),
)
"""In the order of the page."""
