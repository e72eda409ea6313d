"""Figures of who pays, what is prepaid or late, and what waiting for money costs."""

from __future__ import annotations

from simulator.results.money_metric import PATIENTS, MoneyMetric, amount

__all__ = ["PAYMENTS"]

PAYMENTS: tuple[MoneyMetric, ...] = (
    amount(
        "fund",
        "Paid by the fund",
        "医保基金支付",
        ("What the fund pays on claims.", "医保基金按结算支付的金额。"),
        ("fund",),
    ),
    amount(
        "patients",
        "Paid by patients",
        "患者支付",
        ("What patients pay in all.", "患者支付总额。"),
        PATIENTS,
    ),
    amount(
        "patients_employee",
        "- of it: employees' scheme",
        "其中：职工医保参保患者",
        ("What patients insured as employees pay.", "职工医保参保患者支付的金额。"),
        ("patients_employee",),
    ),
    amount(
        "patients_resident",
        "- of it: residents' scheme",
        "其中：居民医保参保患者",
        ("What patients insured as residents pay.", "居民医保参保患者支付的金额。"),
        ("patients_resident",),
    ),
    amount(
        "patients_uninsured",
        "- of it: the uninsured",
        "其中：未参保患者",
        ("What patients without insurance pay.", "未参保患者支付的金额。"),
        ("patients_uninsured",),
    ),
    amount(
        "excess",
        "- of it: beyond the standard",
        "其中：超支付标准部分",
        ("What patients pay beyond the payment standard.", "超出医保支付标准由患者自付的金额。"),
        ("excess",),
    ),
    amount(
        "fees",
        "Kept by distributors",
        "配送费用",
        ("Distributors' part of the bills.", "货款中配送企业所得。"),
        ("fees",),
    ),
    amount(
        "compensation",
        "Compensation by suppliers",
        "供应企业补偿",
        (
            "What suppliers that did not deliver pay for dearer products.",
            "未能供应的企业为价差支付的补偿。",
        ),
        ("compensation",),
    ),
    amount(
        "prepaid",
        "Prepaid",
        "预付金",
        ("Money of the fund that comes before the goods.", "货物交付之前拨付的医保资金。"),
        ("prepaid",),
    ),
    amount(
        "returned",
        "- returned unused",
        "其中：未用退回",
        ("Prepaid money that was not used in its contract year.", "合同年度内未使用而退回的预付金。"),
        ("returned",),
    ),
    amount(
        "waiting",
        "Bills not yet paid, on average",
        "平均未付货款",
        ("Mean amount that hospitals owe for deliveries.", "医疗机构平均尚欠的货款。"),
        ("waiting",),
    ),
    amount(
        "waiting_before",
        "- without the tender",
        "不集采时则为",
        ("The same with old prices and old terms of payment.", "按原价格和原付款期限计算。"),
        ("waiting_before",),
    ),
    amount(
        "late",
        "Bills paid late",
        "逾期支付的货款",
        ("Bills that are paid after the due day.", "超过约定日期支付的货款。"),
        ("late",),
    ),
    amount(
        "advanced",
        "- paid by the fund in the hospitals' place",
        "其中：基金代付",
        (
            "Part that the fund pays on the due day and sets off later.",
            "基金在到期日代付、其后抵扣的部分。",
        ),
        ("advanced",),
    ),
    amount(
        "advance_hospitals",
        "Prepaid money with hospitals, on average",
        "医疗机构平均持有预付金",
        (
            "Mean amount of prepaid money, or of prepaid goods not yet repaid, that hospitals have.",
            "医疗机构平均持有的预付金，或已收货而尚未返还的预付款。",
        ),
        ("advance_hospitals",),
        "low",
    ),
    amount(
        "advance_firms",
        "Prepaid money with firms, on average",
        "企业平均持有预付金",
        ("Mean amount of prepaid money for goods not yet delivered.", "尚未交货的预付金平均余额。"),
        ("advance_firms",),
        "low",
    ),
    amount(
        "capital_firms",
        "Capital cost saved: firms",
        "企业节约资金成本",
        (
            "What firms save because bills are paid earlier and goods prepaid.",
            "因回款加快和预付而节约的资金成本。",
        ),
        ("capital_firms",),
        "low",
    ),
    amount(
        "capital_hospitals",
        "Capital cost saved: hospitals",
        "医疗机构节约资金成本",
        (
            "What hospitals gain by prepaid money, less the credit of firms that they lose.",
            "预付金带来的收益，减去失去的供货商信用。",
        ),
        ("capital_hospitals",),
        "low",
    ),
    amount(
        "capital_fund",
        "Capital cost saved: fund",
        "医保基金节约资金成本",
        ("What the fund loses by paying before the goods.", "提前拨付造成的收益损失（负数）。"),
        ("capital_fund",),
        "low",
    ),
    amount(
        "saving_agreed",
        "Saving on the agreed volume",
        "约定采购量节约额",
        (
            "Agreed volume at the mean old price less the same at award prices, as in briefings.",
            "约定采购量按原均价与中选价计算的差额，即通报口径的节约额。",
        ),
        ("agreed_old", "-agreed"),
        "low",
    ),
)
"""In the order of the page."""
