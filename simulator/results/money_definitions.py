"""The wording of every figure of money: what it is called, what it means, how it is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from simulator.results.count_words import MONEY_WORDS, formula_in_words

__all__ = [
    "FUND_SAVED",
    "MONEY_METRICS",
    "PATIENTS",
    "PATIENTS_BEFORE",
    "SPENT",
    "MoneyMetric",
    "MoneyUnit",
]

MoneyUnit = Literal["share", "ratio", "million yuan"]


@dataclass(frozen=True, slots=True)
class MoneyMetric:
    """One figure: an amount a year, or a ratio of two amounts."""

    name: str
    unit: MoneyUnit
    label_en: str
    label_zh: str
    says_en: str
    says_zh: str
    over: tuple[str, ...]
    """Amounts that are added up above the line; a minus in front takes one away."""
    under: tuple[str, ...] = ()
    """The same below the line; none for an amount in million yuan a year."""
    worse: Literal["high", "low"] = "high"
    """Which end is bad: the expected shortfall is the mean of the worst twentieth."""

    @property
    def formula(self) -> tuple[str, str]:
        """The formula in words, in English and in Chinese."""
        english, chinese = formula_in_words(MONEY_WORDS, self.over, self.under)
        return (english, chinese) if self.under else (f"{english}, a year", f"{chinese}，按年计")


SPENT = ("winners", "nonwinners", "outside", "substitutes", "-compensation")
"""Amounts that make up all spending with the tender."""
_SAVED = ("baseline", *(f"-{name}" for name in SPENT[:-1]), "compensation")
_LATE = ("interest_fund", "withheld")
FUND_SAVED = ("baseline_fund", "-fund", "-retained", "-tariff", "overspent", *_LATE)
"""Amounts that make up what the fund saves after hospitals kept their part."""
_HOSPITALS = ("retained", "tariff", "-overspent", "-interest", *(f"-{name}" for name in _LATE))
PATIENTS = ("patients_employee", "patients_resident", "patients_uninsured")
PATIENTS_BEFORE = ("baseline_employee", "baseline_resident", "baseline_uninsured")
_PATIENTS_SAVED = (*PATIENTS_BEFORE, *(f"-{name}" for name in PATIENTS))


def _a(  # the order of the columns of the page
    name: str, english: str, chinese: str, says: tuple[str, str], over: tuple[str, ...], worse: str = "high"
) -> MoneyMetric:
    end: Literal["high", "low"] = "low" if worse == "low" else "high"
    return MoneyMetric(name, "million yuan", english, chinese, *says, over, (), end)


def _r(
    name: str, labels: tuple[str, str], says: tuple[str, str], over: tuple[str, ...], under: tuple[str, ...]
) -> MoneyMetric:
    return MoneyMetric(name, "share", *labels, *says, over, under, "low")


_ALL = (
    _a(
        "baseline",
        "Spending without the tender",
        "不集采时的支出",
        (
            "What the same patients' use would cost at old prices and without the response to lower ones.",
            "同一批患者按原价格、无降价引起的用量变化时的支出。",
        ),
        ("baseline",),
    ),
    _a(
        "winners",
        "With it: winners",
        "集采后：中选产品支出",
        ("What hospitals pay for winners' deliveries.", "医疗机构购买中选产品的支出。"),
        ("winners",),
    ),
    _a(
        "nonwinners",
        "With it: others by choice",
        "集采后：非中选产品支出",
        (
            "What is bought of firms without an award in the area from the start.",
            "从一开始就流向非中选产品的支出。",
        ),
        ("nonwinners",),
    ),
    _a(
        "outside",
        "With it: others in takeovers",
        "集采后：顶替采购支出",
        (
            "What firms without an award deliver in a takeover, at their price.",
            "断供后由未中选企业按其价格供应的支出。",
        ),
        ("outside",),
    ),
    _a(
        "substitutes",
        "With it: other substances",
        "集采后：替代品种支出",
        (
            "What is bought of other substances of the class; their price is assumed to stay.",
            "转向同类其他品种的支出（假设其价格不变）。",
        ),
        ("substitutes",),
    ),
    _a(
        "saving",
        "Saving: without it less with it",
        "节约额（不集采减集采后）",
        (
            "Spending without the tender less spending with it, and less what suppliers compensate.",
            "不集采时的支出减去集采后的支出（扣除供应企业补偿）。",
        ),
        _SAVED,
        "low",
    ),
    _a(
        "saving_price",
        "- of it: prices",
        "其中：价格效应",
        (
            "The same products at lower prices; compensation of suppliers is counted here.",
            "同样产品价格下降（含供应企业补偿）。",
        ),
        ("at_own_old", *_SAVED[1:]),
        "low",
    ),
    _a(
        "saving_mix",
        "- of it: other products",
        "其中：结构效应",
        ("Use that moves to products that were cheaper before.", "用量转向原本较便宜的产品。"),
        ("at_mean_old", "-at_own_old"),
        "low",
    ),
    _a(
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
    _a(
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
    _a(
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
    _a(
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
    _a(
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
    _a(
        "saving_patients",
        "Saving of patients",
        "患者节约",
        ("What patients save, after what they pay beyond the standard.", "患者自付的减少额。"),
        _PATIENTS_SAVED,
        "low",
    ),
    _a(
        "gain_hospitals",
        "Gain of hospitals and staff",
        "医疗机构与医务人员所得",
        (
            "Retained surplus and margins of tariffs, less overspending, interest and what is withheld.",
            "结余留用与定额差额，减去分担的超支、逾期利息与扣款。",
        ),
        _HOSPITALS,
        "low",
    ),
    _a(
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
    _a(
        "to_staff",
        "- of it: pay of staff",
        "其中：人员薪酬",
        ("Part of the retained surplus that becomes pay.", "结余留用中用于人员薪酬的部分。"),
        ("staff",),
        "low",
    ),
    _a(
        "interest",
        "Interest of hospitals to firms",
        "医疗机构支付企业的逾期利息",
        (
            "What hospitals pay firms for bills paid late; a part of the saving that firms get.",
            "医疗机构因逾期付款支付给企业的利息。",
        ),
        ("interest",),
    ),
    _a(
        "withheld",
        "Kept back by the fund for late payment",
        "基金因逾期付款扣减",
        (
            "What the fund keeps back, and interest on what it paid in the hospitals' place.",
            "基金扣减的金额，以及代付货款的利息。",
        ),
        _LATE,
    ),
    _a(
        "fund",
        "Paid by the fund",
        "医保基金支付",
        ("What the fund pays on claims.", "医保基金按结算支付的金额。"),
        ("fund",),
    ),
    _a(
        "patients",
        "Paid by patients",
        "患者支付",
        ("What patients pay in all.", "患者支付总额。"),
        PATIENTS,
    ),
    _a(
        "excess",
        "- of it: beyond the standard",
        "其中：超支付标准部分",
        ("What patients pay beyond the payment standard.", "超出医保支付标准由患者自付的金额。"),
        ("excess",),
    ),
    _a(
        "fees",
        "Kept by distributors",
        "配送费用",
        ("Distributors' part of the bills.", "货款中配送企业所得。"),
        ("fees",),
    ),
    _a(
        "compensation",
        "Compensation by suppliers",
        "供应企业补偿",
        (
            "What suppliers that did not deliver pay for dearer products.",
            "未能供应的企业为价差支付的补偿。",
        ),
        ("compensation",),
    ),
    _a(
        "prepaid",
        "Prepaid",
        "预付金",
        ("Money of the fund that comes before the goods.", "货物交付之前拨付的医保资金。"),
        ("prepaid",),
    ),
    _a(
        "returned",
        "- returned unused",
        "其中：未用退回",
        ("Prepaid money that was not used in its contract year.", "合同年度内未使用而退回的预付金。"),
        ("returned",),
    ),
    _a(
        "waiting",
        "Bills not yet paid, on average",
        "平均未付货款",
        ("Mean amount that hospitals owe for deliveries.", "医疗机构平均尚欠的货款。"),
        ("waiting",),
    ),
    _a(
        "waiting_before",
        "- without the tender",
        "不集采时则为",
        ("The same with old prices and old terms of payment.", "按原价格和原付款期限计算。"),
        ("waiting_before",),
    ),
    _a(
        "late",
        "Bills paid late",
        "逾期支付的货款",
        ("Bills that are paid after the due day.", "超过约定日期支付的货款。"),
        ("late",),
    ),
    _a(
        "advanced",
        "- paid by the fund in the hospitals' place",
        "其中：基金代付",
        (
            "Part that the fund pays on the due day and sets off later.",
            "基金在到期日代付、其后抵扣的部分。",
        ),
        ("advanced",),
    ),
    _a(
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
    _a(
        "advance_firms",
        "Prepaid money with firms, on average",
        "企业平均持有预付金",
        ("Mean amount of prepaid money for goods not yet delivered.", "尚未交货的预付金平均余额。"),
        ("advance_firms",),
        "low",
    ),
    _a(
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
    _a(
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
    _a(
        "capital_fund",
        "Capital cost saved: fund",
        "医保基金节约资金成本",
        ("What the fund loses by paying before the goods.", "提前拨付造成的收益损失（负数）。"),
        ("capital_fund",),
        "low",
    ),
    _a(
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
    _r(
        "labelled_yellow",
        ("Others' spending above the yellow line", "黄标以上支出占比"),
        (
            "Part of what is spent on others by choice that is above the yellow line.",
            "非中选产品支出中高于黄线的比例。",
        ),
        ("yellow",),
        ("nonwinners",),
    ),
    _r(
        "labelled_red",
        ("- above the red line", "其中：红标以上"),
        ("The same above the red line.", "高于红线的比例。"),
        ("red",),
        ("nonwinners",),
    ),
    _r(
        "saving_share",
        ("Saving over spending without the tender", "节约率"),
        (
            "Saving over what would have been spent; spending changes by the same with a minus.",
            "节约额与不集采时支出之比，即支出变化率的相反数。",
        ),
        _SAVED,
        ("baseline",),
    ),
    _r(
        "fund_part_of_saving",
        ("Part of the saving: fund", "节约中基金所占"),
        ("The fund's part of the saving.", "节约额中医保基金的比例。"),
        FUND_SAVED,
        _SAVED,
    ),
    _r(
        "patients_part_of_saving",
        ("Part of the saving: patients", "节约中患者所占"),
        ("Patients' part of the saving.", "节约额中患者的比例。"),
        _PATIENTS_SAVED,
        _SAVED,
    ),
    _r(
        "hospitals_part_of_saving",
        ("Part of the saving: hospitals", "节约中医疗机构所占"),
        ("Hospitals' and staff's part of the saving.", "节约额中医疗机构与医务人员的比例。"),
        _HOSPITALS,
        _SAVED,
    ),
    _r(
        "patients_share",
        ("Patients' share of spending", "患者负担比例"),
        ("What patients pay over all spending with the tender.", "集采后患者支付占支出的比例。"),
        PATIENTS,
        SPENT,
    ),
    _r(
        "patients_share_before",
        ("- without the tender", "不集采时则为"),
        ("The same without the tender.", "不集采时患者负担比例。"),
        PATIENTS_BEFORE,
        ("baseline",),
    ),
    _r(
        "retained_over_prepaid",
        ("Retained surplus over prepaid money", "结余留用与预付金之比"),
        ("Chongqing reported 0.108 over 1.407 billion yuan.", "重庆市公布为1.08亿元比14.07亿元。"),
        ("retained",),
        ("prepaid",),
    ),
)

MONEY_METRICS: Mapping[str, MoneyMetric] = MappingProxyType({one.name: one for one in _ALL})
"""Every figure of money by name, for the whole tender and for each variety."""
